"""The four figures that come first, each with its interval and with how we know."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from delegation.domain.ledger.intervals import Estimate
from delegation.languages import write_number
from delegation.savings.services.figures_in_words import between, per_thousand, rate, span
from delegation.savings.services.reports import Report
from tenants.templatetags.figures import writer

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
    of_all = (
        [gettext("%(share)s of all messages") % {"share": share}, between(found.share, rate)]
        if share
        else []
    )
    return Headline(
        label=gettext("Answered locally"),
        value=write_number(int(found.local.value or 0)),
        interval="; ".join(filter(None, of_all)),
        how=gettext(
            "Counted by browsers, for visitors who also wrote to the server. "
            "The upper end adds answers to visitors whom the server never met."
        ),
        receipts="local",
        hue="local",
    )


def _saved(report: Report) -> Headline:
    found, write = report.figures, writer(report.exchange)
    left_out = ""
    if found.not_priced:
        left_out = ngettext(
            "Left out, because their cost is not known yet: %(number)s local answer.",
            "Left out, because their cost is not known yet: %(number)s local answers.",
            found.not_priced,
        ) % {"number": write_number(found.not_priced)}
    how = gettext("Plain calls avoided, less everything that the product added to your model bill.")
    if not report.is_against_plain_chat:
        how = gettext(
            "What the teacher’s own answers to each rule’s phrase cost, times the rule’s local "
            "answers, less what learning and checks cost."
        )
    return Headline(
        label=gettext("Saved"),
        value=write(found.net.value),
        interval=between(found.net, write) if found.net.value is not None else "",
        how=f"{how} {left_out}".rstrip(),
        receipts="lessons",
        hue="local",
        is_money=True,
    )


def _waited(report: Report) -> Headline:
    found = report.figures.waited
    local = report.figures.local.value
    each = span(found.value / local) if found.value is not None and local else None
    how = gettext("How long the teacher took for these phrases, times the local answers.")
    if each:
        how = gettext(
            "A local answer appears at once instead of after %(each)s, the teacher’s average."
        ) % {"each": each}
    if first := span(report.figures.first_words):
        its_first = gettext(
            "Its first words appear after 0 ms instead of %(first)s, the average of the teacher’s "
            "replies."
        ) % {"first": first}
        how = f"{how} {its_first}"
    return Headline(
        label=gettext("Waiting spared"),
        value=span(found.value),
        interval=between(found, span) if found.value is not None else "",
        how=how,
        receipts="lessons",
        hue="teacher",
    )


def _wrong(report: Report) -> Headline:
    found = report.figures
    how = gettext("The teacher has not checked any local answer of this time yet.")
    value, interval = per_thousand(found.wrong_per_thousand.value), ""
    if found.judged:
        how = ngettext(
            "The teacher checked %(number)s local answer afterwards, unseen by the visitor, and "
            "would have answered %(wrong)s of them differently.",
            "The teacher checked %(number)s local answers afterwards, unseen by the visitor, and "
            "would have answered %(wrong)s of them differently.",
            found.judged,
        ) % {"number": write_number(found.judged), "wrong": write_number(found.wrong)}
        interval = between(found.wrong_per_thousand, per_thousand)
    if found.judged and (found.judged < ENOUGH_CHECKED or _is_wide(found.wrong_per_thousand)):
        interval = gettext("too few to judge")
        value = gettext("%(wrong)s of %(judged)s checked") % {
            "wrong": write_number(found.wrong),
            "judged": write_number(found.judged),
        }
        return Headline(gettext("Wrong answers"), value, interval, how, "audits", "teacher")
    return Headline(
        gettext("Wrong, of 1,000 local answers"), value, interval, how, "audits", "teacher"
    )


def _is_wide(found: Estimate) -> bool:
    return found.low is None or found.high is None or found.high - found.low > WIDEST
