"""What the demo teacher says: a conversation -> a reply in the shape of the product's protocol."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from delegation.embedded.demo_teacher import dialogue
from delegation.embedded.demo_teacher.smalltalk import SMALL_TALK, SmallTalk

STRENGTH = ("farewell", "thanks", "compliment", "greeting", "acknowledgement", "laughter")
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
    earlier: tuple[str, ...] = ()  # the visitor's earlier messages, oldest first
    judged: bool = False  # a reply was given already; say whether it did
    marked: bool = False  # a reply that asks nothing is to end with a mark
    teaches: bool = False  # and the mark may say what the message was


def read_case(messages: Sequence[Mapping[str, Any]]) -> Case:
    """Read the conversation out of chat messages: plain turns, or a JSON case to be judged."""
    users = [_text(m) for m in messages if m.get("role") == "user"]
    last, _, note = (users[-1] if users else "").partition(NOTE)
    with suppress(ValueError):
        data = json.loads(last)
        if isinstance(data, dict) and isinstance(data.get("message"), str):
            return _structured(data)
    assistants = [_text(m) for m in messages if m.get("role") == "assistant"]
    system = "".join(_text(m) for m in messages if m.get("role") == "system")
    return Case(
        last,
        _guess_awaiting(assistants[-1] if assistants else ""),
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
    word = _bare(case.message)
    if case.awaiting == "confirm":
        return _after_confirm(word, language)
    if case.awaiting in ("choice", "info"):
        return _reply(dialogue.NOTED[language])
    if case.awaiting == "more" and word in dialogue.NO:
        return _small_talk(case, _line(language, "farewell"))
    if known:
        return _small_talk(case, known)
    return _asks_back(word, language) or _reply(dialogue.SCRIPTED[language])


def _structured(data: Mapping[str, Any]) -> Case:
    turns = [turn for turn in data.get("conversation") or () if isinstance(turn, dict)]
    awaiting, earlier = "nothing", []
    for turn in turns:
        if turn.get("from") == "visitor":
            earlier.append(str(turn.get("text", "")))
        else:
            awaiting = str(turn.get("awaiting") or "nothing")
    return Case(data["message"], awaiting, tuple(earlier), judged="givenReply" in data)


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _guess_awaiting(last_reply: str) -> str:
    """A question of our own is pending, or nothing is."""
    asked = (
        ("confirm", dialogue.CONFIRM),
        ("choice", dialogue.ASK_SIZE),
        ("info", dialogue.ASK_NUMBER),
        ("more", dialogue.CANCELLED),
    )
    for state, texts in asked:
        if any(text in last_reply for text in texts.values()):
            return state
    return "nothing"


def _bare(message: str) -> str:
    return re.sub(r"\s+", " ", message.lower().replace("\u2019", "'")).strip(_EDGES)


def _candidates(phrase: str) -> list[SmallTalk]:
    return [line for line in SMALL_TALK if phrase in line.phrases]


def _prefer(lines: Sequence[SmallTalk], earlier: Sequence[str]) -> SmallTalk | None:
    """Several languages share a word ("ok", "perfecto"): take the one the visitor wrote before."""
    spoken = {line.language for text in earlier for line in _candidates(_bare(text))}
    return next((line for line in lines if line.language in spoken), lines[0] if lines else None)


def _recognise(case: Case) -> SmallTalk | None:
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
        if re.search(r"[а-яё]", text.lower()):
            return "ru"
        for language, words in _FUNCTION_WORDS.items():
            if words & set(re.findall(r"\w+", text.lower())):
                return language
    return "en"


_FUNCTION_WORDS = {
    "en": {"the", "my", "you", "is", "are", "what", "how", "do", "can"},
    "de": {"ich", "ist", "der", "das", "und", "wie", "wo", "bitte", "mein", "meine", "ein", "eine"},
    "fr": {"je", "le", "les", "est", "vous", "où", "mon", "ma", "quel", "une", "bonjour"},
    "pt": {"você", "meu", "minha", "não", "quero", "onde", "está", "uma", "um", "qual"},
    "es": {"el", "los", "mi", "quiero", "dónde", "donde", "cuál", "una", "está", "cómo"},
}


def _line(language: str, act: str) -> SmallTalk:
    return next(line for line in SMALL_TALK if (line.language, line.act) == (language, act))


def _after_confirm(word: str, language: str) -> dict[str, Any]:
    if word in dialogue.YES:
        return _reply(dialogue.CONFIRMED[language])
    if word in dialogue.NO:
        return _reply(dialogue.CANCELLED[language], "more")
    return _reply(dialogue.CONFIRM[language], "confirm")


def _asks_back(word: str, language: str) -> dict[str, Any] | None:
    for stems, texts, awaiting in (
        (dialogue.BOOK, dialogue.CONFIRM, "confirm"),
        (dialogue.ORDER, dialogue.ASK_NUMBER, "info"),
        (dialogue.SIZE, dialogue.ASK_SIZE, "choice"),
    ):
        if any(stem in word for stem in stems):
            return _reply(texts[language], awaiting)
    return None


def _small_talk(case: Case, line: SmallTalk) -> dict[str, Any]:
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
