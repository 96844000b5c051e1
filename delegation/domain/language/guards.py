"""Words that are never optional, swapped or left between phrases: polarity, question and number.

They are those of `polarity` and `wordlists`, which the checks on rules read too, and the few below.
The languages are joined: a word that guards in one language guards in all, so that a visitor's
language never has to be guessed. A tenant can see them.
"""

from delegation.domain.language.polarity import POLARITY, Polarity
from delegation.domain.language.word_lists import NUMBER, QUESTION, entries
from delegation.domain.phrases import canonical

# What the lists hold only inside longer entries, or mark as meant only where it stands alone: one
# word changes what a phrase means, whether or not it says anything by itself.
BESIDE_OTHERS = {
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
}


def _listed() -> frozenset[str]:
    """The entries of one word that count anywhere in a clause."""
    tables = (POLARITY[Polarity.YES], POLARITY[Polarity.NO], QUESTION, NUMBER)
    words = (entry.strip("*") for entry in entries(tables) if not entry.startswith("="))
    return frozenset(form for word in words if (form := canonical(word)) and " " not in form)


WORDS = _listed() | {
    form for line in BESIDE_OTHERS.values() for word in line.split() if (form := canonical(word))
}


def is_guarded(word: str) -> bool:
    """Whether a word of a canonical form is one of polarity, question or number."""
    return word in WORDS or any(character.isnumeric() for character in word)
