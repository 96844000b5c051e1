"""Deciding: which rule answers a message, and why none does."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.packs.compiling import PackRule, compile_pack, load_pack
from delegation.domain.packs.explain import SENTENCES, explain
from delegation.domain.packs.matching import Decision, Explanation, Reason, decide
from delegation.domain.words import AFTER, Awaiting
from tests.delegation.domain.packs.vectors import cases, make_rule, rule_of

WORDS = ["thanks", "a", "lot", "bye", "ok", "hello", "no", "so", "much"]
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
RULES = st.lists(
    st.tuples(st.sampled_from(["farewell", "thanks", "greeting", "acknowledgement"]), PHRASES),
    max_size=6,
).map(lambda pairs: [make_rule(at, act, phrase) for at, (act, phrase) in enumerate(pairs, 1)])


def ask(
    rules: list[PackRule], message: object, awaiting: str = "nothing", now: int = 0
) -> Decision:
    pack = load_pack(compile_pack(rules, version=1))
    return decide(pack, message, awaiting, now=now)


def test_it_decides_every_shared_case_as_written() -> None:
    packs = {}
    wrong = []
    count = 0
    for case in cases("matching"):
        if "rules" in case:
            packs[case["pack"]] = load_pack(case["compiled"])
            continue
        count += 1
        found = decide(packs[case["pack"]], case["message"], case["awaiting"], now=0)
        if found.rule != case["rule"]:
            wrong.append((case, found))
    assert count >= 300
    assert wrong == []


def test_it_explains_every_shared_decision_as_written() -> None:
    """The browser explains them in the same words: `tests/js/matching.test.js`."""
    packs = {case["pack"]: case["compiled"] for case in cases("matching") if "rules" in case}
    explained = list(cases("explanations"))
    assert len(explained) >= 60
    for case in explained:
        pack, message, awaiting = (case.pop(name) for name in ("pack", "message", "awaiting"))
        found = asdict(decide(load_pack(packs[pack]), message, awaiting, now=0))
        assert json.loads(json.dumps(found)) == case


def test_the_shared_packs_are_what_their_rules_compile_to() -> None:
    for case in cases("matching"):
        if "rules" in case:
            rules = map(rule_of, case["rules"])
            assert compile_pack(rules, version=1) == case["compiled"]


def test_the_strongest_act_gives_the_reply() -> None:
    rules = [make_rule(1, "acknowledgement", "ok"), make_rule(2, "farewell", "bye")]

    assert ask(rules, "ok, bye").response == "reply 2"


def test_of_two_ways_to_the_same_reply_the_one_by_the_stronger_act_is_explained() -> None:
    rules = [
        make_rule(1, "farewell", "bye", "see you", "now see you"),
        make_rule(2, "thanks", "hey"),
        make_rule(3, "greeting", "hey now"),
    ]

    found = ask(rules, "hey now bye")
    assert (found.rule, found.explanation.phrases) == (1, ("hey", "now", "bye"))


def test_an_approved_phrase_is_answered_as_it_was_approved_however_it_could_be_split() -> None:
    rules = [make_rule(1, "farewell", "bye"), make_rule(2, "thanks", "thanks", "thanks bye")]

    assert ask(rules, "thanks bye").rule == 2
    assert ask(rules, "bye thanks").rule == 1


def test_a_fixed_fact_matches_only_whole() -> None:
    rules = [make_rule(1, "answer", "where are you"), make_rule(2, "thanks", "thanks")]

    assert ask(rules, "Where are you").rule == 1
    assert ask(rules, "thanks, where are you").rule is None


def test_parts_alone_never_answer() -> None:
    rules = [make_rule(1, "thanks", "sounds nice, thanks")]

    assert ask(rules, "sounds nice").reason is Reason.ONLY_PARTS
    assert ask(rules, "sounds nice, thanks").rule == 1


def test_a_rule_stops_answering_when_it_expires() -> None:
    rule = make_rule(1, "thanks", "thanks")
    pack = load_pack(compile_pack([PackRule(**{**vars(rule), "expires": 100})], version=1))

    assert decide(pack, "thanks", "nothing", now=99).rule == 1
    assert decide(pack, "thanks", "nothing", now=100).rule is None


@pytest.mark.parametrize("order", [(100, 200), (200, 100)])
def test_each_of_two_expiring_rules_ends_at_its_own_time(order: tuple[int, int]) -> None:
    """The lookups are made once and kept: they must be made again at the first end."""
    first, second = order
    rules = [
        PackRule(**{**vars(make_rule(1, "thanks", "thanks")), "expires": first}),
        PackRule(**{**vars(make_rule(2, "greeting", "hello")), "expires": second}),
    ]
    pack = load_pack(compile_pack(rules, version=1))

    def answered(now: float) -> set[int | None]:
        decisions = [decide(pack, message, "nothing", now=now) for message in ("thanks", "hello")]
        return {decision.rule for decision in decisions}

    assert answered(99) == {1, 2}
    assert answered(100) == {None, 1 if first > second else 2}
    assert answered(200) == {None}


def test_the_kill_switch_silences_every_rule() -> None:
    pack = load_pack(
        compile_pack(
            [make_rule(1, "thanks", "thanks")],
            version=1,
            settings={"lifetime": 60, "enabled": False},
        )
    )

    assert decide(pack, "thanks", "nothing", now=0).reason is Reason.DISABLED


@given(RULES, PHRASES)
def test_a_word_in_no_phrase_always_escalates(rules: list[PackRule], phrase: str) -> None:
    assert ask(rules, f"{phrase} zyx").rule is None


@given(RULES, PHRASES, PHRASES)
def test_a_weaker_rule_never_takes_over_a_phrase(
    rules: list[PackRule], approved: str, added: str
) -> None:
    strongest = make_rule(90, "farewell", approved)
    weaker = make_rule(91, "acknowledgement", added)
    before = ask([*rules, strongest], approved)

    after = ask([*rules, strongest, weaker], approved)

    acts = {rule.id: rule.act for rule in (*rules, strongest, weaker)}
    assert before.rule is not None
    assert after.rule is not None
    assert acts[after.rule] == acts[before.rule] == "farewell"
    # Words that may be left out or swapped make two phrases of one act read alike, or no longer.
    if not any(each.explanation.optional or each.explanation.swapped for each in (before, after)):
        assert after.rule == before.rule


@given(RULES, st.one_of(st.text(), st.none(), st.integers(), st.binary()), st.text())
def test_it_never_raises(rules: list[PackRule], message: object, awaiting: str) -> None:
    assert ask(rules, message, awaiting).reason is not Reason.FAILED


def test_a_broken_pack_escalates() -> None:
    decision = decide(None, "thanks", "nothing", now=0)  # type: ignore[arg-type]  # what if

    assert (decision.rule, decision.reason) == (None, Reason.FAILED)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_sentence(reason: Reason) -> None:
    assert SENTENCES[reason].endswith(".")


def test_an_explanation_names_what_it_rests_on() -> None:
    rules = [make_rule(1, "thanks", "thanks"), make_rule(2, "farewell", "bye")]

    said = explain(ask(rules, "thanks bye"))

    assert said.startswith("Answered")
    assert "after a reply that asks nothing; phrases: thanks | bye" in said


def test_every_part_of_an_explanation_is_listed() -> None:
    why = Explanation("more", ("a", "b"), ("c", "d"), ("e=f", "g=h"), ("i", "j"))
    assert explain(Decision(None, None, None, Reason.UNKNOWN_WORD, why)) == (
        f"{SENTENCES[Reason.UNKNOWN_WORD]} (after {AFTER[Awaiting.MORE]};"
        " phrases: a | b; ignored: c, d; read as: e=f, g=h; not known: i, j)"
    )
    bare = Decision(None, None, None, Reason.SILENT, Explanation("nothing"))
    assert explain(bare) == f"{SENTENCES[Reason.SILENT]} (after {AFTER[Awaiting.NOTHING]})"
