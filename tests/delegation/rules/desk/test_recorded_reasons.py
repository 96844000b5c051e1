"""Reasons that the product wrote are read in the reader's language; people's stay as they are."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from delegation.domain.approval.dismissal import Known, what_differs
from delegation.rules import access, services
from delegation.rules.models import Struck
from delegation.rules.services.deciding import strikes
from delegation.rules.services.deciding.kill_switch import switch_gatekeeper
from delegation.rules.services.deciding.moderation import (
    approve_rule,
    edit_live_rule,
    suspend_rule,
)
from delegation.rules.services.deciding.rollback import roll_back
from delegation.rules.services.deciding.undo import undo
from delegation.rules.services.desk.recorded_reasons import reason_in_words
from delegation.rules.services.publishing.publishing import current_pack, summary
from tenants.models import Tenant, User
from tests.delegation.rules.desk.making import propose


@pytest.mark.parametrize(
    ("reason", "german"),
    [
        ("first pack", "erstes Regelpaket"),
        ("3 complaints about version 1", "3 Beschwerden über Version 1"),
        ("approved: thx", "freigegeben: thx"),
        ("struck: word “gut”", "gestrichen: Wort “gut”"),
        (
            summary(["suspended: a: b", "edited: c"]),
            "2 Änderungen: gesperrt: a: b …",
        ),
        ("answering switched off: we moved", "Antworten ausgeschaltet: we moved"),
        ("it answers the wrong thing", "it answers the wrong thing"),
        ("", ""),
    ],
)
def test_a_recorded_reason_is_read_in_the_readers_language(reason: str, german: str) -> None:
    assert reason_in_words(reason) == reason
    with translation.override("de"):
        assert reason_in_words(reason) == german


def test_every_reason_that_a_decision_records_is_read_in_german(
    tenant: Tenant, moderator: User
) -> None:
    first, rule = current_pack(tenant), propose(tenant)
    approve_rule(rule, by=moderator)
    rule.refresh_from_db()
    edit_live_rule(rule, by=moderator, response="Sure.")
    rule.refresh_from_db()
    suspend_rule(rule, by=moderator, reason="wrong")
    undo(tenant, access.rulings_of(tenant).latest("pk").batch, by=moderator)
    for kind, form in ((Struck.WORD, "so"), (Struck.PART, "for now"), (Struck.LIST, "en")):
        strikes.strike(tenant, kind, form, by=moderator)
        strikes.restore(tenant, kind, form, by=moderator)
    for on in (False, True):
        switch_gatekeeper(tenant, on=on, by=moderator, reason="we moved")
    roll_back(tenant, first, by=moderator, reason="wrong")

    reasons = access.pack_changes_of(tenant).values_list("reason", flat=True)
    assert len(reasons) > 12
    with translation.override("de"):
        assert [each for each in reasons if reason_in_words(each) == each] == []


def test_every_fixed_reason_in_the_services_is_read_in_german() -> None:
    sources = Path(services.__file__).parent.rglob("*.py")
    fixed = [each for path in sources for each in re.findall(r'reason="([^"]+)"', path.read_text())]
    assert len(fixed) >= 5
    with translation.override("de"):
        assert [each for each in fixed if reason_in_words(each) == each] == []


@pytest.mark.parametrize(
    "now", [Known(1, {"more", "confirm"}), Known(9, set())], ids=["replies", "networks"]
)
def test_why_a_rejected_rule_came_back_is_read_in_german(now: Known) -> None:
    recorded = str(what_differs(Known(1, set()), now))
    assert reason_in_words(recorded) == recorded
    with translation.override("de"):
        assert not re.search(
            r"\b(?:and|Since|It|question|networks|up from)\b", reason_in_words(recorded)
        )
