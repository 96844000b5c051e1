"""When a rejected phrase is worth a second look."""

from delegation.domain.approval.dismissal import Known, what_differs


def test_more_of_the_same_is_not_worth_a_second_look() -> None:
    assert what_differs(Known(5, ["nothing"]), Known(19, ["nothing"])) is None


def test_another_awaiting_state_is() -> None:
    words = what_differs(Known(5, ["nothing"]), Known(5, ["more", "nothing"]))
    assert "after “anything else?”" in str(words)


def test_many_times_the_networks_are() -> None:
    more = what_differs(Known(5, ["nothing"]), Known(20, ["nothing"]))
    first = what_differs(Known(0, []), Known(4, []))

    assert "20 networks, up from 5" in str(more)
    assert "4 networks, up from 0" in str(first)
