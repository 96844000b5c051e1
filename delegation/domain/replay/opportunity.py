"""A replayed chat export -> what delegation would bring, with intervals."""

from dataclasses import dataclass, field
from decimal import Decimal

from delegation.domain.ledger.intervals import NOT_KNOWN, Estimate, wilson
from delegation.domain.replay.replay import ReplayReport


@dataclass(frozen=True)
class Opportunity:
    """Figures of an export; rates are 0 to 1, money is USD of all its messages."""

    messages: int
    answered: int
    share: Estimate
    wrong_rate: Estimate  # of local answers; not known where the export says not what is right
    money: Estimate
    phrases: list[str]
    examples: list[tuple[str, str, int]]  # message, state, times: the answers to look at first
    labelled: bool
    wrong: int | None = None  # not known where the export says not what is right
    before: list[str] = field(default_factory=list)  # the assistant's line before each example

    @property
    def shown(self) -> list[tuple[str, str, str, int]]:
        """Return the examples as (the line before, message, state, times)."""
        before = self.before or [""] * len(self.examples)
        return [(line, *example) for line, example in zip(before, self.examples, strict=True)]


def opportunity(report: ReplayReport, cost_each: Estimate) -> Opportunity:
    """`cost_each` is what one answer of the teacher costs."""
    answered = Decimal(report.answered)
    shown = report.wrong or report.riskiest
    labelled = report.trivial > 0
    return Opportunity(
        messages=report.turns,
        answered=report.answered,
        share=wilson(answered, Decimal(report.turns)),
        wrong_rate=wilson(Decimal(len(report.wrong)), answered) if labelled else NOT_KNOWN,
        money=cost_each.times(answered),
        phrases=report.first_phrases,
        examples=[(each.message, each.state, each.times) for each in shown],
        labelled=labelled,
        wrong=len(report.wrong) if labelled else None,
        before=[each.before for each in shown],
    )
