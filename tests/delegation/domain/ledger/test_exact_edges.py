"""The ledger is exact at its limits: the last hour, the smallest coin, the edge of a share."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from delegation.domain.ledger.claims import (
    FURTHEST,
    Claim,
    Counted,
    admit,
    is_hour_believable,
)
from delegation.domain.ledger.currencies import CURRENCIES, USD
from delegation.domain.ledger.days import HOUR, day_of, hour_of, hours_of
from delegation.domain.ledger.holdout import (
    ARMS,
    MEASURES,
    Compared,
    Comparison,
    arm_sum,
    compare,
    group_of,
    is_held_out,
)
from delegation.domain.ledger.intervals import (
    NOT_KNOWN,
    Estimate,
    mean,
    mean_difference,
    more_needed,
    student_t,
    wilson,
)
from delegation.domain.ledger.money import US_DOLLARS, ExchangeRate, exchange_rate
from delegation.domain.ledger.sampling import is_in_share
from delegation.domain.ledger.sums import CALL_MEASURES, SumName, Sums, call_sum
from delegation.domain.ledger.verdicts import is_sampled, read_judgement

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEXT = NOON + timedelta(hours=1)


def claim(visitor: str = "v", count: int = 5, rule: int = 1, **values: object) -> Claim:
    fields = {"hour": NOON, "version": 1, "met": True, "believable": True, **values}
    return Claim(visitor, rule=rule, count=count, **fields)  # type: ignore[arg-type]


# --- claims


def test_sixty_answers_an_hour_are_counted_in_the_order_of_the_rules() -> None:
    found = admit([claim(rule=2, count=50), claim(rule=1, count=11)])
    assert found == {
        (NOON, 1, 1): Counted(answers=11, capped=11),
        (NOON, 2, 1): Counted(answers=49, capped=49, excess=1),
    }
    assert admit([claim(count=60)]) == {(NOON, 1, 1): Counted(answers=60)}


def test_the_limit_counts_each_visitor_and_each_hour_separately() -> None:
    found = admit([claim("a", 40), claim("b", 40), claim("a", 40, hour=NEXT)])
    assert found == {(NOON, 1, 1): Counted(answers=80), (NEXT, 1, 1): Counted(answers=40)}


def test_only_answers_that_calls_vouch_for_are_counted() -> None:
    found = admit([claim(count=5, vouched=2), claim(count=4, vouched=0), claim(count=3)])
    assert found == {(NOON, 1, 1): Counted(answers=5, unmet=7)}
    assert admit([claim(vouched=0)]) == {(NOON, 1, 1): Counted(unmet=5)}


def test_a_visitor_met_by_one_claim_is_met_in_that_hour_only() -> None:
    found = admit([claim(met=False), claim(rule=2), claim(met=False, hour=NEXT)])
    assert found == {
        (NOON, 1, 1): Counted(answers=5),
        (NOON, 2, 1): Counted(answers=5),
        (NEXT, 1, 1): Counted(unmet=5),
    }


def test_refused_claims_do_not_use_up_the_limit_of_an_hour() -> None:
    found = admit([claim(count=500, believable=False), claim(count=7, believable=False), claim()])
    assert found == {(NOON, 1, 1): Counted(answers=5, refused=507)}
    assert admit([]) == {}


@pytest.mark.parametrize(
    ("late", "believable"),
    [
        (timedelta(days=8), True),
        (timedelta(days=8, microseconds=1), False),
        (timedelta(hours=-1), True),
        (timedelta(hours=-1, microseconds=-1), False),
        (timedelta(), True),
    ],
)
def test_a_beacon_may_be_eight_days_late_or_an_hour_early(
    late: timedelta, believable: bool
) -> None:
    assert is_hour_believable(NOON, NOON + late) is believable


@pytest.mark.parametrize("part", ["minute", "second", "microsecond"])
def test_an_hour_that_is_not_whole_is_not_believed(part: str) -> None:
    assert not is_hour_believable(NOON.replace(**{part: 1}), NOON)  # type: ignore[arg-type]


def test_sums_contain_hours_up_to_a_day_ahead_of_their_beacon() -> None:
    assert timedelta(days=1) == FURTHEST


# --- days


def test_an_hour_is_whole_and_in_utc() -> None:
    moment = datetime(2026, 3, 1, 12, 34, 56, 789, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert hour_of(moment) == datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert hour_of(moment).tzinfo is UTC
    since, until = hours_of(date(2026, 3, 1), ZoneInfo("Asia/Kolkata"))
    assert since.tzinfo is until.tzinfo is UTC
    assert timedelta(hours=1) == HOUR


def test_an_hour_that_contains_midnight_belongs_to_the_day_before() -> None:
    zone = ZoneInfo("Asia/Kolkata")  # midnight is at half past six in the evening, UTC
    assert hours_of(date(2026, 3, 2), zone)[0] == datetime(2026, 3, 1, 19, tzinfo=UTC)
    assert day_of(datetime(2026, 3, 1, 18, 59, tzinfo=UTC), zone) == date(2026, 3, 1)
    assert day_of(datetime(2026, 3, 1, 19, tzinfo=UTC), zone) == date(2026, 3, 2)


# --- shares


def size_of(name: str) -> Decimal:
    """Return the place of a name among all names, 0 to 1."""
    return Decimal(int(hashlib.sha256(name.encode()).hexdigest()[:12], 16)) / 2**48


@pytest.mark.parametrize(
    ("is_in", "name"),
    [
        (lambda share: is_in_share("jo", share), "jo"),
        (lambda share: is_held_out("jo", tenant_id=7, share=share), "holdout:7:jo"),
        (lambda share: is_sampled("jo", share=share), "audit:jo"),
    ],
)
def test_a_name_is_in_every_share_beyond_its_place(
    is_in: Callable[[Decimal], bool], name: str
) -> None:
    """Another place would move visitors between the groups when a release is installed."""
    assert not is_in(size_of(name))
    assert is_in(size_of(name) + Decimal(1) / 2**48)


def test_a_visitor_is_always_in_the_same_group() -> None:
    assert [group_of(name) for name in ("maria", "jo", "ann")] == [12, 4, 1]


def test_both_arms_are_compared_in_every_measure() -> None:
    assert (ARMS, arm_sum("held", "calls")) == (("held", "others"), "held.calls")
    assert MEASURES == ("calls", "tokens", "cost", "wait", "messages")
    values = {
        ("held.conversations", 1): "10", ("held.conversations", 2): "30",
        ("others.conversations", 1): "100", ("others.conversations", 2): "100",
        ("held.calls", 1): "40", ("held.calls", 2): "80", ("others.calls", 1): "100",
        ("held.cost", 1): "4", ("held.cost", 2): "8", ("others.cost", 2): "10",
    }  # fmt: skip
    found = compare({name: Decimal(value) for name, value in values.items()})
    assert (found.held_conversations, found.other_conversations) == (40, 200)
    assert [each.measure for each in found.measures] == list(MEASURES)
    calls, _, cost, wait, _ = found.measures
    assert (calls.held, calls.others) == (Decimal(3), Decimal("0.5"))
    assert calls.difference.value == Decimal("2.5")
    assert round(calls.difference.low or 0, 4) == Decimal("1.6667")
    assert calls.difference.high == 4
    assert (cost.held, cost.others) == (Decimal("0.3"), Decimal("0.05"))
    assert wait == Compared("wait", Decimal(0), Decimal(0), Estimate(*[Decimal(0)] * 3))
    unknown = [Compared(each, None, None, NOT_KNOWN) for each in MEASURES]
    assert compare({}) == Comparison(0, 0, 30, unknown)


# --- intervals


def test_the_same_receipts_show_the_same_interval() -> None:
    values = {
        (f"{arm}.{name}", group): Decimal(number)
        for arm, factor in (("held", 7), ("others", 3))
        for group in range(20)
        for name, number in (("conversations", 10), ("calls", 20 + factor * group * group % 13))
    }
    calls = compare(values).measures[0].difference
    assert (calls.low, calls.high) == (Decimal("-0.195"), Decimal("0.260"))


def test_an_estimate_is_scaled_moved_and_subtracted_part_by_part() -> None:
    one = Estimate(Decimal(10), Decimal(8), Decimal(14))
    other = Estimate(Decimal(3), Decimal(1), Decimal(4))
    assert one.times(Decimal(2)) == Estimate(Decimal(20), Decimal(16), Decimal(28))
    assert one.minus(Decimal(3)) == Estimate(Decimal(7), Decimal(5), Decimal(11))
    assert one.less(other) == Estimate(Decimal(7), Decimal(4), Decimal(13))
    assert one.less(Estimate(Decimal(3))) == Estimate(Decimal(7))
    assert Estimate(Decimal(3)).less(one) == Estimate(Decimal(-7))
    for truth, held in ((8, True), (14, True), ("7.99", False), ("14.01", False)):
        assert one.holds(Decimal(truth)) is held


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [
        ("0.5", "12.7062"),
        ("1.99", "12.7062"),
        ("2", "4.171206"),
        ("3", "3.158993"),
        ("5", "2.567765"),
        ("30", "2.042270"),
    ],
)
def test_students_quantile_is_exact_to_the_last_term_of_its_series(
    freedom: str, quantile: str
) -> None:
    assert abs(student_t(Decimal(freedom)) - Decimal(quantile)) < Decimal("0.000001")


def test_wilsons_interval_ends_at_a_rate_of_zero_or_one() -> None:
    none, every = wilson(Decimal(0), Decimal(10)), wilson(Decimal(10), Decimal(10))
    assert none.value == none.low == 0
    assert every.value == every.high == 1
    assert none.high is not None
    assert every.low is not None
    assert abs(none.high + every.low - 1) < Decimal("1e-20")
    assert wilson(Decimal(1), Decimal(-1)) == NOT_KNOWN
    half = wilson(Decimal("0.25"), Decimal("0.5"))  # fractional, as of a weighted sample
    assert half.value == Decimal("0.5")
    assert half.low is not None
    assert abs(half.low - Decimal("0.0296726")) < Decimal("0.000001")


def test_a_mean_is_the_total_of_all_units_divided_by_their_number() -> None:
    assert mean([(Decimal(1), Decimal(10)), (Decimal(3), Decimal(2))]) == 3
    assert mean([]) is None
    assert mean([(Decimal(0), Decimal(5))]) is None


def test_a_bootstrap_leaves_out_its_outer_fortieths() -> None:
    first = [(Decimal(1), Decimal(each)) for each in (1, 2, 3, 4, 10)]
    second = [(Decimal(1), Decimal(each)) for each in (0, 1, 2)]
    found = mean_difference(first, second, seed=7)
    assert found.value == 3
    assert found == mean_difference(first, second, seed=7)
    assert found != mean_difference(first, second, seed=8)
    assert (round(found.low or 0, 4), found.high) == (Decimal("0.4667"), Decimal("5.8"))


def test_two_groups_are_enough_for_an_interval_and_one_is_not() -> None:
    two = [(Decimal(1), Decimal(4)), (Decimal(1), Decimal(6))]
    one = [(Decimal(2), Decimal(2))]
    assert mean_difference(two, one, seed=1) == Estimate(Decimal(4))
    assert mean_difference(one, two, seed=1) == Estimate(Decimal(-4))
    assert mean_difference(two, two, seed=1).low is not None
    assert mean_difference(two, [], seed=1) == mean_difference([], two, seed=1) == NOT_KNOWN


@pytest.mark.parametrize(
    ("value", "low", "high", "units", "more"),
    [
        ("1", "0.5", "1.5", 30, 0),
        ("-1", "-1.5", "-0.5", 29, 1),
        ("1", "0", "2", 40, 1),  # the sign is not known at zero itself
        ("-1", "-2", "0", 40, 1),
        ("1", "-1", "3", 40, 120),
        ("-1", "-3", "1", 40, 120),
        ("2", "-1", "5", 40, 50),
        ("3", "-1", "5", 10, 20),  # the least is more than the interval needs
        ("0", "-1", "1", 40, 40),
        ("0", "-1", "1", 7, 30),
    ],
)
def test_about_as_many_more_units_are_needed(
    value: str, low: str, high: str, units: int, more: int
) -> None:
    found = Estimate(Decimal(value), Decimal(low), Decimal(high))
    assert more_needed(found, units, least=30) == more


@pytest.mark.parametrize(
    "found",
    [
        Estimate(Decimal(1)),
        Estimate(Decimal(1), None, Decimal(2)),
        Estimate(Decimal(1), Decimal(-1)),
        Estimate(None, Decimal(1), Decimal(2)),
    ],
)
def test_an_unknown_interval_needs_the_least_number_of_units(found: Estimate) -> None:
    assert (more_needed(found, 12, least=30), more_needed(found, 31, least=30)) == (18, 0)


# --- sums, money and verdicts


def test_sums_are_read_by_name_and_part() -> None:
    sums = Sums({("a", 0): Decimal(1), ("a", 7): Decimal(2), ("b", 3): Decimal(4)})
    assert [sums.of("a"), sums.of("a", 7), sums.of("a", 9)] == [1, 2, 0]
    assert [sums.total("a"), sums.total("c")] == [3, 0]
    assert isinstance(sums.total("c"), Decimal)
    assert (sums.parts("a", "b"), sums.parts("b")) == ([0, 3, 7], [3])
    assert call_sum("cost", "answer") == "cost.answer"
    assert " ".join(CALL_MEASURES) == (
        "calls unpriced cost tokens read cached written reasoning overhead overhead_known"
    ), "sums are kept under these names"
    assert SumName.OWN_COST_SQUARES.value == "plain.cost2"


def test_every_currency_has_its_smallest_coin() -> None:
    thousandths = ("BHD", "JOD", "KWD", "OMR", "TND")
    whole = ("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF")
    assert {code: each.coin for code, each in CURRENCIES.items()} == {
        **dict.fromkeys(CURRENCIES, Decimal("0.01")),
        **dict.fromkeys(thousandths, Decimal("0.001")),
        **dict.fromkeys(whole, Decimal(1)),
    }


def test_a_currency_is_written_with_its_sign_or_its_code() -> None:
    signs = {
        "USD": "$", "EUR": "€", "GBP": "£", "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CNY": "CN¥",
        "HKD": "HK$", "ILS": "₪", "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NGN": "₦",
        "NZD": "NZ$", "PHP": "₱", "THB": "฿", "TRY": "₺", "TWD": "NT$", "UAH": "₴", "VND": "₫",
    }  # fmt: skip
    codes = {code: f"{code}\N{NO-BREAK SPACE}" for code in CURRENCIES}
    assert {code: each.mark for code, each in CURRENCIES.items()} == codes | signs
    assert CURRENCIES["XAF"].name == "Central African CFA franc"


def test_the_most_common_currencies_come_first_and_the_others_by_their_codes() -> None:
    assert [each.code for each in CURRENCIES.values()] == list(CURRENCIES)
    assert list(CURRENCIES)[:3] == ["USD", "EUR", "GBP"]
    assert sorted(list(CURRENCIES)[3:]) == list(CURRENCIES)[3:]
    assert (CURRENCIES["USD"], US_DOLLARS.currency) == (USD, USD)


@pytest.mark.parametrize(
    ("usd", "rounded", "written"),
    [
        ("0", "0.00", "$0.00"),
        ("-0", "0.00", "$0.00"),
        ("0.01", "0.01", "$0.01"),
        ("0.00999", "0.01", "$0.01"),
        ("0.0094", "0.0094", "$0.0094"),
        ("0.000123", "0.00012", "$0.00012"),
        ("-0.000125", "-0.00012", "−$0.00012"),
        ("1.005", "1.00", "$1.00"),
        ("1.015", "1.02", "$1.02"),
        ("-1234567.891", "-1234567.89", "−$1,234,567.89"),
    ],
)
def test_amounts_are_rounded_as_people_read_them(usd: str, rounded: str, written: str) -> None:
    assert str(US_DOLLARS.rounded(Decimal(usd))) == rounded
    assert US_DOLLARS.write(Decimal(usd)) == written


def test_an_amount_is_exact_before_it_is_rounded() -> None:
    rate = exchange_rate("EUR", Decimal("0.123456789"))
    assert rate.of(3) == Decimal("0.370370367")
    assert rate.of(Decimal("1e20")) == Decimal("12345678900000000000")
    assert rate.write(2) == "€0.25"


@pytest.mark.parametrize("rate", ["0", "-0.5", "NaN", "Infinity", "-Infinity"])
def test_the_refusal_of_a_rate_contains_the_rate(rate: str) -> None:
    with pytest.raises(ValueError, match=f"^{rate} EUR for 1 USD is no rate$"):
        ExchangeRate(CURRENCIES["EUR"], Decimal(rate))


def test_the_smallest_rate_is_accepted_and_an_unknown_currency_is_not() -> None:
    assert exchange_rate("EUR", Decimal("0.00000001")).per_usd == Decimal("0.00000001")
    with pytest.raises(KeyError):
        exchange_rate("XXX", Decimal(1))


@pytest.mark.parametrize(
    ("text", "judgement"),
    [
        (" *Yes*, it did.", (True, "")),
        ("yesterday", (None, "")),
        ("no", (False, "")),
        ("**NO** - wanted\na refund ", (False, "wanted\na refund")),
        ("no " + "x" * 400, (False, "x" * 300)),
        ("well, no", (None, "")),
    ],
)
def test_a_judgement_is_read_from_its_first_word(
    text: str, judgement: tuple[bool | None, str]
) -> None:
    assert read_judgement(text) == judgement
