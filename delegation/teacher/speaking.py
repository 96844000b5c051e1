"""A reply that is still being written -> the text that may be shown, as soon as it is certain."""

from collections.abc import Callable
from dataclasses import replace

import jiter

from delegation.domain.codepoints import is_storable
from delegation.domain.teaching.marks import MarkFilter
from delegation.domain.teaching.overhead import Written
from delegation.domain.teaching.replies import (
    MAX_USER_RESPONSE,
    ParsedReply,
    ReplyBroken,
    has_reply,
    held_to_message,
    parse_reply,
    plain_reply,
    with_lesson_of_mark,
)
from delegation.domain.teaching.ways import TEACHES_BY_MARK, Way
from delegation.teacher.endpoint import TeacherRequest
from delegation.teacher.errors import TeacherBroken

_JSON_BEGINS = ("{", "[", "`", "\ufeff")


class Speaker:
    """Passes on new pieces of the visitor's text and nothing else.

    A piece that was passed on is never withdrawn, holds no mark, no JSON syntax and no half of a
    character; the pieces joined are the finished reply's text, byte for byte.
    """

    def __init__(self, on_text: Callable[[str], None], request: TeacherRequest) -> None:
        self._on_text = on_text
        self._request = request
        self._structured = request.way is Way.JSON
        self._marks = MarkFilter() if request.mark or request.way in TEACHES_BY_MARK else None
        self._pieces: list[str] = []
        self._shown = ""
        self._silent = False  # wait for the end: what comes cannot be shown piece by piece

    @property
    def shown(self) -> bool:
        return bool(self._shown)

    @property
    def overhead(self) -> Written:
        """What of the reply the visitor does not read."""
        if self._structured:
            characters = sum(map(len, self._pieces))
            return Written(characters=characters, shown_characters=len(self._shown))
        if self._marks is None:
            return Written()
        return Written(marks=self._marks.marks, codes=self._marks.codes)

    def hear(self, piece: str) -> None:
        """Take the next piece of what the model writes."""
        if self._marks is not None and not self._structured:
            piece = self._marks.hear(piece)
        self._pieces.append(piece)
        if self._silent or not piece:
            return
        written = self._written()
        start = written.lstrip("\ufeff \n")[:1]
        if not start:
            return
        if start == "{" and '"userResponse"' in written:
            self._show_growing(self._user_response_of(written.lstrip("\ufeff \n")))
        elif start in _JSON_BEGINS or (self._structured or '"userResponse"' in written):
            return  # a reply in JSON may be in it, with something around it
        else:
            self._show_growing(written)

    def finish(self) -> ParsedReply:
        """Read the whole reply and pass on what is left of its text. Raises TeacherBroken."""
        try:
            reply = self._read_json() if self._structured else self._read_text()
        except ReplyBroken as error:
            raise TeacherBroken(f"teacher_{error.fault.value}") from error
        if not reply.user_response.startswith(self._shown):
            raise TeacherBroken("teacher_contradiction")
        self._pass_on(reply.user_response)
        return reply

    def _read_json(self) -> ParsedReply:
        """A teacher that was asked for JSON and plainly wrote a sentence is taken at its word: the
        sentence is the answer and teaches nothing.
        """
        written = self._written()
        looks_like_json = written.strip()[:1] in ("", "{", "`", "\ufeff") or has_reply(written)
        reply = (parse_reply if looks_like_json else plain_reply)(written)
        return held_to_message(reply, self._request.message)

    def _read_text(self) -> ParsedReply:
        """An act in the mark is a lesson only where one was asked for."""
        if self._marks is not None:
            self._pieces.append(self._marks.finish())
        written = self._written()
        if has_reply(written):  # some models write JSON whatever they are asked for
            reply = held_to_message(parse_reply(written), self._request.message)
            asked = self._request.way in TEACHES_BY_MARK
            return reply if asked else replace(reply, lesson=None, problem=None)
        if self._marks is None:
            return plain_reply(written)
        reply = plain_reply(written, self._marks.awaiting)
        act = self._marks.act
        if act is None or self._request.way not in TEACHES_BY_MARK:
            return reply
        return with_lesson_of_mark(reply, self._request.message, act)

    def _written(self) -> str:
        """All of it so far; halves of a character that came in two pieces are one again."""
        written = "".join(self._pieces)
        if is_storable(written):
            return written
        return written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

    def _user_response_of(self, written: str) -> str:
        try:  # an escaped character of which half is still to come is left out
            data = jiter.from_json(
                written.encode("utf-8", "replace"), partial_mode="trailing-strings"
            )
        except ValueError:
            self._silent = True
            return ""
        text = data.get("userResponse") if isinstance(data, dict) else None
        return text if isinstance(text, str) else ""

    def _show_growing(self, text: str) -> None:
        whole = text[:-1] if "\ud800" <= text[-1:] <= "\udbff" else text  # half of a character
        if not whole.strip():
            return  # an answer of blanks is refused in the end
        grows = whole.startswith(self._shown) and len(whole) <= MAX_USER_RESPONSE
        if grows and is_storable(whole[len(self._shown) :]):
            self._pass_on(whole)
        else:
            self._silent = True

    def _pass_on(self, text: str) -> None:
        if piece := text[len(self._shown) :]:
            self._shown = text
            self._on_text(piece)
