"""The learning loop without a teacher: lessons become a pack, and the pack answers messages."""

import gzip
import json
from collections.abc import Hashable

from delegation.domain.packs.compiling import LoadedPack, PackRule, assemble
from delegation.domain.packs.learning import Learned, Taught, learn
from delegation.domain.packs.live_pack import LivePack
from delegation.domain.packs.matching import Decision, decide
from delegation.domain.phrases import canonical
from delegation.domain.replay.transcripts import TranscriptMessage
from delegation.domain.words import Act, Awaiting

LEARNT_IN = (Awaiting.NOTHING, Awaiting.MORE)
LOCAL_REPLY = "You're welcome!"
FIRST = 20  # phrases that show a buyer what would be learned


class Loop:
    """Lessons, and the pack that takes them up when a message next needs it.

    A phrase is live once `sightings` dialogues have taught it.
    """

    def __init__(self, sightings: int) -> None:
        self.sightings = sightings
        self.taught: list[Taught] = []
        self.live = LivePack(rules_taught(), least=sightings)
        self.pack: LoadedPack | None = None

    def decide(self, turn: TranscriptMessage) -> Decision:
        if self.pack is None:
            self.pack = self.live.loaded()
        return decide(self.pack, turn.text, turn.state, now=0)

    def teach(self, turn: TranscriptMessage) -> bool:
        """Learn a message; return False for one that no pack could ever answer."""
        if turn.state not in LEARNT_IN or canonical(turn.text) is None:
            return False
        rule = LEARNT_IN.index(Awaiting(turn.state)) + 1
        states = frozenset({str(turn.state)})
        self.taught.append(Taught(turn.text, states, turn.dialogue, rule, Act.THANKS))
        self.live.teach(self.taught[-1])
        self.pack = None
        return True

    def first_phrases(self) -> list[str]:
        """Return the first phrases that enough dialogues have taught, in canonical form."""
        dialogues: dict[str, set[Hashable]] = {}
        ready: dict[str, None] = {}
        for taught in self.taught:
            form = canonical(taught.text) or ""
            seen = dialogues.setdefault(form, set())
            seen.add(taught.source)
            if form and len(seen) >= self.sightings:
                ready.setdefault(form)
        return list(ready)[:FIRST]

    def size(self) -> tuple[int, int]:
        """Return how many phrases a moderator reads, and the bytes of the gzipped pack."""
        learned, data = self._compiled()
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        forms = {form for parts in learned.parts.values() for form in parts.forms()}
        return len(forms), len(gzip.compress(text.encode(), 9, mtime=0))

    def _compiled(self) -> tuple[Learned, dict[str, object]]:
        learned = learn(self.taught, least=self.sightings)
        return learned, assemble(rules_taught(), learned, version=1)


def rules_taught() -> list[PackRule]:
    """One rule a state, whose phrases are the lessons."""
    return [
        PackRule(rule, 1, Act.THANKS, (state,), None, (), LOCAL_REPLY, None)
        for rule, state in enumerate(LEARNT_IN, 1)
    ]
