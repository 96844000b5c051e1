"""What it costs to compile a pack of 1,000 rules, beside the 50 ms that it may cost.

`python -m tests.benchmarks.compile_bench [TRANSCRIPT...]`. Cold: no phrase has been read before,
as in a worker that compiles its first pack of a tenant. Warm: the phrases of the last version are
known. Times are those of the processor, the best of `RUNS`. A transcript of labelled dialogues adds
its trivial messages as rules.
"""

import gc
import gzip
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, cycle, product

from delegation.domain.language import guards
from delegation.domain.language.small_talk.lists import entries_of
from delegation.domain.language.small_talk.table import SMALL_TALK
from delegation.domain.packs import learning
from delegation.domain.packs.compiling import PackRule, compile_pack
from delegation.domain.phrases import canonical
from delegation.domain.replay.transcripts import read_jsonl
from delegation.domain.words import Act
from tests.benchmarks.matching_bench import rules_of

RULES = 1_000
MOST_MS = 50
RUNS = 15
STATES = (("nothing", "more"), ("nothing",), ("more",))
CACHES = (learning._cut_at_pauses, guards.guarded_in, guards.text_has_guard, guards.is_guarded)

Phrase = tuple[str, str]
"""A phrase and its act."""


def small_talk(languages: Iterable[str]) -> Iterator[Phrase]:
    """What people of these languages may say, one phrase of each language in turn."""
    spoken = [_small_talk_of(language) for language in languages]
    done: set[int] = set()
    for at in cycle(range(len(spoken))):
        if len(done) == len(spoken):
            return
        found = next(spoken[at], None)
        if found is None:
            done.add(at)
        else:
            yield found


def _small_talk_of(language: str) -> Iterator[Phrase]:
    """The entries that carry an act, then each with an opener, a clause and a closer."""
    lists = SMALL_TALK[language]
    acts = [(entry, str(act)) for act, line in lists.acts.items() for entry in entries_of(line)]
    yield from acts
    openers, closers = entries_of(lists.openers), entries_of(lists.closers)
    for (said, act), closer in zip(acts * 4, cycle(closers or [""])):
        yield f"{said.capitalize()} {closer}!", act
    for (said, act), opener in zip(acts * 4, cycle(openers or [""])):
        yield f"{opener}, {said}", act
    for (said, act), clause in product(acts, entries_of(lists.clauses)):
        yield f"{said}. {clause}", act


def trivial_messages(path: str) -> Iterator[Phrase]:
    """The messages of labelled dialogues that a canned reply is right for."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for message in read_jsonl(lines):
            if message.gold == "trivial":
                yield message.text, Act.THANKS


def distinct_rules(phrases: Iterable[Phrase]) -> list[PackRule]:
    """A rule for each of the first different phrases, in one of three pairs of states."""
    texts: dict[str, Phrase] = {}
    for text, act in phrases:
        if form := canonical(text):
            texts.setdefault(form, (text, act))
        if len(texts) == RULES:
            break
    return [
        PackRule(number, 1, act, states, None, (text,), "ok", None)
        for number, ((text, act), states) in enumerate(
            zip(texts.values(), cycle(STATES), strict=False), 1
        )
    ]


def rule_sets(transcripts: Iterable[str]) -> Iterator[tuple[str, list[PackRule]]]:
    """The sets by name."""
    yield "numbers", rules_of(RULES)
    yield "small talk in English", distinct_rules(small_talk(["en"]))
    yield "in six languages", distinct_rules(small_talk(["en", "es", "pt", "fr", "de", "it"]))
    yield "in all languages", distinct_rules(small_talk(SMALL_TALK))
    yield "in Chinese and Japanese", distinct_rules(small_talk(["zh", "ja"]))
    facts = chain(small_talk(["en"]), small_talk(["fr"]))
    yield "answers", distinct_rules((f"{text} today?", Act.ANSWER) for text, _ in facts)
    for path in transcripts:
        yield path, distinct_rules(trivial_messages(path))


def best_ms(rules: Sequence[PackRule], *, cold: bool) -> float:
    """The best of several runs."""
    times = []
    for _ in range(RUNS):
        for cache in CACHES if cold else ():
            cache.cache_clear()
        gc.collect()
        began = time.process_time()
        compile_pack(rules, version=1)
        times.append(time.process_time() - began)
    return min(times) * 1000


def main() -> int:
    missed = False
    for name, rules in rule_sets(sys.argv[1:]):
        cold, warm = best_ms(rules, cold=True), best_ms(rules, cold=False)
        missed |= cold > MOST_MS
        sys.stdout.write(
            f"{len(rules):5,} rules, {name}: {cold:.1f} ms cold, {warm:.1f} ms warm"
            f" (at most {MOST_MS} ms cold){' MISSED' if cold > MOST_MS else ''}\n"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
