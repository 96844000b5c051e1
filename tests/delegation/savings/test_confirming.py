"""What a person may correct before a replay, and that no choice is lost on the way."""

from typing import Any

import pytest
from django.http import QueryDict

from delegation.savings.confirming import ConfirmForm
from delegation.savings.models import ChatUpload
from delegation.savings.services.replay_process import read

DOUBTFUL = (
    b"id,name,text,time\n1,Ada,Hello,03/04/2026 10:00\n1,Shop Team,Hi.,04/04/2026 10:00\n"
    b"2,Bob,Hello,05/04/2026 10:00\n2,Shop Team,Hi.,06/04/2026 10:00\n"
)
UNCLEAR = b"when,note\nMonday,Hello\nTuesday,Bye\n"


def uploaded(data: bytes = DOUBTFUL, **chosen: Any) -> ChatUpload:
    """An upload as it is once a worker has read it. The database is not needed."""
    order = {"name": "chats.csv", "columns": None} | chosen
    day_first = {"day": True, "month": False}.get(order.pop("date_order", ""))
    reading = read(data, order | {"day_first": day_first}, say=lambda line: None)
    return ChatUpload(reading=reading, **chosen)


def posted(**fields: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


COLUMNS = {"conversation": "id", "sender": "name", "text": "text", "at": "time", "reply": ""}


def test_everything_that_was_guessed_is_chosen_at_first() -> None:
    form = ConfirmForm(uploaded())
    assert form.understood
    assert form.initial["assistants"] == ["Shop Team"]
    assert "Shop Team (2 messages)" in str(form["assistants"])
    assert {name: form[name].initial for name in COLUMNS} == COLUMNS


def test_the_order_of_dates_is_asked_for_by_an_example() -> None:
    form = ConfirmForm(uploaded())
    assert form.fields["dates"].label == "Which day is 03/04/2026 10:00?"
    assert "3 April 2026: the day comes first" in str(form["dates"])
    assert "4 March 2026: the month comes first" in str(form["dates"])


@pytest.mark.parametrize("order", ["day", "month"])
def test_a_chosen_order_stays_chosen(order: str) -> None:
    form = ConfirmForm(uploaded(date_order=order))
    assert form["dates"].initial == order


def test_a_chosen_assistant_stays_chosen_when_the_file_is_read_again() -> None:
    upload = uploaded(assistants=["Ada"])
    assert "the assistant is Ada." in str(upload.summary)
    assert ConfirmForm(upload).initial["assistants"] == ["Ada"]
    assert not (upload.reading or {})["asks_who"]


def test_the_assistant_is_shown_before_busier_senders() -> None:
    talks = "".join(f"1,Guest {n},Hello\n1,Guest {n},Again\n" for n in range(30))
    upload = uploaded(f"id,name,text\n{talks}1,Quiet,Hi.\n".encode(), assistants=["Quiet"])
    reading = upload.reading or {}
    assert reading["senders"][0] == ("Quiet", 1)
    assert reading["more_senders"] == 11


@pytest.mark.parametrize(
    ("fields", "again"),
    [
        ({"assistants": "Shop Team"}, False),
        ({"assistants": "Shop Team", **COLUMNS}, False),
        ({"assistants": "Shop Team", "again": "yes"}, True),
        ({"assistants": "Shop Team", **COLUMNS, "at": ""}, True),
        ({"assistants": "Shop Team", "dates": "month"}, True),
    ],
)
def test_other_columns_or_dates_are_shown_before_they_are_replayed(
    fields: dict[str, Any], again: bool
) -> None:
    form = ConfirmForm(uploaded(date_order="day"), posted(**fields))
    assert form.is_valid(), form.errors
    assert form.reads_again is again


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "Choose at least one sender that answers visitors."),
        ({"assistants": ["Ada", "Bob", "Shop Team"]}, "Leave at least one sender"),
        ({"assistants": "Someone"}, "Select a valid choice"),
        ({"assistants": "Ada", **COLUMNS, "text": "name"}, "Choose a different column for each."),
        ({"assistants": "Ada", **COLUMNS, "text": ""}, "Choose the column with the messages."),
        ({"assistants": "Ada", "dates": "year"}, "Select a valid choice"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(fields: dict[str, Any], problem: str) -> None:
    form = ConfirmForm(uploaded(), posted(**fields))
    assert problem in str(form.errors)


def test_an_unclear_table_asks_for_its_columns() -> None:
    upload = uploaded(UNCLEAR)
    form = ConfirmForm(upload, posted(text="note", again="yes"))
    assert (form.understood, form.wrong_columns) == (False, True)
    assert "needs a column that says who wrote" in str(upload.why)
    assert (upload.reading or {})["sample"][0] == ["Monday", "Hello"]
    assert form.is_valid()
    assert form.reads_again
    assert form.chosen_columns() == dict.fromkeys(COLUMNS, "") | {"text": "note"}


def test_columns_that_were_chosen_wrongly_stay_to_be_corrected() -> None:
    chosen = COLUMNS | {"conversation": "", "sender": "", "text": "name"}
    form = ConfirmForm(uploaded(columns=chosen))
    assert not form.understood
    assert {name: form[name].initial for name in COLUMNS} == chosen


def test_columns_that_were_only_guessed_are_not_kept_as_chosen() -> None:
    form = ConfirmForm(uploaded(), posted(assistants="Ada", again="yes", **COLUMNS))
    assert form.is_valid()
    assert form.chosen_columns() is None
