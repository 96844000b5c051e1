"""Build the chat messages of a request: the company's plain chat, and what the product adds to it.

The persona is the system message, the conversation is native turns, the visitor's text is a user
message. The mark's line ends the system message, so that everything before the last message is the
same from call to call and a provider's prefix cache holds it. The note that asks for a lesson
stands behind the visitor's text: only messages that may be small talk have one.

Nothing here needs a network or a database.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from delegation.domain.teaching import batches
from delegation.domain.teaching.marks import MARK_LINE, neutralise_marks
from delegation.domain.teaching.overhead import Asked, OverheadPart
from delegation.domain.teaching.schema import REPLY_SCHEMA
from delegation.domain.teaching.ways import Way, note
from delegation.teacher import judging
from delegation.teacher.endpoint import Persona, TeacherRequest, Turn

HISTORY_TOKENS = 2_000  # enough for a chat's thread; older turns cost more than they tell
# Turns that are dropped together. One by one, every call would begin with another turn, and no
# provider would find its beginning in a cache.
DROPPED_TOGETHER = 8
BYTES_PER_TOKEN = 2  # languages need 2 to 4 bytes a token: 2 never underestimates by much
MESSAGE_TOKENS = 8  # what the protocol adds around each chat message
SCHEMA_CHARACTERS = len(json.dumps(REPLY_SCHEMA))

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Built:
    """The chat messages, and how many of their characters each part of the product takes."""

    messages: list[Message]
    overhead: Mapping[OverheadPart, int] = field(default_factory=dict)
    structured: bool = False  # the reply is to be JSON

    @property
    def asked(self) -> Asked:
        """The characters of all messages, and of the schema where there is one, by part."""
        written = sum(len(message["content"]) for message in self.messages)
        return Asked(written + (SCHEMA_CHARACTERS if self.structured else 0), self.overhead)


def build(request: TeacherRequest) -> Built:
    """Build the messages for a request and say what of them is overhead."""
    if request.judged is not None:
        return Built(_judging_messages(request, request.judged))
    if request.batch:
        return Built([_message("system", batches.RULES), _message("user", _clean(request.message))])
    added = note(request.way)
    overhead: dict[OverheadPart, int] = {}
    system = _persona_text(request.persona)
    if request.mark and request.way is not Way.JSON:  # a JSON reply says what it awaits
        overhead[OverheadPart.MARK] = len(MARK_LINE) + 2
        system += f"\n\n{MARK_LINE}"
    if request.way is Way.JSON:
        overhead[OverheadPart.ENVELOPE] = len(added) + SCHEMA_CHARACTERS
    elif added:
        overhead[OverheadPart.TEACHING] = len(added)
    said = _said if request.mark or added else _clean
    # Before the message: the note that asks for a lesson is about the message above it. What may be
    # small talk is small talk on every page.
    page = f"{said(request.page)}\n\n" if request.page and not added else ""
    messages = [
        _message("system", system),
        *(
            _message("user" if turn.visitor else "assistant", said(turn.text))
            for turn in bounded(request.turns)
        ),
        _message("user", page + said(request.message) + added),
    ]
    return Built(messages, overhead, structured=request.way is Way.JSON)


def build_messages(request: TeacherRequest) -> list[Message]:
    """The chat messages for a request."""
    return build(request).messages


def bounded(turns: Sequence[Turn], *, tokens: int = HISTORY_TOKENS) -> list[Turn]:
    """The newest turns that fit, in order. The last turn is always kept, if need be cut: without
    it the model cannot tell what "yes" answers.
    """
    costs = [estimated_tokens(turn.text) for turn in turns]
    left = sum(costs)
    for start in range(0, len(turns), DROPPED_TOGETHER):
        if left <= tokens:
            return list(turns[start:])
        left -= sum(costs[start : start + DROPPED_TOGETHER])
    if not turns:
        return []
    kept: list[Turn] = []
    for turn, cost in zip(reversed(turns), reversed(costs), strict=True):
        tokens -= cost
        if tokens < 0:
            break
        kept.append(turn)
    return kept[::-1] or [replace(turns[-1], text=turns[-1].text[-HISTORY_TOKENS:])]


def shorten_request(request: TeacherRequest) -> TeacherRequest:
    """Return the request with the newest quarter of its history, for a model that reads less."""
    newest = bounded(request.turns)
    return replace(request, turns=tuple(bounded(newest, tokens=HISTORY_TOKENS // 4)))


def estimated_tokens(text: str) -> int:
    """A cautious guess: no tokenizer is downloaded."""
    return len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN + 1


def most_input_tokens(built: Built) -> int:
    """An upper bound: no tokenizer makes more than one token of a byte."""
    written = sum(len(message["content"].encode()) + MESSAGE_TOKENS for message in built.messages)
    return written + (SCHEMA_CHARACTERS if built.structured else 0)


def _judging_messages(request: TeacherRequest, given: str) -> list[Message]:
    turns = [replace(turn, text=_clean(turn.text)) for turn in bounded(request.turns)]
    case = judging.case_json(turns, _clean(request.message), _clean(given))
    system = _persona_text(request.persona) + judging.RULES
    return [_message("system", system), _message("user", case)]


def _persona_text(persona: Persona) -> str:
    name = _clean(persona.name) or "the assistant"
    language = _clean(persona.language) or "the visitor's language"
    instructions = _clean(persona.instructions).strip() or "You help visitors with their questions."
    return (
        f"You are {name}, the assistant in a company's web chat. Answer in {language}.\n"
        f"{instructions}"
    )


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _said(text: str) -> str:
    """What people and rules said, without marks of theirs."""
    return neutralise_marks(_clean(text))


def _clean(text: str) -> str:
    """Without what cannot be sent: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
