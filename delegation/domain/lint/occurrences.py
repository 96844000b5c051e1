"""Finding many words in a text in one pass."""

from collections import deque
from collections.abc import Iterable, Iterator


class Occurrences:
    """Finds every place of a set of words, in a time that grows with the text and the words.

    The automaton of Aho and Corasick, "Efficient string matching", Communications of the ACM 18
    (1975): a tree of the words, in which each node also knows the longest other beginning of a
    word that its own word ends with.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._shorter = [0]
        self._longest = [0]  # characters of the longest word that ends at this node
        for word in words:
            self._add(word)
        self._link()

    def _add(self, word: str) -> None:
        node = 0
        for character in word:
            if character not in self._next[node]:
                self._next[node][character] = len(self._next)
                self._next.append({})
                self._shorter.append(0)
                self._longest.append(0)
            node = self._next[node][character]
        self._longest[node] = len(word)

    def _link(self) -> None:
        waiting = deque(self._next[0].values())
        while waiting:
            node = waiting.popleft()
            for character, child in self._next[node].items():
                self._shorter[child] = self._step(self._shorter[node], character)
                self._longest[child] = self._longest[child] or self._longest[self._shorter[child]]
                waiting.append(child)

    def _step(self, node: int, character: str) -> int:
        while node and character not in self._next[node]:
            node = self._shorter[node]
        return self._next[node].get(character, 0)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of the longest word that ends at each place, in their order."""
        node = 0
        for place, character in enumerate(text, start=1):
            node = self._step(node, character)
            if self._longest[node]:
                yield place - self._longest[node], place
