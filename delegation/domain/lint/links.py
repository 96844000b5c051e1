"""Links and addresses: whatever leads a reader out of the chat."""

import re
import unicodedata
from collections.abc import Iterator

from delegation.domain.language.word_lists import entries
from delegation.domain.lint.clauses import read
from delegation.domain.lint.lexicon import Lexicon

STREETS = {
    "en": "street, avenue, boulevard, apartment, zip code, postcode",
    "es": "calle, avenida, código postal",
    "pt": "rua, travessa, cep",
    "fr": "rue, boulevard, code postal",
    "de": "straße, strasse, postleitzahl",
    "nl": "straat, laan",
    "pl": "ulica, ulicy",
    "ru": "улица, улице, проспект, переулок",
    "uk": "вулиця, вулиці",
    "tr": "sokak, cadde*, mahalle*",
    "el": "οδός, οδό, λεωφόρος",
    "ar": "شارع, الرمز البريدي",
    "fa": "خیابان, کوچه",
    "he": "רחוב, שדרות",
    "hi": "मार्ग, गली, पिन कोड",
    "zh": "街道, 大道, 大街, 路口, 邮编",
    "ja": "丁目, 番地, 郵便番号",
    "ko": "번지, 우편번호",
    "th": "ถนน, ซอย, รหัสไปรษณีย์",
    "id": "jalan, kode pos",
}
"""Words that make an address of a number in the same clause."""

# Endings that no word of small talk has; the others count only before a slash ("thanks.me").
_ENDINGS = (
    "com|org|net|info|biz|edu|gov|app|dev|shop|store|xyz|online|site|website|club|link|click|live"
    "|io|co|ru|uk|br|cn|jp|kr|de|fr|eu|pl|nl|ua|tr|ir|tv|ly|gl|gg|cc|рф|бел|укр|中国|网址|公司|भारत|ไทย"
)
_LINKS = (
    re.compile(
        r"(?i)\b(?:h[tx]{2}ps?|ftp|wss?|file|data|javascript|vbscript|mailto|tel|sms)\s?:\S"
    ),
    re.compile(r"(?i)(?<![^\W_])www\d?\s?[.。．｡]\s?\w"),
    re.compile(rf"(?i)(?<=[\w)\]])[.。．｡](?:{_ENDINGS})(?![^\W_])"),
    re.compile(r"(?i)(?<=\w)\.[a-z]{2,24}/"),
    re.compile(r"(?i)(?<=\w)\s?[\[(]\s?(?:\.|dot|punto|ponto|punkt|точка)\s?[\])]\s?\w"),
    re.compile(
        r"(?i)\s(?:dot|punto|ponto|punkt|point|точка|нокта|نقطة|डॉट)\s(?:com|org|net|ru|io|ком|ру|कॉम|كوم)\b"
    ),
    re.compile(r"(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])"),
)
_ADDRESSES = (
    re.compile(r"[^\W_]@|@[^\W_]"),
    re.compile(r"(?i)\s?[\[(]\s?(?:at|arroba|собака)\s?[\])]\s?\w"),
    re.compile(r"(?i)\b(?:at|arroba|собака)\s(?:gmail|hotmail|outlook|yahoo|icloud|mail|yandex)\b"),
)
_TOKEN = re.compile(r"[0-9A-Za-z]+")
TOKEN_LENGTH = 20  # wallets and bank accounts are longer; words with a digit in them never are

_STREETS = Lexicon(entries([STREETS]))


def find_links(text: str) -> Iterator[str]:
    """Web addresses, also of the kind that is spelt so as not to look like one."""
    yield from _matches(_LINKS, unicodedata.normalize("NFKC", text))


def find_addresses(text: str) -> Iterator[str]:
    """Email addresses, handles, streets with a number, wallets and account numbers."""
    form = unicodedata.normalize("NFKC", text)
    yield from _matches(_ADDRESSES, form)
    yield from (token for token in _TOKEN.findall(form) if _is_account(token))
    for clause, streets in zip(read(text).clauses, _STREETS.find_by_clause(text), strict=True):
        if any(map(str.isnumeric, clause)):
            yield from streets


def _matches(patterns: tuple[re.Pattern[str], ...], text: str) -> Iterator[str]:
    for pattern in patterns:
        yield from (match[0].strip() for match in pattern.finditer(text))


def _is_account(token: str) -> bool:
    mixed = any(map(str.isdigit, token)) and any(map(str.isalpha, token))
    return len(token) >= TOKEN_LENGTH and mixed
