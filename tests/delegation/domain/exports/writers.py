"""Write conversations as the programs write them that people export their chats from."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.delegation.domain.exports.making import Talk, as_json, lines, table, workbook, zipped

Talks = Sequence[Talk]
START = datetime(2026, 2, 13, 10, 0, tzinfo=UTC)


def _at(number: int, turn: int) -> datetime:
    return START + timedelta(days=number, minutes=turn)


def _word(sender: str, visitor: str, agent: str) -> str:
    return visitor if sender == "visitor" else agent


def _rows(talks: Talks) -> list[tuple[int, int, str, str]]:
    """Return (conversation, turn, sender, text) of every turn."""
    return [
        (number, turn, who, text)
        for number, talk in enumerate(talks, 1)
        for turn, (who, text) in enumerate(talk)
    ]


def openai(talks: Talks) -> bytes:
    return lines(
        [
            {
                "messages": [
                    {"role": "system", "content": "Help."},
                    *({"role": _word(w, "user", "assistant"), "content": t} for w, t in talk),
                ]
            }
            for talk in talks
        ]
    )


def sharegpt(talks: Talks) -> bytes:
    return as_json(
        [
            {
                "id": f"id{number}",
                "conversations": [
                    {"from": _word(w, "human", "gpt"), "value": text} for w, text in talk
                ],
            }
            for number, talk in enumerate(talks)
        ]
    )


def intercom(talks: Talks) -> bytes:
    def part(who: str, text: str) -> dict[str, Any]:
        author = {"type": _word(who, "user", "admin"), "id": "7"}
        return {"part_type": "comment", "author": author, "body": text}

    conversations = []
    for number, talk in enumerate(talks):
        first, *rest = [part(who, text) for who, text in talk]
        note = {"part_type": "note", "author": {"type": "admin"}, "body": "Angry one"}
        conversations.append(
            {
                "id": f"{number}",
                "source": first,
                "conversation_parts": {"conversation_parts": [*rest, note]},
            }
        )
    return as_json({"type": "conversation.list", "conversations": conversations})


def zendesk(talks: Talks) -> bytes:
    return lines(
        [
            {
                "id": number,
                "requester_id": 70,
                "comments": [
                    {"author_id": 70 if who == "visitor" else 5, "plain_body": text, "public": True}
                    for who, text in talk
                ],
            }
            for number, talk in enumerate(talks)
        ]
    )


def chatwoot(talks: Talks) -> bytes:
    return as_json(
        {
            "payload": [
                {
                    "conversation_id": number,
                    "message_type": 0 if who == "visitor" else 1,
                    "sender_type": _word(who, "Contact", "User"),
                    "content": text,
                    "content_type": "text",
                    "private": False,
                    "created_at": int(_at(number, turn).timestamp()),
                }
                for number, turn, who, text in reversed(_rows(talks))
            ]
        }
    )


def crisp(talks: Talks) -> bytes:
    return as_json(
        [
            {
                "session_id": f"session_{number}",
                "type": "text",
                "from": _word(who, "user", "operator"),
                "content": text,
                "timestamp": int(_at(number, turn).timestamp() * 1000),
            }
            for number, turn, who, text in _rows(talks)
        ]
    )


def livechat(talks: Talks) -> bytes:
    people = [{"id": "a@x", "type": "customer"}, {"id": "b@x", "type": "agent"}]
    return as_json(
        {
            "chats": [
                {
                    "id": f"L{number}",
                    "users": people,
                    "thread": {
                        "events": [
                            {
                                "type": "message",
                                "author_id": _word(who, "a@x", "b@x"),
                                "text": text,
                                "created_at": _at(number, turn).isoformat(),
                            }
                            for turn, (who, text) in enumerate(talk)
                        ]
                    },
                }
                for number, talk in enumerate(talks)
            ]
        }
    )


def slack(talks: Talks) -> bytes:
    people = [{"id": "U1", "real_name": "Ada"}, {"id": "U2", "real_name": "Shop Team"}]
    files = {"users.json": as_json(people)}
    for number, talk in enumerate(talks):
        day = [
            {
                "type": "message",
                "user": _word(who, "U1", "U2"),
                "text": text,
                "ts": f"{_at(number, turn).timestamp():.6f}",
                "thread_ts": f"{_at(number, 0).timestamp():.6f}",
            }
            for turn, (who, text) in enumerate(talk)
        ]
        files[f"help/{_at(number, 0):%Y-%m-%d}.json"] = as_json(day)
    return zipped(files)


def whatsapp(talks: Talks) -> bytes:
    """A file for each conversation, as phones do."""
    return zipped(
        {
            f"chat {number:03}.txt": "\n".join(
                f"{_at(number, turn):%d/%m/%Y, %H:%M} - {_word(who, 'Ada', 'Shop Team')}: {text}"
                for turn, (who, text) in enumerate(talk)
            ).encode()
            for number, talk in enumerate(talks)
        }
    )


def telegram(talks: Talks) -> bytes:
    return as_json(
        {
            "chats": {
                "list": [
                    {
                        "id": number,
                        "messages": [
                            {
                                "type": "message",
                                "from": _word(who, "Ada", "Shop Team"),
                                "text": [text[:2], {"type": "bold", "text": text[2:]}],
                                "date": f"{_at(number, turn):%Y-%m-%dT%H:%M:%S}",
                            }
                            for turn, (who, text) in enumerate(talk)
                        ],
                    }
                    for number, talk in enumerate(talks)
                ]
            }
        }
    )


def abcd(talks: Talks) -> bytes:
    return as_json(
        {
            "dev": [
                {
                    "convo_id": number,
                    "original": [[_word(who, "customer", "agent"), text] for who, text in talk],
                    "delexed": [{"speaker": "agent", "text": "x"}],
                }
                for number, talk in enumerate(talks)
            ]
        }
    )


def multiwoz(talks: Talks) -> bytes:
    return as_json(
        [
            {
                "dialogue_id": f"M{number}",
                "turns": [
                    {"speaker": _word(who, "USER", "SYSTEM"), "utterance": text}
                    for who, text in talk
                ],
            }
            for number, talk in enumerate(talks)
        ]
    )


def transcripts(talks: Talks) -> bytes:
    """Plain text with an empty line between conversations."""
    return "\n\n".join(
        "\n".join(f"{_word(who, 'Visitor', 'Agent')}: {text}" for who, text in talk)
        for talk in talks
    ).encode()


WRITERS: dict[str, Callable[[Talks], bytes]] = {
    writer.__name__: writer
    for writer in (
        openai, sharegpt, intercom, zendesk, chatwoot, crisp, livechat, slack, whatsapp, telegram,
        abcd, multiwoz, transcripts, table, workbook,
    )
}  # fmt: skip
