"""Our own lists of small talk, as moderators see them: what each one does, and what it answers."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from delegation.domain.approval.worth import MONTH_DAYS
from delegation.domain.language.small_talk.lists import entries_of
from delegation.domain.language.small_talk.table import SMALL_TALK
from delegation.domain.packs.closed_parts import LISTS, list_name
from delegation.domain.packs.compiling import LoadedPack, PackRule, load_pack
from delegation.domain.replay.what_if import WhatIf, compare, touched_words, vocabulary
from delegation.rules.services.desk.message_history import occasions
from delegation.rules.services.desk.what_if import live_pack_rules
from delegation.rules.services.publishing.compiling import compiled, struck_by
from delegation.rules.services.publishing.loaded_packs import ready_pack
from tenants.models import Tenant

DOES = {
    "openers": "words before an approved phrase",
    "closers": "words after an approved phrase",
    "clauses": "sentences beside an approved phrase",
    "endings": "answers to “anything else?” beside an approved phrase",
    "spellings": "words that are read as others, such as short forms and typing mistakes",
    "laughter": "laughter, which is ignored beside an approved phrase",
}
SAMPLES = 3  # of what a list answers, on the page


@dataclass(frozen=True)
class BuiltInList:
    """A list and its effect: the messages of the last month that it makes browsers answer."""

    name: str
    language: str
    does: str
    entries: tuple[str, ...]
    is_struck: bool
    effect: WhatIf


def built_in_lists(tenant: Tenant) -> tuple[int, list[BuiltInList]]:
    """How many messages the last month had, and the lists of the languages in the pack.

    The effect of a list is what the pack answers with it and not without it, of the messages that
    went to the teacher. Raises `TooManyRules`.
    """
    moment = timezone.now()
    since, now = moment - timedelta(days=MONTH_DAYS), moment.timestamp()
    packs = _Packs(tenant)
    names = [(language, role) for language in ready_pack(tenant).languages for role in LISTS]
    tried = {(language, role): packs.with_and_without(language, role) for language, role in names}
    known: set[str] = set()
    touched: set[str] = set()
    for with_it, without in tried.values():
        known |= vocabulary(with_it, now=now)
        touched |= touched_words(without, with_it, now=now)
    asked = occasions().asked(tenant, since, known, touched) if touched else []
    effects = {
        name: compare(without, with_it, asked, now=now, most=SAMPLES)
        for name, (with_it, without) in tried.items()
    }
    return occasions().messages(tenant, since), [
        _described(language, role, packs.is_struck(language, role), effect)
        for (language, role), effect in effects.items()
    ]


class _Packs:
    """The tenant's pack with and without each list."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.rules: list[PackRule] = live_pack_rules(tenant)
        self.struck = struck_by(tenant)
        self.live = self._compiled(self.struck["lists"])

    def is_struck(self, language: str, role: str) -> bool:
        return list_name(language, role) in self.struck["lists"]

    def with_and_without(self, language: str, role: str) -> tuple[LoadedPack, LoadedPack]:
        name = list_name(language, role)
        others = [each for each in self.struck["lists"] if each != name]
        if self.is_struck(language, role):
            return self._compiled(others), self.live
        return self.live, self._compiled([*others, name])

    def _compiled(self, lists: list[str]) -> LoadedPack:
        struck = {**self.struck, "lists": lists}
        return load_pack(compiled(self.tenant, self.rules, version=0, struck=struck))


def _described(language: str, role: str, is_struck: bool, effect: WhatIf) -> BuiltInList:
    entries = tuple(entries_of(getattr(SMALL_TALK[language], role)))
    return BuiltInList(list_name(language, role), language, DOES[role], entries, is_struck, effect)
