"""A pack that grows lesson by lesson is the pack that is compiled of all its lessons."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.domain.packs.compiling import assemble, load_pack
from delegation.domain.packs.learning import Taught, learn
from delegation.domain.packs.live_learning import LiveLearning
from delegation.domain.packs.live_pack import LivePack
from delegation.domain.packs.matching import decide
from tests.delegation.domain.packs.vectors import make_rule

WORDS = [
    *("thanks", "thx", "a", "lot", "so", "much", "no", "good", "bye", "ok", "i", "got", "it"),
    *("kind", "help", "aid", "your", "my", "for", "谢", "you", "😊"),
]
MARKS = ["", "", "", ",", "."]
RULES = [make_rule(1, "thanks"), make_rule(2, "farewell", states="more")]


def messages(*, count: int, seed: int) -> list[Taught]:
    """Messages of few words, so that what they share is worth learning, for two rules."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        picked = rng.choices(WORDS, k=rng.choice((1, 1, 2, 2, 3, 3, 4, 6)))
        text = " ".join(word + rng.choice(MARKS) for word in picked)
        rule = rng.choice(RULES)
        made.append(Taught(text, frozenset(rule.states), rng.randrange(12), rule.id, rule.act))
    return made


LESSONS = st.builds(messages, count=st.integers(1, 50), seed=st.integers(0, 10**9))


@settings(max_examples=15, deadline=None)
@given(LESSONS, st.integers(1, 3))
def test_each_lesson_leads_to_what_all_lessons_teach_at_once(
    taught: list[Taught], least: int
) -> None:
    live = LiveLearning(least=least)
    for count, each in enumerate(taught, 1):
        live.teach(each)
        if count % 9 == 0 or count == len(taught):
            assert live.learned() == learn(taught[:count], least=least)


@settings(max_examples=8, deadline=None)
@given(LESSONS)
def test_what_moderators_struck_stays_away(taught: list[Taught]) -> None:
    words, parts = frozenset({"thx"}), frozenset({"a lot", "so", "ok"})
    live = LiveLearning(struck_words=words, struck_parts=parts)
    for count, each in enumerate(taught, 1):
        live.teach(each)
        if count % 11 == 0 or count == len(taught):
            expected = learn(taught[:count], struck_words=words, struck_parts=parts)
            assert live.learned() == expected


@settings(max_examples=8, deadline=None)
@given(LESSONS, st.integers(1, 2))
def test_a_live_pack_looks_up_what_a_compiled_pack_looks_up(
    taught: list[Taught], least: int
) -> None:
    live = LivePack(RULES, least=least)
    for count, each in enumerate(taught, 1):
        live.teach(each)
        if count % 13 == 0 or count == len(taught):
            pack = live.loaded()
            learned = learn(taught[:count], least=least)
            compiled = load_pack(assemble(RULES, learned, version=1))
            assert (pack.rewrites, pack.guards) == (compiled.rewrites, compiled.guards)
            assert pack.languages == compiled.languages
            for state in ("nothing", "more"):
                index, expected = pack.index(state, 0), compiled.index(state, 0)
                assert index == expected


def test_a_phrase_that_a_stronger_rule_learns_later_answers_with_that_rule() -> None:
    live = LivePack([make_rule(1, "thanks"), make_rule(2, "farewell")])
    at_rest = frozenset({"nothing"})

    live.teach(Taught("dankon", at_rest, "one", 1, "thanks"))
    assert decide(live.loaded(), "dankon", "nothing", now=0).rule == 1

    live.teach(Taught("dankon", at_rest, "two", 2, "farewell"))
    assert decide(live.loaded(), "dankon", "nothing", now=0).rule == 2
