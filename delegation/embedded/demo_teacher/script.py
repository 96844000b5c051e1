"""What the demo teacher says: a conversation -> a reply in the shape of the product's protocol."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from delegation.embedded.demo_teacher import dialogue
from delegation.embedded.demo_teacher.intents import language_of
from delegation.embedded.demo_teacher.smalltalk import SMALL_TALK, ScriptedLine
from delegation.embedded.demo_teacher.tea_shop import VARIABLES, line

STRENGTH = ("farewell", "thanks", "compliment", "greeting", "acknowledgement", "laughter")
PAGE = ("[The visitor's page, ", "]\n\n")  # what it adds before it begins and ends so
NOTE = "\n\n[Note: "  # what the product adds behind the visitor's message begins so
MARK = "¤"
CODES = {
    "greeting": "hi",
    "thanks": "thanks",
    "farewell": "bye",
    "acknowledgement": "ok",
    "compliment": "nice",
    "laughter": "haha",
}
PENDING = ("confirm", "choice", "info", "unknown")  # a short word answers the question: no lesson
VARIANTS = 3  # spellings that a lesson adds to the visitor's own
_EDGES = " \t\n.,;:!?¡¿…)("


@dataclass(frozen=True)
class Case:
    """What the visitor says now, and what was said before."""

    message: str
    awaiting: str = "nothing"  # what the assistant's last reply waits for
    last_reply: str = ""  # of the assistant
    earlier: tuple[str, ...] = ()  # the visitor's earlier messages, oldest first
    judged: bool = False  # a reply was given already; say whether it did
    marked: bool = False  # a reply that asks nothing is to end with a mark
    teaches: bool = False  # and the mark may say what the message was


def read_case(messages: Sequence[Mapping[str, Any]]) -> Case:
    """Read the conversation out of chat messages: plain turns, or a JSON case to be judged."""
    users = [_text(m) for m in messages if m.get("role") == "user"]
    last, _, note = (users[-1] if users else "").partition(NOTE)
    if last.startswith(PAGE[0]):
        last = last.partition(PAGE[1])[2]
    with suppress(ValueError):
        data = json.loads(last)
        if isinstance(data, dict) and isinstance(data.get("message"), str):
            return _structured(data)
    assistants = [_text(m) for m in messages if m.get("role") == "assistant"]
    system = "".join(_text(m) for m in messages if m.get("role") == "system")
    last_reply = assistants[-1] if assistants else ""
    pending = dialogue.pending_after(last_reply)
    return Case(
        last,
        pending.awaiting if pending else "nothing",
        last_reply,
        tuple(users[:-1]),
        marked=MARK in system,
        teaches=MARK in note,
    )


def written(case: Case, reply: Mapping[str, Any]) -> str:
    """The reply as text: with a mark where one is asked for."""
    text = str(reply["userResponse"])
    if not case.marked or reply["awaiting"] not in ("nothing", "more"):
        return text
    lesson = reply["learningInstruction"] if case.teaches else None
    return text + MARK + (CODES[lesson["act"]] if lesson else "")


def answer(case: Case) -> dict[str, Any]:
    """The reply: userResponse, awaiting, learningInstruction (or None)."""
    known = _recognise(case)
    if case.judged:
        did = known is not None and case.awaiting not in PENDING
        return _reply("yes" if did else "no: this was not small talk alone")
    language = known.language if known else _language_of(case)
    message, pending = _bare(case.message), dialogue.pending_after(case.last_reply)
    if case.awaiting == "more" and message in dialogue.NO:
        return _small_talk(case, _line(language, "farewell"))
    if pending and (said := dialogue.answer_question(message, pending)):
        return _said(said)
    if case.awaiting in PENDING and not pending:
        return _said(_after_foreign_question(case.awaiting, message, language))
    if known:
        return _small_talk(case, known)
    if said := dialogue.answer_about_shop(message, language):
        return _said(said)
    if pending and pending.awaiting in PENDING:
        return _said(dialogue.ask_again(pending))
    return _reply(line(language, "scripted", variables=VARIABLES))


def _after_foreign_question(awaiting: str, message: str, language: str) -> dialogue.Said:
    """Answer after a question that the shop never asked, as in the exam."""
    if awaiting == "confirm" and message in dialogue.YES:
        return dialogue.Said(line(language, "done"))
    if awaiting == "confirm" and message in dialogue.NO:
        return dialogue.Said(line(language, "cancelled"), "more")
    return dialogue.Said(line(language, "noted"))


def _said(said: dialogue.Said) -> dict[str, Any]:
    return _reply(said.text, said.awaiting)


def _structured(data: Mapping[str, Any]) -> Case:
    turns = [turn for turn in data.get("conversation") or () if isinstance(turn, dict)]
    awaiting, last_reply, earlier = "nothing", "", []
    for turn in turns:
        if turn.get("from") == "visitor":
            earlier.append(str(turn.get("text", "")))
        else:
            awaiting = str(turn.get("awaiting") or "nothing")
            last_reply = str(turn.get("text", ""))
    return Case(data["message"], awaiting, last_reply, tuple(earlier), judged="givenReply" in data)


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _bare(message: str) -> str:
    return re.sub(r"\s+", " ", message.lower().replace("\u2019", "'")).strip(_EDGES)


def _candidates(phrase: str) -> list[ScriptedLine]:
    return [line for line in SMALL_TALK if phrase in line.phrases]


def _prefer(lines: Sequence[ScriptedLine], earlier: Sequence[str]) -> ScriptedLine | None:
    """Several languages share a word ("ok", "perfecto"): take the one the visitor wrote before."""
    spoken = {line.language for text in earlier for line in _candidates(_bare(text))}
    return next((line for line in lines if line.language in spoken), lines[0] if lines else None)


def _recognise(case: Case) -> ScriptedLine | None:
    """The strongest act of a message that is small talk from end to end, else None."""
    whole = _prefer(_candidates(_bare(case.message)), case.earlier)
    if "?" in case.message:  # "how are you?" is small talk, "ok?" is a question
        return whole if whole and whole.act == "greeting" else None
    if whole:
        return whole
    parts = [part for part in map(_bare, re.split(r"[,.;!\n]+", case.message)) if part]
    lines = [_prefer(_candidates(part), case.earlier) for part in parts]
    known = [line for line in lines if line]
    if not known or len(known) < len(lines):
        return None
    return min(known, key=lambda line: STRENGTH.index(line.act))


def _language_of(case: Case) -> str:
    for text in (case.message, *reversed(case.earlier)):
        if lines := _candidates(_bare(text)):
            return lines[0].language
        if language := language_of(text.lower()):
            return language
    return "en"


def _line(language: str, act: str) -> ScriptedLine:
    return next(line for line in SMALL_TALK if (line.language, line.act) == (language, act))


def _small_talk(case: Case, line: ScriptedLine) -> dict[str, Any]:
    if case.awaiting in PENDING:
        return _reply(line.reply)
    said = _bare(case.message)
    lesson = {
        "command": "LEARN_SIMPLE_PHRASE",
        "query": case.message.strip(),
        "response": line.reply,
        "act": line.act,
        "variants": [phrase for phrase in line.phrases if phrase != said][:VARIANTS],
    }
    return _reply(line.reply) | {"learningInstruction": lesson}


def _reply(text: str, awaiting: str = "nothing") -> dict[str, Any]:
    return {"userResponse": text, "awaiting": awaiting, "learningInstruction": None}
