"""What the current pack learned of its rules, as moderators read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from delegation.domain.packs.closed_parts import built_in_forms
from delegation.domain.packs.compiling import LoadedPack
from delegation.domain.wording import worded
from delegation.languages import in_words
from delegation.rules.models import Struck
from delegation.rules.services.publishing.loaded_packs import ready_pack
from tenants.models import Tenant

ROLES = {
    "clauses": worded("may appear before or after a phrase"),
    "openers": worded("may appear before a phrase"),
    "closers": worded("may appear after a phrase"),
}


@dataclass(frozen=True)
class LearnedForm:
    """A word or a part, what it may do, and a phrase that it comes from."""

    kind: Struck
    form: str
    does: str
    example: str


@dataclass(frozen=True)
class LearnedForms:
    """How many forms were found, and the first of them."""

    count: int
    forms: list[LearnedForm]


def learned_by(tenant: Tenant, *, search: str, most: int) -> LearnedForms:
    """Return words that vary, then parts, if they contain `search`; what the lists have comes last.

    Only what is shown gets an example: each is looked for in every phrase.
    """
    pack = ready_pack(tenant)
    texts = sorted({phrase for rule in pack.rules for phrase in rule.phrases}, key=len)
    listed = built_in_forms(pack.languages, pack.rewrites)
    found = [each for each in (*_words(pack), *_parts(pack)) if search in each[1]]
    found.sort(key=lambda each: each[1] in listed)
    shown = [
        LearnedForm(kind, form, does, _example(form, texts)) for kind, form, does in found[:most]
    ]
    return LearnedForms(len(found), shown)


def _words(pack: LoadedPack) -> Iterable[tuple[Struck, str, str]]:
    for word, read in sorted(pack.rewrites.items()):
        yield Struck.WORD, word, _read_as(read)


def _read_as(read: str) -> str:
    return gettext("counts as “%(read)s”") % {"read": read} if read else gettext("is ignored")


def _parts(pack: LoadedPack) -> Iterable[tuple[Struck, str, str]]:
    """Each part once, with all that it may do in any awaiting state."""
    does: dict[str, list[str]] = {}
    for role, words in ROLES.items():
        for form in {form for forms in pack.parts[role].values() for form in forms}:
            does.setdefault(form, []).append(in_words(words))
    for form in sorted(does):
        yield Struck.PART, form, "; ".join(does[form])


def _example(form: str, texts: list[str]) -> str:
    return next((text for text in texts if f" {form} " in f" {text} "), "")
