"""A careful guess whether a text names a person, a brand or a place.

A capital tells a name only where the writer uses capitals: after a word in lower case, or right
after a greeting or thanks; not at the start of a sentence, not where all is capitals, and not for
words that people like to write with one. Scripts without capitals show names by titles,
introductions, the vocative particle and the most usual given names. What no sign shows, such as a
rare name in lower case, is not found: a moderator, and the number of visitors, stand behind this.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from delegation.domain.language.word_lists import entries
from delegation.domain.lint import name_words
from delegation.domain.lint.clauses import fold, read
from delegation.domain.lint.lexicon import Lexicon


def _words(*tables: Mapping[str, str]) -> frozenset[str]:
    return frozenset(fold(entry) for entry in entries(tables))


_VOCATIVE = _words(name_words.VOCATIVE)
_NEVER_NAMES = _words(name_words.NEVER_NAMES, name_words.VOCATIVE)
_TITLES = _words(name_words.TITLES)
_INTRODUCTIONS = Lexicon(entries([name_words.INTRODUCTIONS]))
_GIVEN = Lexicon(entries([name_words.GIVEN]))

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[,\-]+|[^\w\s,]")

# "O <name>": the particle of Arabic, and whom one calls so without a name.
_ARABIC_CALL = re.compile(
    r" يا (?!رب |صديق|صاحب|اخ|اخت|حبيب|غال|جماع|شباب|عزيز|استاذ|سيد|باشا|كبير|الله|بطل|عم |فندم)\S+"
)
# A surname of one sign before a title; the signs are usual surnames and nothing else there.
_HAN_TITLE = re.compile(
    r"[王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫朱马馬胡郭林](?:先生|小姐|女士|太太|老师|老師|经理)"
)
_KANA_TITLE = re.compile(
    r"(?:田中|佐藤|鈴木|高橋|伊藤|渡辺|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村)(?:さん|様|さま|君|ちゃん)?"
)
_HANGUL_TITLE = re.compile(r" [김이박최정강조윤장임한오서신권황안송류홍][가-힣]{1,2} ?씨")
_THAI_TITLE = re.compile(
    r"(?:คุณ|นาย|นางสาว)(?:สม(?:ชาย|หญิง|ศักดิ์)|ประ(?:เสริฐ|ยุทธ์)|วิ(?:ชัย|ไล)|มาลี|สุดา)"
)
_SHOWN = (_ARABIC_CALL, _HAN_TITLE, _KANA_TITLE, _HANGUL_TITLE, _THAI_TITLE)


def find_names(text: str) -> Iterator[str]:
    """What looks like a name."""
    yield from _capitalised(unicodedata.normalize("NFKC", text))
    yield from _INTRODUCTIONS.find(text)
    yield from _GIVEN.find(text)
    yield from _titled(read(text).whole.split())
    for pattern in _SHOWN:
        yield from (match[0].strip() for match in pattern.finditer(read(text).whole))


def _capitalised(text: str) -> Iterator[str]:
    before = ""  # the start of a sentence
    for word in _TOKEN.findall(text):
        if word[0] in ",-":
            continue
        if len(word) > 1 and word.istitle() and before and _stands_out(word, before):
            yield word
        before = word if word[0].isalpha() else ""


@lru_cache(maxsize=1024)
def _stands_out(word: str, before: str) -> bool:
    """Whether the capital is this word's own, and not the writer's way with all words."""
    if fold(word) in _NEVER_NAMES:
        return False
    return before.islower() or fold(before) in _VOCATIVE


def _titled(words: list[str]) -> Iterator[str]:
    for title, name in pairwise(words):
        if title in _TITLES:
            yield f"{title} {name}"
