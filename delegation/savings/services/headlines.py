"""The four figures that come first, each with its interval and with how we know."""

from dataclasses import dataclass
from decimal import Decimal

from delegation.domain.language.plurals import counted
from delegation.domain.ledger.intervals import Estimate
from delegation.savings.services.figures_in_words import between, per_thousand, rate, span
from delegation.savings.services.reports import Report

ENOUGH_CHECKED = 30  # below it an interval is wider than anybody can use
WIDEST = Decimal(100)  # of 1,000 answers: wider says only that some rules were hardly checked


@dataclass(frozen=True)
class Headline:
    """`value` is None while the figure is not known; `receipts` names what it was made of."""

    label: str
    value: str | None
    interval: str
    how: str
    receipts: str
    hue: str = ""
    is_money: bool = False  # then a price is what it lacks


def headlines(report: Report) -> list[Headline]:
    """In the order of the page and of the mail."""
    return [_saved(report), _answered(report), _waited(report), _wrong(report)]


def _answered(report: Report) -> Headline:
    found, share = report.figures, rate(report.figures.share.value)
    of_all = [f"{share} of all messages", between(found.share, rate)] if share else []
    return Headline(
        label="Answered locally",
        value=f"{int(found.local.value or 0):,}",
        interval="; ".join(filter(None, of_all)),
        how="Counted by browsers, for visitors who also wrote to the server. "
        "The upper end adds answers to visitors whom the server never met.",
        receipts="local",
        hue="local",
    )


def _saved(report: Report) -> Headline:
    found, write = report.figures, report.exchange.write
    left_out = ""
    if found.not_priced:
        left_out = (
            f" Left out, because their cost is not known yet: "
            f"{counted(found.not_priced, 'local answer')}."
        )
    how = "Plain calls avoided, less everything that the product added to your model bill."
    if not report.is_against_plain_chat:
        how = (
            "What the teacher’s own answers to each rule’s phrase cost, times the rule’s local "
            "answers, less what learning and checks cost."
        )
    return Headline(
        label="Saved",
        value=write(found.net.value),
        interval=between(found.net, write) if found.net.value is not None else "",
        how=how + left_out,
        receipts="lessons",
        hue="local",
        is_money=True,
    )


def _waited(report: Report) -> Headline:
    found = report.figures.waited
    local = report.figures.local.value
    each = span(found.value / local) if found.value is not None and local else None
    how = "How long the teacher took for these phrases, times the local answers."
    if each:
        how = f"A local answer appears at once instead of after {each}, the teacher’s average."
    if first := span(report.figures.first_words):
        how += (
            f" Its first words appear after 0 ms instead of {first}, the average of the teacher’s "
            "replies."
        )
    return Headline(
        label="Waiting spared",
        value=span(found.value),
        interval=between(found, span) if found.value is not None else "",
        how=how,
        receipts="lessons",
        hue="teacher",
    )


def _wrong(report: Report) -> Headline:
    found = report.figures
    how = "The teacher has not checked any local answer of this time yet."
    value, interval = per_thousand(found.wrong_per_thousand.value), ""
    if found.judged:
        how = (
            f"The teacher checked {counted(found.judged, 'local answer')} afterwards, unseen by "
            f"the visitor, and would have answered {found.wrong:,} of them differently."
        )
        interval = between(found.wrong_per_thousand, per_thousand)
    if found.judged and (found.judged < ENOUGH_CHECKED or _is_wide(found.wrong_per_thousand)):
        value, interval = f"{found.wrong:,} of {found.judged:,} checked", "too few to judge"
        return Headline("Wrong answers", value, interval, how, "audits", "teacher")
    return Headline("Wrong, of 1,000 local answers", value, interval, how, "audits", "teacher")


def _is_wide(found: Estimate) -> bool:
    return found.low is None or found.high is None or found.high - found.low > WIDEST
