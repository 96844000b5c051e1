"""What a message in JSON says: its text, its sender, its time, and what kind of row it is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from delegation.domain.exports.headers import KIND, YES_NO_SENDERS, plain_header
from delegation.domain.exports.row_kinds import RowKind, row_kind
from delegation.domain.exports.senders import kind_of
from delegation.domain.exports.texts import said

TEXT = (
    "stripped_text", "text", "content", "plain_body", "body_text", "body", "message", "msg",
    "utterance", "value", "transcript", "message_text", "message_parts", "message_body", "parts",
    "mensaje", "mensagem", "nachricht", "texto", "payload",
)  # fmt: skip
SENDER = (
    "role", "participant_role", "actor_type", "sender_type", "author_type", "speaker",
    "message_type", "sender", "author", "from", "direction", "user_profile", "user_type",
    "created_by", "by", "sub_type", "author_name", "sender_name", "author_id", "sender_id",
    "user", "nick", "name", "username", "remitente", "absender", "autor", "remetente",
)  # fmt: skip
# These say who wrote only where their word is known.
_ONLY_KNOWN = ("event", "kind", "type")
_MUST_BE_KNOWN = ("message_type", "direction", "user_type", "sub_type", "sender_type")
WHEN = (
    "created_at", "timestamp", "ts", "time", "sent_at", "timestamp_ms", "create_time",
    "created_time", "date_unixtime", "date", "created", "datetime", "created_date_time",
    "absolute_time", "start_timestamp_usec", "date_created", "created_on", "fecha", "datum",
)  # fmt: skip
GROUP = (
    "conversation_id", "conversation_uuid", "dialogue", "dialogue_id", "dialog_id", "session_id",
    "chat_id", "thread_ts", "ticket_id", "convo_id", "conversation", "thread_id", "room_id",
)  # fmt: skip
QUESTION = ("prompt", "question", "instruction", "human", "user", "user_message", "input", "query")
REPLY = ("completion", "answer", "output", "assistant", "bot", "response", "reply", "bot_reply",
         "bot_response", "gpt")  # fmt: skip
_CHATWOOT = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
_LETTERS = {"v": "visitor", "a": "agent", "s": "system"}  # of Tawk
_NOT_SPOKEN = (
    "thinking", "reasoning", "tool", "function", "image", "refusal", "file", "audio", "video",
)  # fmt: skip
_BUTTONS = ("buttons", "quick_replies", "quick_reply_options", "suggestions", "choices")
_INSIDE_TEXT = ("text", "body", "content", "value", "parts", "msg", "message")
_SAYS_WHO = ("type", "role", "user_type", "real_name", "display_name", "name", "nickname", "email",
             "username", "id")  # fmt: skip
_DEEPEST = 4

Fields = Mapping[str, Any]


def fields_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object with plain names: "createdAt" and "created_at" are one."""
    fields: dict[str, Any] = {}
    for key, each in value.items():
        fields.setdefault(plain_header(key), each)
    return fields


def is_message(fields: Fields) -> bool:
    """Whether the object has a field for a text and one for who wrote it."""
    return any(key in fields for key in TEXT) and (
        any(key in fields for key in SENDER)
        or any(key in fields for key in YES_NO_SENDERS)
        or any(kind_of(str(fields.get(key, ""))) for key in _ONLY_KNOWN)
    )


def kind_of_message(fields: Fields) -> RowKind:
    """Return whether it was said; private messages were not said to a visitor."""
    if fields.get("private") is True or fields.get("is_private") is True:
        return RowKind.LEFT_OUT
    if fields.get("public") is False or fields.get("internal") is True:
        return RowKind.LEFT_OUT
    words = [fields[key] for key in KIND if isinstance(fields.get(key), str)]
    if fields.get("recipients") == "agents":  # LiveChat's whispers
        return RowKind.LEFT_OUT
    number = fields.get("message_type")
    if isinstance(number, int) and number in (2, 3):
        words.append(_CHATWOOT[number])
    content = fields.get("content")
    if isinstance(content, dict) and isinstance(content.get("type"), str):
        words.append(content["type"])
    return row_kind(words)


def offers_buttons(fields: Fields) -> bool:
    """Whether the visitor was given something to choose from."""
    return any(isinstance(fields.get(key), list) and fields[key] for key in _BUTTONS)


def sender_of(fields: Fields) -> str:
    """Return the word or name of who wrote, and an empty text where nothing says it."""
    chatwoot = fields.get("message_type")
    if isinstance(chatwoot, int) and not isinstance(chatwoot, bool):
        return _CHATWOOT.get(chatwoot, str(chatwoot))
    if isinstance(chatwoot, str) and chatwoot.casefold() in ("incoming", "outgoing"):
        return chatwoot
    for key, words in YES_NO_SENDERS.items():
        if isinstance(fields.get(key), bool):
            return words[0 if fields[key] else 1]
    for key in SENDER:
        found = _who(fields.get(key))
        if found and (key not in _MUST_BE_KNOWN or kind_of(found)):
            return found
    for key in (*_ONLY_KNOWN, "sender_type"):
        found = _who(fields.get(key))
        if found and (key == "sender_type" or kind_of(found)):
            return found
    return ""


def _who(found: Any, depth: int = 0) -> str:
    if isinstance(found, dict) and depth < _DEEPEST:
        if (letter := _LETTERS.get(str(found.get("t")))) is not None:
            return letter
        fields = fields_of(found)
        names = [name for key in _SAYS_WHO if (name := _who(fields.get(key), _DEEPEST))]
        known = [name for name in names if kind_of(name)]
        kindless = [name for key in _SAYS_WHO[3:] if (name := _who(fields.get(key), _DEEPEST))]
        if known or kindless or names:
            return (known or kindless or names)[0]
        inner = (_who(each, depth + 1) for each in found.values() if isinstance(each, dict))
        return next(filter(None, inner), "")
    if isinstance(found, str | int) and not isinstance(found, bool):
        return str(found).strip()
    return ""


def text_of(fields: Fields) -> str:
    """Return what was written; pictures and thoughts are left out."""
    for key in TEXT:
        if (written := _written(fields.get(key), 0)).strip():
            return said(_repaired(written) if "timestamp_ms" in fields else written)
    return ""


def _written(found: Any, depth: int) -> str:
    if isinstance(found, str):
        return found
    if depth > _DEEPEST:
        return ""
    if isinstance(found, list):
        # Some parts are words of one line, others paragraphs.
        inline = any(isinstance(part, str) for part in found)
        return ("" if inline else "\n").join(_parts(found, depth))
    if isinstance(found, dict) and not _is_not_spoken(found):
        inside = (_written(found.get(key), depth + 1) for key in _INSIDE_TEXT)
        return next((text for text in inside if text.strip()), "")
    return ""


def _parts(parts: Iterable[Any], depth: int) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict) and (written := _written(part, depth + 1)):
            yield written


def _is_not_spoken(part: Mapping[str, Any]) -> bool:
    kind = str(part.get("type", "")).casefold()
    return kind.startswith(_NOT_SPOKEN) or kind in ("tool_use", "tool_result")


def _repaired(text: str) -> str:
    """Undo what the exports of Facebook and Instagram do to letters outside ASCII."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def moment_text(fields: Fields) -> str:
    """Return the time as it is written, and an empty text where there is none."""
    for key in WHEN:
        found = fields.get(key)
        if isinstance(found, str | int | float) and not isinstance(found, bool) and found != "":
            return str(found)
    return ""


def group_of(fields: Fields, keys: Iterable[str] = GROUP) -> str:
    """Return the id of the conversation, and an empty text where there is none."""
    for key in keys:
        found = fields.get(key)
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found).strip():
            return str(found)
    return ""


def question_and_reply(fields: Fields) -> tuple[str, str] | None:
    """Return both texts of an object that holds a visitor's message and the answer to it."""
    question = next((fields[key] for key in QUESTION if isinstance(fields.get(key), str)), "")
    reply = next((fields[key] for key in REPLY if isinstance(fields.get(key), str)), "")
    more = fields.get("input")
    if question and isinstance(more, str) and more.strip() and question != more:
        question = f"{question}\n{more}"
    return (said(question), said(reply)) if question.strip() and reply.strip() else None
