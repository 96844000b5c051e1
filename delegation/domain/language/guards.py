"""Words that are never optional, swapped or left between phrases: polarity, question and number.

They are those of `polarity` and `word_lists`, which the checks on rules read too, and the few
below. The languages are joined: a word that guards in one language guards in all, so that a
visitor's language never has to be guessed. A tenant can see them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from delegation.domain.language.polarity import POLARITY, Polarity
from delegation.domain.language.word_lists import NUMBER, QUESTION, entries
from delegation.domain.phrases import PAUSE, canonical

LAST_SPACED = "\u2e7f"  # later signs are words: Han, kana

# What the lists hold only inside longer entries, or mark as meant only where it stands alone: one
# word changes what a phrase means, whether or not it says anything by itself.
BESIDE_OTHERS = {
    "signs": "( ☹ 🙁 😕 😞 😢 😭 😠 😡 👎 💔",
    "en": "yea neither nor nobody arent werent havent hasnt hadnt wouldnt couldnt shouldnt aint "
    "? whom whats hows wheres can could do does did should may zero one thousand half first second",
    "es": "si nada nadie ningún ni jamás qué puede cero uno una mil",
    "pt": "nada ninguém ninguem nem que quê quais como quantos porque pode zero um uma mil",
    "fr": "si ne rien personne ni que qui comment peux pouvez zéro un une mille",
    "de": "ja nichts keine keinen weder kann können null tausend",
    "ru": "ни ничего никто никак нельзя откуда можно ноль один одна сто тысяча",
    "ar": "غير ما اين أي صفر واحد مئة ألف",
    "hi": "जी ना न कभी शून्य एक दो सौ हजार",
    "zh": "是 对 對 不 没 沒 無 无 非 未 别 別 勿 否 呢 什 么 麼 几 幾 怎 多 能 "
    "零 一 二 两 三 四 五 六 七 八 九 十 百 千 万",
    "ja": "はい ええ 無 ん ず か 幾",
    "ko": "네 예 응 넵 넹 옙",
    "id": "ya iya",
    "tr": "olur",
    "uk": "так",
    "cs": "ano jo ne není neni nejsou nic nikdo nikdy nemám nechci nejde nefunguje kdo co kdy kde "
    "proč jak kolik který",
    "da": "ja jo nej ikke ingen intet ingenting aldrig hvad hvem hvornår hvorfor hvordan",
    "sv": "ja jo nej inte ingen inga inget ingenting aldrig vad vem varför hur",
}


# Inflected answers that the lists, which checks on rules read too, hold in one form only.
MORE_STEMS = {
    "de": "kein* verneint*",
    "ru": "отмен* нисколько",
    "ko": "아니* 아뇨 없* 않* 못* 안돼* 싫* 모르* 모릅* 취소* 확인* 동의*",
    "tr": "değil* yok* istem* hayır* iptal* onayl* olmaz* anlamad*",
    "id": "tidak tak nggak ngga gak enggak belum bukan jangan batal*",
    "vi": "không chưa đừng chẳng",
}
# Adverbs that reach on to the next word from the end of a denial, where they are guarded too: "not
# really | helpful" is no praise.
_ADVERBS = (
    "really quite exactly entirely completely totally mucho realmente muito vraiment très trop "
    "molto proprio davvero wirklich ganz echt helemaal verkligen riktigt virkelig moc úplně bardzo "
    "очень совсем дуже зовсім"
)
REACHING = frozenset(_ADVERBS.split())
KEPT_FORMS = 65_536  # a pack of 10,000 rules looks at as many again and again
LEAST_STEM = 2  # signs: a shorter stem would guard unrelated words
TABLES = (
    POLARITY[Polarity.YES],
    POLARITY[Polarity.NO],
    POLARITY[Polarity.STOP],
    QUESTION,
    NUMBER,
)


def _listed() -> Iterator[str]:
    """Entries that count anywhere in a clause; a stem ends with an asterisk."""
    yield from (entry for entry in entries(TABLES) if not entry.startswith("="))
    yield from (word for line in BESIDE_OTHERS.values() for word in line.split())
    yield from (word for line in MORE_STEMS.values() for word in line.split())


def _forms(*, stems: bool) -> frozenset[str]:
    """Canonical forms of the entries that are stems, or of those that are not."""
    chosen = (entry.rstrip("*") for entry in _listed() if entry.endswith("*") == stems)
    return frozenset(form for entry in chosen if (form := canonical(entry)))


_ENTRIES = _forms(stems=False) | _forms(stems=True)
WORDS = frozenset(form for form in _ENTRIES if " " not in form)
_STEMS = defaultdict[str, tuple[str, ...]](tuple)  # by their first sign
for _stem in sorted(stem for stem in _forms(stems=True) if " " not in stem):
    _STEMS[_stem[0]] += (_stem,)
# Of scripts in which each sign is a word: the signs of "いいえ".
SEQUENCES = frozenset(
    tuple(form.split(" "))
    for form in _ENTRIES
    if " " in form and all(len(sign) == 1 and sign > LAST_SPACED for sign in form.split(" "))
)
_FIRST_SIGNS = frozenset(sequence[0] for sequence in SEQUENCES)


@cache
def is_guarded(word: str) -> bool:
    """Whether a word of a canonical form is one of polarity, stop, question or number."""
    return (
        word in WORDS
        or (len(word) >= LEAST_STEM and word.startswith(_STEMS.get(word[0], ())))
        or (not (word.isascii() and word.isalpha()) and any(map(str.isnumeric, word)))
    )


@lru_cache(maxsize=KEPT_FORMS)
def guarded_in(form: tuple[str, ...]) -> frozenset[str]:
    """Return the words of a form that a pack guards: its guarded words, and the ends of sequences.

    Only the first and last sign of a sequence can touch another phrase, so those two are guarded.
    So is what reaches on from the end of a form with such a word.
    """
    found = set(filter(is_guarded, form))
    if not _FIRST_SIGNS.isdisjoint(form):
        for start, sign in enumerate(form):
            for sequence in _starting_with(sign):
                if form[start : start + len(sequence)] == sequence:
                    found |= {sequence[0], sequence[-1]}
    return frozenset(found | ({form[-1]} & REACHING if found else set()))


def guards_of(forms: Collection[str]) -> set[str]:
    """Return the words that these canonical forms guard, as `guarded_in` finds them in each."""
    text = " " + f" {PAUSE} ".join(forms) + " "
    words = set(text.split(" "))
    found = set(filter(is_guarded, words))
    for sequence in SEQUENCES:
        ends = {sequence[0], sequence[-1]} - found
        said = " ".join(sequence)
        # A search for a space is slow, so the signs come first.
        if ends and words.issuperset(sequence) and said in text and f" {said} " in text:
            found |= ends
    last = tuple(f" {word}" for word in words & REACHING)
    reaching = [form for form in forms if form.endswith(last)]
    return found.union(form.rpartition(" ")[2] for form in reaching if text_has_guard(form))


def has_guard(form: tuple[str, ...]) -> bool:
    """Whether a form contains a guarded word or a guarded sequence of signs."""
    if any(map(is_guarded, form)):
        return True
    return not _FIRST_SIGNS.isdisjoint(form) and bool(guarded_in(form))


@lru_cache(maxsize=KEPT_FORMS)
def text_has_guard(form: str) -> bool:
    """Whether a canonical form, as a text, contains a guarded word or sequence."""
    words = form.split(" ")
    return any(map(is_guarded, words)) if form.isascii() else has_guard(tuple(words))


@cache
def _starting_with(sign: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sequence for sequence in SEQUENCES if sequence[0] == sign)
