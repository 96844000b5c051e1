"""Sums of receipts -> what a tenant saved, with intervals. What is not known stays None.

The saving is measured against the chat that the company had before: persona, conversation, reply.
A local answer avoids a plain call, which costs what the calls for its own rule's lessons cost
without their overhead. From that is taken what the product added: marks, questions for lessons,
exams, audits. The result can be negative. Money is USD.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from delegation.domain.ledger.intervals import NOT_KNOWN, Estimate, student_t, wilson
from delegation.domain.ledger.overhead import OverheadLine, overhead_lines, total_overhead
from delegation.domain.ledger.sums import (
    FOR_VISITORS,
    LEARNING,
    ZERO,
    CallPurpose,
    SumName,
    Sums,
    call_sum,
)

ENOUGH_FOR_OWN_SPREAD = 5  # with fewer, a rule is taken to spread as all lessons together


@dataclass(frozen=True)
class Sample:
    """A few measured amounts: how many, their sum, and the sum of their squares."""

    count: Decimal
    total: Decimal
    squares: Decimal

    @property
    def mean(self) -> Decimal | None:
        return self.total / self.count if self.count else None

    @property
    def variance(self) -> Decimal | None:
        """The unbiased one; None below two amounts."""
        if self.count < 2:
            return None
        return max(ZERO, (self.squares - self.total**2 / self.count) / (self.count - 1))


@dataclass(frozen=True)
class AnswerCounts:
    """Local answers of a rule: counted, surely so, and possibly."""

    counted: Decimal
    surely: Decimal
    possibly: Decimal


@dataclass(frozen=True)
class RuleLine:
    """One rule's part. Costs are USD, waits are seconds, rates 0 to 1."""

    rule: int
    answers: int
    cost_each: Decimal | None
    own_known: int
    own_unknown: int
    saved: Estimate
    waited: Estimate
    judged: int
    wrong: int
    wrong_rate: Estimate
    rejects: int
    set_aside: int
    overhead: Decimal = ZERO  # of the lessons that taught it in the period
    net: Estimate = NOT_KNOWN  # `saved` less that


@dataclass(frozen=True)
class CallLine:
    """The calls of one kind; `cost` is None where no price of them is known."""

    kind: str
    calls: int
    unpriced: int
    cost: Decimal | None
    tokens: int
    read: int = 0  # `cached` among them
    cached: int = 0
    written: int = 0  # `reasoning` among them
    reasoning: int = 0


@dataclass(frozen=True)
class SetAside:
    """Answers that browsers claimed and that are not counted, by reason; `capped` are counted."""

    excess: int
    unmet: int
    refused: int
    capped: int


@dataclass(frozen=True)
class Figures:
    """A period in figures. `saved` are the plain calls that were avoided, `net` is less `overhead`.

    Reports that were kept before overhead was measured have none, and a `net` of another kind.
    """

    messages: int
    escalations: int
    server_answers: int
    failed: int
    local: Estimate
    share: Estimate
    saved: Estimate
    learning: Decimal
    audits: Decimal
    net: Estimate
    waited: Estimate
    wrong_per_thousand: Estimate
    judged: int
    wrong: int
    not_priced: int  # local answers of rules without a known cost: in no amount of money
    rejects: int
    set_aside: SetAside
    calls: list[CallLine]
    rules: list[RuleLine]
    overhead: Estimate = NOT_KNOWN
    overhead_lines: list[OverheadLine] = field(default_factory=list)
    plain_bill: Decimal | None = None  # what the same messages would have cost without the product
    # Seconds from a message to the first words of the teacher's reply, on average.
    first_words: Decimal | None = None

    @property
    def net_share(self) -> Estimate:
        """The saving as a part of the plain bill."""
        return self.net.times(1 / self.plain_bill) if self.plain_bill else NOT_KNOWN

    @property
    def aside(self) -> int:
        """All answers that were claimed and are not counted."""
        return self.set_aside.excess + self.set_aside.unmet + self.set_aside.refused

    @property
    def spent(self) -> Decimal | None:
        """What all calls cost; None where no price of them is known."""
        return spent_on(self.calls)


def _first_words(period: Sums) -> Decimal | None:
    """None where no visitor saw a reply of the teacher, as before this was measured."""
    replies = period.of(SumName.FIRST_WORDS)
    return period.of(SumName.FIRST_WORDS_WAIT) / replies if replies else None


def figures(period: Sums, own: Sums) -> Figures:
    """The figures of a period. `own` sums the rules' own calls from the beginning to its end:
    a rule that answers well is asked of the teacher no more."""
    rules = period.parts(
        SumName.ANSWERS,
        SumName.UNMET,
        SumName.EXCESS,
        SumName.REJECTS,
        SumName.JUDGED,
        SumName.OWN_OVERHEAD,
    )
    answers = {rule: _answers(period, rule) for rule in rules}
    costs = {rule: _sample(own, rule, "cost") for rule in rules}
    waits = {rule: _sample(own, rule, "wait") for rule in rules}
    local = _together(answers.values())
    escalations = period.of(SumName.ESCALATIONS)
    saved = weighted_total(answers, costs)
    learning = sum((period.of(call_sum("cost", kind)) for kind in LEARNING), ZERO)
    audits = period.of(call_sum("cost", CallPurpose.AUDIT))
    added = overhead_lines(period)
    overhead = total_overhead(added)
    lines = [_line(period, own, rule, answers[rule], costs, waits) for rule in rules]
    return Figures(
        messages=int(escalations + local.counted),
        escalations=int(escalations),
        server_answers=int(period.of(SumName.SERVER_ANSWERS)),
        failed=int(period.of(SumName.FAILED)),
        local=Estimate(local.counted, local.surely, local.possibly),
        share=_share(local, escalations),
        saved=saved,
        learning=learning,
        audits=audits,
        net=saved.less(overhead),
        waited=weighted_total(answers, waits),
        wrong_per_thousand=wrong_rate(lines).times(Decimal(1000)),
        judged=sum(line.judged for line in lines),
        wrong=sum(line.wrong for line in lines),
        not_priced=sum(line.answers for line in lines if line.cost_each is None),
        rejects=sum(line.rejects for line in lines),
        set_aside=SetAside(
            excess=int(period.total(SumName.EXCESS)),
            unmet=int(period.total(SumName.UNMET)),
            refused=int(period.total(SumName.REFUSED)),
            capped=int(period.total(SumName.CAPPED)),
        ),
        calls=call_lines(period),
        rules=sorted(lines, key=lambda line: (-line.answers, line.rule)),
        overhead=overhead,
        overhead_lines=added,
        plain_bill=_plain_bill(period, saved, added),
        first_words=_first_words(period),
    )


def weighted_total(answers: Mapping[int, AnswerCounts], samples: Mapping[int, Sample]) -> Estimate:
    """Sum each rule's answers times the mean of its sample, over the sampled rules.

    The interval is Student's with Welch and Satterthwaite's degrees of freedom, for the amounts
    that were not measured themselves: variance n^2 s^2 / k + n s^2 for n answers and k measured.
    Its ends also hold what was claimed but not counted. Not known where answers are and no sample.
    """
    known = [rule for rule in answers if samples[rule].count]
    if not any(each.counted for each in answers.values()):
        return Estimate(ZERO, ZERO, ZERO)
    if not known:
        return NOT_KNOWN
    means = {rule: samples[rule].total / samples[rule].count for rule in known}
    value = sum((answers[rule].counted * means[rule] for rule in known), ZERO)
    half = _half_width(answers, samples, known)
    if half is None:
        return Estimate(value)
    least = sum((answers[rule].surely * means[rule] for rule in known), ZERO)
    most = sum((answers[rule].possibly * means[rule] for rule in known), ZERO)
    return Estimate(value, max(ZERO, least - half), most + half)


def _half_width(
    answers: Mapping[int, AnswerCounts], samples: Mapping[int, Sample], known: list[int]
) -> Decimal | None:
    """None where only one amount was measured, so that the spread is unknown."""
    spread_of_all, freedom_of_all = _spread_of_all([samples[rule] for rule in known])
    if spread_of_all is None:
        return None
    variance, between, shared, squares = ZERO, ZERO, ZERO, ZERO
    for rule in known:
        sample, count = samples[rule], answers[rule].counted
        own = sample.variance if sample.count >= ENOUGH_FOR_OWN_SPREAD else None
        spread = spread_of_all if own is None else own
        part = count**2 * spread / sample.count
        variance += part + count * spread
        between += part
        if own is None:
            shared += part
        else:
            squares += part**2 / (sample.count - 1)
    squares += shared**2 / freedom_of_all
    freedom = between**2 / squares if squares else freedom_of_all
    return student_t(freedom) * variance.sqrt()


def _spread_of_all(samples: Iterable[Sample]) -> tuple[Decimal | None, Decimal]:
    """The variance of all amounts together, and its degrees of freedom.

    It also holds how much the rules differ, so it is no less than that of a rule measured once.
    The spread within other rules says less: a greeting always costs the same, thanks do not.
    """
    listed = list(samples)
    together = Sample(
        sum((each.count for each in listed), ZERO),
        sum((each.total for each in listed), ZERO),
        sum((each.squares for each in listed), ZERO),
    )
    return together.variance, together.count - 1


def wrong_rate(lines: Iterable[RuleLine]) -> Estimate:
    """Wrong local answers, 0 to 1: every rule's rate by how often it answered.

    Rare rules are audited more than their share, so rates are weighted; the interval is Wilson's
    with the effective number of audits (Kish). Rules without an audit are left out.
    """
    audited = [line for line in lines if line.judged and line.answers]
    everything = Decimal(sum(line.answers for line in audited))
    if not everything:
        return NOT_KNOWN
    rate, inverse = ZERO, ZERO
    for line in audited:
        weight = line.answers / everything
        rate += weight * line.wrong / line.judged
        inverse += weight**2 / line.judged
    return wilson(rate / inverse, 1 / inverse)


def call_lines(period: Sums) -> list[CallLine]:
    """What the teacher was called for, by kind."""
    lines = []
    for kind in CallPurpose:
        count, unpriced = period.of(call_sum("calls", kind)), period.of(call_sum("unpriced", kind))
        if count:
            cost = period.of(call_sum("cost", kind)) if count > unpriced else None
            tokens = {
                name: int(period.of(call_sum(name, kind)))
                for name in ("tokens", "read", "cached", "written", "reasoning")
            }
            lines.append(CallLine(kind, int(count), int(unpriced), cost, **tokens))
    return lines


def spent_on(calls: Iterable[CallLine]) -> Decimal | None:
    """USD of these calls; None where no price of them is known."""
    costs = [line.cost for line in calls if line.cost is not None]
    return sum(costs, ZERO) if costs else None


def _plain_bill(period: Sums, avoided: Estimate, added: Iterable[OverheadLine]) -> Decimal | None:
    """What was paid for visitors' messages without the overhead, and what was avoided."""
    bill = avoided.value
    for line in added:
        if line.kind in FOR_VISITORS:
            if bill is None or line.cost.value is None:
                return None
            bill += period.of(call_sum("cost", line.kind)) - line.cost.value
    return bill


def _answers(period: Sums, rule: int) -> AnswerCounts:
    """At most as many unmet answers are thought possible as were counted: a forger must not be
    able to stretch an interval at will."""
    counted = period.of(SumName.ANSWERS, rule)
    unmet = min(period.of(SumName.UNMET, rule), counted)
    return AnswerCounts(counted, counted - period.of(SumName.CAPPED, rule), counted + unmet)


def _together(all_answers: Iterable[AnswerCounts]) -> AnswerCounts:
    listed = list(all_answers)
    return AnswerCounts(
        sum((each.counted for each in listed), ZERO),
        sum((each.surely for each in listed), ZERO),
        sum((each.possibly for each in listed), ZERO),
    )


def _share(local: AnswerCounts, escalations: Decimal) -> Estimate:
    if not local.counted + escalations:
        return NOT_KNOWN
    parts = (local.counted, local.surely, local.possibly)
    return Estimate(*(part / (part + escalations) if part else ZERO for part in parts))


def _sample(own: Sums, rule: int, of: str) -> Sample:
    if of == "cost":
        names = SumName.OWN_KNOWN, SumName.OWN_COST, SumName.OWN_COST_SQUARES
    else:
        names = SumName.OWN_WAITS, SumName.OWN_WAIT, SumName.OWN_WAIT_SQUARES
    return Sample(*(own.of(name, rule) for name in names))


def _line(
    period: Sums,
    own: Sums,
    rule: int,
    answers: AnswerCounts,
    costs: Mapping[int, Sample],
    waits: Mapping[int, Sample],
) -> RuleLine:
    judged, wrong = period.of(SumName.JUDGED, rule), period.of(SumName.WRONG, rule)
    aside = sum(
        (period.of(name, rule) for name in (SumName.EXCESS, SumName.UNMET, SumName.REFUSED)), ZERO
    )
    saved = weighted_total({rule: answers}, costs)
    overhead = period.of(SumName.OWN_OVERHEAD, rule)
    unknown = (SumName.OWN_UNKNOWN, SumName.OLD_KNOWN, SumName.OLD_UNKNOWN)
    return RuleLine(
        rule=rule,
        answers=int(answers.counted),
        cost_each=costs[rule].mean,
        own_known=int(costs[rule].count),
        own_unknown=int(sum((own.of(name, rule) for name in unknown), ZERO)),
        saved=saved,
        waited=weighted_total({rule: answers}, waits),
        judged=int(judged),
        wrong=int(wrong),
        wrong_rate=wilson(wrong, judged),
        rejects=int(period.of(SumName.REJECTS, rule)),
        set_aside=int(aside),
        overhead=overhead,
        net=saved.minus(overhead),
    )
