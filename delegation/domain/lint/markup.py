"""Text that some program would read as more than text. Emoticons and hearts are none of it."""

import re
from collections.abc import Iterator

_MARKUP = (
    re.compile(r"<[a-zA-Z/!?%]"),  # HTML, XML, templates; "<3" is a heart
    re.compile(r"(?i)&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});"),
    re.compile(r"\]\s?\(|\]\[|!\[|\[\["),  # links and images of Markdown
    re.compile(
        r"(?i)\[/?(?:b|i|u|s|img|url|code|quote|color|size|inst|sys|system|user|assistant)\b"
    ),
    re.compile(r"\*\*|__[^\W_]|(?<!\S)#{1,6}\s|(?<!\w)`[^`\n]+`|```"),
    re.compile(r"\|[^|\n]*\|"),  # a table's row
    re.compile(r"[{}]|<\||\|>"),  # templates of every kind, and the marks of prompts
    re.compile(r"\\[nrtbxuU0-9\"'\\]|%[0-9a-fA-F]{2}|\x1b"),  # escapes and control sequences
)


def find_markup(text: str) -> Iterator[str]:
    """HTML, Markdown, template braces, escapes and control sequences."""
    for pattern in _MARKUP:
        yield from (match[0] for match in pattern.finditer(text))
