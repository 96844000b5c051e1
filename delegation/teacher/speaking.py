"""A reply that is still being written -> the text that may be shown, as soon as it is certain."""

from collections.abc import Callable

import jiter

from delegation.domain.codepoints import is_storable
from delegation.domain.teaching.replies import (
    MAX_USER_RESPONSE,
    ParsedReply,
    ReplyBroken,
    parse_reply,
    plain_reply,
)
from delegation.teacher.errors import TeacherBroken


class Speaker:
    """Passes on new pieces of `userResponse` and nothing else.

    A piece that was passed on is never withdrawn, holds no JSON syntax and no half of a character;
    the pieces joined are the finished reply's text, byte for byte.
    """

    def __init__(self, on_text: Callable[[str], None], *, structured: bool) -> None:
        self._on_text = on_text
        self._structured = structured
        self._pieces: list[str] = []
        self._shown = ""
        self._silent = False  # wait for the end: what comes cannot be shown piece by piece

    @property
    def shown(self) -> bool:
        return bool(self._shown)

    def hear(self, piece: str) -> None:
        """Take the next piece of what the model writes."""
        self._pieces.append(piece)
        if self._silent or not piece:
            return
        written = self._written()
        start = written.lstrip()[:1]
        if self._structured and start in ("", "`", "\ufeff"):
            return
        if self._structured and start == "{":
            self._show_growing(self._user_response_of(written))
        else:
            self._show_growing(written)

    def finish(self) -> ParsedReply:
        """Read the whole reply and pass on what is left of its text.

        A teacher that was asked for JSON and plainly wrote a sentence is taken at its word: the
        sentence is the answer and teaches nothing. Raises TeacherBroken.
        """
        written = self._written()
        looks_like_json = written.strip()[:1] in ("", "{", "`", "\ufeff")
        try:
            reply = (parse_reply if self._structured and looks_like_json else plain_reply)(written)
        except ReplyBroken as error:
            raise TeacherBroken(f"teacher_{error.fault.value}") from error
        if not reply.user_response.startswith(self._shown):
            raise TeacherBroken("teacher_contradiction")
        self._pass_on(reply.user_response)
        return reply

    def _written(self) -> str:
        """All of it so far; halves of a character that came in two pieces are one again."""
        written = "".join(self._pieces)
        if is_storable(written):
            return written
        return written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

    def _user_response_of(self, written: str) -> str:
        try:
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
