"""Which code points a message may hold: pinned, so that every browser and server agree.

The table lists the code points of Unicode 14 that people write messages with: letters, marks,
numbers, punctuation and symbols of the Basic Multilingual Plane, and beyond it mathematical
letters, emoji and Han. Controls, bidirectional overrides, tag characters, private use, and scripts
that few write in are left out: a message with one of them is not matched.
"""

import unicodedata
from collections.abc import Iterable

UNICODE_VERSION = "14.0.0"

TABLE = (
    "haa`q=)$H/aecf```s`B:`)a5ab`:gzcep?/`3a=aa=/m=aa4an`{a``jd~h=p`>2`gaaau`f``bcahaaacg`ca`dax"
    "ab`ecaau`f`a`a`aa``dcaabb`fc``fpib`h`b`u`f`a`dai`b`ba`ncakff`b`gaaau`f`a`dahaaabfbca`daqia`"
    "ebb`cba```ababbbkcdbb`ca`e`mtdl`b`v`oah`b`cfa`ba`acaifu`b`v`i`dah`b`cfaea`cai`all`b`6`b`eco"
    "ay`b`qbw`h``afb`ce```geiabk=`c|(a```d`w```vad```eaiac#=n`'c*`'`n`l(?z``d`aB&`caf```ca,`ca$`"
    "caf```can`=_`ca=ia#bye=|aeaG-b=#>t=(aieiR#Etaea)aeag```````~a8`n`mae`rab`h`-d5naaz`lb$n$n>y"
    "cG'xjt[0a#`=3=*>%d0``d`a;famwhf`f`f`f`f`f`f`f`>k%y`=#k?.ykc=f`=|a=1d.`=(`=zk2`JS7b:hBes?lg?"
    "#da```dw=abi>7#=*|C'=bc=v=fAQ_kvc4@DoBwa=4)fkddy`d```a`a`>joC1a9f`#-e6`r`ccd`>ta``?rbeaeaea"
    "bbf`flaWCi={`=m`aa`aaac`k```f`=g`cag`f`{`c`d``bf`A:aAfa5?>0/c=.knan`n`(i?b;|l/chfame>+Mndob"
    "lb>ak=#fkc`nkc;gie+g}aa=tA:kmadbdbfh|bjdeiieggfh>$`:(iNcQJz#>>4f?6a>[dm?Ve=OxE|Vw>L(FE<g@k"
)

_PLANES = (
    (0x0, 0x1700),
    (0x1780, 0x1800),
    (0x1D00, 0x2C00),
    (0x2C60, 0xA840),
    (0xA8E0, 0xA900),
    (0xA960, 0xA980),
    (0xAB30, 0xABC0),
    (0xAC00, 0x10000),
    (0x1D400, 0x1D800),
    (0x1F000, 0xE0000),
    (0xE0100, 0xE01F0),
)
_UNWRITTEN = frozenset({"Cn", "Cs", "Co", "Cc", "Cf"})
_CONTROLS_IN_USE = frozenset("\t\n\r\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")

_FIRST = ord("#")  # of 92 letters; the table has no quote and no backslash and needs no escapes
_TURN = 89  # frequent numbers are letters that are frequent in code: both compress together
_DIGITS, _HIGHS = 57, 35


def is_written(code: int) -> bool:
    """Return whether the table has this code point, by the Unicode data of the running Python."""
    if not any(start <= code < end for start, end in _PLANES):
        return False
    character = chr(code)
    return character in _CONTROLS_IN_USE or unicodedata.category(character) not in _UNWRITTEN


def bounds_of(codes: Iterable[int]) -> list[int]:
    """Rising code points -> the points where membership changes, starting with the first member."""
    bounds: list[int] = []
    for code in codes:
        if bounds and bounds[-1] == code:
            bounds[-1] = code + 1
        else:
            bounds += [code, code + 1]
    return bounds


def encode(bounds: Iterable[int]) -> str:
    """Bounds -> text: each distance to the one before in base 57, its higher places in base 35."""
    text, before = "", 0
    for bound in bounds:
        distance, high = divmod(bound - before, _DIGITS)
        number = _letter(high)
        while distance:
            distance, high = divmod(distance, _HIGHS)
            number = _letter(_DIGITS + high) + number
        text, before = text + number, bound
    return text


def _letter(value: int) -> str:
    return chr(_FIRST + (value - _TURN - _FIRST) % (_DIGITS + _HIGHS))


def decode(table: str) -> list[int]:
    """The inverse of `encode`."""
    bounds: list[int] = []
    number = before = 0
    for letter in table:
        value = (ord(letter) + _TURN) % (_DIGITS + _HIGHS)
        if value >= _DIGITS:
            number = number * _HIGHS + value - _DIGITS
        else:
            before += number * _DIGITS + value
            bounds.append(before)
            number = 0
    return bounds


def is_storable(text: str) -> bool:
    """Return whether UTF-8 and PostgreSQL can store it: no lone surrogate, no NUL."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
