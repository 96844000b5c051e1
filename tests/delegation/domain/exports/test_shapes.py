"""What help desks, data sets and phones export, each with the same short conversation."""

from typing import Any

import pytest

from delegation.domain.exports.reader import open_export
from tests.delegation.domain.exports.making import as_json, lines

SAID = ["Hello", "Hi.", "Thanks"]
ROLES = ["user", "assistant", "user"]


def flat(sender: str, text: str, **more: Any) -> list[dict[str, Any]]:
    return [{sender: who, text: what, **more} for who, what in zip(ROLES, SAID, strict=True)]


SHAPES: dict[str, bytes] = {
    "openai": lines(
        [{"messages": [{"role": "system", "content": "Help."}, *flat("role", "content")]}]
    ),
    "openai parts": as_json(
        {
            "messages": [
                {"role": who, "content": [{"type": "text", "text": what}]}
                for who, what in zip(ROLES, SAID, strict=True)
            ]
        }
    ),
    "sharegpt": as_json(
        [
            {
                "id": "x",
                "conversations": [
                    {"from": "human", "value": "Hello"},
                    {"from": "gpt", "value": "Hi."},
                    {"from": "human", "value": "Thanks"},
                ],
            }
        ]
    ),
    "intercom": as_json(
        {
            "type": "conversation",
            "id": "9",
            "source": {"author": {"type": "user"}, "body": "<p>Hello</p>"},
            "conversation_parts": {
                "conversation_parts": [
                    {"part_type": "comment", "author": {"type": "admin"}, "body": "<p>Hi.</p>"},
                    {"part_type": "note", "author": {"type": "admin"}, "body": "<p>Secret</p>"},
                    {"part_type": "assignment", "author": {"type": "admin"}, "body": None},
                    {"part_type": "comment", "author": {"type": "user"}, "body": "<p>Thanks</p>"},
                ]
            },
        }
    ),
    "zendesk chat": as_json(
        {
            "chats": [
                {
                    "id": "c1",
                    "history": [
                        {"type": "chat.memberjoin", "name": "Visitor 1", "nick": "visitor"},
                        {"type": "chat.msg", "nick": "visitor", "msg": "Hello"},
                        {"type": "chat.msg", "nick": "agent", "msg": "Hi."},
                        {"type": "chat.msg", "nick": "visitor", "msg": "Thanks"},
                    ],
                }
            ]
        }
    ),
    "zendesk ticket": as_json(
        {
            "tickets": [
                {
                    "id": 4,
                    "requester_id": 77,
                    "comments": [
                        {"author_id": 77, "body": "Hello", "public": True},
                        {"author_id": 5, "body": "Hi.", "public": True},
                        {"author_id": 5, "body": "Angry one", "public": False},
                        {"author_id": 77, "body": "Thanks", "public": True},
                    ],
                }
            ]
        }
    ),
    "chatwoot": as_json(
        {
            "payload": [
                {
                    "id": 1,
                    "conversation_id": 3,
                    "message_type": 0,
                    "content": "Hello",
                    "created_at": 1770000000,
                    "private": False,
                },
                {
                    "id": 2,
                    "conversation_id": 3,
                    "message_type": 1,
                    "content": "Hi.",
                    "created_at": 1770000010,
                    "private": False,
                },
                {
                    "id": 3,
                    "conversation_id": 3,
                    "message_type": 1,
                    "content": "Note to us",
                    "created_at": 1770000020,
                    "private": True,
                },
                {
                    "id": 4,
                    "conversation_id": 3,
                    "message_type": 2,
                    "content": "Bob joined",
                    "created_at": 1770000030,
                    "private": False,
                },
                {
                    "id": 5,
                    "conversation_id": 3,
                    "message_type": 0,
                    "content": "Thanks",
                    "created_at": 1770000040,
                    "private": False,
                },
            ]
        }
    ),
    "crisp": as_json(
        [
            {
                "session_id": "s1",
                "type": "text",
                "from": "user",
                "content": "Hello",
                "timestamp": 1770000000000,
            },
            {
                "session_id": "s1",
                "type": "text",
                "from": "operator",
                "content": "Hi.",
                "timestamp": 1770000001000,
            },
            {
                "session_id": "s1",
                "type": "note",
                "from": "operator",
                "content": "Hm",
                "timestamp": 1770000001500,
            },
            {
                "session_id": "s1",
                "type": "text",
                "from": "user",
                "content": "Thanks",
                "timestamp": 1770000002000,
            },
        ]
    ),
    "tidio": as_json(
        [
            {
                "id": "t",
                "messages": [
                    {"author_type": "visitor", "message": {"text": "Hello"}},
                    {"author_type": "operator", "message": {"text": "Hi."}},
                    {"author_type": "visitor", "message": {"text": "Thanks"}},
                ],
            }
        ]
    ),
    "livechat": as_json(
        {
            "chats": [
                {
                    "id": "L1",
                    "users": [
                        {"id": "u-1", "type": "customer", "name": "Ada"},
                        {"id": "u-2", "type": "agent", "name": "Bob"},
                    ],
                    "thread": {
                        "id": "T1",
                        "events": [
                            {"type": "message", "author_id": "u-1", "text": "Hello"},
                            {"type": "message", "author_id": "u-2", "text": "Hi."},
                            {"type": "message", "author_id": "u-1", "text": "Thanks"},
                        ],
                    },
                }
            ]
        }
    ),
    "abcd": as_json(
        {
            "train": [
                {
                    "convo_id": 3,
                    "original": [
                        ["customer", "Hello"],
                        ["agent", "Hi."],
                        ["action", "Account has been pulled up."],
                        ["customer", "Thanks"],
                    ],
                }
            ]
        }
    ),
    "multiwoz": as_json(
        {"PMUL1.json": {"goal": {}, "log": [{"text": text, "metadata": {}} for text in SAID]}}
    ),
    "multiwoz 2.2": as_json(
        [
            {
                "dialogue_id": "M1",
                "turns": [
                    {"speaker": "USER", "utterance": "Hello"},
                    {"speaker": "SYSTEM_BOT", "utterance": "Hi."},
                    {"speaker": "USER", "utterance": "Thanks"},
                ],
            }
        ]
    ).replace(b"SYSTEM_BOT", b"ASSISTANT"),
    "rows": as_json(flat("sender", "message", chat_id=1)),
    "rows a line": lines(flat("from", "text", session_id=1)),
    "pairs": as_json([[["user", "Hello"], ["bot", "Hi."], ["user", "Thanks"]]]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_read_without_being_told_what_it_is(shape: str) -> None:
    export = open_export(SHAPES[shape])
    assert [turn.text for turn in export.turns] == SAID
    assert [turn.sender in export.assistants for turn in export.turns] == [False, True, False]
    assert (export.conversations, export.asks_who) == (1, False)


def test_slack_names_people_and_so_it_asks() -> None:
    day = [
        {"type": "message", "user": "U1", "text": "Hello", "ts": "1770000000.1", "thread_ts": "1"},
        {"type": "message", "subtype": "channel_join", "user": "U9", "text": "joined", "ts": "2"},
        {"type": "message", "user": "U2", "text": "Hi.", "ts": "1770000001.1", "thread_ts": "1"},
    ]
    export = open_export(as_json(day))
    assert export.asks_who
    assert set(export.senders) >= {"U1", "U2"}


WHATSAPP = {
    "day first": ["13/02/2026, 10:00 - Ana: Hello", "13/02/2026, 10:01 - Shop, Team: Hi, you"],
    "month first": ["2/13/26, 9:59 PM - Ana: Hello", "2/13/26, 10:01 PM - Shop, Team: Hi, you"],
    "iPhone": ["[13.02.26, 10:00:05] Ana: Hello", "[13.02.26, 10:00:09] Shop, Team: Hi, you"],
    "ISO": ["2026-02-13, 10:00 - Ana: Hello", "2026-02-13, 10:01 - Shop, Team: Hi, you"],
}


@pytest.mark.parametrize("kind", WHATSAPP)
def test_a_phones_chat_is_read_with_dates_of_both_orders(kind: str) -> None:
    text = [
        "12/02/2026, 09:00 - Messages are end-to-end encrypted.",
        *WHATSAPP[kind],
        "the second line of it",
        WHATSAPP[kind][0].replace("Hello", "<Media omitted>"),
    ]
    export = open_export("\n".join(text).encode())
    assert [(turn.sender, turn.text) for turn in export.turns] == [
        ("Ana", "Hello"),
        ("Shop, Team", "Hi, you\nthe second line of it"),
    ]
    moments = [turn.at for turn in export.turns]
    assert None not in moments
    assert export.asks_who


def test_a_name_in_a_phone_may_read_like_a_role_and_is_still_asked_about() -> None:
    text = "13/02/2026, 10:00 - Guest: Hello\n13/02/2026, 10:01 - Shop, Team: Hi\n"
    export = open_export(text.encode())
    assert (export.assistants, export.asks_who) == (frozenset({"Shop, Team"}), True)


def test_dates_that_may_be_either_keep_the_order_of_the_file() -> None:
    text = "\n".join(
        f"0{day}/0{month}/2026, 10:00 - {who}: {what}"
        for day, month, who, what in [(1, 2, "Ana", "One"), (2, 1, "Shop", "Two")]
    )
    export = open_export(text.encode())
    assert (export.date_example, export.day_first) == ("01/02/2026, 10:00", None)
    assert [turn.text for turn in export.turns] == ["One", "Two"]
