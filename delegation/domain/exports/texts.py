"""What a person wrote, without the HTML, the quoted mail and the media notes around it."""

import re
from html.parser import HTMLParser

_TAG = re.compile(r"<(?:/?[a-z][a-z0-9]*(?:\s[^<>]*)?/?|!--)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"}
_DROPPED = {"script", "style", "blockquote", "head"}
# The line above a quoted mail, in the languages of common mail programs.
_QUOTE = re.compile(
    r"^\s*(?:>|-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht"
    r"|mensaje original|mensagem original|message d'origine)"
    r"|(?:on|am|el|le|em|il|op)\b.{4,80}\b(?:wrote|schrieb|escribió|a écrit|escreveu|ha scritto"
    r"|schreef)\b[^\n]{0,80}:)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag in _DROPPED
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in _DROPPED and self._inside > 0
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.parts.append(data)


def said(text: str) -> str:
    """Return what the person wrote; other text is unchanged but for white space at its ends."""
    if _TAG.search(text) or _ENTITY.search(text):
        plain = _Plain()
        plain.feed(text)
        plain.close()
        text = re.sub(r"\n\s*\n+", "\n", "".join(plain.parts))
    quote = _QUOTE.search(text)
    if quote and text[: quote.start()].strip():
        text = text[: quote.start()]
    return text.strip()
