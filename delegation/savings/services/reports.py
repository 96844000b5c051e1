"""A tenant's report of a period, from the sums of its days alone. What is not known stays None."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import TruncMonth, TruncWeek
from django.utils import timezone
from django.utils.translation import gettext

from delegation.conversations.services.budget import left_this_month
from delegation.domain.ledger import figures, holdout
from delegation.domain.ledger.currencies import USD
from delegation.domain.ledger.money import ExchangeRate, exchange_rate
from delegation.domain.ledger.overhead import overhead_lines, total_overhead
from delegation.domain.ledger.sums import ZERO, CallPurpose, SumName, Sums, call_sum
from delegation.rules import access as rules
from delegation.rules.models import RuleState
from delegation.savings import access
from tenants.models import Tenant

DAYS_BY_DAY, DAYS_BY_WEEK = 31, 124  # longer periods are shown by month
LOOK_BACK = timedelta(days=29)  # and the day itself: 30 days, of what waits for approval
PROPOSALS_SHOWN = 10
Values = dict[tuple[str, int], Decimal]
OWN = (
    SumName.OWN_KNOWN, SumName.OWN_COST, SumName.OWN_COST_SQUARES, SumName.OWN_UNKNOWN,
    SumName.OLD_KNOWN, SumName.OLD_UNKNOWN,
    SumName.OWN_WAITS, SumName.OWN_WAIT, SumName.OWN_WAIT_SQUARES,
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of the series over time: a day, or the week or month that begins at `day`."""

    day: date
    local: int
    escalations: int
    saved: Decimal | None  # plain calls that were avoided
    spent: Decimal
    overhead: Decimal | None = None  # of what was spent

    @property
    def net(self) -> Decimal | None:
        if self.saved is None or self.overhead is None:
            return None
        return self.saved - self.overhead

    @property
    def overhead_share(self) -> Decimal | None:
        """Part of what was spent that only the product caused, 0 to 1."""
        return self.overhead / self.spent if self.overhead is not None and self.spent else None

    @property
    def share(self) -> Decimal | None:
        """Part of the messages that browsers answered, 0 to 1."""
        whole = self.local + self.escalations
        return Decimal(self.local) / whole if whole else None


@dataclass(frozen=True)
class Phrase:
    """What a rule is called; `act` is empty for a rule that is gone."""

    phrase: str
    act: str


@dataclass(frozen=True)
class ActLine:
    act: str
    answers: int
    saved: Decimal | None
    not_priced: int
    overhead: Decimal = ZERO  # of the lessons that taught its rules
    net: Decimal | None = None


@dataclass(frozen=True)
class WaitingRule:
    """A rule that waits for a decision: what its phrase cost in the 30 days before."""

    rule: int
    phrase: str
    act: str
    asked: int
    cost: Decimal | None


@dataclass(frozen=True)
class Budget:
    """Of the current month, USD."""

    limit: Decimal
    left: Decimal


@dataclass(frozen=True)
class Before:
    """The figures of the stretch of the same length before; amounts are None where unknown."""

    messages: int
    local: int
    net: Decimal | None
    share: Decimal | None


AGAINST_THE_SAME_TEACHER, AGAINST_THE_PLAIN_CHAT = 1, 2


@dataclass(frozen=True)
class Report:
    """Everything that the page, the email and the files show. Amounts are USD, and shown at
    `rate` units of `currency` for one: those of the moment when the report was made."""

    company: str
    first_day: date
    last_day: date
    time_zone: str
    made_at: datetime
    rolled_up_at: datetime | None
    grain: str  # of the series: day, week or month
    figures: figures.Figures
    phrases: dict[int, Phrase]
    acts: list[ActLine]
    series: list[Step]
    curve: list[Step]  # by week since the first message; its money is not computed
    comparison: holdout.Comparison
    proposals: list[WaitingRule]
    budget: Budget
    currency: str = USD.code  # so were reports that were kept before there was a choice
    rate: Decimal = Decimal(1)
    reckoning: int = AGAINST_THE_SAME_TEACHER  # so were reports before overhead was measured
    before: Before | None = None
    holdout_share: Decimal | None = None  # None: not kept

    @property
    def is_against_plain_chat(self) -> bool:
        """Whether the saving is measured against the chat that the company had before."""
        return self.reckoning == AGAINST_THE_PLAIN_CHAT

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def exchange(self) -> ExchangeRate:
        return exchange_rate(self.currency, self.rate)


def make_report(
    tenant: Tenant, first_day: date, last_day: date, *, own: Values | None = None
) -> Report:
    """The report of these days, both included. `own`: see `own_until`, where it is known."""
    grain = grain_of(first_day, last_day)
    own = own_until(tenant, last_day) if own is None else own
    period = _values_of(tenant, first_day, last_day)
    found = figures.figures(Sums(period), Sums(own))
    phrases = _phrases(tenant, [line.rule for line in found.rules])
    return Report(
        company=tenant.name,
        first_day=first_day,
        last_day=last_day,
        time_zone=tenant.time_zone,
        made_at=timezone.now(),
        rolled_up_at=access.rolled_up_at(tenant),
        grain=grain,
        figures=found,
        phrases=phrases,
        acts=_acts(found, phrases),
        series=series_of(tenant, first_day, last_day, grain, found),
        curve=_curve(tenant, last_day),
        comparison=holdout.compare(period),
        proposals=_proposals(tenant, last_day),
        budget=Budget(Decimal(tenant.monthly_budget), left_this_month(tenant)),
        currency=tenant.currency,
        rate=tenant.currency_rate,
        reckoning=AGAINST_THE_PLAIN_CHAT,
        before=_before(tenant, first_day, last_day, own=_without(own, period)),
        holdout_share=tenant.holdout_share,
    )


def figures_of(
    tenant: Tenant, first_day: date, last_day: date, *, own: Values
) -> tuple[figures.Figures, Before | None]:
    """Return the figures of these days and of those before, without the rest of a report."""
    period = _values_of(tenant, first_day, last_day)
    found = figures.figures(Sums(period), Sums(own))
    return found, _before(tenant, first_day, last_day, own=_without(own, period))


def _before(tenant: Tenant, first_day: date, last_day: date, *, own: Values) -> Before | None:
    """Return the figures of the days before; None if they had no messages.

    `own`: those until the day before the first.
    """
    days = last_day - first_day + timedelta(days=1)
    until = first_day - timedelta(days=1)
    period = _values_of(tenant, first_day - days, until)
    if not period:
        return None
    found = figures.figures(Sums(period), Sums(own))
    if not found.messages:
        return None
    local = int(found.local.value or 0)
    return Before(found.messages, local, found.net.value, found.share.value)


def grain_of(first_day: date, last_day: date) -> str:
    days = (last_day - first_day).days + 1
    if days <= DAYS_BY_DAY:
        return "day"
    return "week" if days <= DAYS_BY_WEEK else "month"


def _values_by_step(
    tenant: Tenant, first_day: date, last_day: date, grain: str
) -> dict[date, Values]:
    """Return what `_step` needs: answers by rule, and the sums that have no parts.

    With all other parts a year of a busy tenant would be hundreds of thousands of rows.
    """
    step: Any = {"day": F("day"), "week": TruncWeek("day"), "month": TruncMonth("day")}[grain]
    rows = (
        access.day_sums_of(tenant)
        .filter(Q(name=SumName.ANSWERS) | Q(part=0), day__gte=first_day, day__lte=last_day)
        .annotate(step=step)
        .values_list("step", "name", "part")
        .annotate(total=Sum("value"))
        .order_by()
    )
    found: dict[date, Values] = defaultdict(dict)
    for at, name, part, total in rows:
        found[at][name, part] = total
    return dict(sorted(found.items()))


def _values_of(tenant: Tenant, first_day: date, last_day: date) -> Values:
    """Return all sums of these days together."""
    rows = access.day_sums_of(tenant).filter(day__gte=first_day, day__lte=last_day)
    grouped = rows.values_list("name", "part").annotate(total=Sum("value")).order_by()
    return {(name, part): total for name, part, total in grouped}


def own_until(tenant: Tenant, last_day: date) -> Values:
    """Return the sums of the rules' own calls from the beginning: they read all days."""
    return sums_of(tenant, OWN, last_day=last_day)


def _without(own: Values, period: Values) -> Values:
    """Return `own` as it was before a period that ends on its last day."""
    before = {key: value - period.get(key, ZERO) for key, value in own.items()}
    return {key: value for key, value in before.items() if value}


def sums_of(
    tenant: Tenant, names: Iterable[str], *, last_day: date, first_day: date = date.min
) -> Values:
    """The sums of these names over the days, both included."""
    rows = access.day_sums_of(tenant).filter(
        name__in=list(names), day__lte=last_day, day__gte=first_day
    )
    grouped = rows.values_list("name", "part").annotate(total=Sum("value")).order_by()
    return {(name, part): total for name, part, total in grouped}


def _phrases(tenant: Tenant, rule_ids: list[int]) -> dict[int, Phrase]:
    known = rules.rules_of(tenant).in_bulk(rule_ids)
    return {
        rule: Phrase(known[rule].phrase, known[rule].act)
        if rule in known
        else Phrase(gettext("rule %(rule)s") % {"rule": rule}, "")
        for rule in rule_ids
    }


def _acts(found: figures.Figures, phrases: dict[int, Phrase]) -> list[ActLine]:
    by_act: dict[str, list[figures.RuleLine]] = defaultdict(list)
    for line in found.rules:
        if line.answers or line.overhead:
            by_act[phrases[line.rule].act].append(line)
    lines = []
    for act, some in by_act.items():
        saved = [line.saved.value for line in some if line.saved.value is not None]
        overhead = sum((line.overhead for line in some), ZERO)
        lines.append(
            ActLine(
                act=act,
                answers=sum(line.answers for line in some),
                saved=sum(saved, ZERO) if saved else None,
                not_priced=sum(line.answers for line in some if line.cost_each is None),
                overhead=overhead,
                net=sum(saved, ZERO) - overhead if saved else None,
            )
        )
    return sorted(lines, key=lambda line: (-line.answers, line.act))


def series_of(
    tenant: Tenant, first_day: date, last_day: date, grain: str, found: figures.Figures
) -> list[Step]:
    """Return the steps of these days. `found`: their figures, which say what an answer costs."""
    by_step = _values_by_step(tenant, first_day, last_day, grain)
    cost_each = {line.rule: line.cost_each for line in found.rules}
    return [_step(day, values, cost_each) for day, values in by_step.items()]


def _step(day: date, values: Values, cost_each: dict[int, Decimal | None]) -> Step:
    sums = Sums(values)
    answers = {rule: sums.of(SumName.ANSWERS, rule) for rule in sums.parts(SumName.ANSWERS)}
    known = [
        count * cost for rule, count in answers.items() if (cost := cost_each.get(rule)) is not None
    ]
    return Step(
        day=day,
        local=int(sum(answers.values(), ZERO)),
        escalations=int(sums.of(SumName.ESCALATIONS)),
        saved=sum(known, ZERO) if known or not answers else None,
        spent=sum((sums.of(call_sum("cost", kind)) for kind in CallPurpose), ZERO),
        overhead=total_overhead(overhead_lines(sums)).value,
    )


def _curve(tenant: Tenant, last_day: date) -> list[Step]:
    """Weeks are made of days here: asked by week, the database would sort all sums of all time."""
    rows = (
        access.day_sums_of(tenant)
        .filter(name__in=[SumName.ANSWERS, SumName.ESCALATIONS], day__lte=last_day)
        .values_list("day", "name")
        .annotate(total=Sum("value"))
        .order_by("day")
    )
    weeks: dict[date, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for day, name, total in rows:
        weeks[day - timedelta(days=day.weekday())][name] += total
    return [
        Step(
            day=week,
            local=int(values.get(SumName.ANSWERS, ZERO)),
            escalations=int(values.get(SumName.ESCALATIONS, ZERO)),
            saved=None,
            spent=ZERO,
        )
        for week, values in weeks.items()
    ]


def _proposals(tenant: Tenant, last_day: date) -> list[WaitingRule]:
    """The undecided rules whose phrases cost the teacher most in the 30 days before."""
    waiting = rules.rules_of(tenant).filter(state=RuleState.PROPOSED)
    recent = Sums(sums_of(tenant, OWN, first_day=last_day - LOOK_BACK, last_day=last_day))
    lines = [
        WaitingRule(
            rule=rule.pk,
            phrase=rule.phrase,
            act=rule.act,
            asked=int(
                recent.of(SumName.OWN_KNOWN, rule.pk) + recent.of(SumName.OWN_UNKNOWN, rule.pk)
            ),
            cost=recent.of(SumName.OWN_COST, rule.pk)
            if recent.of(SumName.OWN_KNOWN, rule.pk)
            else None,
        )
        for rule in waiting.only("pk", "phrase", "act")
    ]
    lines.sort(key=lambda line: (-(line.cost or ZERO), -line.asked, line.rule))
    return lines[:PROPOSALS_SHOWN]
