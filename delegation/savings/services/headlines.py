"""The four figures that come first, each with its interval and with how we know."""

from dataclasses import dataclass

from delegation.savings.services.figures_in_words import between, per_thousand, rate, span
from delegation.savings.services.reports import Report


@dataclass(frozen=True)
class Headline:
    """`value` is None while the figure is not known; `receipts` names what it was made of."""

    label: str
    value: str | None
    interval: str
    how: str
    receipts: str
    hue: str = ""


def headlines(report: Report) -> list[Headline]:
    """In the order of the page and of the mail."""
    return [_answered(report), _saved(report), _waited(report), _wrong(report)]


def _answered(report: Report) -> Headline:
    found, share = report.figures, rate(report.figures.share.value)
    return Headline(
        label="Answered locally",
        value=f"{int(found.local.value or 0):,}",
        interval=f"{share} of all messages; {between(found.share, rate)}" if share else "",
        how="Counted, not estimated: what browsers reported, of visitors whom the server has met. "
        "The upper end adds what was reported of visitors that it never met.",
        receipts="local",
        hue="local",
    )


def _saved(report: Report) -> Headline:
    found, write = report.figures, report.exchange.write
    left_out = ""
    if found.not_priced:
        left_out = f" In no sum, as their cost is not known yet: {found.not_priced:,} of them."
    return Headline(
        label="Saved",
        value=write(found.net.value),
        interval=between(found.net, write) if found.net.value is not None else "",
        how="What the teacher’s own answers to each rule’s phrase cost, times the rule’s local "
        f"answers, less what learning and audits cost.{left_out}",
        receipts="lessons",
        hue="local",
    )


def _waited(report: Report) -> Headline:
    found = report.figures.waited
    return Headline(
        label="Waiting spared",
        value=span(found.value),
        interval=between(found, span) if found.value is not None else "",
        how="How long visitors waited for the teacher’s own answers to these phrases, times the "
        "local answers.",
        receipts="lessons",
        hue="teacher",
    )


def _wrong(report: Report) -> Headline:
    found = report.figures
    value = per_thousand(found.wrong_per_thousand.value)
    how = "No local answer was put to the teacher afterwards yet."
    if found.judged:
        how = (
            f"Put to the teacher afterwards, unseen by the visitor: {found.judged:,} local "
            f"answers. Those that it would not have let stand: {found.wrong:,}."
        )
    return Headline(
        label="Wrong, of 1,000 local answers",
        value=value,
        interval=between(found.wrong_per_thousand, per_thousand) if value else "",
        how=how,
        receipts="audits",
        hue="teacher",
    )
