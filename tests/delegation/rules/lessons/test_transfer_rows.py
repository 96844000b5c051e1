"""Import and export of rules: the outcome of each row, and every column of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine

from delegation.domain.lint.problems import Problem
from delegation.domain.wire.rule_files import RowRefused, RuleRow
from delegation.domain.words import Act
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.transfer import (
    Imported,
    Outcome,
    exported_rules,
    import_rules,
)
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.making import DAY, NOW, rule_of

pytestmark = pytest.mark.django_db
ROW = RuleRow(
    "thx", Act.THANKS, "en", "Any time!", ("cheers", "ty"), ("more", "nothing"), date(2027, 9, 1)
)


def imported(tenant: Tenant, by: User, *rows: RuleRow | RowRefused) -> list[Imported]:
    return import_rules(tenant, list(rows), by=by, dry_run=False).rows


def test_a_row_becomes_a_proposal_with_all_its_columns(tenant: Tenant, moderator: User) -> None:
    with time_machine.travel(NOW, tick=False):
        (row,) = imported(tenant, moderator, ROW)
    assert row == Imported(1, Outcome.PROPOSED, "thx", "thanks", "Any time!")
    rule = Rule.objects.get(tenant=tenant)
    assert (rule.phrase, rule.act, rule.language) == ("thx", "thanks", "en")
    assert (rule.response, rule.variants) == ("Any time!", ["cheers", "ty"])
    assert (rule.states, rule.version) == (["more", "nothing"], 0)
    assert (rule.state, rule.proposed_at) == (RuleState.PROPOSED, NOW)
    assert rule.expires_at == datetime(2027, 9, 1, 23, 59, 59, 999999, UTC)


def test_a_row_without_a_day_never_ends(tenant: Tenant, moderator: User) -> None:
    imported(tenant, moderator, replace(ROW, expires=None))
    assert Rule.objects.get(tenant=tenant).expires_at is None


def test_an_observed_rule_is_updated_and_proposed(tenant: Tenant, moderator: User) -> None:
    rule = rule_of(tenant)
    with time_machine.travel(NOW, tick=False):
        (row,) = imported(tenant, moderator, replace(ROW, response="See acme.com"))
    assert (row.outcome, row.note) == (Outcome.UPDATED, "")
    assert row.problems == (Problem.LINK,)
    rule.refresh_from_db()
    assert (rule.response, rule.problems) == ("See acme.com", ["link"])
    assert rule.findings[0]["excerpt"] == ".com"
    assert (rule.state, rule.proposed_at) == (RuleState.PROPOSED, NOW)


def test_a_proposal_that_a_file_changes_keeps_its_place_in_the_queue(
    tenant: Tenant, moderator: User
) -> None:
    with time_machine.travel(NOW, tick=False):
        imported(tenant, moderator, ROW)
    with time_machine.travel(NOW + DAY, tick=False):
        (row,) = imported(tenant, moderator, replace(ROW, response="My pleasure!"))
    assert row.outcome == Outcome.UPDATED
    rule = Rule.objects.get(tenant=tenant)
    assert (rule.response, rule.proposed_at) == ("My pleasure!", NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"language": "de"},
        {"response": "My pleasure!"},
        {"variants": ("ty",)},
        {"states": ("nothing",)},
        {"expires": None},
    ],
)
def test_a_row_is_unchanged_only_if_every_column_is_the_same(
    tenant: Tenant, moderator: User, changes: dict[str, object]
) -> None:
    imported(tenant, moderator, ROW)
    assert [each.outcome for each in imported(tenant, moderator, ROW)] == [Outcome.UNCHANGED]
    changed = replace(ROW, **changes)  # type: ignore[arg-type]
    assert [each.outcome for each in imported(tenant, moderator, changed)] == [Outcome.UPDATED]
    assert [each.outcome for each in imported(tenant, moderator, changed)] == [Outcome.UNCHANGED]


def test_a_phrase_of_another_act_or_tenant_is_another_rule(
    tenant: Tenant, other_tenant: Tenant, moderator: User
) -> None:
    for each in (tenant, other_tenant):
        outcomes = [
            row.outcome for row in imported(each, moderator, ROW, replace(ROW, act=Act.GREETING))
        ]
        assert outcomes == [Outcome.PROPOSED] * 2
    assert Rule.objects.filter(phrase="thx").count() == 4


def test_a_rule_that_a_person_decided_stays_as_it_is_and_the_report_says_so(
    tenant: Tenant, moderator: User
) -> None:
    imported(tenant, moderator, ROW)
    rule = moderation.approve_rule(Rule.objects.get(tenant=tenant), by=moderator)
    (row,) = imported(tenant, moderator, replace(ROW, response="See acme.com"))
    assert row.outcome == Outcome.DECIDED
    assert row.note == "The rule is live. Change it on its own page."
    rule.refresh_from_db()
    assert (rule.response, rule.state, rule.problems) == ("Any time!", RuleState.LIVE, [])


def test_rows_are_numbered_counted_and_recorded(tenant: Tenant, moderator: User) -> None:
    refused = RowRefused(2, "No message can match this phrase.")
    report = import_rules(tenant, [ROW, refused, ROW], by=moderator, dry_run=False)
    assert [(row.number, row.outcome) for row in report.rows] == [
        (1, Outcome.PROPOSED),
        (2, Outcome.REFUSED),
        (3, Outcome.UNCHANGED),
    ]
    assert report.rows[1] == Imported(2, Outcome.REFUSED, note="No message can match this phrase.")
    assert report.counts() == {"proposed": 1, "unchanged": 1, "refused": 1}
    assert list(report.counts()) == ["proposed", "unchanged", "refused"]
    assert (report.is_done, report.date_example) == (False, "")
    entry = AuditEntry.objects.get(tenant=tenant, action="rules.imported")
    assert (entry.target, entry.actor) == ("3 rows", moderator)
    assert entry.details == {"counts": report.counts()}


def test_rules_that_were_ever_approved_are_exported_in_order(
    tenant: Tenant, other_tenant: Tenant, moderator: User
) -> None:
    rows = [replace(ROW, phrase=phrase, variants=()) for phrase in ("ty", "bye", "thx")]
    rows.append(replace(rows[0], act=Act.GREETING))
    for each in (tenant, other_tenant):
        imported(each, moderator, *rows)
    rules = {rule.phrase: rule for rule in Rule.objects.filter(tenant=tenant, act="thanks")}
    greeting = Rule.objects.get(tenant=tenant, act="greeting")
    moderation.approve_rule(rules["bye"], by=moderator)
    suspended = moderation.approve_rule(rules["ty"], by=moderator)
    moderation.suspend_rule(suspended, by=moderator, reason="?")
    moderation.approve_rule(greeting, by=moderator)
    assert exported_rules(tenant) == [rows[1], rows[3], rows[0]]
