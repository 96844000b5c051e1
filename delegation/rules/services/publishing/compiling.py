"""A tenant's live rules as the text of a pack. Reads, and writes nothing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from delegation.domain.packs.closed_parts import lists_text
from delegation.domain.packs.compiling import PackRule, compile_pack
from delegation.domain.packs.format import CHAT, CHAT_SETTINGS, SETTINGS, Settings
from delegation.rules import access
from delegation.rules.models import Rule, RuleState, Struck
from tenants.models import Tenant

KEPT_FINGERPRINTS = 1_000  # of different settings, which most tenants share


@dataclass(frozen=True)
class Draft:
    """The next pack, and what it was made of: `base` is the version that it would follow."""

    base: int
    changes: list[int]
    struck: dict[str, list[str]]
    made_for: str
    body: str
    etag: str


def draft_pack(tenant: Tenant) -> Draft:
    """Compile what is live now. The changes are read first: what comes later stays waiting."""
    base = newest_version(tenant)
    changes = list(access.pack_changes_of(tenant).filter(pack=None).values_list("pk", flat=True))
    struck = struck_by(tenant)
    rules = [pack_rule(rule) for rule in live_rules(tenant)]
    data = compiled(tenant, rules, version=base + 1, struck=struck)
    body = _as_text(data)
    return Draft(base, changes, struck, made_for(tenant), body, _digest(body))


def compiled(
    tenant: Tenant, rules: list[PackRule], *, version: int, struck: dict[str, list[str]]
) -> dict[str, object]:
    """The pack of these rules, with the tenant's settings and what `struck_by` found."""
    return compile_pack(
        rules,
        version=version,
        settings=settings_of(tenant),
        struck_words=frozenset(struck["words"]),
        # A struck word may not come back as a part of one word either.
        struck_parts=frozenset(struck["parts"] + struck["words"]),
        struck_lists=frozenset(struck["lists"]),
    )


def settings_of(tenant: Tenant) -> Settings:
    """Return the settings that the tenant's gatekeepers obey."""
    settings = {setting.name: getattr(tenant, setting.field) for setting in SETTINGS}
    texts = {name: getattr(tenant, field) for name, field in CHAT_SETTINGS.items()}
    chat = {name: text for name, text in texts.items() if text}
    return {**settings, CHAT: chat} if chat else settings


def made_for(tenant: Tenant) -> str:
    """A fingerprint of everything in a pack but its rules; with another one it is outdated."""
    return _fingerprint(json.dumps(settings_of(tenant), sort_keys=True))


@lru_cache(maxsize=KEPT_FINGERPRINTS)
def _fingerprint(settings: str) -> str:
    """Every message asks for it, so no empty pack is compiled for each. `settings` is JSON."""
    empty = compile_pack([], version=0, settings=json.loads(settings))
    return _digest(_as_text(empty) + lists_text())


def _as_text(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def newest_version(tenant: Tenant) -> int:
    """Return the newest version; 0 before the first pack."""
    return access.packs_of(tenant).aggregate(version=Max("version"))["version"] or 0


def live_rules(tenant: Tenant) -> QuerySet[Rule]:
    """The rules that browsers may answer with now: those that began, and did not expire."""
    now = timezone.now()
    begun = Q(starts_at=None) | Q(starts_at__lte=now)
    not_over = Q(expires_at=None) | Q(expires_at__gt=now)
    return access.rules_of(tenant).filter(begun, not_over, state=RuleState.LIVE).order_by("pk")


def struck_by(tenant: Tenant) -> dict[str, list[str]]:
    """The struck words, parts and built-in lists, as a pack's row keeps them."""
    strikes = access.strikes_of(tenant).order_by("form").values_list("kind", "form")
    rows = list(strikes)
    return {
        "words": [form for kind, form in rows if kind == Struck.WORD],
        "parts": [form for kind, form in rows if kind == Struck.PART],
        "lists": [form for kind, form in rows if kind == Struck.LIST],
    }


def pack_rule(rule: Rule) -> PackRule:
    """A rule as the pack compiler takes it: its wordings show where to cut its phrases."""
    return PackRule(
        id=rule.pk,
        version=rule.version,
        act=rule.act,
        states=tuple(rule.states),
        language=rule.language or None,
        phrases=(*rule.phrases, *rule.wordings),
        response=rule.response,
        expires=_unix_seconds(rule.expires_at),
    )


def _unix_seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def is_live_now(rule: Rule) -> bool:
    now = timezone.now()
    begun = rule.starts_at is None or rule.starts_at <= now
    expired = rule.expires_at is not None and rule.expires_at <= now
    return rule.state == RuleState.LIVE and begun and not expired
