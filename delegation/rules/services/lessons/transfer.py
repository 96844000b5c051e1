"""Rules out of a tenant as a file, and into it as proposals that a person still approves."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from delegation.domain.lint.problems import Problem
from delegation.domain.wire.rule_files import RowRefused, Rows, RuleRow
from delegation.domain.wording import Worded, worded
from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.models import UNDECIDED, Rule, RuleState
from delegation.rules.services.lessons.linting import LINTED, lint_rule
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import Tenant, User


class Outcome(StrEnum):
    """What becomes of a row."""

    PROPOSED = worded("proposed")
    UPDATED = worded("updated")
    UNCHANGED = worded("unchanged")
    DECIDED = worded("already decided")
    REFUSED = worded("refused")


@dataclass(frozen=True)
class Imported:
    """One row's outcome; `problems` are what the lint minds in it."""

    number: int
    outcome: Outcome
    phrase: str = ""
    act: str = ""
    response: str = ""
    note: Worded = ""
    problems: tuple[Problem, ...] = ()


@dataclass
class ImportReport:
    """What became of a file's rows; `is_done` unless it was a preview.

    `date_example` is a day of the file that can be read in two ways.
    """

    rows: list[Imported] = field(default_factory=list)
    is_done: bool = False
    date_example: str = ""

    def counts(self) -> dict[str, int]:
        found = [row.outcome for row in self.rows]
        return {each.value: found.count(each) for each in Outcome if each in found}


def exported_rules(tenant: Tenant) -> list[RuleRow]:
    """Return the rules that people approved, in any state. Proposals contain words from a visitor's
    conversation, so they stay here."""
    approved = access.rules_of(tenant).filter(version__gt=0).order_by("phrase", "act")
    return [_row_of(rule) for rule in approved]


def import_rules(tenant: Tenant, rows: Rows, *, by: User, dry_run: bool) -> ImportReport:
    """Propose what the file holds; a dry run does the same and leaves nothing behind."""
    report = ImportReport()
    with transaction.atomic():
        lock_tenant(tenant.pk)
        for number, row in enumerate(rows, 1):
            report.rows.append(_import(tenant, number, row))
        audit.record(tenant, "rules.imported", f"{len(rows)} rows", by=by, counts=report.counts())
        if dry_run:
            transaction.set_rollback(True)
    return report


def _import(tenant: Tenant, number: int, row: RuleRow | RowRefused) -> Imported:
    if isinstance(row, RowRefused):
        return Imported(number, Outcome.REFUSED, note=row.why)
    rule = access.rules_of(tenant).filter(phrase=row.phrase, act=row.act).first()
    outcome, note = Outcome.PROPOSED, ""
    if rule is None:
        rule = Rule(tenant=tenant, phrase=row.phrase, act=row.act.value)
    elif _row_of(rule) == row:
        outcome = Outcome.UNCHANGED
    elif rule.state not in UNDECIDED:
        outcome, note = (
            Outcome.DECIDED,
            gettext("The rule is %(rule)s. Change it on its own page.")
            % {"rule": rule.get_state_display()},
        )
    else:
        outcome = Outcome.UPDATED
    if outcome in {Outcome.PROPOSED, Outcome.UPDATED}:
        _propose(tenant, rule, row)
    problems = tuple(Problem(name) for name in rule.problems)
    return Imported(number, outcome, row.phrase, row.act.value, row.response, note, problems)


def _propose(tenant: Tenant, rule: Rule, row: RuleRow) -> None:
    rule.response, rule.language = row.response, row.language
    rule.variants, rule.states = list(row.variants), list(row.states)
    rule.expires_at = _end_of(row)
    if rule.state != RuleState.PROPOSED:
        rule.state, rule.proposed_at = RuleState.PROPOSED, timezone.now()
    rule.save()
    lint_rule(tenant, rule)
    rule.save(update_fields=LINTED)


def _row_of(rule: Rule) -> RuleRow:
    return RuleRow(
        phrase=rule.phrase,
        act=Act(rule.act),
        language=rule.language,
        response=rule.response,
        variants=tuple(rule.phrases[1:]),
        states=tuple(sorted(rule.states)),
        expires=rule.expires_at.date() if rule.expires_at else None,
    )


def _end_of(row: RuleRow) -> datetime | None:
    """The end of its last day, UTC."""
    return datetime.combine(row.expires, time.max, UTC) if row.expires else None
