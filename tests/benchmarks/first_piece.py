"""`python -m tests.benchmarks.first_piece`: when the first words of a reply reach the visitor.

Compares the marked reply with the JSON envelope in one run, from a teacher that writes twenty
tokens before the first visible one of the envelope, ten milliseconds each.
"""

import json
import time
from statistics import median

from delegation.domain.teaching.marks import MARK
from delegation.domain.teaching.ways import Way
from delegation.teacher import (
    Endpoint,
    Hooks,
    NoBreaker,
    OwnMemory,
    Persona,
    Teacher,
    TeacherRequest,
)
from delegation.teacher.shape import remember_apart
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

TIMES = 15
TOKEN_CHARACTERS, TOKEN_SECONDS, FIRST_SECONDS = 5, 0.01, 0.1
TOKENS_BEFORE = 20
TEXT = "word " * 20


def envelope() -> str:
    """A JSON reply whose first visible token is the twenty-first."""
    before = len('{"awaiting": "nothing", "note": "", "userResponse": "')
    note = "x" * (TOKENS_BEFORE * TOKEN_CHARACTERS - before)
    reply = {"awaiting": "nothing", "note": note, "userResponse": TEXT}
    return json.dumps(reply | {"learningInstruction": None})


def first_piece_seconds(way: Way, content: str) -> float:
    """The median time until the visitor's first text."""
    pieces = -(-len(content) // TOKEN_CHARACTERS)
    script = Script(
        content=content,
        pieces=pieces,
        first_seconds=FIRST_SECONDS,
        piece_seconds=TOKEN_SECONDS,
    )
    memory = OwnMemory()
    teacher = Teacher(memory=memory, breaker=NoBreaker())
    with FaultTeacher(script) as server:
        endpoint = Endpoint(1, server.base_url, "stub", guarded=False)
        remember_apart(memory, endpoint.name)
        waits = [_wait(teacher, endpoint, way) for _ in range(TIMES)]
    teacher.close()
    return median(waits)


def _wait(teacher: Teacher, endpoint: Endpoint, way: Way) -> float:
    began = time.monotonic()
    shown: list[float] = []
    request = TeacherRequest(Persona(), "thanks", mark=True, way=way)
    teacher.reply(endpoint, request, Hooks(on_text=lambda _: shown.append(time.monotonic())))
    return shown[0] - began


def main() -> None:
    marked = first_piece_seconds(Way.LINE, f"{TEXT.strip()}{MARK}thanks")
    enveloped = first_piece_seconds(Way.JSON, envelope())
    print(f"first piece of a marked reply    {marked * 1000:6.0f} ms")
    print(f"first piece of a JSON envelope   {enveloped * 1000:6.0f} ms")
    print(f"ratio                            {marked / enveloped:6.2f}")
    if marked > enveloped:
        raise SystemExit("The first words of a marked reply come later than those of an envelope.")


if __name__ == "__main__":
    main()
