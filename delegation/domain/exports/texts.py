"""What a person wrote, without the HTML, the quoted mail and the media notes around it."""

import re
from html.parser import HTMLParser

_TAG = re.compile(r"<(?:/?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|!--)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"}
_DROPPED = {"script", "style", "blockquote", "head"}
_QUOTES = ("gmail_quote", "yahoo_quoted", "divRplyFwdMsg", "moz-cite-prefix", "zd_quote")
_VOID = {"br", "img", "hr", "input", "meta", "link", "wbr", "col"}
_BLANK_LINES = re.compile(r"\n\s*\n+")
# Of these patterns none begins with white space of many lines: each line would look at all of it.
# The line above a quoted mail, in the languages of common mail programs.
_QUOTE = re.compile(
    r"^[^\S\n]*(?:-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht"
    r"|mensaje original|mensagem original|message d'origine|messaggio originale"
    r"|oorspronkelijk bericht)"
    r"|(?:on|am|el|le|em|il|op)\b.{4,80}\b(?:wrote|schrieb|escribió|a écrit|escreveu|ha scritto"
    r"|schreef)\b[^\n]{0,80}:"
    r"|(?:from|von|de|da|van): [^\n]+\n(?:sent|date|gesendet|datum|enviado|fecha|data|envoyé"
    r"|inviato|verzonden)[ \w]*: |##- )",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_QUOTED_LINE = re.compile(r"^[^\S\n]*>.*(?:\n|$)", re.MULTILINE)
_PHONE = re.compile(
    r"\n[^\S\n]*(?:sent from my|enviado desde mi|enviado do meu|von meinem .{2,20} gesendet"
    r"|envoyé de mon|inviato da|get outlook for)\b[^\n]{0,40}\s*$",
    re.IGNORECASE,
)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[str] = []  # tags since the one that is left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag in _VOID:
            return
        if self._open or tag in _DROPPED or _is_quote(attrs):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag in self._open:  # and whatever was not closed inside it
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.parts.append(data)


def said(text: str) -> str:
    """Return what the person wrote; other text is unchanged but for its line ends and white space
    around it."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if ("<" in text and _TAG.search(text)) or ("&" in text and _ENTITY.search(text)):
        plain = _Plain()
        plain.feed(text)
        plain.close()
        text = _BLANK_LINES.sub("\n", "".join(plain.parts)).replace("\xa0", " ")
    if "\n" in text or ">" in text:
        text = _without_mail(text)
    return text.strip()


def _without_mail(text: str) -> str:
    """Leave out what a mail program quoted and added; a text that is only a quote stays."""
    quote = _QUOTE.search(text)
    if quote and text[: quote.start()].strip():
        text = text[: quote.start()]
    own = _QUOTED_LINE.sub("", text)
    return _PHONE.sub("", own if own.strip() else text)


def _is_quote(attrs: list[tuple[str, str | None]]) -> bool:
    return any(
        name in ("class", "id") and value and any(quote in value for quote in _QUOTES)
        for name, value in attrs
    )
