"""Read and replay 200,000 messages in the process that reads uploads: seconds and peak memory.

    python -m tests.benchmarks.files_bench [MESSAGES [WRITER ...]]

The process has the limits that it has in production. `reading` and `replaying` are two processes,
as on the page. To reach: 60 s of a processor and 300 MB for each.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.delegation.domain.exports.making import Talk
from tests.delegation.domain.exports.writers import WRITERS

BASE = Path(__file__).resolve().parents[2]
MESSAGES = 200_000
PER_TALK = 8
SECONDS, MEGABYTES = 60.0, 300.0  # to reach
WATCHED_EVERY_SECONDS = 0.05


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


@dataclass
class Measured:
    """Seconds of the clock and of a processor, the peak of resident megabytes, the last line."""

    seconds: float
    processor_seconds: float
    megabytes: float
    said: dict[str, Any]


def measured(order: dict[str, Any], data: bytes) -> Measured:
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "delegation.savings.services.replay_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=BASE,
        env={"PYTHONPATH": str(BASE), "PYTHONIOENCODING": "utf-8"},
    )
    # What `wait4` says counts the memory of this process too, from before the other one began.
    peaks = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True)
    watcher.start()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(order).encode() + b"\n" + data)
    process.stdin.close()
    lines = [json.loads(line) for line in process.stdout]
    _, _, usage = os.wait4(process.pid, 0)
    watcher.join()
    spent = usage.ru_utime + usage.ru_stime
    return Measured(time.monotonic() - began, spent, max(peaks), lines[-1])


def _watch(pid: int, peaks: list[float]) -> None:
    """Note the peak of the process's memory until it ends."""
    status = Path(f"/proc/{pid}/status")
    while True:
        try:
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        except (FileNotFoundError, ProcessLookupError):
            return
        if found is None:  # it has ended, and waits to be noticed
            return
        peaks.append(int(found[1]) / 1024)
        time.sleep(WATCHED_EVERY_SECONDS)


def main() -> int:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    names = sys.argv[2:] or ["table", "openai", "chatwoot", "livechat", "workbook"]
    made, missed = talks(messages), 0
    for name in names:
        data = WRITERS[name](made)
        common: dict[str, Any] = {
            "name": name,
            "columns": None,
            "assistants": [],
            "day_first": None,
        }
        replay = {"what": "replay", "sightings": 1, "cost": [None] * 3}
        for what, order in (("reading", {"what": "read"}), ("replaying", replay)):
            each = measured(order | common, data)
            missed += (
                each.processor_seconds > SECONDS
                or each.megabytes > MEGABYTES
                or "refused" in each.said
            )
            shown = each.said.get("refused") or f"{len(data) / 2**20:.0f} MB"
            print(
                f"{name:10} {what:10} {each.seconds:6.1f} s, {each.processor_seconds:5.1f} s of a"
                f" processor, {each.megabytes:4.0f} MB  {shown}",
                flush=True,
            )
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
