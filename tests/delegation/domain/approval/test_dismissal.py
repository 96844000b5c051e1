"""When a rejected phrase is worth a second look."""

from delegation.domain.approval.dismissal import Known, what_differs


def test_more_of_the_same_is_not_worth_a_second_look() -> None:
    assert what_differs(Known(5, ["nothing"]), Known(19, ["nothing"])) == ""


def test_another_awaiting_state_is() -> None:
    words = what_differs(Known(5, ["nothing"]), Known(5, ["more", "nothing"]))
    assert "after “anything else?”" in words


def test_many_times_the_networks_are() -> None:
    assert "20 networks, up from 5" in what_differs(Known(5, ["nothing"]), Known(20, ["nothing"]))
    assert "4 networks, up from 0" in what_differs(Known(0, []), Known(4, []))
