"""Which script a letter belongs to, and letters of one script that pose as another's."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from delegation.domain.lint.clauses import read

_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"})
# First words of character names that name no script.
_NO_SCRIPT = frozenset(
    {"MODIFIER", "COMBINING", "IDEOGRAPHIC", "MATHEMATICAL", "DOUBLE-STRUCK", "SCRIPT", "FEMININE"}
    | {"MASCULINE", "CIRCLED", "SUPERSCRIPT", "SUBSCRIPT", "FULLWIDTH", "HALFWIDTH", "UNKNOWN"}
    | {"KATAKANA-HIRAGANA"}
)
# Written beside Latin letters without a space: "OK啦".
_SPACELESS = _EAST_ASIAN | {"THAI", "LAO", "KHMER", "MYANMAR"}

# Letters of Cyrillic, Greek and Armenian that look like Latin ones: as written, and as capitals.
_LOOKALIKES = frozenset("аеорсухіѕјһԁԛԝαικνορτυχγωօսոհց")
_CAPITAL_LOOKALIKES = _LOOKALIKES | frozenset("вкмнтзьβεζημ")

# Latin letters in costume: mathematical, circled and squared ones.
_COSTUMES = ((0x1D400, 0x1D800), (0x24B6, 0x24EA), (0x1F130, 0x1F18A))


@lru_cache(maxsize=4096)
def script_of(character: str) -> str | None:
    """The name of a letter's script, "HAN" for Han signs; `None` where it has none."""
    if not character.isalpha():
        return None
    name = unicodedata.name(character, "UNKNOWN").split()[0]
    return None if name in _NO_SCRIPT else "HAN" if name == "CJK" else name


def scripts_of(text: str) -> frozenset[str]:
    """The scripts of its letters, after compatibility forms are resolved."""
    form = unicodedata.normalize("NFKC", text)
    return frozenset(script for letter in set(form) if (script := script_of(letter)))


def find_mixed(text: str) -> Iterator[str]:
    """Words that mix alphabets, and words of lookalikes alone among Latin ones.

    Han, kana and Hangul go together, and scripts without spaces stand next to Latin words, so
    neither is a mixture; two alphabets in two words ("ok, спасибо") are none either.
    """
    yield from filter(_is_costumed, sorted(set(text)))
    if len(_alphabets_of(text)) < 2:
        return
    for clause in read(text).clauses:
        by_word = [(word, _alphabets_of(word)) for word in clause.split()]
        yield from (word for word, scripts in by_word if len(scripts) > 1)
        foreign = [word for word, scripts in by_word if scripts and "LATIN" not in scripts]
        latin = any("LATIN" in scripts for _, scripts in by_word)
        if latin and all(_poses(word, text) for word in foreign):
            yield from foreign


def _alphabets_of(text: str) -> frozenset[str]:
    return scripts_of(text) - _SPACELESS - {"HAN"}


def _poses(word: str, text: str) -> bool:
    if set(word) <= _LOOKALIKES:
        return True
    return set(word) <= _CAPITAL_LOOKALIKES and word.upper() in text


def _is_costumed(character: str) -> bool:
    return any(start <= ord(character) < end for start, end in _COSTUMES)


def differ_in_script(phrase: str, response: str) -> bool:
    """Whether the response answers in letters that the phrase has none of.

    Words that the whole web writes in Latin letters, and texts without letters, differ from
    nothing. Kana tells Japanese from Chinese; Han alone does not.
    """
    asked = scripts_of(" ".join(_local_words(phrase)))
    answered = scripts_of(response)
    if not asked or not answered:
        return False
    if asked & {"HIRAGANA", "KATAKANA"} and answered & {"HAN", "HIRAGANA", "KATAKANA"}:
        return not answered & {"HIRAGANA", "KATAKANA"}
    return not asked & _with_family(answered)


def _with_family(scripts: frozenset[str]) -> frozenset[str]:
    japanese = {"HIRAGANA", "KATAKANA"}
    return scripts | {"HAN"} if scripts & japanese else scripts


_EVERYWHERE = frozenset(
    {
        "ok",
        "okay",
        "okey",
        "k",
        "lol",
        "haha",
        "wow",
        "hi",
        "hello",
        "bye",
        "thx",
        "thanks",
        "super",
    }
)


def _local_words(text: str) -> Iterator[str]:
    yield from (word for word in read(text).whole.split() if word not in _EVERYWHERE)
