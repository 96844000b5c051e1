"""Let your own assistant teach the gatekeeper: marks in its replies, and receipts of its calls.

One file without dependencies, for Python 3.9 or later. Copy it beside your server.

    import delegation_teacher as dt

    system = persona + "\\n\\n" + dt.LINE
    reply = dt.Reply(message, awaiting)
    for piece in your_model(system, conversation):
        send(reply.hear(piece))  # the text without marks
    send(reply.finish())
    answer = reply.json()  # {"userResponse", "awaiting", "learningInstruction"}

Marks are read exactly as the product reads its teacher's.
"""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any

MARK = "\u00a4"
LINE = f"""\
End replies that ask nothing or only offer more help with {MARK}.
If the visitor's last message is pure small talk, end with what it was instead: \
{MARK}hi (greeting), {MARK}thanks, {MARK}bye (also "no, that's all"), {MARK}ok (acknowledgement), \
{MARK}nice (praise) or {MARK}haha. Not if it also holds a question, wish, complaint, name or \
"but", or answers a question of yours."""
LINE_TOKENS = 99  # of LINE in o200k: what it adds to the input of each call
COMMAND = "LEARN_SIMPLE_PHRASE"
LONGEST_QUERY, LONGEST_RESPONSE = 120, 500  # characters; longer ones are never learned
TEACHABLE = ("nothing", "more")

CODES = {
    "hi": "greeting",
    "thanks": "thanks",
    "bye": "farewell",
    "ok": "acknowledgement",
    "nice": "compliment",
    "haha": "laughter",
}
_ACTS = {**CODES, **{act: act for act in CODES.values()}}
_WORDS = (*_ACTS, "more")
_LAST = 200  # characters at the end that tell whether it asks
_PAIRS = dict(zip("*_`~\"'([{<\u201c\u2018\u00ab", "*_`~\"')]}>\u201d\u2019\u00bb"))  # noqa: B905
_WRAPS = "".join(sorted({*_PAIRS, *_PAIRS.values()}))
_WRAP = re.escape(_WRAPS)
_HELD = _WRAPS + "#\u2022+-"
_LETTER = re.compile(r"[^\W\d_]+")
_BLANKS = re.compile(rf"[\s{_WRAP}:=-]*")
_KNOWN = sorted(_WORDS, key=len, reverse=True)
_BEGUN = {word[:n] for word in _WORDS for n in range(1, len(word))}
_AROUND = re.compile(rf"[\s{_WRAP}.,!:=\u2026\u3002-]")
_MARK_AND_WORD = re.compile(rf"{MARK}(?:[:=_-]?(?P<word>[^\W\d_]+))?")
_WORD_AFTER = re.compile(rf"{MARK}(?:[\s{_WRAP}:=-]*(?P<word>[^\W\d_]+))?")
_CLOSING = re.compile(rf"[{_WRAP}]*")
_LONE_LINE = re.compile(r"(?:\A|\n)[ \t]*(?:(?P<fence>[`~*_]+)|[>#\u2022+-]+)[ \t]*\Z")
_STOP = re.compile(r"[.!\u2026\u3002]")
_QUESTION = "?\u00bf\u061f\u203d\uff1f\u037e\u2753\u2754"
_ASKING = re.compile(rf"[{_QUESTION}][\s{_WRAP}]*\Z")
_STICKS = "?.,!:;\u2026\u3002"


class Marks:
    """Take a reply piece by piece; give back the text that can be no part of a mark."""

    def __init__(self) -> None:
        self._held = ""
        self._shown = ""
        self._words: list[str] = []
        self._astray = False
        self.count = 0  # marks and words behind them: what the reply wrote for the product

    def hear(self, piece: str) -> str:
        """Return the text that is certain after this piece."""
        self._held += piece
        certain = ""
        while (at := self._held.find(MARK)) >= 0 and not _is_ending(self._held, at):
            passed = self._pass_mark(at)
            self._shown += passed
            certain += passed
        cut = _held_from(self._held[:at] if at >= 0 else self._held)
        certain += self._held[:cut]
        self._shown += self._held[:cut]
        self._held = self._held[cut:]
        return certain

    def finish(self) -> str:
        """Return what is left of the text. Call it once, when the reply has ended."""
        before, mark, _ = self._held.partition(MARK)
        if not mark:
            self._shown += self._held
            return self._held
        ending = self._held[len(before) :]
        words = [found["word"] or "" for found in _WORD_AFTER.finditer(ending)]
        self._words = [word.lower() for word in words]
        self.count += len(words) + sum(map(bool, words))
        if not (self._shown + before).strip() and not _is_known(self._words[0]):
            left = words[0]
        else:
            left = _closed(self._shown + before, ending)[len(self._shown) :]
        self._shown += left
        return left

    @property
    def text(self) -> str:
        """The text so far."""
        return self._shown

    @property
    def awaiting(self) -> str:
        """What the finished reply waits for: `nothing`, `more` or `unknown`."""
        if not self._words or self._astray or not all(map(_is_known, self._words)):
            return "unknown"
        asks = "more" in self._words or _ASKING.search(self._shown[-_LAST:])
        return "more" if asks else "nothing"

    @property
    def act(self) -> str | None:
        """What the visitor's message was, where the reply says so beyond doubt."""
        acts = {_ACTS[word] for word in self._words if word in _ACTS}
        return acts.pop() if len(acts) == 1 and self.awaiting != "unknown" else None

    def _pass_mark(self, at: int) -> str:
        self._astray = True
        before, found = self._held[:at], _MARK_AND_WORD.match(self._held, at)
        end = found.end() if found else at
        word = (found["word"] or "").lower() if found else ""
        self.count += 1 + bool(word)
        if not (self._shown + before).strip() and not _is_known(word):
            end = at + len(MARK)
        wrapped = _pairs(before, self._held[end:])
        before, after = before[: len(before) - wrapped], self._held[end + wrapped :]
        text, self._held = before.rstrip(), after.lstrip()
        gaps = before[len(text) :], after[: len(after) - len(self._held)]
        gap = max(gaps, key=lambda gap: (gap.count("\n"), len(gap)))
        if self._held[:1] in _STICKS or not (self._shown + text):
            gap = ""
        return text + gap


class Reply(Marks):
    """The reply to one message of a visitor, and what it teaches."""

    def __init__(self, message: str, awaiting: str = "unknown") -> None:
        """`awaiting` is what the conversation waited for, as the gatekeeper tells your server."""
        super().__init__()
        self._message = message.strip()
        self._asked = awaiting

    def json(self) -> dict[str, Any]:
        """Return the answer as the gatekeeper's `respond` takes it. Call `finish` before."""
        response = self.text.strip()
        answer: dict[str, Any] = {"userResponse": response, "awaiting": self.awaiting}
        fits = len(self._message) <= LONGEST_QUERY and len(response) <= LONGEST_RESPONSE
        if self.act and self._asked in TEACHABLE and self._message and response and fits:
            answer["learningInstruction"] = {
                "command": COMMAND,
                "query": self._message,
                "response": response,
                "act": self.act,
                "variants": [],
            }
        return answer

    def receipt(
        self,
        *,
        id: str,  # noqa: A002 - the wire's name
        visitor: str,
        model: str,
        usage: dict[str, int],
        **more: Any,
    ) -> dict[str, Any]:
        """Return the receipt of this reply for `send_receipts`.

        `id` and `visitor` come from the gatekeeper; `usage` is `{"input", "output"}` and perhaps
        `cached` and `reasoning`, as your provider counted. `more`: `base_url`, `milliseconds`.
        """
        lesson = self.json().get("learningInstruction")
        return {
            "id": id,
            "visitor": visitor,
            "message": self._message if lesson else "",
            "awaiting": self._asked,
            "model": model,
            "usage": usage,
            "added": {
                "input": min(LINE_TOKENS, usage["input"]),
                "output": min(self.count, usage["output"]),
            },
            **({"learningInstruction": lesson} if lesson else {}),
            **more,
        }


def send_receipts(host: str, secret_key: str, *receipts: dict[str, Any]) -> dict[str, Any]:
    """Send up to 100 receipts; an id is counted once, so a failed call may be sent again.

    Raises `urllib.error.URLError`.
    """
    request = urllib.request.Request(  # noqa: S310 - the host is the caller's own
        f"{host}/api/v1/manage/receipts",
        json.dumps({"receipts": receipts}).encode(),
        {"Authorization": f"Bearer {secret_key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
        answer: dict[str, Any] = json.load(response)
        return answer


def _is_known(word: str) -> bool:
    return word in ("", *_WORDS)


def _is_ending(text: str, at: int) -> bool:
    """Whether all from here on can still be the end of a reply."""
    while at < len(text):
        if text[at] != MARK:
            if not _AROUND.match(text, at):
                return False
            at += 1
            continue
        at += 1
        sign = 1 if text[at : at + 1] in (":", "=", "_", "-") else 0
        touching = _LETTER.match(text, at + sign)
        at = touching.end() if touching else _after_word(text, at)
    return True


def _after_word(text: str, at: int) -> int:
    """Return the end of a known or begun word that does not touch its mark, else the place."""
    start = _BLANKS.match(text, at).end()  # type: ignore[union-attr]
    for word in _KNOWN:
        if text.startswith(word, start) and not _LETTER.match(text, start + len(word)):
            return start + len(word)
    return len(text) if text[start:] in _BEGUN else at


def _held_from(text: str) -> int:
    at = len(text)
    while at and (text[at - 1].isspace() or text[at - 1] in _HELD):
        at -= 1
    return at


def _pairs(before: str, after: str) -> int:
    count = 0
    for opening, closing in zip(reversed(before), after):  # noqa: B905 - Python 3.9 has no `strict`
        if _PAIRS.get(opening) != closing:
            break
        count += 1
    return count


def _closed(before: str, ending: str) -> str:
    found = _WORD_AFTER.match(ending)
    rest = ending[found.end() :] if found else ""
    wrapped = _pairs(before, rest)
    text = before[: len(before) - wrapped].rstrip()
    lone = _LONE_LINE.search(text, max(0, len(text) - _LAST))
    if lone and not (lone["fence"] and text.count(lone["fence"]) % 2 == 0):
        text = text[: lone.start()].rstrip()
    stop = _STOP.search(rest)
    if stop and text[-1:].isalnum():
        text += stop[0]
    closing = _CLOSING.match(rest, wrapped)
    kept = closing[0] if closing else ""
    return text + kept if kept and text.count(kept) % 2 else text
