"""The repository's guides, which the product serves under /docs/ as they are in this version."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from tenants.markdown import Heading, headings_of, to_html


@dataclass(frozen=True)
class Guide:
    """A Markdown file of the repository, and whom it is for."""

    slug: str
    file: str
    title: StrOrPromise
    about: StrOrPromise


GUIDES = (
    Guide(
        "product",
        "README.md",
        _("The product"),
        _("What it does, its words, its API and settings."),
    ),
    Guide(
        "embed", "frontend/README.md", _("In your page"), _("The snippet, its options and events.")
    ),
    Guide(
        "operate", "docker/README.md", _("On your servers"), _("Start, upgrade, back up and scale.")
    ),
    Guide("changes", "CHANGELOG.md", _("Changes"), _("What changed in each version.")),
    Guide(
        "code", "ARCHITECTURE.md", _("The code"), _("How it is built, for people who change it.")
    ),
    Guide("contribute", "CONTRIBUTING.md", _("Contributing"), _("How to work on the code.")),
)


@dataclass(frozen=True)
class GuidePage:
    """A guide as HTML, with the headings of its contents."""

    guide: Guide
    html: str
    contents: list[Heading]


def served_guides() -> list[Guide]:
    """The guides that this installation has."""
    return [guide for guide in GUIDES if (settings.BASE_DIR / guide.file).is_file()]


@cache
def read_guide(slug: str) -> GuidePage | None:
    """The guide with this name, read once; None for one that this installation lacks."""
    guide = next((guide for guide in served_guides() if guide.slug == slug), None)
    if guide is None:
        return None
    text = Path(settings.BASE_DIR / guide.file).read_text(encoding="utf-8")
    contents = [heading for heading in headings_of(text) if heading.level == 2]
    return GuidePage(guide, to_html(text, lambda target: leads_to(guide, target)), contents)


def leads_to(guide: Guide, target: str) -> str | None:
    """Where a link of this guide leads here; None for a file that is not served."""
    if re.match(r"https?://", target) or target.startswith("#"):
        return target
    path, _, anchor = target.partition("#")
    file = _normal(PurePosixPath(guide.file).parent / path)
    other = next((each for each in served_guides() if each.file == file), None)
    if other is None:
        return None
    return reverse("guide", args=[other.slug]) + (f"#{anchor}" if anchor else "")


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)
