"""The helpers for own assistants split marks as the product does, wherever a stream is cut."""

import json
import random
import subprocess
import unicodedata
from pathlib import Path

import delegation_teacher as helper
from delegation.domain.teaching.marks import CODES, MARK, MarkFilter

SCRIPT = Path(__file__).parent / "split_marks.mjs"
PARTS = [
    *(f"{MARK}{code}" for code in CODES),
    *(MARK, MARK, " ", "\n", "  ", "**", "*", "`", "```", '"', "(", ")", "“", "”", "-", "> ", "."),
    *("?", "!", ":", "_", "th", "thanks", "ok", "more", "mo", "gracias", "Bye", "спасибо"),
    *("谢谢", "1", "\u200b", "\U0001f600", "é", "İ", "ß", "²", "\x1c", "\x85", "\ufeff", "x" * 199),
]
REPLIES = 1_500


def written_replies() -> list[str]:
    """The same replies in each run; letters that newer Unicode assigned are in none."""
    chance = random.Random(16)
    replies = []
    for _ in range(REPLIES):
        parts = [chance.choice(PARTS) for _ in range(chance.randint(0, 9))]
        letter = chr(chance.choice([chance.randrange(0x3000), chance.randrange(0x1F000)]))
        if unicodedata.category(letter) not in ("Cn", "Cs"):
            parts.insert(chance.randint(0, len(parts)), letter)
        replies.append("".join(parts))
    return replies


def by_product(written: str) -> list[object]:
    marks = MarkFilter()
    text = marks.hear(written) + marks.finish()
    act = marks.act.value if marks.act else None
    return [text, marks.awaiting.value, act, marks.marks + marks.codes]


def by_helper(*pieces: str) -> list[object]:
    marks = helper.Marks()
    text = "".join([*map(marks.hear, pieces), marks.finish()])
    return [text, marks.awaiting, marks.act, marks.count]


def test_the_python_helper_reads_every_reply_as_the_product_does_at_every_split() -> None:
    for written in written_replies():
        wanted = by_product(written)
        assert by_helper(*written) == wanted
        for at in range(len(written) + 1):
            assert by_helper(written[:at], written[at:]) == wanted, (written, at)


def test_the_javascript_helper_reads_every_reply_as_the_product_does_at_every_split() -> None:
    replies = written_replies()
    asked = json.dumps(replies)
    done = subprocess.run(["node", SCRIPT], input=asked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)

    for written, found in zip(replies, answer["found"], strict=True):
        assert found == [*by_product(written), 0], written
    assert answer["line"] == helper.LINE


def test_a_lesson_is_the_seeds_json_only_where_small_talk_can_be_learned() -> None:
    reply = helper.Reply(" thx ", "nothing")
    reply.hear("You're welcome!¤thanks")
    reply.finish()

    assert reply.json()["learningInstruction"] == {
        "command": "LEARN_SIMPLE_PHRASE",
        "query": "thx",
        "response": "You're welcome!",
        "act": "thanks",
        "variants": [],
    }
    for awaiting in ("confirm", "unknown"):
        silent = helper.Reply("thx", awaiting)
        silent.hear("You're welcome!¤thanks")
        silent.finish()
        assert silent.json() == {"userResponse": "You're welcome!", "awaiting": "nothing"}
