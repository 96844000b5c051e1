"""Where the catalogues of sentences are, and whether a compiled one belongs to its text."""

import gettext
import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import to_locale

FOLDER = Path(__file__).resolve().parent / "locale"
# A message of every compiled catalogue: the digest of the text that it was made from.
DIGEST = "digest of the catalogue"


def catalogue_of(language: str, folder: Path = FOLDER) -> Path:
    """Return the text of a language's catalogue; the compiled one is beside it."""
    return folder / to_locale(language) / "LC_MESSAGES" / "django.po"


def digest_of(catalogue: Path) -> str:
    return hashlib.sha256(catalogue.read_bytes()).hexdigest()


def is_compiled(language: str) -> bool:
    """Return whether pages show what the catalogue says. English needs none."""
    if language == settings.LANGUAGE_CODE:
        return True
    catalogue = catalogue_of(language, Path(settings.LOCALE_PATHS[0]))
    compiled = catalogue.with_suffix(".mo")
    if not catalogue.exists() or not compiled.exists():
        return False
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file).gettext(DIGEST) == digest_of(catalogue)
