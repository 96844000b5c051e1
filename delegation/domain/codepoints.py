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
    ",%%$5^IDiO%)'*$$$7$cZ$I%U%&$Z+>')4`O$S%^%%^O1^%%T%2$?%$$.(B,^4$_R$+%%%9$*$$&'%,%%%'+$'%$(%"
    "<%&$)'%%9$*$%$%$%%$$('%%&&$*'$$*4-&$,$&$9$*$%$(%-$&$&%$2'%/**$&$+%%%9$*$%$(%,%%%&*&'%$(%5-"
    "%$)&&$'&%$$$%&%&&&/'(&&$'%$)$18(0$&$:$3%,$&$'*%$&%$%'%-*9$&$:$-$(%,$&$'*%)%$'%-$%00$&$V$&$"
    ")'3%=$&$5&;$,$$%*&$')$$$+)-%&/^$'@H%$$$($;$$$:%($$$)%-%'C^2$G'J$G$2$0H`>$$($%cF$'%*$$$'%L$"
    "'%D$'%*$$$'%2$^#$'%^-%C&=)^@%)%hM&^C_8^H%-)-sCf8%)%I%)%+$$$$$$$B%X$2$1%)$6%&$,$M(U2%%>$0&D"
    "2D2_='hG<.8|P%C$^S^J_E(P$$($%[*%1;,*$*$*$*$*$*$*$*$_/E=$^C/`N=/'^*$^@%^Q(N$^H$^>/R$l`W&Z,c"
    ")7`0+`C(%$$$(;^%&-_WC^J@dG^&'^:^*bw#/:'Tai3c;%^TI*/((=$($$$%$%$_.3dQ%Y*$CM)V$6$''($_8%$$`6"
    "&)%)%)%&&*$*0%y]-^?$^1$%%$%%%'$/$$$*$^+$'%+$*$?$'$($$&*$bZ%b*%U`bPO'^N/2%2$2$H-`&[@0O',*%1"
    ")_Kn2(3&0&_%/^C*/'$2/'[+-)K+A%%^8bZ/1%(&(&*,@&.()--)++*,_D$ZH-o's^>C_aT*`V%_~(1`z)^q<f@w;_"
    "oHgzp+a/"
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

_DIGIT, _HIGH = ord("#"), ord("]")  # no quote and no backslash: the table needs no escapes
_DIGITS, _HIGHS = 57, 34


def is_written(code: int) -> bool:
    """Whether the table holds this code point, by the Unicode data of the running Python."""
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
    """Bounds -> text: each distance to the one before in base 57, its higher places in base 34."""
    text, before = "", 0
    for bound in bounds:
        distance, high = divmod(bound - before, _DIGITS)
        number = chr(_DIGIT + high)
        while distance:
            distance, high = divmod(distance, _HIGHS)
            number = chr(_HIGH + high) + number
        text, before = text + number, bound
    return text


def decode(table: str) -> list[int]:
    """The inverse of `encode`."""
    bounds: list[int] = []
    number = before = 0
    for code in map(ord, table):
        if code >= _HIGH:
            number = number * _HIGHS + code - _HIGH
        else:
            before += number * _DIGITS + code - _DIGIT
            bounds.append(before)
            number = 0
    return bounds


def is_storable(text: str) -> bool:
    """Whether UTF-8 and PostgreSQL can hold it: no lone surrogate, no NUL."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
