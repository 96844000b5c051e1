"""A company in miniature, with a truth that nobody has to estimate: who said what, what each call
would have cost, and which local answers were wrong. Forged beacons come with the honest ones."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from delegation.domain.ledger.claims import Claim, admit
from delegation.domain.ledger.figures import Figures, figures
from delegation.domain.ledger.sums import SumName, Sums

RULES = 10
VISITORS = 5_000
WRONG = 0.005
AUDITED = 0.05
FORGED_STRANGERS, FORGED_MET = 40, 8  # visitors whose beacons are made up
FORGED_COUNT = 5_000
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass
class Truth:
    """What really happened."""

    local: int = 0
    messages: int = 0
    money: Decimal = Decimal(0)
    wrong: int = 0

    @property
    def share(self) -> Decimal:
        return Decimal(self.local) / self.messages

    @property
    def wrong_per_thousand(self) -> Decimal:
        return Decimal(1000 * self.wrong) / self.local


@dataclass
class Ledger:
    """What the server holds: claims of browsers, and (rule, cost) of calls for lessons."""

    claims: list[Claim] = field(default_factory=list)
    lessons: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    audits: list[tuple[int, bool]] = field(default_factory=list)
    escalations: int = 0


def simulate(seed: int, *, visitors: int = VISITORS, forge: bool = True) -> tuple[Truth, Ledger]:
    """Visitors of a month, and what they left behind."""
    draw = random.Random(seed)
    truth, ledger = Truth(), Ledger()
    typical = [draw.uniform(0.001, 0.004) for _ in range(RULES)]
    often = [1 / (rank + 1) for rank in range(RULES)]
    for rule in range(RULES):
        for _ in range(draw.randint(3, 40)):
            ledger.lessons.append((rule, _cost(draw, typical[rule]), Decimal(2)))
    ledger.escalations += len(ledger.lessons)
    for number in range(visitors):
        _visit(draw, truth, ledger, f"v{number}", typical, often)
    truth.messages = truth.local + ledger.escalations
    if forge:
        ledger.claims += forged(draw)
    draw.shuffle(ledger.claims)
    return truth, ledger


def _visit(
    draw: random.Random,
    truth: Truth,
    ledger: Ledger,
    visitor: str,
    typical: list[float],
    often: list[float],
) -> None:
    """A few escalations, and small talk that the browser answers."""
    met = draw.random() < 0.99  # one in a hundred says hello and leaves
    ledger.escalations += draw.randint(1, 4) if met else 0
    hour = BEGIN + timedelta(hours=draw.randrange(24 * 30))
    counts: dict[int, int] = defaultdict(int)
    for rule in draw.choices(range(RULES), often, k=draw.randint(0, 5)):
        counts[rule] += 1
        wrong = draw.random() < WRONG
        truth.local += 1
        truth.wrong += wrong
        truth.money += _cost(draw, typical[rule])
        if met and draw.random() < AUDITED:
            ledger.audits.append((rule, wrong))
    for rule, count in counts.items():
        ledger.claims.append(Claim(visitor, hour, rule, 1, count, met=met, believable=True))


def forged(draw: random.Random) -> Iterator[Claim]:
    """Of strangers, of visitors who are real, of rules that are not, and all of it too much."""
    claim = Claim("", BEGIN, 0, 1, FORGED_COUNT, met=False, believable=True)
    for number in range(FORGED_STRANGERS):
        yield replace(claim, visitor=f"stranger{number}", rule=draw.randrange(RULES))
        yield replace(claim, visitor=f"stranger{number}", rule=999, believable=False)
    for number in range(FORGED_MET):
        yield replace(claim, visitor=f"forger{number}", rule=draw.randrange(RULES), met=True)


def _cost(draw: random.Random, typical: float) -> Decimal:
    """Skewed, as costs are: most answers are short."""
    return Decimal(typical * draw.lognormvariate(-0.045, 0.3)).quantize(Decimal("0.00000001"))


def report(ledger: Ledger) -> Figures:
    """The figures, by the way that the product takes: claims, sums, figures."""
    values: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for (_, rule, _), counted in admit(ledger.claims).items():
        for name in (
            SumName.ANSWERS,
            SumName.CAPPED,
            SumName.EXCESS,
            SumName.UNMET,
            SumName.REFUSED,
        ):
            values[name, rule] += getattr(counted, name)
    for rule, cost, seconds in ledger.lessons:
        for name, amount in (
            (SumName.OWN_KNOWN, Decimal(1)), (SumName.OWN_COST, cost),
            (SumName.OWN_COST_SQUARES, cost * cost),
            (SumName.OWN_WAITS, Decimal(1)), (SumName.OWN_WAIT, seconds),
            (SumName.OWN_WAIT_SQUARES, seconds * seconds),
        ):  # fmt: skip
            values[name, rule] += amount
    for rule, wrong in ledger.audits:
        values[SumName.JUDGED, rule] += 1
        values[SumName.WRONG, rule] += wrong
    values[SumName.ESCALATIONS, 0] = Decimal(ledger.escalations)
    return figures(Sums(values), Sums(values))
