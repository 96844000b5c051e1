"""Walls, evidence and known small talk are decided exactly at their limits."""

from dataclasses import replace

import pytest

from delegation.domain.approval import small_talk
from delegation.domain.approval.auto_approval import (
    WALLS_IN_WORDS,
    ApprovalPolicy,
    Proposal,
    Wall,
    is_credible,
    speaks,
    walls_before,
)
from delegation.domain.approval.dismissal import Known, what_differs
from delegation.domain.approval.evidence import Sighting, independent
from delegation.domain.approval.small_talk import CLOSED_ACTS, languages_of, listed_words
from delegation.domain.approval.small_talk_words import BESIDE, CORES
from delegation.domain.approval.starter_packs import STARTER_LANGUAGES, starter_pack
from delegation.domain.phrases import canonical
from delegation.domain.words import Act

OPEN = ApprovalPolicy(at_once=frozenset(CLOSED_ACTS), visitors=2, seconds_apart=60)
SEEN = (Sighting("one", 0), Sighting("two", 60))
THANKS = Proposal("thanks", "thanks", "en", SEEN, 9, 1, {"en": "You're welcome!"})


# --- walls


@pytest.mark.parametrize(
    ("visitors", "rivals", "agree"),
    [(9, 1, True), (8, 1, False), (1, 0, True), (0, 0, False), (90, 10, True), (90, 11, False)],
)
def test_nine_of_ten_visitors_agree(visitors: int, rivals: int, agree: bool) -> None:
    walls = walls_before(replace(THANKS, visitors=visitors, rivals=rivals), OPEN)
    assert walls == ([] if agree else [Wall.DISAGREEMENT])


def test_every_wall_comes_in_order_and_has_a_sentence() -> None:
    policy = replace(OPEN, at_once=frozenset(), visitors=3, own_words=("order",))
    worst = Proposal("my order?", "answer", "en", SEEN, 0, 0, {}, decided=True)
    walls = walls_before(worst, policy)
    assert walls == list(Wall)
    assert [WALLS_IN_WORDS[wall] for wall in walls] == [
        "Your policy asks a person to read messages of this kind.",
        "A person has already decided about this phrase, so a person decides again.",
        "Only small talk may go live automatically. This is an answer with content.",
        "It contains words that are not on the list of known small talk.",
        "It has one of the problems listed on this page.",
        "The teacher did not treat this phrase the same way for all visitors.",
        "Not enough different visitors have used this phrase yet.",
        "You have not approved a reply for this kind of message in its language.",
    ]


def test_the_policy_by_default_approves_nothing() -> None:
    usual = ApprovalPolicy()
    assert (usual.at_once, usual.visitors, usual.seconds_apart) == (frozenset(), 3, 3600)
    assert walls_before(THANKS, usual) == [Wall.POLICY, Wall.FEW_VISITORS]


def test_one_visitor_or_one_moment_less_than_the_policy_wants_is_too_few() -> None:
    assert walls_before(THANKS, replace(OPEN, visitors=3)) == [Wall.FEW_VISITORS]
    late = replace(THANKS, sightings=(SEEN[0], Sighting("two", 59.9)))
    assert walls_before(late, OPEN) == [Wall.FEW_VISITORS]


@pytest.mark.parametrize(
    ("query", "variants", "credible"),
    [
        ("thanks", (), True),
        ("thanks", ("ty", "cheers"), True),
        ("thanks evil.com", (), False),
        ("thanks", ("ty", "cancel my order 7"), False),
        ("thanks Maria", (), False),
    ],
)
def test_a_lesson_is_credible_if_no_part_looks_like_an_attack(
    query: str, variants: tuple[str, ...], credible: bool
) -> None:
    assert is_credible(query, "You're welcome!", variants) is credible


def test_a_phrase_of_two_languages_is_answered_in_the_one_of_the_proposal() -> None:
    hi = Proposal("hi", "greeting", "de", SEEN, 9, 0, {"en": "Hello!", "de": "Hallo!"})
    assert languages_of("hi", "greeting") == ("en", "de")
    assert speaks(hi) == "de"
    assert speaks(replace(hi, language="en")) == "en"
    assert speaks(replace(hi, language="fr")) == "en", "the first language that knows it"
    assert speaks(replace(hi, replies={"en": "Hello!"})) == "en"
    assert speaks(replace(hi, replies={"fr": "Salut !"})) is None


def test_an_approved_reply_may_contain_a_name_and_a_site() -> None:
    named = replace(THANKS, replies={"en": "You're welcome, says Maria of shop.com!"})
    assert walls_before(named, OPEN) == []


# --- evidence and dismissals


def test_a_network_counts_once_and_a_new_one_only_after_the_pause() -> None:
    seen = [Sighting("one", 0), Sighting("two", 60), Sighting("one", 500), Sighting("three", 119)]
    assert independent(seen, seconds_apart=60) == 2
    assert independent([*seen, Sighting("three", 120)], seconds_apart=60) == 3


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (Known(5, ["nothing"]), Known(19, ["nothing"]), None),
        (
            Known(5, ["nothing"]),
            Known(20, ["nothing"]),
            "It now comes from 20 networks, up from 5.",
        ),
        (Known(0, []), Known(3, []), None),
        (Known(0, []), Known(4, []), "It now comes from 4 networks, up from 0."),
        (
            Known(1, ["nothing"]),
            Known(1, ["more", "info", "nothing"]),
            "Since then, visitors also wrote it after a question for details and “anything else?”.",
        ),
        (Known(1, ["more", "nothing"]), Known(1, ["more"]), None),
    ],
)
def test_a_moderator_reads_what_is_new_since_the_rejection(
    then: Known, now: Known, words: str | None
) -> None:
    differs = what_differs(then, now)
    assert (None if differs is None else str(differs)) == words


# --- known small talk


@pytest.mark.parametrize("other", ["😊", "👍", "ok", "great", "😂"])
def test_signs_and_weaker_kinds_of_small_talk_may_accompany_thanks(other: str) -> None:
    assert "en" in languages_of(f"thank you {other}", Act.THANKS)
    assert languages_of(other, Act.THANKS) == ()


@pytest.mark.parametrize("other", ["xxxx", "bye"])
def test_kisses_and_farewells_may_not_accompany_thanks(other: str) -> None:
    assert languages_of(f"thank you {other}", Act.THANKS) == ()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_sign_means_the_same_in_every_language(language: str) -> None:
    assert language in languages_of("👍", Act.ACKNOWLEDGEMENT)
    assert language in languages_of("😂 😄", Act.LAUGHTER)


@pytest.mark.parametrize(
    ("word", "laughs"),
    [
        ("haha", True),
        ("eheh", True),
        ("jojoj", True),
        ("rsrsrs", True),
        ("хахаха", True),
        ("ha", False),
        ("hah", False),
        ("hahx", False),
        ("haho", False),
        ("hahaha haha", True),
        ("haha haz", False),
    ],
)
def test_laughter_repeats_one_syllable(word: str, laughs: bool) -> None:
    assert bool(languages_of(word, Act.LAUGHTER)) is laughs
    assert not languages_of(word, Act.ACKNOWLEDGEMENT)


def test_an_entry_is_thanks_even_if_each_of_its_words_may_accompany_thanks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    carries, beside = frozenset({("so", "much")}), frozenset({("so",), ("much",)})
    monkeypatch.setattr(small_talk, "_table", lambda language, act: (carries, beside))
    assert languages_of("so much", Act.THANKS) == small_talk.LANGUAGES
    assert languages_of("much so so much so", Act.THANKS) == small_talk.LANGUAGES
    assert languages_of("much so", Act.THANKS) == ()


def test_laughter_may_accompany_thanks_and_does_not_replace_it() -> None:
    assert languages_of("haha", Act.THANKS) == ()
    assert "en" in languages_of("lol thanks", Act.THANKS)


def test_a_message_of_small_talk_has_at_most_sixteen_words() -> None:
    assert "en" in languages_of("thanks " * 16, Act.THANKS)
    assert languages_of("thanks " * 17, Act.THANKS) == ()
    assert languages_of("   ", Act.THANKS) == ()


def test_moderators_read_the_words_of_a_language_as_they_are_written() -> None:
    table = listed_words("en")
    assert list(table) == [*(str(act) for act in CORES["en"]), "beside"]
    assert (table["thanks"][0], table["thanks"][-1]) == ("thanks", "i appreciate it")
    assert (table["beside"][0], table["beside"][-1]) == ("so", "kindly")
    assert len(table["thanks"]) == CORES["en"][Act.THANKS].count(",") + 1
    assert len(table["beside"]) == BESIDE["en"].count(",") + 1
    with pytest.raises(KeyError):
        listed_words("xx")


def test_a_starter_rule_has_its_phrases_as_written_and_as_matched() -> None:
    assert tuple(CORES) == STARTER_LANGUAGES
    greeting, thanks, farewell = starter_pack("en")
    acts = [rule.act for rule in (greeting, thanks, farewell)]
    assert acts == [Act.GREETING, Act.THANKS, Act.FAREWELL]
    assert list(thanks.written) == listed_words("en")["thanks"]
    assert thanks.phrases[0] == canonical(thanks.written[0])
    assert None not in thanks.phrases
