"""Turns out of JSON: flat rows, lists of messages, and what help desks and data sets nest."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from delegation.domain.exports.texts import said
from delegation.domain.exports.times import read_time
from delegation.domain.exports.turns import ExportedTurn, ExportRefused, Found

TEXT = (
    "text", "content", "body", "message", "msg", "utterance", "value", "plain_body", "transcript",
    "message_text",
)  # fmt: skip
SENDER = (
    "role", "sender_type", "author_type", "speaker", "message_type", "sender", "author", "from",
    "direction", "user_profile", "user_type", "by", "author_id", "user", "nick", "name",
)  # fmt: skip
WHEN = ("created_at", "timestamp", "ts", "time", "date", "sent_at", "createdAt")
GROUP = (
    "conversation_id", "dialogue", "dialogue_id", "dialog_id", "session_id", "chat_id",
    "thread_ts", "ticket_id", "convo_id", "conversation", "thread_id",
)  # fmt: skip
NAMES = ("id", *GROUP)
# A message whose type is one of these, or that is private, was not said to a visitor.
SKIPPED_TYPES = ("note", "event", "activity", "assignment", "close", "open", "system", "attachment")
KINDS = ("type", "part_type", "subtype", "event_type", "kind")
CHATWOOT = {0: "incoming", 1: "outgoing", 2: "activity", 3: "outgoing"}
SPOKEN_PARTS = ("text", "input_text", "output_text")
DEEPEST = 12


def read_json(text: str, source: str = "") -> Found:
    """Read one JSON value, or one a line. Raises `ExportRefused`."""
    values = _values(text)
    turns = [
        turn
        for number, value in enumerate(values, 1)
        for turn in _conversations(value, f"{source}#{number}", 0)
    ]
    if not turns:
        raise ExportRefused(
            "no messages were found in the JSON; each needs a text and who wrote it, for example"
            ' {"role": "user", "text": "Hello"}'
        )
    return Found(turns)


def _values(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except RecursionError:
        raise ExportRefused("the JSON is nested too deeply") from None
    except ValueError:
        pass  # then it may be a value a line
    values = []
    for number, line in enumerate(text.split("\n"), 1):  # JSON may hold U+2028 as it is
        if not line.strip():
            continue
        try:
            values.append(json.loads(line))
        except (ValueError, RecursionError) as problem:
            raise ExportRefused(f"line {number} is not JSON: {problem}") from None
    return values


def _conversations(value: Any, name: str, depth: int) -> Iterator[ExportedTurn]:
    """Find lists of messages at any depth; each list is a conversation."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        yield from _list(value, name, depth)
    elif isinstance(value, dict):
        yield from _object(value, name, depth)


def _list(value: list[Any], name: str, depth: int) -> Iterator[ExportedTurn]:
    pairs = [pair for each in value if (pair := _pair(each))]
    if pairs and len(pairs) == len(value):  # [["agent", "Hello"], ["customer", "Hi"]]
        yield from (ExportedTurn(name, sender, said(text)) for sender, text in pairs)
        return
    messages = [each for each in value if isinstance(each, dict) and _is_message(each)]
    if len(messages) * 2 > len(value) and not any(map(_has_messages, messages)):
        yield from (turn for each in value if (turn := _turn(each, name)))
        return
    for number, each in enumerate(value, 1):
        yield from _conversations(each, f"{name}.{number}", depth + 1)


def _object(value: dict[str, Any], name: str, depth: int) -> Iterator[ExportedTurn]:
    named = next((value[key] for key in NAMES if isinstance(value.get(key), str | int)), None)
    name = f"{name}:{named}" if named is not None else name
    senders = _known_people(value)
    if _is_intercom(value):
        first = _turn(value["source"], name)
        yield from ([first] if first else [])
    if isinstance(log := value.get("log"), list) and all(isinstance(e, dict) for e in log):
        yield from _alternating(log, name)
        return
    if _is_message(value) and not _has_messages(value):
        turn = _turn(value, name)
        yield from ([turn] if turn else [])
        return
    for key, inner in value.items():
        if key == "source" or not isinstance(inner, dict | list):
            continue
        inside = name if isinstance(inner, list) or key in _WRAPPERS else f"{name}.{key}"
        for turn in _conversations(inner, inside, depth + 1):
            known = senders.get(turn.sender)
            yield _renamed(turn, known) if known else turn


_WRAPPERS = ("conversation_parts", "thread", "payload", "data", "messages", "conversation")


def _renamed(turn: ExportedTurn, sender: str) -> ExportedTurn:
    return ExportedTurn(turn.conversation, sender, turn.text, turn.at, turn.awaiting, turn.gold)


def _known_people(value: Mapping[str, Any]) -> dict[str, str]:
    """id -> kind, where the conversation lists its people apart from its messages."""
    people = value.get("users") or value.get("participants") or []
    found: dict[str, str] = {}
    if isinstance(people, list):
        for each in people:
            if isinstance(each, dict) and "id" in each:
                kind = each.get("type") or each.get("role") or each.get("name")
                found[str(each["id"])] = str(kind)
    if "requester_id" in value:
        found[str(value["requester_id"])] = "requester"
    return found


def _is_intercom(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("source"), dict) and "conversation_parts" in value


def _alternating(log: list[dict[str, Any]], name: str) -> Iterator[ExportedTurn]:
    """Return the turns of a log without senders: the visitor begins, then they alternate."""
    for number, each in enumerate(log):
        if text := _text(each):
            yield ExportedTurn(name, "assistant" if number % 2 else "user", text)


def _pair(value: Any) -> tuple[str, str] | None:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(x, str) for x in value):
        return value[0], value[1]
    return None


def _is_message(value: Mapping[str, Any]) -> bool:
    return any(key in value for key in TEXT) and any(key in value for key in SENDER)


def _has_messages(value: Mapping[str, Any]) -> bool:
    inner = (each for each in value.values() if isinstance(each, list))
    return any(
        isinstance(item, dict) and _is_message(item)
        for each in inner
        for item in each[:3]
        if item is not None
    )


def _turn(value: Any, name: str) -> ExportedTurn | None:
    if not isinstance(value, dict) or value.get("private") is True or value.get("public") is False:
        return None
    if any(str(value.get(key, "")).lower() in SKIPPED_TYPES for key in KINDS):
        return None
    sender, text = _sender(value), _text(value)
    if not sender or not text:
        return None
    group = next((value[key] for key in GROUP if isinstance(value.get(key), str | int)), None)
    when = next((value[key] for key in WHEN if isinstance(value.get(key), str | int | float)), "")
    return ExportedTurn(
        f"{name.partition('#')[0]}{group}" if group is not None else name,
        sender,
        text,
        read_time(str(when)),
        _word(value, "awaiting"),
        _word(value, "gold"),
    )


def _word(value: Mapping[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) and found else None


def _sender(value: Mapping[str, Any]) -> str:
    for key in SENDER:
        found = value.get(key)
        if key == "message_type" and isinstance(found, int):
            return CHATWOOT.get(found, str(found))
        if isinstance(found, dict):
            inner = (found.get(part) for part in ("type", "role", "real_name", "name", "id"))
            found = next((each for each in inner if each), None)
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found).strip():
            return str(found).strip()
    return ""


def _text(value: Mapping[str, Any]) -> str:
    for key in TEXT:
        found = value.get(key)
        if isinstance(found, dict):
            found = found.get("text") or found.get("body")
        if isinstance(found, list):
            found = "\n".join(_parts(found))
        if isinstance(found, str) and found.strip():
            return said(found)
    return ""


def _parts(parts: Iterable[Any]) -> Iterator[str]:
    """The text of typed parts; pictures and thoughts are left out."""
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict) and part.get("type", "text") in SPOKEN_PARTS:
            yield str(part.get("text") or "")
