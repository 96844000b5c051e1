"""The teacher's JSON -> the text to show, the awaiting state, and a lesson or a named problem."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from delegation.domain.codepoints import is_storable
from delegation.domain.phrases import canonical
from delegation.domain.words import DECLARABLE_AWAITING, Act, Awaiting

COMMAND = "LEARN_SIMPLE_PHRASE"
MAX_QUERY = 120  # code points; longer messages are never matched, so learning them is useless
MAX_RESPONSE = 500  # code points; a canned reply is a sentence or two
MAX_VARIANTS = 10  # other spellings of one phrase; more is a model listing a dictionary
MAX_OPTIONS = 6  # more are no choice, but a list
MAX_OPTION = 60  # code points; what fits on a button
MAX_USER_RESPONSE = 20_000  # code points; more than a chat shows, far more than max_tokens allows
MOST_OBJECTS = 20  # looked at in one reply; bounds the parser's work
MAX_REPLY = 100_000  # code points of JSON; bounds the parser's work

OPTIONAL_STATES = frozenset({Awaiting.CONFIRM, Awaiting.CHOICE})
"""What the assistant may await of a visitor who presses one of a few options."""


class LessonProblem(StrEnum):
    """Why a reply that can be shown teaches nothing."""

    AWAITING_INVALID = "awaiting_invalid"
    NOT_AN_OBJECT = "lesson_not_an_object"
    COMMAND_UNKNOWN = "lesson_command_unknown"
    QUERY_MISSING = "lesson_query_missing"
    QUERY_TOO_LONG = "lesson_query_too_long"
    RESPONSE_MISSING = "lesson_response_missing"
    RESPONSE_TOO_LONG = "lesson_response_too_long"
    ACT_INVALID = "lesson_act_invalid"
    VARIANTS_INVALID = "lesson_variants_invalid"
    VARIANTS_TOO_MANY = "lesson_variants_too_many"
    VARIANT_TOO_LONG = "lesson_variant_too_long"
    UNSTORABLE_TEXT = "lesson_unstorable_text"
    QUERY_NOT_SAID = "lesson_query_not_said"


class ReplyFault(StrEnum):
    """Why a reply cannot be shown at all."""

    TOO_LONG = "reply_too_long"
    NOT_JSON = "reply_not_json"
    NOT_AN_OBJECT = "reply_not_an_object"
    DUPLICATE_KEY = "reply_duplicate_key"
    NO_USER_RESPONSE = "reply_without_user_response"
    EMPTY_USER_RESPONSE = "reply_empty"
    USER_RESPONSE_TOO_LONG = "reply_user_response_too_long"
    UNSTORABLE_TEXT = "reply_unstorable_text"


class ReplyBroken(ValueError):
    """The reply is wrong as a whole; `.fault` names how."""

    def __init__(self, fault: ReplyFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class TaughtLesson:
    """One learning instruction: answer `query` (and its variants) with `response` from now on."""

    query: str
    response: str
    act: Act | None  # None: the plain form, which names no act
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedReply:
    """A reply that can be shown. Where there is a problem there is no lesson."""

    user_response: str
    awaiting: Awaiting
    lesson: TaughtLesson | None = None
    problem: LessonProblem | None = None
    options: tuple[str, ...] = ()  # what the visitor may press instead of writing


class _Unusable(Exception):
    def __init__(self, problem: LessonProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def parse_reply(text: str) -> ParsedReply:
    """Read the teacher's whole reply.

    An unusable lesson never costs the visitor the answer: the text is kept and the problem named.
    Raises ReplyBroken when there is no text to show.
    """
    data = _load_object(text)
    user_response = _user_response(data)
    raw_awaiting = data.get("awaiting")
    awaiting = _awaiting(raw_awaiting)
    options = _options(data.get("options")) if awaiting in OPTIONAL_STATES else ()
    try:
        if raw_awaiting is not None and awaiting is Awaiting.UNKNOWN:
            raise _Unusable(LessonProblem.AWAITING_INVALID)
        lesson = _lesson(data.get("learningInstruction"))
    except _Unusable as error:
        return ParsedReply(user_response, awaiting, problem=error.problem, options=options)
    return ParsedReply(user_response, awaiting, lesson, options=options)


def held_to_message(reply: ParsedReply, message: str) -> ParsedReply:
    """Return the reply; keep its lesson only if it is about the answered message.

    Small models put other things there, and so do large ones that a visitor has talked into it.
    """
    said = canonical(message)
    if reply.lesson is None or (said is not None and canonical(reply.lesson.query) == said):
        return reply
    return replace(reply, lesson=None, problem=LessonProblem.QUERY_NOT_SAID)


def read_lesson(
    instruction: object, message: str
) -> tuple[TaughtLesson | None, LessonProblem | None]:
    """A learning instruction that came without its reply, held to the message that it is about."""
    try:
        lesson = _lesson(instruction)
    except _Unusable as error:
        return None, error.problem
    reply = held_to_message(ParsedReply("", Awaiting.UNKNOWN, lesson), message)
    return reply.lesson, reply.problem


def plain_reply(text: str, awaiting: Awaiting = Awaiting.UNKNOWN) -> ParsedReply:
    """Take a reply that is only text: shown whole, without a lesson.

    Raises ReplyBroken when it is empty, too long or cannot be stored.
    """
    return ParsedReply(_user_response({"userResponse": text}), awaiting)


def instruction_of_mark(message: str, reply: str, act: Act) -> dict[str, object]:
    """Return the learning instruction that a mark stands for: give this reply again."""
    return {
        "command": COMMAND,
        "query": message.strip(),
        "response": reply.strip(),
        "act": act.value,
        "variants": [],
    }


def with_lesson_of_mark(reply: ParsedReply, message: str, act: Act) -> ParsedReply:
    """Return the reply with the lesson of its mark, or with the problem that the lesson has."""
    instruction = instruction_of_mark(message, reply.user_response, act)
    lesson, problem = read_lesson(instruction, message)
    return replace(reply, lesson=lesson, problem=problem)


def has_reply(text: str) -> bool:
    """Tell whether a JSON reply is in the text, whatever is around it."""
    return '"userResponse"' in text and len(text) <= MAX_REPLY and _find_object(text) is not None


def _load_object(text: str) -> Mapping[str, Any]:
    if len(text) > MAX_REPLY:
        raise ReplyBroken(ReplyFault.TOO_LONG)
    if (found := _find_object(text)) is not None:
        return found
    try:
        data = json.loads(_unfenced(text), strict=False)
    except (ValueError, RecursionError) as error:
        raise ReplyBroken(ReplyFault.NOT_JSON) from error
    if not isinstance(data, dict):
        raise ReplyBroken(ReplyFault.NOT_AN_OBJECT)
    return data


def _find_object(text: str) -> Mapping[str, Any] | None:
    """Return the first object that has a text for the visitor.

    Models put prose, fences, an array, another object or notes around it. Raises ReplyBroken for
    an object that says one thing twice.
    """
    # strict=False: small models write line breaks into strings, and the visitor should not pay.
    decoder = json.JSONDecoder(strict=False, object_pairs_hook=_unique_keys)
    place, tries = text.find("{"), 0
    while place >= 0 and tries < MOST_OBJECTS:
        tries += 1
        try:
            data, end = decoder.raw_decode(text, place)
        except ReplyBroken:
            raise
        except (ValueError, RecursionError):
            end = place + 1
        else:
            if isinstance(data.get("userResponse"), str):
                return dict(data)
        place = text.find("{", end)
    return None


def _unfenced(text: str) -> str:
    """Take off the Markdown fence that some models put around JSON."""
    bare = text.strip().lstrip("\ufeff")
    return re.sub(r"\A```\w*|```\Z", "", bare)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # A second userResponse would contradict what has already been shown of the first.
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ReplyBroken(ReplyFault.DUPLICATE_KEY)
    return data


def _user_response(data: Mapping[str, Any]) -> str:
    text = data.get("userResponse")
    if not isinstance(text, str):
        raise ReplyBroken(ReplyFault.NO_USER_RESPONSE)
    if not text.strip():
        raise ReplyBroken(ReplyFault.EMPTY_USER_RESPONSE)
    if len(text) > MAX_USER_RESPONSE:
        raise ReplyBroken(ReplyFault.USER_RESPONSE_TOO_LONG)
    if not is_storable(text):
        raise ReplyBroken(ReplyFault.UNSTORABLE_TEXT)
    return text


def _awaiting(value: object) -> Awaiting:
    if isinstance(value, str) and value in DECLARABLE_AWAITING:
        return Awaiting(value)
    return Awaiting.UNKNOWN


def _options(value: object) -> tuple[str, ...]:
    """Return what the visitor may press; nothing where one is unusable: the rest would mislead."""
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_OPTIONS:
        return ()
    texts = [each.strip() if isinstance(each, str) else "" for each in value]
    usable = all(text and len(text) <= MAX_OPTION and is_storable(text) for text in texts)
    return tuple(dict.fromkeys(texts)) if usable else ()


def _lesson(value: object) -> TaughtLesson | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _Unusable(LessonProblem.NOT_AN_OBJECT)
    if value.get("command") != COMMAND:
        raise _Unusable(LessonProblem.COMMAND_UNKNOWN)
    query = _text(value.get("query"), LessonProblem.QUERY_MISSING)
    if len(query) > MAX_QUERY:
        raise _Unusable(LessonProblem.QUERY_TOO_LONG)
    response = _text(value.get("response"), LessonProblem.RESPONSE_MISSING)
    if len(response) > MAX_RESPONSE:
        raise _Unusable(LessonProblem.RESPONSE_TOO_LONG)
    return TaughtLesson(query, response, _act(value.get("act")), _variants(value.get("variants")))


def _text(value: object, missing: LessonProblem) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Unusable(missing)
    if not is_storable(value):
        raise _Unusable(LessonProblem.UNSTORABLE_TEXT)
    return value.strip()


def _act(value: object) -> Act | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in tuple(Act):
        raise _Unusable(LessonProblem.ACT_INVALID)
    return Act(value)


def _variants(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _Unusable(LessonProblem.VARIANTS_INVALID)
    if len(value) > MAX_VARIANTS:
        raise _Unusable(LessonProblem.VARIANTS_TOO_MANY)
    variants = tuple(_text(item, LessonProblem.VARIANTS_INVALID) for item in value)
    if any(len(variant) > MAX_QUERY for variant in variants):
        raise _Unusable(LessonProblem.VARIANT_TOO_LONG)
    return variants
