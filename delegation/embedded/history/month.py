"""The simulated month: who decides what on which day, between the visitors of each day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from delegation.conversations.services.rechecks import recheck_answers
from delegation.domain.ledger.holdout import is_held_out
from delegation.domain.phrases import canonical
from delegation.domain.wire.rule_files import RuleRow
from delegation.domain.words import Act
from delegation.embedded.history.day_ledger import DayLedger
from delegation.embedded.history.model import Model
from delegation.embedded.history.playing import Play
from delegation.embedded.history.stage import Clock, Remembered, midnight, simulated
from delegation.embedded.history.visitors import DAYS, SUSPENDED_PHRASE, Talk, script, talks_of
from delegation.queues import send
from delegation.rules import access as rules
from delegation.rules.models import Rule
from delegation.rules.services.deciding.moderation import Dates, approve_rule
from delegation.rules.services.desk.queue import proposals
from delegation.rules.services.lessons.transfer import import_rules
from delegation.rules.services.publishing.publishing import together
from delegation.rules.services.watching.digests import send_digest
from delegation.savings import access as savings
from delegation.savings.models import RollUp
from delegation.savings.services.audits import audit_tenant
from delegation.savings.services.hourly_sums import Stretch
from delegation.savings.services.kept_reports import keep_report
from delegation.savings.services.monthly_mail import mail_month
from delegation.savings.services.rollup import roll_up
from delegation.savings.services.weekly_mail import mail_week
from tenants import audit, services
from tenants.access import Site
from tenants.models import Approval, AuditEntry, Tenant, User
from tenants.row_security import acting_for
from tenants.services.outbox import SEND_TASK

SEED = 20_260_101
DONE = "history.simulated"  # in the audit log, when all of it is there
SIMULATED = "simulated-"  # how the ids of the month's visitors begin
HOLDOUT_SHARE = Decimal("0.08")
AUDITS = 60
ANSWERS = {"question": "When are you open?", "reply": "Tuesday to Saturday, 9.30 to 17.30."}
ANSWER_FROM, ANSWER_DAYS_LEFT = 6, 3  # the day it is approved; the days after today it still has
SUSPENDED_FROM = 16  # the day on which a rule is approved that visitors complain about
GREETING_FROM = 3  # the day of the first approved rule
KEPT_ON = 21
# Of the proposals that do not wait for the newcomer, so many are approved on each of these days.
APPROVALS = {3: 1, 4: 2, 5: 2, 6: 2, 8: 2, 10: 2, 12: 3, 14: 3, 17: 3, 20: 4, 24: 5, 27: 30}


@dataclass(frozen=True)
class People:
    """Who works in the demo's workspace."""

    owner: User
    moderator: User


def is_made(tenant: Tenant) -> bool:
    """Whether the workspace has its whole history."""
    return AuditEntry.objects.filter(tenant=tenant, action=DONE).exists()


def make_history(tenant: Tenant, people: People, *, now: datetime, days: int = DAYS) -> None:
    """Simulate the days before `now`, the last one up to an hour before it."""
    clock, model = Clock(now - timedelta(days=days)), Model()
    random = Random(SEED)  # noqa: S311 - the same month every time, not a secret
    read: list[dict[str, Any]] = []
    with (
        acting_for(tenant.pk),
        simulated(clock, model.answer, read.append),
        Remembered() as remembered,
        DayLedger() as ledger,
    ):
        _prepare(tenant, people)
        site = Site(tenant, tenant.site_keys.order_by("pk")[0], None)
        play = Play(site, clock, model, remembered, ledger, read)
        month = _Month(site, people, play, clock, random)
        first = midnight(now) - timedelta(days=days - 1)
        for number in range(days):
            month.pass_day(first + timedelta(days=number), number, until=now)
        month.end(now)
    send(SEND_TASK)


def _prepare(tenant: Tenant, people: People) -> None:
    """The settings of the month: a person approves, and both ways of measuring are on."""
    settings = {
        "approval": Approval.HUMAN,
        "sightings": 2,
        "holdout_share": HOLDOUT_SHARE,
        "audit_share": Decimal("0.06"),
    }
    services.change_settings(tenant, settings, by=people.owner)


@dataclass
class _Month:
    site: Site
    people: People
    play: Play
    clock: Clock
    random: Random

    @property
    def tenant(self) -> Tenant:
        return self.site.tenant

    def pass_day(self, day: datetime, number: int, *, until: datetime) -> None:
        morning = min(day + timedelta(hours=8, minutes=30), until)
        talks = talks_of(day, number, self.random, self._visitor)
        talks = [talk for talk in talks if talk.at < until - timedelta(minutes=20)]
        self._talk([talk for talk in talks if talk.at < morning])
        with transaction.atomic():
            self.clock.move_to(morning)
            send_digest(self.tenant, self.clock.at)
            mail_month(self.tenant, self.clock.at)
            mail_week(self.tenant, self.clock.at)
            with together(self.tenant):  # as a moderator who approves what they ticked
                self._decide(number)
            self.play.remembered.forget()
        self._talk([talk for talk in talks if talk.at >= morning])
        with transaction.atomic():
            self._check_answers()
            self.play.write()
            roll_up(self.tenant, Stretch(day, day + timedelta(days=1)))
            if number == KEPT_ON:
                last = self.clock.at.date()
                first = last - timedelta(days=number)
                keep_report(self.tenant, first, last, by=self.people.owner)

    @transaction.atomic
    def _talk(self, talks: list[Talk]) -> None:
        for talk in talks:
            self.play.play(talk)
        self.play.write()

    def end(self, now: datetime) -> None:
        """Bring everything up to the present, and leave the workspace as the demo needs it."""
        self.clock.move_to(now)
        with transaction.atomic():
            RollUp.objects.create(tenant=self.tenant, through=now, time_zone=self.tenant.time_zone)
            audit.record(self.tenant, DONE, f"{DAYS} days of simulated visitors", by=None)

    def _visitor(self, held: bool) -> str:
        """A new visitor's id that is in the holdout, or is not."""
        while True:
            name = f"{SIMULATED}{self.random.getrandbits(64):016x}"
            share = self.tenant.holdout_share
            if is_held_out(name, tenant_id=self.tenant.pk, share=share) == held:
                return name

    def _decide(self, number: int) -> None:
        if number == GREETING_FROM:
            _approve_greeting(self.tenant, self.people)
        if number == ANSWER_FROM:
            self._approve_answer()
        if number == SUSPENDED_FROM:
            approve_rule(self._rule(SUSPENDED_PHRASE), by=self.people.moderator)
        kept = {canonical(text) for each in script()["waiting"] for text in each["texts"]}
        kept.add(SUSPENDED_PHRASE)
        open_ones = proposals(self.tenant).exclude(phrase__in=kept).exclude(act=Act.ANSWER)
        for rule in open_ones[: APPROVALS.get(number, 0)]:
            approve_rule(rule, by=self.people.moderator)

    def _approve_answer(self) -> None:
        phrase = canonical(ANSWERS["question"]) or ""
        row = RuleRow(phrase, Act.ANSWER, "en", ANSWERS["reply"])
        import_rules(self.tenant, [row], by=self.people.owner, dry_run=False)
        rule = self._rule(phrase)
        ends = self.clock.at + timedelta(days=DAYS - 1 - ANSWER_FROM + ANSWER_DAYS_LEFT)
        approve_rule(rule, by=self.people.owner, dates=Dates(expires_at=ends))

    def _rule(self, phrase: str) -> Rule:
        return rules.rules_of(self.tenant).get(phrase=phrase)

    def _check_answers(self) -> None:
        """What the product's slow worker does every few minutes."""
        recheck_answers()
        if savings.audits_of(self.tenant).filter(judged_at__isnull=False).count() < AUDITS:
            audit_tenant(self.tenant)


def _approve_greeting(tenant: Tenant, people: People) -> None:
    """The owner starts with one rule of the starter pack."""
    response = "Hello! How can I help you?"
    rule, _ = Rule.objects.get_or_create(
        tenant=tenant, phrase="hello", act=Act.GREETING, defaults={"response": response}
    )
    approve_rule(rule, by=people.owner, response=response, variants=["hi"], language="en")
