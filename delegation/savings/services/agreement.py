"""The saving as calculated from the calls, against the saving as measured with the holdout."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from delegation.domain.ledger.intervals import Estimate
from delegation.savings.services.reports import Report


@dataclass(frozen=True)
class Agreement:
    """Both are USD per conversation of visitors outside the holdout."""

    calculated: Estimate
    measured: Estimate
    sentence: str


def agreement_of(report: Report) -> Agreement | None:
    """Compare the two; None while one of them is not known."""
    others = report.comparison.other_conversations
    measured = next(
        (each.difference for each in report.comparison.measures if each.measure == "cost"),
        Estimate(),
    )
    least, most = measured.low, measured.high
    if not others or least is None or most is None or report.figures.net.value is None:
        return None
    calculated = report.figures.net.times(1 / Decimal(others))
    return Agreement(calculated, measured, _sentence(calculated, least, most))


def _sentence(calculated: Estimate, least: Decimal, most: Decimal) -> str:
    """Return whether they agree, where the measured saving is from `least` to `most`."""
    if calculated.low is None or calculated.high is None:
        return gettext("The calculated range is not known yet, so the two cannot be compared.")
    if most < calculated.low:
        return gettext(
            "They disagree: less was measured than calculated. Trust the measured figure, and look "
            "for local answers after which visitors wrote again."
        )
    if least > calculated.high:
        return gettext(
            "They disagree: more was measured than calculated. Visitors outside the holdout may "
            "write less for other reasons; the calculated figure is the careful one."
        )
    return gettext("They agree: the two ranges overlap.")
