"""What further programs export as JSON, text and archives, each with the same conversation."""

from typing import Any

import pytest

from delegation.domain.exports.reader import open_export
from delegation.domain.replay.transcripts import messages_of
from tests.delegation.domain.exports.making import as_json, lines, packed, table, workbook, zipped

SAID = ["Hello", "Hi.", "Thanks"]
TALK = [("visitor", "Hello"), ("agent", "Hi."), ("visitor", "Thanks")]


def messages(sender: str, text: str, words: tuple[Any, Any], **more: Any) -> list[dict[str, Any]]:
    """Return the conversation with the fields' names and the words for visitor and assistant."""
    return [{sender: words[at % 2], text: what, **more} for at, what in enumerate(SAID)]


SLACK = zipped(
    {
        "users.json": as_json(
            [{"id": "U1", "real_name": "Ada"}, {"id": "U2", "real_name": "Shop Team"}]
        ),
        "help/2026-01-01.json": as_json(
            [
                {"type": "message", "user": "U1", "text": "Hello", "ts": "1770000000.000100",
                 "thread_ts": "1770000000.000100"},
                {"type": "message", "subtype": "channel_join", "user": "U2", "text": "joined",
                 "ts": "1770000001.000100"},
                {"type": "message", "user": "U2", "text": "Hi.", "ts": "1770000002.000100",
                 "thread_ts": "1770000000.000100"},
            ]
        ),
        "help/2026-01-02.json": as_json(
            [{"type": "message", "user": "U1", "text": "Thanks", "ts": "1770090000.000100",
              "thread_ts": "1770000000.000100"}]
        ),
    }
)  # fmt: skip

SURE: dict[str, bytes] = {
    "MultiWOZ 2.2, where the system answers": as_json(
        [{"dialogue_id": "M1", "services": ["hotel"],
          "turns": [{**each, "frames": []} for each in messages("speaker", "utterance",
                                                                ("USER", "SYSTEM"))]}]
    ),
    "ABCD with its delexicalised copy": as_json(
        {"train": [{"convo_id": 3, "scenario": {"personal": {"name": "x"}},
                    "original": [["customer", "Hello"], ["agent", "Hi."], ["customer", "Thanks"]],
                    "delexed": messages("speaker", "text", ("customer", "agent"), turn_count=1)}]}
    ),
    "Chatwoot, whose agents are users": as_json(
        {"payload": [
            {"conversation_id": 5, "message_type": 0, "sender_type": "Contact", "content": "Hello",
             "sender": {"name": "Ada", "type": "contact"}, "content_type": "text"},
            {"conversation_id": 5, "message_type": 1, "sender_type": "User", "content": "Hi.",
             "sender": {"name": "Bob", "type": "user"}, "content_type": "text"},
            {"conversation_id": 5, "message_type": 3, "sender_type": None, "content": "Rate us",
             "content_type": "input_csat"},
            {"conversation_id": 5, "message_type": 2, "content": "Bob resolved this"},
            {"conversation_id": 5, "message_type": 0, "sender_type": "Contact",
             "content": "Thanks"}]}
    ),
    "Chatwoot by words": as_json(messages("message_type", "content", ("incoming", "outgoing"))),
    "Intercom conversations": as_json(
        {"type": "conversation.list", "conversations": [
            {"type": "conversation", "id": "1", "created_at": 1770000000,
             "source": {"author": {"type": "lead", "name": "Ada"}, "body": "<p>Hello</p>"},
             "conversation_parts": {"conversation_parts": [
                 {"part_type": "conversation_attribute_updated_by_admin", "body": None,
                  "author": {"type": "bot", "name": "Fin"}},
                 {"part_type": "comment", "body": "<p>Hi.</p>", "author": {"type": "admin"}},
                 {"part_type": "note", "body": "Angry one", "author": {"type": "admin"}},
                 {"part_type": "comment", "body": "<p>Thanks</p>", "author": {"type": "lead"}}]}}]}
    ),
    "LiveChat with system lines and whispers": as_json(
        {"chats": [{"id": "L", "users": [{"id": "a@x", "type": "customer"},
                                         {"id": "b@x", "type": "agent"}],
                    "threads": [{"id": "T", "events": [
                        {"type": "message", "author_id": "a@x", "text": "Hello",
                         "recipients": "all"},
                        {"type": "system_message", "text": "Bob joined", "recipients": "all"},
                        {"type": "message", "author_id": "b@x", "text": "Angry one",
                         "recipients": "agents"},
                        {"type": "message", "author_id": "b@x", "text": "Hi."},
                        {"type": "message", "author_id": "a@x", "text": "Thanks"}]}]}]}
    ),
    "LiveChat of before": as_json(
        {"chats": [{"id": "L", "messages": messages("user_type", "text", ("visitor", "agent"),
                                                    author_name="Someone", type="message")}]}
    ),
    "Crisp with a picker": as_json(
        {"data": [
            {"session_id": "s", "type": "text", "from": "user", "content": "Hello"},
            {"session_id": "s", "type": "text", "from": "operator", "content": "Hi."},
            {"session_id": "s", "type": "event", "from": "operator",
             "content": {"namespace": "state:resolved"}},
            {"session_id": "s", "type": "text", "from": "user", "content": "Thanks"}]}
    ),
    "Tawk": as_json(
        {"id": "t", "messages": [
            {"sender": {"t": "s"}, "type": "nav", "msg": "Ada visited /cart"},
            {"sender": {"t": "v", "n": "V1"}, "type": "msg", "msg": "Hello"},
            {"sender": {"t": "a", "n": "Bob"}, "type": "msg", "msg": "Hi."},
            {"sender": {"t": "v", "n": "V1"}, "type": "msg", "msg": "Thanks"}]}
    ),
    "Freshchat": as_json(
        {"conversations": [{"conversation_id": "F", "messages": [
            {"actor_type": who, "message_type": "normal",
             "message_parts": [{"text": {"content": what}}]}
            for who, what in zip(("user", "agent", "user"), SAID, strict=True)]}]}
    ),
    "Help Scout": as_json(
        {"id": 9, "subject": "Parcel", "threads": [
            {"type": "customer", "body": "Hello", "createdBy": {"type": "customer"}},
            {"type": "lineitem", "body": "Bob took it", "createdBy": {"type": "user"}},
            {"type": "note", "body": "Angry one", "createdBy": {"type": "user"}},
            {"type": "message", "body": "Hi.", "createdBy": {"type": "agent"}},
            {"type": "customer", "body": "Thanks", "createdBy": {"type": "customer"}}]}
    ),
    "Gorgias": as_json(
        {"id": 1, "messages": [
            {"from_agent": bool(at % 2), "public": True, "body_text": f"{what}\n> old",
             "stripped_text": what, "sender": {"id": at, "name": "Someone"}}
            for at, what in enumerate(SAID)]}
    ),
    "Rasa": as_json(
        {"sender_id": "r", "events": [
            {"event": "action", "name": "action_session_start"},
            {"event": "user", "text": "Hello", "timestamp": 1770000000.1},
            {"event": "slot", "name": "lang", "value": "en"},
            {"event": "bot", "text": "Hi.", "timestamp": 1770000001.1},
            {"event": "user", "text": "Thanks", "timestamp": 1770000002.1}]}
    ),
    "ChatGPT's own export": as_json(
        [{"title": "Hello", "current_node": "c", "mapping": {
            "a": {"id": "a", "parent": None, "message": {
                "author": {"role": "user"}, "content": {"content_type": "text",
                                                         "parts": ["Hello"]}}},
            "x": {"id": "x", "parent": "a", "message": {
                "author": {"role": "assistant"}, "content": {"parts": ["Another answer"]}}},
            "b": {"id": "b", "parent": "a", "message": {
                "author": {"role": "assistant"}, "content": {"parts": ["Hi."]}}},
            "c": {"id": "c", "parent": "b", "message": {
                "author": {"role": "user"}, "content": {"parts": ["Thanks"]}}}}}]
    ),
    "OpenAI's threads, newest first": as_json(
        {"object": "list", "data": [
            {"role": who, "thread_id": "thread_1", "created_at": 1770000000 + at,
             "content": [{"type": "text", "text": {"value": what, "annotations": []}}]}
            for at, (who, what) in reversed(list(enumerate(
                zip(("user", "assistant", "user"), SAID, strict=True))))]}
    ),
    "tools and thoughts": as_json(
        {"messages": [
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
            {"role": "tool", "content": "{}"},
            {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm"},
                                              {"type": "text", "text": "Hi."}]},
            {"role": "user", "content": "Thanks"}]}
    ),
    "Gemini": as_json(
        {"contents": [{"role": ("user", "model")[at % 2], "parts": [{"text": what}]}
                      for at, what in enumerate(SAID)]}
    ),
    "a call centre": as_json(
        {"Participants": [{"ParticipantId": "A", "ParticipantRole": "CUSTOMER"}], "Transcript": [
            {"ParticipantRole": "SYSTEM", "Type": "EVENT", "ContentType": "joined"},
            {"ParticipantRole": "CUSTOMER", "Type": "MESSAGE", "Content": "Hello"},
            {"ParticipantRole": "AGENT", "Type": "MESSAGE", "Content": "Hi."},
            {"ParticipantRole": "CUSTOMER", "Type": "MESSAGE", "Content": "Thanks"}]}
    ),
    "conversations by their ids": as_json({"c1": messages("role", "text", ("user", "bot"))}),
    "a row a line without an id": lines(messages("from", "text", ("user", "bot"))),
    "objects printed over several lines": b"\n".join(
        b'{\n "id": 1,\n "from": "%s",\n "text": "%s"\n}' % (who.encode(), what.encode())
        for who, what in TALK
    ),
    "sentences in turn": as_json([{"dialog": ["Hello there", "Hi you.", "Thanks a lot"]}]),
    "lines with names": as_json([{"id": 1, "chat": "Visitor: Hello\nAgent: Hi.\nVisitor: Thanks"}]),
    "text with names": b"Visitor: Hello\nAgent: Hi.\nVisitor: Thanks\n",
    "text with times and names": (
        b"[10:01:02] Visitor: Hello\n*** Bob joined ***\n[10:01:05] Agent: Hi.\n"
        b"[10:02:00] Visitor: Thanks\n"
    ),
    "capital extension in a zip with pictures": zipped(
        {"IMG-1.jpg": b"\xff\xd8\xff\0", "CHATS.CSV": table([TALK]), "README.md": b"# Read me"}
    ),
    "a zip in which one file has no chats": zipped(
        {"agents.csv": b"name,email\nBob,b@x.example\nAnn,a@x.example\n",
         "chats.csv": table([TALK])}
    ),
    "a packed workbook": packed(workbook([TALK])),
}  # fmt: skip

ASKING: dict[str, bytes] = {
    "Telegram": as_json(
        {"name": "Ada", "type": "personal_chat", "id": 1, "messages": [
            {"id": 1, "type": "service", "actor": "Ada", "action": "phone_call", "text": ""},
            {"id": 2, "type": "message", "from": "Ada", "from_id": "user1", "text": "Hello",
             "date": "2026-01-12T10:00:00"},
            {"id": 3, "type": "message", "from": "Shop Team", "from_id": "user2",
             "text": ["H", {"type": "bold", "text": "i"}, "."], "date": "2026-01-12T10:01:00"},
            {"id": 4, "type": "message", "from": "Ada", "from_id": "user1", "text": "Thanks",
             "date": "2026-01-12T10:02:00"}]}
    ),
    "Messenger, newest first": as_json(
        {"participants": [{"name": "Ada"}, {"name": "Shop Team"}], "messages": [
            {"sender_name": "Ada", "timestamp_ms": 1770000003000, "content": "Thanks"},
            {"sender_name": "Shop Team", "timestamp_ms": 1770000002000, "content": "Hi."},
            {"sender_name": "Ada", "timestamp_ms": 1770000001000, "content": "Hello"}]}
    ),
    "Teams": as_json(
        {"value": [
            {"messageType": "message", "createdDateTime": f"2026-01-12T10:0{at}:00Z",
             "from": {"user": {"displayName": ("Ada", "Shop Team")[at % 2]}},
             "body": {"contentType": "html", "content": f"<p>{what}</p>"}}
            for at, what in enumerate(SAID)]}
    ),
    "Slack's archive": SLACK,
    "an iPhone's chat": (
        "[13.02.26, 10:00:00] Shop Team: \u200eMessages and calls are end-to-end encrypted.\n"
        "[13.02.26, 10:00:01] Ada: Hello\n"
        "\u200e[13.02.26, 10:00:02] Ada: \u200eimage omitted\n"
        "[13.02.26, 10:00:03] Shop Team: Hi. \u200e<This message was edited>\n"
        "[13.02.26, 10:00:04] Ada: Thanks\n"
        "[13.02.26, 10:00:05] Shop Team: \u200eThis message was deleted.\n"
    ).encode(),
    "a Korean phone's chat": (
        "2026년 1월 12일 오후 3:05, Ada : Hello\n2026년 1월 12일 오후 3:06, Shop Team : Hi.\n"
        "2026년 1월 12일 오후 3:07, Ada : Thanks\n"
    ).encode(),
    "a Spanish phone's chat": (
        "13/2/26, 9:59 p.\xa0m. - Ada: Hello\n13/2/26, 9:59 p.\xa0m. - Shop Team: Hi.\n"
        "13/2/26, 10:00 p.\xa0m. - Ada: Thanks\n"
        "13/2/26, 10:01 p.\xa0m. - Ada: <Multimedia omitido>\n"
    ).encode(),
    "text with names of people": (
        b"Ada: Hello\nShop Team: Hi.\nAda: Thanks\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SURE)
def test_it_knows_who_answers(shape: str) -> None:
    export = open_export(SURE[shape])
    said = [turn.text.removesuffix(" there").removesuffix(" a lot") for turn in export.turns]
    assert [text.replace(" you", "") for text in said] == SAID
    assert [turn.sender in export.assistants for turn in export.turns] == [False, True, False]
    assert (export.conversations, export.asks_who) == (1, False)


@pytest.mark.parametrize("shape", ASKING)
def test_it_asks_who_of_the_named_people_answers(shape: str) -> None:
    export = open_export(ASKING[shape])
    assert [(turn.sender, turn.text) for turn in export.turns] == list(
        zip(("Ada", "Shop Team", "Ada"), SAID, strict=True)
    )
    assert (export.conversations, export.asks_who) == (1, True)


@pytest.mark.parametrize(
    "menu",
    [
        {"type": "picker", "from": "operator", "content": {"text": "Choose", "choices": [1, 2]}},
        {"type": "text", "from": "operator", "content": "Choose", "buttons": [{"title": "Yes"}]},
        {"type": "carousel", "from": "operator", "content": "Look"},
    ],
)
def test_nothing_is_answered_after_a_bots_menu(menu: dict[str, Any]) -> None:
    chat = [
        {"session_id": "s", "type": "text", "from": "user", "content": "Hello"},
        {"session_id": "s"} | menu,
        {"session_id": "s", "type": "text", "from": "user", "content": "Yes"},
        {"session_id": "s", "type": "text", "from": "operator", "content": "Fine."},
        {"session_id": "s", "type": "text", "from": "user", "content": "Thanks"},
    ]
    export = open_export(as_json(chat))
    found = [(each.text, each.state) for each in messages_of(export, export.assistants)]
    merged = [("Hello\nYes", "unknown")] if "buttons" not in menu else [
        ("Hello", "nothing"), ("Yes", "unknown")
    ]  # fmt: skip
    assert found == [*merged, ("Thanks", "nothing")]


def test_a_pair_of_questions_and_answers_a_line_is_a_conversation_each() -> None:
    export = open_export(lines([{"prompt": "Hello", "completion": " Hi."}] * 3))
    assert (export.conversations, len(export.turns)) == (3, 6)
    assert export.assistants == frozenset({"assistant"})


def test_files_without_messages_are_named() -> None:
    export = open_export(SLACK)
    assert export.left_out == ["users.json"]


def test_a_long_id_is_the_same_conversation_in_every_file() -> None:
    def rows(talk: list[tuple[str, str]], name: str) -> bytes:
        return as_json([{"chat_id": name, "sender": who, "text": what} for who, what in talk])

    for name, conversations in (("8f14e45f-ceea-467f", 1), ("17", 2)):
        files = {"1.json": rows(TALK[:2], name), "2.json": rows(TALK[1:], name)}
        assert open_export(zipped(files)).conversations == conversations


def test_a_choice_for_one_file_leaves_another_that_says_its_own_order() -> None:
    sure = [
        {"role": "agent", "text": "Hi.", "date": "14/02/2026"},
        {"role": "visitor", "text": "Hello", "date": "13/02/2026"},
    ]
    doubtful = [
        {"role": "visitor", "text": "Hey", "date": "03/04/2026"},
        {"role": "agent", "text": "Yes?", "date": "04/04/2026"},
    ]
    data = zipped({"a.json": as_json(sure), "b.json": as_json(doubtful)})
    export = open_export(data, day_first=False)
    assert [turn.text for turn in export.turns] == ["Hello", "Hi.", "Hey", "Yes?"]
    assert export.day_first is False


def test_whoever_waits_hears_how_many_messages_were_read_in_all_files() -> None:
    rows = [f"1,{who},Hello" for _ in range(75) for who in ("visitor", "agent")]
    table = "\n".join(["id,sender,text", *rows])
    talk = as_json([{"role": "visitor", "text": "Hey"}, {"role": "agent", "text": "Yes?"}] * 60)
    heard: list[int] = []
    open_export(zipped({"1.csv": table.encode(), "2.json": talk}), progress=heard.append)
    assert heard == [100, 250]
