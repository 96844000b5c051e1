"""How often one may ask: each kind of request and each network is counted apart."""

import secrets
from collections.abc import Callable

import pytest
from limits import WindowStats, parse

from delegation.errors import TooManyRequests
from tenants import limits, refusals
from tenants.access import Site
from tenants.models import ApiKey, SiteKey, Tenant

Ask = Callable[[Site, str], None]


def any_number() -> int:
    """An id that no other test counts for."""
    return 2**40 + secrets.randbelow(2**40)


@pytest.fixture
def site() -> Site:
    return Site(Tenant(pk=any_number()), SiteKey(), None)


def limit(monkeypatch: pytest.MonkeyPatch, **rates: str) -> None:
    found = {name: parse(rates.get(name, "1000/minute")) for name in ("network", "key", "visitor")}
    monkeypatch.setattr(limits, "_limits", lambda: found)


def wait_of(ask: Callable[[], None]) -> int:
    """Return the seconds that a refused request must wait; 0 for an admitted one."""
    try:
        ask()
    except TooManyRequests as problem:
        return problem.retry_after_seconds or 0
    return 0


def is_turned_away(ask: Callable[[], None]) -> bool:
    return wait_of(ask) > 0


KINDS: dict[str, Ask] = {
    "message": lambda site, network: limits.admit(site, visitor="v", network=network),
    "beacon": lambda site, network: limits.admit_beacon(site, visitor="v", network=network, rows=1),
    "report": lambda site, network: limits.admit_report(site, visitor="v", network=network),
}


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_of_request_turns_away_no_other(
    site: Site, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    limit(monkeypatch, network="1/minute")
    KINDS[kind](site, "a")
    assert is_turned_away(lambda: KINDS[kind](site, "a"))
    for name in KINDS.keys() - {kind}:
        KINDS[name](site, "a")
    assert not is_turned_away(lambda: KINDS[kind](site, "b")), "another network"


@pytest.mark.parametrize("who", ["network", "key", "visitor"])
def test_networks_keys_and_visitors_have_separate_limits(
    site: Site, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    limit(monkeypatch, **{who: "1/minute"})
    KINDS["message"](site, "a")
    assert is_turned_away(lambda: KINDS["message"](site, "a"))
    assert is_turned_away(lambda: KINDS["message"](site, "b")) is (who != "network")
    elsewhere = Site(Tenant(pk=any_number()), SiteKey(), None)
    assert not is_turned_away(lambda: KINDS["message"](elsewhere, "a"))


STORED: dict[str, Ask] = {
    "ROWS": lambda site, network: limits.admit_beacon(site, visitor="v", network=network, rows=6),
    "REPORTS": lambda site, network: limits.admit_report(site, visitor="v", network=network),
    "HANDOFFS": lambda site, network: limits.admit_handoff(site.tenant.pk, network=network),
}


@pytest.mark.parametrize("what", STORED)
@pytest.mark.parametrize("whose", ["NETWORK", "TENANT"])
def test_what_is_stored_is_limited_for_a_network_and_for_a_tenant(
    site: Site, monkeypatch: pytest.MonkeyPatch, what: str, whose: str
) -> None:
    limit(monkeypatch)
    for name in ("NETWORK", "TENANT"):
        most = "1000/hour" if name != whose else "10/hour" if what == "ROWS" else "1/hour"
        monkeypatch.setattr(limits, f"{what}_OF_A_{name}", parse(most))
    ask = STORED[what]
    ask(site, "a")
    assert wait_of(lambda: ask(site, "a")) == limits.ROWS_WAIT_SECONDS
    assert is_turned_away(lambda: ask(site, "b")) is (whose == "TENANT")
    assert not is_turned_away(lambda: ask(Site(Tenant(pk=any_number()), SiteKey(), None), "a"))


def test_each_program_has_a_separate_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PROGRAM_LIMIT", parse("1/minute"))
    one, other = (ApiKey(pk=any_number()) for _ in range(2))
    limits.admit_program(one)
    assert wait_of(lambda: limits.admit_program(one)) == limits.PROGRAM_WAIT_SECONDS
    assert not is_turned_away(lambda: limits.admit_program(other))


@pytest.mark.parametrize("limited", ["key", "network"])
def test_not_all_messages_of_a_minute_may_come_at_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, limited: str
) -> None:
    others = dict.fromkeys(("key", "network", "visitor"), "100000/minute")
    limit(monkeypatch, **others | {limited: "1200/minute"})
    for _ in range(250):
        KINDS["message"](site, "a")
    assert 0 < wait_of(lambda: KINDS["message"](site, "a")) <= limits.BURST_SECONDS
    KINDS["beacon"](site, "a")


def admitted_messages(site: Site, network: str, *, of: int) -> int:
    """Send this many messages and return how many are admitted."""
    return sum(not is_turned_away(lambda: KINDS["message"](site, network)) for _ in range(of))


def test_a_network_leaves_others_their_share_of_ten_seconds(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, key="800/minute", network="400/minute", visitor="100000/minute")
    assert admitted_messages(site, "a", of=200) == 84  # a quarter more than in ten even seconds
    assert admitted_messages(site, "b", of=80) == 80


def test_refused_messages_of_a_network_do_not_count_against_its_tenant(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, key="1200/minute", network="10/minute", visitor="100000/minute")
    for network in "abcdef":
        assert admitted_messages(site, network, of=100) == 10
    assert admitted_messages(site, "g", of=10) == 10


def test_a_small_limit_may_be_used_up_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, key="50/minute")
    for _ in range(50):
        KINDS["message"](site, "a")
    assert wait_of(lambda: KINDS["message"](site, "a")) > limits.BURST_SECONDS


REFUSED = (
    ("message", limits.MESSAGES, "network", "a"),
    ("message", limits.MESSAGES, "key", refusals.ALL),
    ("beacon", limits.BEACONS, "network", "a"),
    ("report", limits.REPORTS, "key", refusals.ALL),
)


@pytest.mark.parametrize(("kind", "what", "limited", "whose"), REFUSED)
def test_a_refusal_is_noted_so_that_the_next_one_asks_no_database(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    what: str,
    limited: str,
    whose: str,
) -> None:
    noted: list[tuple[object, ...]] = []
    monkeypatch.setattr(refusals, "note", lambda *refused: noted.append(refused))
    limit(monkeypatch, **{limited: "1/minute"})
    site.site_key.key = "pk_shop"
    KINDS[kind](site, "a")
    with pytest.raises(TooManyRequests) as refused:
        KINDS[kind](site, "a")
    assert noted == [(what, "pk_shop", whose, refused.value)]


def test_a_visitors_refusal_is_not_noted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id costs nothing: a stranger could fill the memory with made-up ones."""
    noted: list[object] = []
    monkeypatch.setattr(refusals, "note", lambda *refused: noted.append(refused))
    limit(monkeypatch, visitor="1/minute")
    KINDS["message"](site, "a")
    assert is_turned_away(lambda: KINDS["message"](site, "a"))
    assert noted == []


def test_without_valkey_everybody_is_admitted(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    limit(monkeypatch, network="1/minute", key="1/minute")
    monkeypatch.setattr(limits, "_limiter", StoppedLimiter)
    for ask in (*KINDS.values(), STORED["HANDOFFS"]):
        for _ in range(3):
            ask(site, "a")
    for _ in range(3):
        limits.admit_program(ApiKey(pk=1))
    assert {message.partition(",")[0] for message in caplog.messages} == {
        "Requests are not counted",
        "Rows are not counted",
        "Requests of programs are not counted",
    }


class StoppedLimiter:
    """A limiter whose Valkey does not answer."""

    def hit(self, *_: object, **__: object) -> bool:
        raise ConnectionRefusedError("away")


class WaitingLimiter:
    """A limiter that refuses everything, and has room again after these seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked: list[tuple[object, ...]] = []

    def hit(self, *_: object) -> bool:
        return False

    def get_window_stats(self, *asked: object) -> WindowStats:
        self.asked.append(asked)
        return WindowStats(1_000 + self.seconds, 0)


@pytest.mark.parametrize(("seconds", "wait"), [(-3, 1), (0.2, 1), (1, 1), (1.5, 2), (59.1, 60)])
def test_a_wait_is_whole_seconds_and_at_least_one(
    site: Site, monkeypatch: pytest.MonkeyPatch, seconds: float, wait: int
) -> None:
    limiter = WaitingLimiter(seconds)
    limit(monkeypatch, network="7/minute")
    monkeypatch.setattr(limits, "_limiter", lambda: limiter)
    monkeypatch.setattr("time.time", lambda: 1_000)
    assert wait_of(lambda: KINDS["beacon"](site, "a")) == wait
    assert limiter.asked == [(parse("7/minute"), "beacon network", str(site.tenant.pk), "a")]


@pytest.mark.parametrize(
    ("rate", "most"),
    [("60/minute", 60), ("288/minute", 60), ("300/minute", 63), ("1200/minute", 250)],
)
def test_a_burst_is_a_quarter_more_than_the_even_rate_of_ten_seconds(rate: str, most: int) -> None:
    """At least sixty messages fit: an office that opens at nine is no attack."""
    burst = limits._burst_of(parse(rate))
    assert (burst.amount, burst.get_expiry()) == (most, 10)
