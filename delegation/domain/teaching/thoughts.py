"""Remove a model's thoughts and control tokens from its reply while the reply is being written.

Models that reason write their thoughts into the reply where the server does not separate them: in
tags, in channels, or as plain text that only a closing tag ends. The visitor must see none of it.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from delegation.domain.teaching.thought_tokens import (
    ANSWER_CLOSES,
    ANSWER_MAY_CLOSE,
    ANSWER_MAY_OPEN,
    ANSWER_OPENS,
    BEGINNING,
    OTHER_SPEAKERS,
    SUSPECT_OPENINGS,
    THOUGHT_CHANNEL,
    TOKEN,
    TokenKind,
    classify_token,
    cut_bare_thoughts,
)


class _State(Enum):
    TEXT = auto()
    THOUGHT = auto()
    HEADER = auto()
    ENDED = auto()  # after a stop token: only another channel can follow


@dataclass(slots=True)
class ThoughtFilter:
    """Passes on the reply's own text as soon as it is certain.

    The results of all `take` calls and of `finish`, joined, are the same however the reply is cut,
    unless `leaked`. A `patient` filter never leaks: it withholds every text that a closing tag
    could still turn into a thought.
    """

    patient: bool = False
    closed_alone: bool = False  # a thought was closed that no tag had opened
    leaked: bool = False  # and a part of it had already been passed on
    found: bool = False  # anything that is not the reply's own text
    _state: _State = _State.TEXT
    _depth: int = 0  # of thoughts inside thoughts
    _waiting: str = ""  # may be the beginning of a token
    _held: str = ""  # text that is not passed on yet
    _line: str = ""  # the last text before what waits
    _header: str = ""
    _header_name: str = ""
    _after_close: str | None = None  # what followed a closing tag inside a thought
    _started: bool = False  # something was passed on
    _trimming: bool = False  # blanks and a wrapper before the reply are dropped
    _wrapped: bool = False

    def trust(self) -> None:
        """Stop withholding: the server separates thoughts from the reply by itself."""
        self.patient = False

    def take(self, piece: str) -> str:
        """Read the next piece and return the text that has become certain."""
        self._waiting += piece
        place = 0
        for token in TOKEN.finditer(self._waiting):
            self._read_text(self._waiting[place : token.start()])
            self._read_token(token)
            place = token.end()
        rest = self._waiting[place:]
        begun = BEGINNING.search(rest)
        certain = begun.start() if begun else len(rest)
        self._read_text(rest[:certain])
        self._waiting = rest[certain:]
        return self._release()

    def finish(self) -> str:
        """Return the rest of the text: nothing follows."""
        self._read_text(self._waiting)
        self._waiting = ""
        if self._state is _State.THOUGHT and self._after_close and not self._has_text:
            self._held = self._after_close.lstrip()  # two tags opened, one closed
        if self._trimming:
            self._trim()
        if not self._started:
            held, self._held = self._held, cut_bare_thoughts(self._held)
            self.found = self.found or self._held != held
        self._cut_wrapper()
        last, self._held = self._held.rstrip() if self.found else self._held, ""
        return last

    @property
    def _has_text(self) -> bool:
        return self._started or bool(self._held.strip())

    def _read_text(self, text: str) -> None:
        self._line = (self._line + text)[-200:]
        if self._state is _State.TEXT:
            self._held += text
        elif self._state is _State.THOUGHT and self._after_close is not None:
            self._after_close += text
        elif self._state is _State.HEADER:
            self._header += text
            if "\n" in self._header and self._header_name != "channel":
                self._header, _, rest = self._header.partition("\n")
                self._open_message()
                self._read_text(rest)

    def _read_token(self, token: re.Match[str]) -> None:
        kind, name = classify_token(token, before=self._line)
        if kind is TokenKind.IS_TEXT:
            return self._read_text(token.group())
        self.found = True
        if kind is TokenKind.OPENS_THOUGHT and self._state is not _State.ENDED:
            self._depth = self._depth + 1 if self._state is _State.THOUGHT else 1
            self._state = _State.THOUGHT
        elif kind is TokenKind.CLOSES_THOUGHT and self._state is not _State.ENDED:
            self._close_thought()
        elif kind is TokenKind.OPENS_HEADER:
            self._header, self._header_name, self._state = "", name, _State.HEADER
        elif kind is TokenKind.OPENS_MESSAGE and self._state is _State.HEADER:
            self._open_message()
        elif kind is TokenKind.OPENS_ANSWER and not self._has_text:
            self._state, self._trimming = _State.TEXT, True
        elif kind is TokenKind.STOPS and (self._state is _State.THOUGHT or self._has_text):
            self._state = _State.ENDED
        return None

    def _open_message(self) -> None:
        """Enter a channel's or a speaker's message; only the final channel is the reply."""
        if THOUGHT_CHANNEL.search(self._header):
            self._state, self._depth, self._after_close = _State.THOUGHT, 1, None
        elif self._header.strip().lower() in OTHER_SPEAKERS:
            self._state = _State.ENDED  # the model went on with a conversation that it made up
        else:
            self._state, self._trimming = _State.TEXT, not self._has_text

    def _close_thought(self) -> None:
        if self._state is _State.TEXT:
            self.closed_alone = True
            self.leaked = self.leaked or self._started
            self._held = ""
        self._depth -= 1
        if self._state is _State.THOUGHT and self._depth > 0:
            self._after_close = ""
            return
        self._state, self._after_close, self._depth = _State.TEXT, None, 0
        self._trimming, self.patient = not self._has_text, False

    def _release(self) -> str:
        if self._trimming:
            if ANSWER_MAY_OPEN.fullmatch(self._held):
                return ""
            self._trim()
        if not self._started and self._may_be_thought():
            return ""
        self._cut_wrapper()
        certain = self._held.rstrip()
        if self._wrapped and (closing := ANSWER_MAY_CLOSE.search(certain)):
            certain = certain[: closing.start()].rstrip()
        self._held = self._held[len(certain) :]
        self._started = self._started or bool(certain)
        return certain

    def _trim(self) -> None:
        if opened := ANSWER_OPENS.match(self._held):
            self._wrapped = self._wrapped or bool(opened.group("wrapper"))
            self._held = self._held[opened.end() :]
        self._trimming = not self._held

    def _cut_wrapper(self) -> None:
        if self._wrapped and (closing := ANSWER_CLOSES.search(self._held)):
            self._held = self._held[: closing.start()].rstrip()
            self._state = _State.ENDED

    def _may_be_thought(self) -> bool:
        start = self._held.lstrip().lstrip("*#_").lower()
        if start.startswith(("{", "[", "```")):
            return False  # JSON: no model writes its thoughts so
        self.patient = self.patient or start.startswith(SUSPECT_OPENINGS)
        return self.patient or any(words.startswith(start) for words in SUSPECT_OPENINGS)


def without_thoughts(text: str) -> str:
    """Return a whole reply's own text."""
    reading = ThoughtFilter(patient=True)
    return reading.take(text) + reading.finish()
