"""Token counts of OpenAI's o200k vocabulary, by one Node process for all texts."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

SCRIPT = Path(__file__).with_name("tokens.mjs")
BATCH = 2_000  # texts a line: one line is one answer, and both stay far below a pipe's patience


class TokenCounter:
    """Counts each different text once. A context manager: it ends its process."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._node = subprocess.Popen(
            ["node", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> "TokenCounter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._node.communicate()
        if self._node.returncode and kind is None:
            raise RuntimeError(f"the token counter ended with {self._node.returncode}")

    def count(self, text: str) -> int:
        """Return the tokens of a text; `learn` many at once where they are known before."""
        if text not in self._known:
            self.learn([text])
        return self._known[text]

    def learn(self, texts: Iterable[str]) -> None:
        """Count these texts now, in batches."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            self._known.update(zip(batch, self._ask(batch), strict=True))

    def _ask(self, batch: list[str]) -> list[int]:
        asked, answered = self._node.stdin, self._node.stdout
        if asked is None or answered is None:
            raise AssertionError("both pipes were asked for")
        asked.write(json.dumps(batch) + "\n")
        asked.flush()
        counts: list[int] = json.loads(answered.readline())
        return counts
