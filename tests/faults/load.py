"""A steady rate of messages, each with the faults that its calls to the teacher will meet."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from tests.faults.markers import spell
from tests.faults.sender import Message, Outcome, Sender

# By marker, in the order of a message's calls; the last one holds for all later calls.
GOOD = (["ok"], ["null_finish"], ["no_done"], ["stall_tail"])
MENDED = (
    ["status:503", "ok"],
    ["status:429:1", "ok"],
    ["reset_at_once", "ok"],
    ["html", "ok"],
    ["broken_chunk", "ok"],
    ["reset", "ok"],
    ["clean_end", "ok"],
    ["error_in_stream", "ok"],
    ["stall_first", "ok"],
    ["stall_mid", "ok"],
    ["invalid_utf8", "ok"],
)
BROKEN = (["clean_end"], ["cut:length"], ["cut:content_filter"], ["reset"], ["refusal"])
TEXTS = (
    "Where is my order?",
    "Zażółć gęślą jaźń – 🧑\u200d🚀 ok?",
    "注文はどこですか。",
    'She said "\\n" <b>&',
)


def mixture(count: int, *, seed: int, name: str = "m") -> Iterator[Message]:
    """Of every kind, the same for the same seed; every other message is one that teaches."""
    chance = random.Random(seed)
    for number in range(count):
        share = chance.random()
        kinds = GOOD if share < 0.72 else MENDED if share < 0.92 else BROKEN
        faults = chance.choice(kinds)
        teach, stops = number % 2 == 0, chance.random() < 0.03
        text = chance.choice(TEXTS)
        yield message(f"{name}{number}", faults, text=text, teach=teach, stops=stops)


def message(
    mark: str,
    faults: list[str],
    *,
    text: str = TEXTS[0],
    teach: bool = True,
    stops: bool = False,
) -> Message:
    """One whose calls meet these faults. One that teaches looks like small talk."""
    markers = f"[[mark={mark}]][[fault={','.join(faults)}]]"
    whole = f"thanks {spell(f'{markers}[[teach]]')}" if teach else f"{text} {markers}"
    full = None if faults in BROKEN else f"You said: {whole}"
    return Message(mark, whole, full, stops)


def send_steadily(
    pool: ThreadPoolExecutor, sender: Sender, batch: Iterator[Message], *, per_second: float
) -> list[Future[Outcome]]:
    """Start one after the other on time, whatever becomes of those before."""
    sent: list[Future[Outcome]] = []
    started = time.monotonic()
    for number, each in enumerate(batch):
        time.sleep(max(0.0, started + number / per_second - time.monotonic()))
        sent.append(pool.submit(sender.send, each))
    return sent
