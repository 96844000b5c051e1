"""A pseudo language: every sentence in Arabic letters, longer, and with all of its parts.

It shows on a page what does not come from a catalogue, and what breaks from right to left.
"""

import re
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import write_po

from delegation.catalogues import catalogue_of
from scripts import messages

LANGUAGE = "ar"  # Django and Babel know its direction, its digits and its six plural forms
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنوابتثجحخدذرزسشصضطظعغفقكلمنو",
)
KEPT = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}|<[^>]+>|&#?\w+;|https?://\S+")
LONGER = "ين"  # after each fifth word, as German and French need more room


def write_pseudo_catalogue(folder: Path) -> None:
    """Write and compile the catalogue of the pseudo language below a folder of locales."""
    catalog = Catalog(locale=LANGUAGE)
    for each in messages.sentences():
        if each.id:
            texts = (each.id,) if isinstance(each.id, str) else each.id
            forms = tuple(in_pseudo(texts[-1]) for _ in range(catalog.num_plurals))
            catalog.add(each.id, forms if len(texts) > 1 else forms[0], context=each.context)
    path = catalogue_of(LANGUAGE, folder)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalog)
    messages.compile_catalogue(path, LANGUAGE)


def in_pseudo(text: str) -> str:
    """Return a text in Arabic letters, a fifth longer, with its placeholders and tags."""
    parts, kept = KEPT.split(text), [*KEPT.findall(text), ""]
    return "".join(_letters(part) + held for part, held in zip(parts, kept, strict=True))


def _letters(text: str) -> str:
    words = text.translate(LETTERS).split(" ")
    return " ".join(word + LONGER if at % 5 == 4 else word for at, word in enumerate(words))


def write_catalogue(folder: Path, language: str, words: dict[str, str]) -> None:
    """Write and compile a catalogue of a few words below a folder of locales."""
    catalog = Catalog(locale=language)
    for word, translated in words.items():
        catalog.add(word, translated)
    path = catalogue_of(language, folder)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalog)
    messages.compile_catalogue(path, language)
