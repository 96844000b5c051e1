"""How sure a figure is: intervals that hold the truth 95 times of 100. All Decimal."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Z = Decimal("1.959964")  # of the normal distribution, 95 %, two sides
RESAMPLES = 400  # quantiles of a bootstrap settle to two figures; a page can wait for it
T_OF_ONE = Decimal("12.7062")  # the series below is too low for one degree of freedom


@dataclass(frozen=True)
class Estimate:
    """A figure and the interval around it; each of the three is None where it is not known."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    def times(self, factor: Decimal) -> "Estimate":
        """The same in another unit; `factor` is positive."""
        return Estimate(*(None if part is None else part * factor for part in self._parts()))

    def minus(self, amount: Decimal) -> "Estimate":
        """The same after taking off an amount that is known exactly."""
        return Estimate(*(None if part is None else part - amount for part in self._parts()))

    def less(self, other: "Estimate") -> "Estimate":
        """The difference; its interval holds every pair of amounts from the two intervals."""
        return Estimate(
            _difference(self.value, other.value),
            _difference(self.low, other.high),
            _difference(self.high, other.low),
        )

    def holds(self, truth: Decimal) -> bool:
        """Whether the interval is known and holds the truth."""
        return self.low is not None and self.high is not None and self.low <= truth <= self.high

    def _parts(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        return self.value, self.low, self.high


NOT_KNOWN = Estimate()


def _difference(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def wilson(hits: Decimal, trials: Decimal) -> Estimate:
    """A rate of hits, 0 to 1, by Wilson's score (1927); not known without trials.

    Both may be fractional: effective numbers of a weighted sample.
    """
    if trials <= 0:
        return NOT_KNOWN
    rate, square = hits / trials, Z * Z
    centre = rate + square / (2 * trials)
    spread = Z * ((rate * (1 - rate) + square / (4 * trials)) / trials).sqrt()
    scale = 1 + square / trials
    low, high = (centre - spread) / scale, (centre + spread) / scale
    # At the edges the formula is exact but its roundings are not.
    return Estimate(rate, max(Decimal(0), min(low, rate)), min(Decimal(1), max(high, rate)))


def student_t(freedom: Decimal) -> Decimal:
    """The two-sided 95 % quantile of Student's t (Abramowitz and Stegun 26.7.5).

    `freedom` are degrees of freedom, fractional ones too; below one they count as one.
    """
    if freedom < 2:
        return T_OF_ONE
    z, total = Z, Z
    total += (z**3 + z) / (4 * freedom)
    total += (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    total += (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    return total


Cells = Sequence[tuple[Decimal, Decimal]]  # of each group of units: how many, and their sum


def mean_difference(first: Cells, second: Cells, *, seed: int) -> Estimate:
    """Mean of `first` minus mean of `second`, by a bootstrap over groups (percentile interval).

    Groups and not units are drawn, so visits of the same visitor, who is in one group, are not
    taken for independent. Not known where an arm is empty; no interval with one group in an arm.
    """
    one, other = mean(first), mean(second)
    if one is None or other is None:
        return NOT_KNOWN
    if min(len(first), len(second)) < 2:
        return Estimate(one - other)
    draw = random.Random(seed).choices  # noqa: S311 - the same figures for the same receipts
    drawn = []
    for _ in range(RESAMPLES):
        left, right = mean(draw(first, k=len(first))), mean(draw(second, k=len(second)))
        if left is not None and right is not None:
            drawn.append(left - right)
    drawn.sort()
    low, high = (drawn[math.floor(quantile * len(drawn))] for quantile in (0.025, 0.975))
    return Estimate(one - other, min(low, one - other), max(high, one - other))


def mean(cells: Cells) -> Decimal | None:
    """Of all units together; None where there is none."""
    units = sum((count for count, _ in cells), Decimal(0))
    return sum((total for _, total in cells), Decimal(0)) / units if units else None


def more_needed(found: Estimate, units: int, *, least: int) -> int:
    """About how many more units before the sign of a difference is known; 0 when it is.

    The width of an interval shrinks with the root of the units.
    """
    if found.value is None or found.low is None or found.high is None:
        return max(0, least - units)
    if found.low > 0 or found.high < 0:
        return max(0, least - units)
    half = (found.high - found.low) / 2
    if found.value == 0:
        return max(units, least)
    wanted = math.ceil(units * (half / abs(found.value)) ** 2)
    return max(wanted - units, least - units, 1)
