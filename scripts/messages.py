"""Keep the catalogues of sentences: `python -m scripts.messages extract|compile|check`.

`extract` brings every catalogue up to the sentences of the sources, without guessing at new ones;
`compile` writes what Django reads; `check` says what is missing in the languages named after it.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract as extract_marked
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from delegation.catalogues import DIGEST, FOLDER, catalogue_of, digest_of

BASE = Path(__file__).resolve().parent.parent
PACKAGES = ("delegation", "tenants")
ONE = {"gettext", "gettext_lazy", "_", "worded"}
TWO = {"ngettext", "ngettext_lazy"}
NAMED = {"pgettext", "pgettext_lazy"}  # the context first
NOUNS = {"counted": "%(number)s {}", "noun_for": "{}"}
KEYWORDS = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
COUNTED_IN_TEMPLATE = re.compile(r'\|(counted|noun_for):"([^"]+)"')
# Headers that change with every run, or that are never filled in.
UNSTEADY = re.compile(
    rb'"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team'
    rb"|Project-Id-Version|Report-Msgid-Bugs-To):.*\n"
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%%")
TAG = re.compile(r"<[^>]+>")

Words = tuple[str | tuple[str, ...], str | None]  # the sentence, or both of its forms; a context


def sources() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((BASE / package).rglob("*"))
        if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts
    ]


def words_of(path: Path) -> Iterator[Words]:
    """Yield what is marked in a file."""
    text = path.read_text("utf-8")
    yield from words_of_python(text) if path.suffix == ".py" else words_of_template(text)


def words_of_template(text: str) -> Iterator[Words]:
    """Yield the sentences of a template, and the nouns of its counts."""
    # Django blanks out everything else; what is left is indented as no Python is.
    marked = "\n".join(line.strip() for line in templatize(text).splitlines())
    found = extract_marked(
        "python", BytesIO(marked.encode()), KEYWORDS, options={"encoding": "utf-8"}
    )
    for _, words, _, context in found:
        yield words, context
    for function, nouns in COUNTED_IN_TEMPLATE.findall(text):
        yield _nouns(function, *nouns.split(",")), None


def words_of_python(text: str) -> Iterator[Words]:
    """Yield the sentences of a module. Raises ValueError for a marked text that is not literal."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield from _words_of_call(node)


def _words_of_call(call: ast.Call) -> Iterator[Words]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [_literal(each) for each in call.args]
    if name in ONE and texts and texts[0]:
        yield texts[0], None
    elif name in TWO and texts[0] and texts[1]:
        yield (texts[0], texts[1]), None
    elif name in NAMED and texts[0] and texts[1]:
        yield texts[1], texts[0]
    elif name in NOUNS and len(texts) > 1 and texts[1]:
        yield _nouns(name, *filter(None, texts[1:])), None
    elif name == "Sentence" and texts and texts[0]:
        named = {each.arg: _literal(each.value) for each in call.keywords}
        many = named.get("many") or (texts[2] if len(texts) > 2 else None)
        yield ((texts[0], many) if many else texts[0]), None


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _nouns(function: str, one: str, many: str | None = None) -> tuple[str, str]:
    form = NOUNS[function]
    return form.format(one), form.format(many or f"{one}s")


def sentences() -> Catalog:
    """Return every sentence of the sources, with the files that it is in."""
    catalog = Catalog()
    for path in sources():
        for words, context in words_of(path):
            place = (path.relative_to(BASE).as_posix(), 1)
            catalog.add(words, locations=[place], context=context)
    return catalog


def languages() -> list[str]:
    """Return the locales that have a catalogue."""
    return sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/django.po"))


def read_catalogue(locale: str) -> Catalog:
    path = catalogue_of(locale)
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(locale), abort_invalid=True)


def extract() -> None:
    """Bring each catalogue up to the sources: new sentences empty, gone ones removed."""
    template = sentences()
    for locale in languages():
        catalog = read_catalogue(locale)
        catalog.update(template, no_fuzzy_matching=True)
        catalogue_of(locale).write_bytes(_written(catalog))
        missing = sum(not each.string or not all(_forms(each)) for each in catalog if each.id)
        print(f"{locale}: {len(catalog)} sentences, {missing} to translate")


def _written(catalog: Catalog) -> bytes:
    catalog.header_comment = f"# The sentences of the pages in {catalog.locale}."
    out = BytesIO()
    write_po(out, catalog, width=100, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    return UNSTEADY.sub(b"", out.getvalue())


def compile_catalogues() -> None:
    for locale in languages():
        compile_catalogue(catalogue_of(locale), locale)


def compile_catalogue(path: Path, locale: str) -> None:
    """Write the compiled catalogue beside its text, with the digest of that text."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=locale, abort_invalid=True)
    catalog.add(DIGEST, digest_of(path))
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def problems_of(locale: str, catalog: Catalog, wanted: Catalog) -> Iterator[str]:
    """Yield what keeps a catalogue from being complete."""
    known = {(each.id, each.context): each for each in catalog if each.id}
    for each in wanted:
        if not each.id:
            continue
        found = known.pop((each.id, each.context), None)
        if found is None or not any(_forms(found)):
            yield f"{locale}: no translation of {each.id!r}"
        else:
            yield from (f"{locale}: {problem}" for problem in _problems_of_message(found, catalog))
    yield from (f"{locale}: no source has {gone!r} any more" for gone, _ in known)


def _problems_of_message(message: Message, catalog: Catalog) -> Iterator[str]:
    """Yield missing forms, and placeholders and tags that differ from the source's."""
    sources_of, forms = texts_of(message.id), _forms(message)
    if message.fuzzy:
        yield f"a guess is no translation of {message.id!r}"
    if len(forms) != (catalog.num_plurals if len(sources_of) > 1 else 1) or not all(forms):
        yield f"a plural form is missing of {message.id!r}"
    for pattern, what in ((PLACEHOLDER, "placeholders"), (TAG, "tags")):
        allowed = [_counted(pattern, text) for text in sources_of]
        if any(_counted(pattern, form) not in allowed for form in forms if form):
            yield f"other {what} than in {message.id!r}"


def _counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(found.group() for found in pattern.finditer(text))


def texts_of(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _forms(message: Message) -> tuple[str, ...]:
    return texts_of(message.string or "")


def check(locales: list[str]) -> int:
    wanted = sentences()
    found = [
        problem
        for locale in locales or languages()
        for problem in problems_of(locale, read_catalogue(locale), wanted)
    ]
    print(*found, sep="\n")
    return 1 if found else 0


def main() -> int:
    match sys.argv[1:]:
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_catalogues()
        case ["check", *locales]:
            return check(locales)
        case _:
            print("usage: python -m scripts.messages extract|compile|check [LOCALE...]")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
