"""Learn from phrases which words may be left out, and which may replace one another."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, combinations
from types import MappingProxyType

from delegation.domain.language.guards import is_guarded

Words = tuple[str, ...]
Rewrites = dict[str, str]
"""A word -> the word it is read as; "" when it is left out."""

LEAST_PAIRS = 2  # one pair of phrases is a coincidence
OPTIONAL_SHARE = 0.15  # of the phrases with the word, those that are phrases without it too
SWAP_SHARE = 0.10  # of the phrases with the rarer word, those that are phrases with the other too


def rewrite(words: Collection[str], rewrites: Mapping[str, str]) -> Words:
    """The words as the pack reads them. Word by word, so that it commutes with joining phrases."""
    if rewrites.keys().isdisjoint(words):
        return tuple(words)
    return tuple(filter(None, " ".join(map(rewrites.get, words, words)).split(" ")))


def rewrite_text(form: str, rewrites: Mapping[str, str]) -> str:
    """A canonical form as the pack reads it."""
    return " ".join(rewrite(form.split(" "), rewrites))


def rewrite_each(phrases: Iterable[Words], rewrites: Mapping[str, str]) -> list[Words]:
    """How the pack reads each phrase. Many hold no word that is read as another, or as several."""
    stays, get = rewrites.keys().isdisjoint, rewrites.get
    grows = {word for word, read in rewrites.items() if " " in read}
    return [
        phrase
        if stays(phrase)
        else tuple(filter(None, map(get, phrase, phrase)))
        if grows.isdisjoint(phrase)
        else rewrite(phrase, rewrites)
        for phrase in phrases
    ]


def learn_rewrites(
    phrases: Collection[Words],
    struck: frozenset[str] = frozenset(),
    acts: Mapping[Words, frozenset[str]] = MappingProxyType({}),
    spellings: Mapping[str, str] = MappingProxyType({}),
) -> Rewrites:
    """Optional words and swaps out of phrases, and once more out of the phrases so rewritten.

    `acts`: what the approved phrases do; no rewrite makes one of them read as another act's.
    `spellings`: what is known beforehand; the phrases are read with them, and so are all messages.
    """
    spelled = set(rewrite_each(phrases, spellings))
    first = _learn_once(spelled, struck)
    # Phrases that nothing changes teach nothing else.
    again = set(rewrite_each(spelled, first))
    second = _learn_once(again, struck) if first else {}
    return without_clashes(chained(first, second, spellings), acts)


def chained(first: Rewrites, second: Rewrites, spellings: Mapping[str, str]) -> Rewrites:
    """Two rounds of learning after the spellings, as one reading of each word."""
    learned = {**second, **{word: second.get(read, read) for word, read in first.items()}}
    known = {word: " ".join(rewrite(read.split(" "), learned)) for word, read in spellings.items()}
    return {word: read for word, read in sorted({**learned, **known}.items()) if word != read}


def without_clashes(rewrites: Rewrites, acts: Mapping[Words, frozenset[str]]) -> Rewrites:
    """Words keep their place where phrases that differ in them do different things.

    The words of the first two phrases that read alike and share no act keep theirs, until no such
    two are left. Only what holds these words is read again.
    """
    if len(set(acts.values())) < 2:
        return rewrites
    left = dict(rewrites)
    alike = _Alike(acts, left)
    while clash := alike.first_clash():
        kept = set().union(*clash) & left.keys()
        for word in kept:
            del left[word]
        alike.read_again(kept, left)
    return left


class _Alike:
    """The phrases that read alike, and the clashes among them."""

    def __init__(self, acts: Mapping[Words, frozenset[str]], rewrites: Rewrites) -> None:
        self._acts = acts
        self._forms = dict(zip(acts, rewrite_each(acts, rewrites), strict=True))
        self._phrases: defaultdict[Words, list[Words]] = defaultdict(list)
        self._holding: defaultdict[str, list[Words]] = defaultdict(list)
        self._clashes: dict[Words, tuple[Words, Words]] = {}
        for phrase, form in self._forms.items():
            self._phrases[form].append(phrase)
            if form is not phrase:
                for word in rewrites.keys() & phrase:
                    self._holding[word].append(phrase)
        self._judge([form for form, phrases in self._phrases.items() if len(phrases) > 1])

    def first_clash(self) -> tuple[Words, Words] | None:
        """The first two phrases that read alike and share no act."""
        return min(self._clashes.values(), default=None)

    def read_again(self, words: Iterable[str], rewrites: Rewrites) -> None:
        """Read the phrases with these words, which keep their place now."""
        changed: set[Words] = set()
        for phrase in {phrase for word in words for phrase in self._holding[word]}:
            before, form = self._forms[phrase], rewrite(phrase, rewrites)
            self._phrases[before].remove(phrase)
            self._phrases[form].append(phrase)
            self._forms[phrase] = form
            changed |= {before, form}
        self._judge(changed)

    def _judge(self, forms: Iterable[Words]) -> None:
        for form in forms:
            self._clashes.pop(form, None)
            phrases = self._phrases[form]
            if len(phrases) > 1 and (clash := self._clash(phrases)):
                self._clashes[form] = clash

    def _clash(self, phrases: Iterable[Words]) -> tuple[Words, Words] | None:
        """The first of these phrases that shares no act with one before it, and that one."""
        if frozenset.intersection(*(self._acts[phrase] for phrase in phrases)):
            return None
        before: list[Words] = []
        for phrase in sorted(phrases):
            others = (each for each in before if self._acts[phrase].isdisjoint(self._acts[each]))
            if other := next(others, None):
                return phrase, other
            before.append(phrase)
        return None


def _learn_once(known: set[Words], struck: frozenset[str]) -> Rewrites:
    """Optional words and swaps out of phrases that differ in one word.

    A word that is itself a phrase, one of polarity, question or number, and a struck word keep
    their place. Words that swap form a class only if each swaps with every other. O(words^2) in a
    phrase, not in the number of phrases.
    """
    alone = {phrase[0] for phrase in known if len(phrase) == 1}
    seen = Counter(chain.from_iterable(phrase for phrase in known if len(phrase) > 1))
    frames, without = _frames(known, seen)
    optional = leave_something(optional_words(without, seen) - alone - struck, known)
    pairs = Counter(chain.from_iterable(combinations(sorted(words), 2) for words in frames))
    return learned_words(pairs, seen, optional, alone, struck)


def _frames(
    known: Iterable[Words], seen: Mapping[str, int]
) -> tuple[list[list[str]], Counter[str]]:
    """The words seen in each frame (what stands before and after), and those done without there.

    Words that are seen once form no two pairs, and frames of one word none: both are left out.
    """
    varying = {word for word, times in seen.items() if times > 1 and not is_guarded(word)}
    sizes: defaultdict[int, set[Words]] = defaultdict(set)
    for phrase in known:
        sizes[len(phrase)].add(phrase)
    frames: list[list[str]] = []
    without: list[str] = []
    for size in [size for size in sizes if size > 1]:
        shorter = sizes.get(size - 1, set())
        for rests, words in _rests(sizes[size]):
            held = dict(zip(rests, words, strict=True))  # most rests have one word
            several: dict[Words, list[str]] = {}
            if len(held) < len(rests):
                for rest, word in zip(rests, words, strict=True):
                    if (other := held[rest]) is not word:
                        several.setdefault(rest, [other]).append(word)
            frames += several.values()
            for rest in held.keys() & shorter:
                without += several.get(rest) or [held[rest]]
    frames = [[word for word in words if word in varying] for words in frames]
    return frames, Counter(filter(varying.__contains__, without))


def _rests(phrases: Iterable[Words]) -> Iterator[tuple[list[Words], Words]]:
    """For each place in phrases of one size, the phrases without their word there, and the words.

    Phrases that differ in that word alone have the same rest.
    """
    columns = list(zip(*phrases, strict=True))
    for place, words in enumerate(columns):
        yield list(zip(*columns[:place], *columns[place + 1 :], strict=True)), words


def optional_words(without: Mapping[str, int], seen: Mapping[str, int]) -> set[str]:
    """Words that enough phrases are phrases without, too."""
    return {
        word
        for word, pairs in without.items()
        if pairs >= LEAST_PAIRS and pairs >= OPTIONAL_SHARE * seen[word]
    }


def leave_something(optional: set[str], phrases: Iterable[Words]) -> set[str]:
    """The optional words without those of phrases of which nothing would be left."""
    if not optional:
        return optional
    for phrase in sorted(each for each in phrases if optional.issuperset(each)):
        if optional.issuperset(phrase):
            optional = optional - set(phrase)
    return optional


def learned_words(
    pairs: Mapping[tuple[str, str], int],
    seen: Mapping[str, int],
    optional: set[str],
    alone: set[str],
    struck: frozenset[str],
) -> Rewrites:
    """Every word of a class -> its most frequent one. The best supported pairs join first.

    `pairs`: in how many frames two words, in their order, stand for one another. A word that is
    also a whole phrase swaps only with such words: "no good" is not "no thanks".
    """
    shares = {
        pair: count / min(seen[word] for word in pair)
        for pair, count in pairs.items()
        if count >= LEAST_PAIRS
        and optional.isdisjoint(pair)
        and struck.isdisjoint(pair)
        and (pair[0] in alone) == (pair[1] in alone)
    }
    swap = {pair for pair, share in shares.items() if share >= SWAP_SHARE}
    classes: dict[str, set[str]] = {}
    for one, other in sorted(swap, key=lambda pair: (-shares[pair], -pairs[pair], pair)):
        left, right = classes.get(one, {one}), classes.get(other, {other})
        if left is not right and all(tuple(sorted((a, b))) in swap for a in left for b in right):
            joined = left | right
            classes.update(dict.fromkeys(joined, joined))
    read_as = {word: min(joined, key=lambda w: (-seen[w], w)) for word, joined in classes.items()}
    swapped = {word: read for word, read in sorted(read_as.items()) if word != read}
    return swapped | dict.fromkeys(sorted(optional), "")
