"""The holdout: the same visitors always, about as many as were asked for, and honest when few."""

from decimal import Decimal

from delegation.domain.ledger.holdout import compare, group_of, is_held_out

SHARE = Decimal("0.02")


def visitors(number: int) -> list[str]:
    return [f"visitor-{each}" for each in range(number)]


def test_a_visitor_stays_where_they_are() -> None:
    held = [each for each in visitors(5_000) if is_held_out(each, tenant_id=1, share=SHARE)]

    assert held == [each for each in visitors(5_000) if is_held_out(each, tenant_id=1, share=SHARE)]
    assert 60 <= len(held) <= 140
    more = Decimal("0.05")
    assert all(is_held_out(each, tenant_id=1, share=more) for each in held)
    assert any(not is_held_out(each, tenant_id=2, share=SHARE) for each in held)


def test_nobody_and_everybody_can_be_held_out() -> None:
    assert not any(is_held_out(each, tenant_id=1, share=Decimal(0)) for each in visitors(500))
    assert all(is_held_out(each, tenant_id=1, share=Decimal(1)) for each in visitors(500))


def arms(
    held_calls: int, other_calls: int, *, conversations: int
) -> dict[tuple[str, int], Decimal]:
    values: dict[tuple[str, int], Decimal] = {}
    for group in range(20):
        for arm, calls in (("held", held_calls), ("others", other_calls)):
            values[f"{arm}.conversations", group] = Decimal(conversations)
            values[f"{arm}.calls", group] = Decimal(conversations * calls + group % 3)
    return values


def test_what_the_others_were_spared_is_the_difference() -> None:
    found = compare(arms(5, 2, conversations=10))

    calls = found.measures[0]
    assert calls.measure == "calls"
    assert calls.difference.holds(Decimal(3))
    assert (calls.held, calls.others) == (Decimal("5.095"), Decimal("2.095"))
    assert found.more_conversations == 0


def test_a_few_conversations_are_said_to_be_too_few() -> None:
    values = {
        ("held.conversations", 3): Decimal(2), ("held.calls", 3): Decimal(4),
        ("others.conversations", 4): Decimal(50), ("others.calls", 4): Decimal(60),
    }  # fmt: skip

    found = compare(values)

    assert found.held_conversations == 2
    assert found.more_conversations == 28
    assert compare({}).more_conversations == 30


def test_groups_are_of_visitors() -> None:
    assert {group_of(each) for each in visitors(2_000)} == set(range(20))
