"""Sentences that customers read are plain: no odd constructions, and no word that needs a glossary.

The lists below are the one place for both. A sentence is a text of at least three words: in a
template, or a string of a module that is not a docstring.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
PACKAGES = ("delegation", "tenants")
# What no customer reads: the texts for models, the operators' commands and what the demo says.
GUIDES = sorted(
    path
    for folder in (".", "docker", "docker/kubernetes", "frontend", "frontend/examples")
    for path in (BASE / folder).glob("*.md")
)
VOCABULARY = "| email | e-mail, mail"  # the row that says which word to use
NOT_FOR_CUSTOMERS = ("teacher", "embedded", "management", "play", "migrations", "stream")
WORD_TABLES = "delegation/domain/language/"

ODD = {
    "anew": "again, or name what happens",
    "whoever": "anyone who, or name the person",
    "whomever": "name the person",
    "somebody": "a person, someone, or name them",
    "nobody": "no one, or say what does not happen",
    "is told": "gets a message, is notified",
    "are told": "get a message, are notified",
    "be told": "be notified",
    "of its own": "its own",
    "of their own": "their own",
    "one's own": "your own",
    "of one's": "your",
    "is let": "may, can",
    "are let": "may, can",
    "named so": "with this name",
    "thereof": "of it",
    "e-mail": "email",
    "e-mails": "emails",
    "unread": "automatically, without a person",
    "besides": "also",
}
"""Habits that make a sentence hard to read -> what to write."""

FOR_DEVELOPERS = {word: better for word, better in ODD.items() if word not in {"unread", "besides"}}
"""The same for docstrings and comments, where those two are the right words."""

NEEDS_GLOSSARY = {
    "awaiting": "what the assistant's last reply asks for",
    "holdout": "visitors who get the plain chat",
    "shadowed": "already answered by another rule",
    "set aside": "say where it went",
    "receipt": "record of a call",
    "receipts": "records of calls",
    "observed": "seen, not proposed yet",
    "act": "kind of message",
    "pack": "published rules",
    "packs": "published rules",
}
"""The product's own words, which pages say in the customer's words."""

_MARKUP = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<script.*?</script>|<[^>]*>|&[a-z]+;", re.DOTALL)
# A sentence in a tag: `{% translate "Save" %}`, or `text=_("Save")` of an include.
_MARKED = re.compile(r"""{% translate (["'])(.*?)\1[^%]*%}|_\((["'])(.*?)\3\)""")
_CODE = re.compile(r"`[^`]*`")
_LABELS = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"{]+)"')
_WORDS = 3  # fewer are names and labels


def sources() -> list[Path]:
    found, hidden = [], set(NOT_FOR_CUSTOMERS)
    for package in PACKAGES:
        for path in sorted((BASE / package).rglob("*")):
            inside = path.relative_to(BASE).parts
            read = path.suffix in {".py", ".html", ".txt"}
            if read and not set(inside) & hidden and not name_of(path).startswith(WORD_TABLES):
                found.append(path)
    return found


def sentences_of(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        yield from _strings_of(ast.parse(text))
        return
    text = _MARKED.sub(lambda found: found[2] or f"%}} {found[4]}. {{%", text)
    yield from _LABELS.findall(text)
    yield from (" ".join(line.split()) for line in re.split(r"\n\s*\n|(?<=[.!?])\s", _plain(text)))


def _plain(text: str) -> str:
    return _MARKUP.sub(" ", text)


def _strings_of(tree: ast.Module) -> Iterator[str]:
    """Strings that are used; a string that stands alone is a docstring."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def notes_of(path: Path) -> Iterator[str]:
    """Yield what a developer reads between the code: docstrings and comments."""
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""
    yield from re.findall(r"(?:^|\s)# (.+)", source)


def found_in(sentence: str, words: dict[str, str]) -> list[str]:
    if len(sentence.split()) < _WORDS:
        return []
    return [
        word for word in words if re.search(rf"(?i)(?<![\w-]){re.escape(word)}(?![\w-])", sentence)
    ]


def name_of(path: Path) -> str:
    return path.relative_to(BASE).as_posix()


def odd_sentences(words: dict[str, str], suffixes: set[str]) -> list[str]:
    return [
        f"{name_of(path)}: {word!r} ({words[word]}) in {sentence[:200]!r}"
        for path in sources()
        if path.suffix in suffixes
        for sentence in sentences_of(path)
        for word in found_in(sentence, words)
    ]


def test_no_sentence_has_an_odd_construction() -> None:
    assert odd_sentences(ODD, {".py", ".html", ".txt"}) == []


def test_no_page_needs_a_glossary() -> None:
    assert odd_sentences(NEEDS_GLOSSARY, {".html", ".txt"}) == []


def test_no_docstring_or_comment_has_an_odd_construction() -> None:
    odd = [
        f"{name_of(path)}: {word!r} ({FOR_DEVELOPERS[word]}) in {text[:200]!r}"
        for package in PACKAGES
        for path in sorted((BASE / package).rglob("*.py"))
        if "migrations" not in path.parts and not name_of(path).startswith(WORD_TABLES)
        for text in notes_of(path)
        for word in found_in(_CODE.sub("", text), FOR_DEVELOPERS)
    ]
    assert odd == []


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_no_guide_has_an_odd_construction(guide: Path) -> None:
    text = _CODE.sub("", guide.read_text("utf-8").replace(VOCABULARY, ""))
    paragraphs = [" ".join(each.split()) for each in text.split("\n\n")]
    odd = {each: words for each in paragraphs if (words := found_in(each, FOR_DEVELOPERS))}
    assert odd == {}


@pytest.mark.parametrize("sentence", ["Only a person decides anew.", "Nobody is told of it."])
def test_it_finds_them(sentence: str) -> None:
    assert found_in(sentence, ODD)
