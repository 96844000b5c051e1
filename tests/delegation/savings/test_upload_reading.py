"""The process of an upload sends a preview of the file, or the result of its replay."""

import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from delegation.domain.wording import from_data
from delegation.savings.services import replay_process
from delegation.savings.services.opportunities import MOST_OF_STRANGERS
from delegation.savings.services.replay_process import MOST_MESSAGES, main

CHATS = "id,role,text\n1,user,hello\n1,agent,Hello!\n2,user,thanks\n2,agent,You are welcome.\n"
DIALOGUE = {
    "turns": [
        {"role": "user", "text": "hello", "gold": "trivial"},
        {"role": "assistant", "text": "Hello!", "awaiting": "nothing"},
        {"role": "user", "text": "thanks " * 40, "gold": "either"},
    ]
}


def said_of(data: str | bytes, *, name: str = "chats.csv", **order: Any) -> list[dict[str, Any]]:
    """Return all messages of the process as the worker gets them."""
    raw = data.encode() if isinstance(data, str) else data
    line = json.dumps({"what": "read", "name": name} | order).encode()
    said: list[dict[str, Any]] = []
    main(io.BytesIO(line + b"\n" + raw), said.append)
    return [json.loads(json.dumps(each)) for each in said]


def reading_of(data: str | bytes, **order: Any) -> dict[str, Any]:
    (last,) = [each for each in said_of(data, **order) if "progress" not in each]
    reading: dict[str, Any] = last["reading"]
    return reading


def found_in(data: str | bytes, **order: Any) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "what": "replay",
        "sightings": 1,
        "cost": ["0.5", "0.25", None],
    } | order
    found: dict[str, Any] = said_of(data, **wanted)[-1]["found"]
    return found


def refusal_of(data: str | bytes, **order: Any) -> str:
    (last,) = said_of(data, **order)
    return str(from_data(last["refused"]))


def test_a_small_file_is_shown_as_a_whole() -> None:
    found = reading_of(CHATS)
    assert str(from_data(found.pop("summary"))) == (
        "2 conversations, 4 messages, the assistant is agent."
    )
    assert found == {
        "senders": [["agent", 2], ["user", 2]],
        "more_senders": 0,
        "assistants": ["agent"],
        "asks_who": False,
        "names": ["id", "role", "text"],
        "columns": {"conversation": "id", "sender": "role", "text": "text", "at": "", "reply": ""},
        "date_example": "",
        "day_first": None,
        "left_out": [],
        "more_left_out": 0,
        "preview": [
            ["1", "user", "hello"], ["1", "agent", "Hello!"],
            ["2", "user", "thanks"], ["2", "agent", "You are welcome."],
        ],
    }  # fmt: skip


def talks(senders: int) -> str:
    """Return conversations of this many visitors: two messages and one answer each."""
    return "id,name,text\n" + "".join(
        f"{n},Visitor {n:02},hello\n{n},Visitor {n:02},you?\n{n},Assistant,Hi\n"
        for n in range(senders)
    )


def test_twenty_senders_are_shown_and_the_others_counted() -> None:
    found = reading_of(talks(25))
    assert len(found["senders"]) == 20
    assert found["more_senders"] == 6
    assert found["senders"][0] == ["Assistant", 25]


def test_every_sender_who_is_ticked_is_shown_with_one_more() -> None:
    ticked = [f"Visitor {n:02}" for n in range(22)]
    found = reading_of(talks(25), assistants=[*ticked, "stranger"])
    assert found["assistants"] == ticked
    assert sorted(name for name, _ in found["senders"][:22]) == ticked
    assert (len(found["senders"]), found["more_senders"]) == (23, 3)


def test_the_person_is_asked_for_the_assistant_until_one_is_chosen() -> None:
    data = CHATS.replace("agent", "Shop Team").replace("user", "Ada")
    assert reading_of(data)["asks_who"] is True
    chosen = reading_of(data, assistants=["Ada"])
    assert (chosen["asks_who"], chosen["assistants"]) == (False, ["Ada"])
    assert "the assistant is Ada" in str(from_data(chosen["summary"]))


def test_the_preview_is_eight_messages_cut_to_what_fits() -> None:
    name, number, text = "S" * 70, "7" * 50, "x" * 200
    data = f"id,name,text\n{number}1,{name},{text}\n{number}1,Bo,{text}\n" + talks(6)[13:]
    found = reading_of(data)["preview"]
    assert len(found) == 8
    assert found[0] == [number[:39] + "1", "S" * 60, "x" * 160]


def test_the_columns_and_the_order_of_dates_that_were_chosen_are_used() -> None:
    data = "id,who,words,day\n1,user,second,05/04/2026\n1,agent,first,06/03/2026\n"
    columns = {"conversation": "id", "sender": "who", "text": "words", "at": "day", "reply": ""}
    found = reading_of(data, columns=columns, day_first=True)
    assert found["columns"] == columns
    assert (found["date_example"], found["day_first"]) == ("05/04/2026", True)
    assert [text for _, _, text in found["preview"]] == ["first", "second"]


def packed(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def test_five_files_without_messages_are_listed_by_the_ends_of_their_names() -> None:
    unread = {f"{'d' * 80}{n}.txt": "nothing" for n in range(7)}
    found = reading_of(packed({"chats.csv": CHATS} | unread), name="chats.zip")
    assert found["left_out"] == [f"{'d' * 55}{n}.txt" for n in range(5)]
    assert found["more_left_out"] == 2


def test_a_table_that_is_not_understood_is_shown_for_the_person_to_choose_columns() -> None:
    wide = ",".join(f"c{n}" for n in range(250))
    cells = ",".join(["x" * 200, *map(str, range(249))])
    columns = {"conversation": "c0", "sender": "", "text": "c1", "at": "", "reply": ""}
    found = reading_of(f"{wide}\n{cells}\n{cells}\n", assistants=["c"])
    assert "it needs a column that says who wrote" in str(from_data(found.pop("problem")))
    sample = ["x" * 160, *map(str, range(11))]
    assert found == {
        "senders": [],
        "assistants": ["c"],
        "names": [f"c{n}" for n in range(200)],
        "columns": None,
        "sample": [sample, sample],
    }
    chosen = reading_of("c0,c1\n1,hello\n2,hi\n", columns=columns)
    assert (chosen["columns"], chosen["assistants"]) == (columns, [])


def test_labelled_dialogues_are_shown_without_a_question() -> None:
    lines = "\n".join(json.dumps(DIALOGUE) for _ in range(6))
    found = reading_of(lines, name="set.jsonl")
    assert str(from_data(found.pop("summary"))) == (
        "6 labelled conversations, 12 messages of visitors."
    )
    preview = found.pop("preview")
    assert len(preview) == 8
    assert preview[:3] == [
        ["1", "visitor", "hello"], ["1", "visitor", ("thanks " * 40)[:160]],
        ["2", "visitor", "hello"],
    ]  # fmt: skip
    assert found == {
        "senders": [], "assistants": [], "asks_who": False, "names": [], "columns": None,
        "date_example": "", "day_first": None,
    }  # fmt: skip


def test_a_replay_reports_its_answers_and_what_they_are_worth() -> None:
    data = CHATS + "".join(f"{n},user,hello\n{n},agent,Hello!\n" for n in range(3, 8))
    found = found_in(data)
    assert (found["messages"], found["phrases"]) == (7, ["hello"])
    assert found["answered"] > 1
    assert Decimal(found["money"]["value"]) == found["answered"] * Decimal("0.5")
    assert Decimal(found["money"]["low"]) == found["answered"] * Decimal("0.25")
    assert found["money"]["high"] is None
    assert found_in(data, sightings=3)["answered"] < found["answered"]


def test_a_replay_uses_the_chosen_assistant() -> None:
    assert found_in(CHATS + "2,user,bye\n", assistants=["user"])["messages"] == 2
    assert found_in(CHATS + "2,user,bye\n")["messages"] == 3


def test_a_replay_uses_the_chosen_columns_and_order_of_dates() -> None:
    """No message after a question is answered locally, so the order of the messages matters."""
    rows = (("user", "thanks", "05/04/2026"), ("agent", "Is that all?", "06/03/2026"))
    data = "id,role,text,words,day\n" + "".join(
        f"{n},{role},x,{text},{day}\n" for n in range(5) for role, text, day in rows
    )
    columns = {"conversation": "id", "sender": "role", "text": "words", "at": "day", "reply": ""}
    answered = [
        found_in(data, columns=columns, day_first=day_first)["answered"]
        for day_first in (True, False)
    ]
    assert answered[0] == 0 < answered[1]


def test_a_replay_of_labelled_dialogues_counts_wrong_answers() -> None:
    lines = "\n".join(json.dumps(DIALOGUE) for _ in range(3))
    found = found_in(lines, name="set.jsonl")
    assert (found["messages"], found["labelled"], found["wrong"]) == (6, True, 0)


REPLAY: dict[str, Any] = {"what": "replay", "sightings": 1, "cost": [None] * 3}


def test_a_file_with_more_messages_than_may_be_replayed_is_refused() -> None:
    data = CHATS + "3,user,hello\n3,agent,Hello!\n"
    assert said_of(data, most_messages=3, **REPLAY)[-1]["found"]["messages"] == 3
    for most in (2, 1):
        assert refusal_of(data, most_messages=most, **REPLAY) == (
            f"3 messages of visitors were found; 1 to {most} can be replayed"
        )


def test_a_file_in_which_visitors_wrote_nothing_is_refused() -> None:
    refused = refusal_of(CHATS, assistants=["user", "agent"], **REPLAY)
    assert refused == "0 messages of visitors were found; 1 to 200,000 can be replayed"


def test_people_with_an_account_may_replay_ten_times_as_much() -> None:
    assert (MOST_MESSAGES, MOST_OF_STRANGERS) == (200_000, 20_000)


@pytest.mark.parametrize("order", [{}, REPLAY])
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(order: dict[str, Any]) -> None:
    assert refusal_of(" ", **order) == "the file is empty; export the chats again"


def test_a_file_that_needs_too_much_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def exhausts(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(replay_process, "read", exhausts)
    assert refusal_of(CHATS) == "the file needs more memory than one upload may use; split it"


def test_progress_is_sent_at_once_and_then_twice_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    said: list[dict[str, Any]] = []
    progress = replay_process._now_and_then(said.append)
    for passed, done in ((0, 100), (0.25, 200), (0.25, 300), (0.25, 400), (0.25, 500)):
        now += passed
        progress(done, 900)
    progress = replay_process._now_and_then(said.append)
    progress(7)
    assert said == [{"progress": [n, of]} for n, of in ((100, 900), (300, 900), (500, 900), (7, 0))]


@pytest.mark.parametrize("what", ["read", "replay"])
def test_the_progress_of_a_long_file_is_sent(what: str) -> None:
    data = CHATS + "9,user,hello\n9,agent,Hello!\n" * 200
    said = said_of(data, **(REPLAY | {"what": what}))
    done = [each["progress"] for each in said if "progress" in each]
    assert done
    assert done[0][1] == (0 if what == "read" else 202)


def test_each_message_for_the_worker_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    replay_process._say({"reading": {"text": "ä\nb"}})
    replay_process._say({"found": 1})
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line) for line in lines] == [{"reading": {"text": "ä\nb"}}, {"found": 1}]
