"""Whether the product paid for itself: an answer, one sentence, and what to change."""

from dataclasses import dataclass
from decimal import Decimal

from delegation.domain.ledger.intervals import Estimate
from delegation.domain.ledger.sums import LEARNING, CallPurpose
from delegation.savings.services.figures_in_words import rate
from delegation.savings.services.reports import Report

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
        return Verdict("Not known yet", sentence, page=page)
    amount, interval = report.exchange.write(abs(found.net.value)), _interval(found.net, report)
    share = rate(abs(found.net_share.value)) if found.net_share.value is not None else None
    of_bill = f", {share} of what the plain chat would have cost" if share else ""
    if found.net.value < 0:
        reason, advice = _why_negative(report)
        certain = found.net.high is not None and found.net.high < 0
        answer = "No" if certain else "Probably not"
        return Verdict(
            answer, f"It cost {amount} more than it saved{of_bill}{interval}. {reason}", advice
        )
    if found.net.low is not None and found.net.low <= 0 < found.net.value:
        return Verdict(
            "Probably",
            f"It saved about {amount}{of_bill}{interval}. The figures cannot rule out a loss.",
        )
    if not found.net.value:
        return Verdict("Neither way", "It saved nothing and cost nothing.")
    return Verdict("Yes", f"It saved {amount}{of_bill}{interval}.")


def _interval(net: Estimate, report: Report) -> str:
    """Return the interval in brackets; empty where it says no more than the amount."""
    if net.low is None or net.high is None:
        return ""
    low, high = report.exchange.write(net.low), report.exchange.write(net.high)
    return "" if low == high else f" (between {low} and {high})"


def _why_unknown(report: Report) -> tuple[str, str]:
    """(the reason, the page that helps)."""
    found = report.figures
    if found.calls and found.spent is None:
        return "The price of your model is not known, so no amount is.", "prices"
    if any(line.cost.value is None for line in found.overhead_lines):
        reason = (
            "These calls were made before their overhead was measured; "
            "later days can be compared with the plain chat."
        )
        return reason, ""
    if found.not_priced:
        return "No call shows yet what a plain answer to the phrases costs.", ""
    return "There is nothing to compare yet.", ""


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
            "Most of that are exams and trials of the model, which are paid for once.",
            "Nothing: the following weeks pay it back, unless you change the model often.",
        )
    if largest == audits:
        return (
            "Most of that are checks of local answers by the teacher.",
            "Check a smaller share of the local answers, on the install page under Measuring.",
        )
    if largest == lessons:
        return (
            "Most of that is asking the teacher for lessons, as always in the first weeks.",
            "Let the teacher teach from the second time a phrase comes, or once an hour.",
        )
    share = found.share.value
    if report.proposals or (share is not None and share < FEW_ANSWERS):
        return (
            f"Browsers answered {rate(share)} of the messages, and the mark rides on all others.",
            "Approve the proposals that wait: each local answer saves a whole call.",
        )
    return (
        "The mark and the questions for lessons cost more than the local answers spared.",
        "Let the teacher teach from the second time a phrase comes, or once an hour.",
    )
