"""Whether the product paid for itself: an answer, one sentence, and what to change."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from delegation.domain.ledger.intervals import Estimate
from delegation.domain.ledger.sums import LEARNING, CallPurpose
from delegation.domain.wording import worded
from delegation.savings.services.figures_in_words import rate
from delegation.savings.services.reports import Report
from tenants.templatetags.figures import writer

FEW_ANSWERS = Decimal("0.05")  # of all messages; below it the mark on every call weighs most


@dataclass(frozen=True)
class Verdict:
    """`advice` is empty where there is nothing to change."""

    answer: str
    sentence: str
    advice: str = ""
    page: str = ""  # the name of the page where it can be changed


def verdict_of(report: Report) -> Verdict:
    """Judge a report that compares with the plain chat."""
    found = report.figures
    if found.net.value is None:
        sentence, page = _why_unknown(report)
        return Verdict(gettext("Not known yet"), sentence, page=page)
    certain = found.net.high is not None and found.net.high < 0
    if found.net.value < 0:
        reason, advice = _why_negative(report)
        answer = gettext("No") if certain else gettext("Probably not")
        return Verdict(answer, f"{_amount(report, LOST)} {reason}", advice)
    if found.net.low is not None and found.net.low <= 0 < found.net.value:
        doubt = gettext("The figures cannot rule out a loss.")
        return Verdict(gettext("Probably"), f"{_amount(report, PERHAPS)} {doubt}")
    if not found.net.value:
        return Verdict(gettext("Neither way"), gettext("It saved nothing and cost nothing."))
    return Verdict(gettext("Yes"), _amount(report, SAVED))


# Each without and with the part of the plain bill, which is not always known.
LOST = (
    worded("It cost %(amount)s more than it saved%(interval)s."),
    worded(
        "It cost %(amount)s more than it saved, %(share)s of what the plain chat would have "
        "cost%(interval)s."
    ),
)
PERHAPS = (
    worded("It saved about %(amount)s%(interval)s."),
    worded(
        "It saved about %(amount)s, %(share)s of what the plain chat would have cost%(interval)s."
    ),
)
SAVED = (
    worded("It saved %(amount)s%(interval)s."),
    worded("It saved %(amount)s, %(share)s of what the plain chat would have cost%(interval)s."),
)


def _amount(report: Report, sentences: tuple[str, str]) -> str:
    """Return the sentence with the amount, its part of the plain bill and its interval."""
    net, share = report.figures.net, report.figures.net_share.value
    sentence = sentences[0] if share is None else sentences[1]
    return gettext(sentence) % {
        "amount": writer(report.exchange)(abs(net.value or Decimal(0))),
        "share": None if share is None else rate(abs(share)),
        "interval": _interval(net, report),
    }


def _interval(net: Estimate, report: Report) -> str:
    """Return the interval in brackets; empty where it says no more than the amount."""
    if net.low is None or net.high is None:
        return ""
    write = writer(report.exchange)
    low, high = write(net.low), write(net.high)
    if low == high:
        return ""
    return gettext(" (between %(low)s and %(high)s)") % {"low": low, "high": high}


def _why_unknown(report: Report) -> tuple[str, str]:
    """(the reason, the page that helps)."""
    found = report.figures
    if found.calls and found.spent is None:
        return gettext("The price of your model is not known, so no amount is."), "prices"
    if any(line.cost.value is None for line in found.overhead_lines):
        reason = gettext(
            "These calls were made before their overhead was measured; "
            "later days can be compared with the plain chat."
        )
        return reason, ""
    if found.not_priced:
        return gettext("No call shows yet what a plain answer to the phrases costs."), ""
    return gettext("There is nothing to compare yet."), ""


def _why_negative(report: Report) -> tuple[str, str]:
    """(the reason, what to change)."""
    found = report.figures
    cost = {line.kind: line.cost.value or Decimal(0) for line in found.overhead_lines}
    once = sum((cost.get(kind, Decimal(0)) for kind in LEARNING), Decimal(0))
    lessons, audits = (
        cost.get(CallPurpose.LESSON, Decimal(0)),
        cost.get(CallPurpose.AUDIT, Decimal(0)),
    )
    marks = sum(cost.values(), Decimal(0)) - once - lessons - audits
    largest = max(once, lessons, audits, marks)
    if largest == once:
        return (
            gettext("Most of that are exams and trials of the model, which are paid for once."),
            gettext("Nothing: the following weeks pay it back, unless you change the model often."),
        )
    if largest == audits:
        return (
            gettext("Most of that are checks of local answers by the teacher."),
            gettext(
                "Check a smaller share of the local answers, on the install page under Measuring."
            ),
        )
    if largest == lessons:
        return (
            gettext(
                "Most of that is asking the teacher for lessons, as always in the first weeks."
            ),
            gettext("Let the teacher teach from the second time a phrase comes, or once an hour."),
        )
    share = found.share.value
    if report.proposals or (share is not None and share < FEW_ANSWERS):
        return (
            gettext(
                "Browsers answered %(share)s of the messages, and the mark rides on all others."
            )
            % {"share": rate(share)},
            gettext("Approve the proposals that wait: each local answer saves a whole call."),
        )
    return (
        gettext("The mark and the questions for lessons cost more than the local answers spared."),
        gettext("Let the teacher teach from the second time a phrase comes, or once an hour."),
    )
