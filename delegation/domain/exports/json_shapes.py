"""Turns out of JSON: flat rows, lists of messages, and what help desks and data sets nest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from delegation.domain.exports.json_fields import (
    GROUP,
    fields_of,
    group_of,
    is_message,
    kind_of_message,
    moment_text,
    offers_buttons,
    question_and_reply,
    sender_of,
    text_of,
)
from delegation.domain.exports.json_values import json_values
from delegation.domain.exports.naming import conversation_name
from delegation.domain.exports.row_kinds import RowKind
from delegation.domain.exports.senders import kind_of
from delegation.domain.exports.texts import said
from delegation.domain.exports.times import order_of_dates, read_time
from delegation.domain.exports.transcript_text import is_transcript, transcript_turns
from delegation.domain.exports.turns import ExportedTurn, ExportRefused, Found, ReadOptions
from delegation.domain.wording import Sentence

ASKED, ANSWERED = "user", "assistant"  # where the file has no words for them
DEEPEST = 12
# Where an object has several lists of messages, these hold the conversation, and the others copies.
MESSAGES = (
    "messages", "turns", "conversations", "conversation", "original", "comments", "history",
    "events", "utterances", "dialogue", "dialog", "threads", "thread", "items", "entries",
    "conversation_parts", "conversation_messages", "conversation_entries", "transcript", "log",
    "chat", "posts", "replies", "contents", "data",
)  # fmt: skip
_NAMES = ("id", *GROUP, "uuid", "key")
_LEFT_OUT = ("notes", "internal_notes", "attachments", "tags", "tools", "functions", "metadata")


def read_json(text: str, options: ReadOptions) -> Found:
    """Read one JSON value, or several. Raises `ExportRefused`."""
    values = json_values(text)
    value = values[0] if len(values) == 1 else values
    name, begun_with = f"{options.source}#1", options.day_first is not False
    shapes = _Shapes(options.source, begun_with)
    turns = list(options.counted(shapes.conversations(value, name, 0)))
    example, order = order_of_dates(shapes.stamps, options.day_first)
    if (order is not False) != begun_with:
        turns = list(_Shapes(options.source, not begun_with).conversations(value, name, 0))
    if not any(turn.text for turn in turns):
        raise ExportRefused(
            Sentence(
                "no messages were found in the JSON; each needs a text and who wrote it, for "
                "example %(example)s",
                {"example": '{"role": "user", "text": "Hello"}'},
            )
        )
    return Found(turns, date_example=example, day_first=order)


def people_of(text: str) -> dict[str, str]:
    """Return id -> name of a list of people, such as Slack's users.json; empty for other files."""
    try:
        values = json_values(text)
    except ExportRefused:
        return {}
    people = values[0] if len(values) == 1 else values
    if not isinstance(people, list) or not all(isinstance(each, dict) for each in people):
        return {}
    named = {str(each["id"]): name for each in people if "id" in each and (name := _name(each))}
    return named if len(named) == len(people) else {}


def _name(person: Mapping[str, Any]) -> str:
    """The name of a person in a list of people; empty for what is a message."""
    if "text" in person:
        return ""
    profile = person.get("profile")
    inside = profile.get("real_name") if isinstance(profile, dict) else None
    return str(person.get("real_name") or inside or person.get("name") or "")


class _Shapes:
    """One pass through a file. `stamps` are its dates that are written with signs between."""

    def __init__(self, source: str, day_first: bool) -> None:
        self.source, self.day_first = source, day_first
        self.stamps: list[str] = []

    def conversations(self, value: Any, name: str, depth: int) -> Iterator[ExportedTurn]:
        """Find lists of messages at any depth; each list is a conversation."""
        if depth > DEEPEST:
            return
        if isinstance(value, list):
            yield from self._list(value, name, depth)
        elif isinstance(value, dict):
            yield from self._object(value, name, depth)

    def _list(self, value: list[Any], name: str, depth: int) -> Iterator[ExportedTurn]:
        if _are_pairs(value):
            yield from _pairs(value, name)
            return
        if len(value) > 1 and all(isinstance(each, str) for each in value):
            yield from _strings(value, name)
            return
        if _are_messages(value):
            for each in value:
                yield from self._turn(each, name)
            return
        for number, each in enumerate(value, 1):
            both = question_and_reply(fields_of(each)) if isinstance(each, dict) else None
            if both and not _has_messages(each):
                fields = fields_of(each)
                group = group_of(fields)
                # Rows of a conversation, or of a file in which each row is one.
                inside = conversation_name(self.source, group) if group else f"{name}.{number}"
                yield from self._answered(fields, both, name if depth > 1 else inside)
            else:
                yield from self.conversations(each, f"{name}.{number}", depth + 1)

    def _object(self, value: dict[str, Any], name: str, depth: int) -> Iterator[ExportedTurn]:
        fields = fields_of(value)
        named = group_of(fields, _NAMES)
        name = f"{name}:{named}" if named else name
        if isinstance(mapping := value.get("mapping"), dict):
            for node in _path(mapping, value.get("current_node")):
                yield from self._turn(node, name)
            return
        if isinstance(log := value.get("log"), list) and _are_texts(log):
            yield from _alternating([text_of(fields_of(each)) for each in log], name)
            return
        if is_message(fields) and not _has_messages(value):
            yield from self._turn(value, name)
            return
        if not _has_messages(value) and (both := question_and_reply(fields)):
            yield from self._answered(fields, both, name)
            return
        if isinstance(value.get("source"), dict) and "conversation_parts" in value:  # Intercom
            yield from self._turn(value["source"], name)
        people = _known_people(value)
        for turn in self._inside(value, name, depth):
            known = people.get(turn.sender)
            yield replace(turn, sender=known) if known else turn

    def _inside(self, value: dict[str, Any], name: str, depth: int) -> Iterator[ExportedTurn]:
        """Yield what the fields hold: one list of messages, or conversations by their names."""
        lists = [key for key, inner in value.items() if _is_conversation(inner)]
        spoken = next((key for key in MESSAGES if key in lists), None)
        if spoken is not None:
            yield from self.conversations(value[spoken], name, depth + 1)
            return
        for key, inner in value.items():
            if key in _LEFT_OUT or key == "source":
                continue
            if isinstance(inner, str) and "\n" in inner and is_transcript([inner]):
                yield from transcript_turns(inner, name)
            elif isinstance(inner, dict | list):
                inside = name if key in MESSAGES or key == "payload" else f"{name}.{key}"
                yield from self.conversations(inner, inside, depth + 1)

    def _turn(self, value: Any, name: str) -> Iterator[ExportedTurn]:
        if not isinstance(value, dict):
            return
        fields = fields_of(value)
        kind = kind_of_message(fields)
        if kind == RowKind.LEFT_OUT:
            return
        sender, text = sender_of(fields), text_of(fields)
        if kind == RowKind.MENU:
            sender, text = sender or "bot", ""
        elif not sender or not text:
            return
        group, at = group_of(fields), self._moment(moment_text(fields))
        if group:
            name = conversation_name(self.source, group)
        awaiting, gold = _word(value, "awaiting"), _word(value, "gold")
        yield ExportedTurn(name, sender, text, at, awaiting, gold, kind == RowKind.MENU)
        if offers_buttons(fields) and kind == RowKind.SAID:
            yield ExportedTurn(name, sender, "", at, after_menu=True)

    def _answered(
        self, fields: Mapping[str, Any], both: tuple[str, str], name: str
    ) -> Iterator[ExportedTurn]:
        at = self._moment(moment_text(fields))
        yield ExportedTurn(name, ASKED, both[0], at)
        yield ExportedTurn(name, ANSWERED, both[1], at)

    def _moment(self, stamp: str) -> float | None:
        if not stamp:
            return None
        if not stamp[:4].isdigit():
            self.stamps.append(stamp)
        return read_time(stamp, day_first=self.day_first)


def _are_messages(value: list[Any]) -> bool:
    """Whether the list is one conversation: messages, and perhaps events between them."""
    if not value or not all(isinstance(each, dict) for each in value):
        return False
    if any(map(_has_messages, value)):
        return False
    messages = sum(is_message(fields_of(each)) for each in value)
    return messages * 4 >= len(value)


def _is_conversation(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return _are_pairs(value) or _are_messages(value)


def _has_messages(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    for key, inner in value.items():
        if key in ("content", "parts", "message_parts", "text") or not isinstance(inner, list):
            continue
        if any(isinstance(item, dict) and is_message(fields_of(item)) for item in inner[:3]):
            return True
    return False


def _are_pairs(value: list[Any]) -> bool:
    return bool(value) and all(
        isinstance(each, list) and len(each) == 2 and all(isinstance(x, str) for x in each)
        for each in value
    )


def _pairs(value: list[list[str]], name: str) -> Iterator[ExportedTurn]:
    """[["agent", "Hello"], ["customer", "Hi"]], or questions with their answers."""
    if all(kind_of(first) for first, _ in value) or len({first for first, _ in value}) * 2 <= len(
        value
    ):
        yield from (ExportedTurn(name, sender, said(text)) for sender, text in value)
        return
    yield from _alternating([text for pair in value for text in pair], name)


def _strings(value: list[str], name: str) -> Iterator[ExportedTurn]:
    whole = "\n".join(value)
    if is_transcript([whole]):
        yield from transcript_turns(whole, name)
    elif sum(" " in each.strip() for each in value) * 2 > len(value):  # sentences, not tags
        yield from _alternating(value, name)


def _alternating(texts: Iterable[str], name: str) -> Iterator[ExportedTurn]:
    """Return the turns of a log without senders: the visitor begins, then they alternate."""
    for number, text in enumerate(texts):
        if text.strip():
            yield ExportedTurn(name, ANSWERED if number % 2 else ASKED, said(text))


def _are_texts(log: list[Any]) -> bool:
    return all(
        isinstance(each, dict) and "text" in each and not sender_of(fields_of(each)) for each in log
    )


def _path(mapping: Mapping[str, Any], last: Any) -> list[Any]:
    """The messages of a tree of answers: those on the way to the last one."""
    nodes, at, seen = [], last, set()
    while isinstance(at, str) and at in mapping and at not in seen:
        seen.add(at)
        node = mapping[at] if isinstance(mapping[at], dict) else {}
        nodes.append(node.get("message"))
        at = node.get("parent")
    if not nodes:
        nodes = [each.get("message") for each in mapping.values() if isinstance(each, dict)][::-1]
    return nodes[::-1]


def _known_people(value: Mapping[str, Any]) -> dict[str, str]:
    """id -> kind, where the conversation lists its people apart from its messages."""
    found: dict[str, str] = {}
    for key in ("users", "participants", "members", "authors", "Participants"):
        people = value.get(key)
        for each in people if isinstance(people, list) else ():
            fields = fields_of(each) if isinstance(each, dict) else {}
            identity = fields.get("id") or fields.get("participant_id") or fields.get("user_id")
            kind = fields.get("type") or fields.get("role") or fields.get("participant_role")
            kind = kind or fields.get("name") or fields.get("display_name")
            if identity and kind:
                found[str(identity)] = str(kind)
    if "requester_id" in value:
        found[str(value["requester_id"])] = "requester"
    return found


def _word(value: Mapping[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) and found else None
