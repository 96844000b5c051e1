"""Read and replay 200,000 messages in the process that reads uploads: seconds and peak memory.

    python -m tests.benchmarks.files_bench [MESSAGES]

The process has the limits that it has in production. `reading` and `replaying` are two processes,
as on the page. To reach: 60 s and 300 MB for each.
"""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.delegation.domain.exports.making import Talk
from tests.delegation.domain.exports.writers import WRITERS

BASE = Path(__file__).resolve().parents[2]
MESSAGES = 200_000
PER_TALK = 8
SECONDS, MEGABYTES = 60.0, 300.0  # to reach


def talks(messages: int) -> list[Talk]:
    """Conversations of eight messages, of some 60 characters each, a fifth of them small talk."""
    small = ("hello", "thanks", "thank you so much", "ok, that is all", "good morning")
    made: list[Talk] = []
    for number in range(messages // PER_TALK):
        talk = []
        for turn in range(PER_TALK):
            who = ("visitor", "agent")[turn % 2]
            text = f"About parcel {number} of {turn}: it left the depot, and I wait for news of it"
            talk.append((who, small[number % len(small)] if turn in (0, 6) else text))
        made.append(talk)
    return made


def measured(order: dict[str, object], data: bytes) -> tuple[float, float, dict[str, object]]:
    """Return seconds, the peak of resident megabytes, and the last line that the process said."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "delegation.savings.services.replay_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=BASE,
        env={"PYTHONPATH": str(BASE), "PYTHONIOENCODING": "utf-8"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(order).encode() + b"\n" + data)
    process.stdin.close()
    lines = [json.loads(line) for line in io.TextIOWrapper(process.stdout, "utf-8")]
    _, _, usage = os.wait4(process.pid, 0)
    return time.monotonic() - began, usage.ru_maxrss / 1024, lines[-1]


def main() -> int:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    made, missed = talks(messages), 0
    kinds: dict[str, Callable[[list[Talk]], bytes]] = {
        name: WRITERS[name] for name in ("table", "openai", "chatwoot", "livechat", "workbook")
    }
    for name, write in kinds.items():
        data = write(made)
        common = {"name": name, "columns": None, "assistants": [], "day_first": None}
        replay = {"what": "replay", "sightings": 1, "cost": [None] * 3}
        for what, order in (("reading", {"what": "read"}), ("replaying", replay)):
            seconds, megabytes, said = measured(order | common, data)
            late = seconds > SECONDS or megabytes > MEGABYTES or "refused" in said
            missed += late
            shown = said.get("refused") or f"{len(data) / 2**20:.0f} MB"
            print(f"{name:10} {what:10} {seconds:6.1f} s {megabytes:6.0f} MB  {shown}", flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
