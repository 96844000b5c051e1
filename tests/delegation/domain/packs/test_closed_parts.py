"""The built-in lists: they complete approved phrases, and answer nothing by themselves."""

import pytest

from delegation.domain.language.guards import text_has_guard
from delegation.domain.language.small_talk.table import SMALL_TALK
from delegation.domain.packs.closed_parts import (
    CLOSED_IN,
    LISTS,
    ROLES,
    built_in_forms,
    closed_forms,
    list_name,
    unpaused_twos,
)
from delegation.domain.packs.compiling import PackRule, compile_pack, load_pack
from delegation.domain.packs.matching import Decision, Reason, decide
from tests.delegation.domain.packs.vectors import make_rule

THANKS = (make_rule(1, "thanks", "thanks", "thank you"),)


def ask(message: str, *rules: PackRule, awaiting: str = "nothing", **struck: object) -> Decision:
    pack = load_pack(compile_pack(rules or THANKS, version=1, **struck))  # type: ignore[arg-type]
    return decide(pack, message, awaiting, now=0)


@pytest.mark.parametrize(
    "message",
    [
        "Thanks a lot for your time",
        "great, thank you so much for all your help",
        "Thank you very much! That's all I need for now.",
        "you've been very helpful, thanks",
        "thankyou for your assistance",
        "thanx alot",
        "thank you sir",
        "haha thanks",
        "Thanks, have a nice day!",
    ],
)
def test_they_complete_a_message_with_an_approved_phrase(message: str) -> None:
    assert ask(message).rule == 1


@pytest.mark.parametrize(
    "message",
    ["have a nice day", "great", "that's all", "for your time", "haha", "alot", "so much"],
)
def test_they_answer_nothing_by_themselves(message: str) -> None:
    assert ask(message).rule is None


@pytest.mark.parametrize("message", ["😊", "haha", "😊 haha"])
def test_a_message_of_ignored_words_alone_has_parts_only(message: str) -> None:
    assert ask(message).reason is Reason.ONLY_PARTS


def test_an_acknowledgement_answers_beside_approved_phrases_and_not_beside_a_part() -> None:
    rules = (*THANKS, make_rule(2, "acknowledgement", "ok", "great"))

    assert ask("ok, great", *rules).rule == 2
    assert ask("great, I will try that", *rules).reason is Reason.ONLY_PARTS
    assert ask("thanks, I will try that", *rules).rule == 1


def test_a_word_taught_in_a_short_form_reads_the_entries_with_the_usual_one() -> None:
    rules = (*THANKS, make_rule(2, "farewell", "thats all"))

    assert ask("Thanks, that's all I needed", *rules).rule is not None


def test_a_no_of_one_language_does_not_open_an_entry_of_another() -> None:
    rules = (
        make_rule(1, "thanks", "merci", "grazie"),
        make_rule(2, "farewell", "non", states="more"),
        make_rule(3, "acknowledgement", "ho capito"),
    )

    assert ask("non ho capito", *rules, awaiting="more").rule is None
    assert ask("non, merci", *rules, awaiting="more").rule == 2


def test_a_list_is_left_out_as_a_whole() -> None:
    assert ask("thanks for your time").rule == 1
    assert ask("thanks for your time", struck_lists=frozenset({"en closers"})).rule is None
    assert ask("thanx", struck_lists=frozenset({"en spellings"})).rule is None


def test_they_are_those_of_the_languages_that_were_taught() -> None:
    assert ask("dankon very much", make_rule(1, "thanks", "dankon")).reason is Reason.UNKNOWN_WORD
    assert ask("gracias por todo", make_rule(1, "thanks", "gracias")).rule == 1


def test_a_no_belongs_to_an_offer_of_more_help() -> None:
    assert ask("No, that's all, thanks", awaiting="more").rule == 1
    assert ask("No, that's all, thanks", awaiting="nothing").rule is None
    assert ask("no good thanks", awaiting="more").rule is None


def test_a_moderator_strikes_an_entry() -> None:
    assert ask("thanks bro").rule == 1
    assert ask("thanks bro", struck_parts=frozenset({"bro"})).rule is None
    assert ask("thanx").rule == 1
    assert ask("thanx", struck_words=frozenset({"thanx"})).rule is None


def test_a_word_is_read_as_another_only_where_that_one_is_approved() -> None:
    assert ask("thanks", make_rule(1, "thanks", "thx"), make_rule(2, "greeting", "hi")).rule is None


def test_laughter_that_was_taught_keeps_its_rule() -> None:
    laughing = make_rule(2, "laughter", "lol")

    assert ask("lol", *THANKS, laughing).rule == 2
    assert ask("lol, thanks", *THANKS, laughing).rule == 1


def test_a_pack_names_the_languages_and_one_that_names_none_is_read() -> None:
    data = compile_pack(THANKS, version=1)
    older = {name: part for name, part in data.items() if name != "languages"}

    assert load_pack(data).languages == ("en",)
    assert load_pack(older).languages == ()


@pytest.mark.parametrize("language", SMALL_TALK)
def test_no_part_that_stands_before_or_after_holds_a_guarded_word(language: str) -> None:
    for role in ("openers", "closers"):
        assert not any(map(text_has_guard, closed_forms([language], role, {}, ())))


@pytest.mark.parametrize("language", SMALL_TALK)
def test_every_form_is_listed_for_moderators(language: str) -> None:
    pack = load_pack(compile_pack([make_rule(1, "thanks", first_thanks(language))], version=1))
    listed = built_in_forms(pack.languages, pack.rewrites)
    held = {form for parts in pack.parts.values() for state in CLOSED_IN for form in parts[state]}

    assert len(ROLES) == 4
    assert held <= listed


def test_a_denial_takes_what_follows_with_it() -> None:
    for message in ("not really helpful, thanks", "thanks, not really good"):
        assert ask(message, awaiting="more").rule is None, message


def test_a_listed_goodbye_is_read_without_the_pause_that_was_taught_in_it() -> None:
    rules = (*THANKS, make_rule(2, "farewell", "that's all", "no, that's all", states="more"))

    assert ask("no that's all thank you so much", *rules, awaiting="more").rule == 2


def test_a_listed_praise_does_not_shrink_to_the_word_that_is_praised() -> None:
    rules = [
        make_rule(1, "thanks", "super danke", "danke", "super dank", "dank", "super tak", "tak")
    ]
    pack = load_pack(compile_pack(rules, version=1))

    assert pack.rewrites["super"] == ""
    assert decide(pack, "danke, service", "nothing", now=0).rule is None


def first_thanks(language: str) -> str:
    """An entry of thanks that no other language has."""
    others = [lists.thanks.split(", ") for name, lists in SMALL_TALK.items() if name != language]
    own = SMALL_TALK[language].thanks.split(", ")
    return next(entry for entry in own if not any(entry in other for other in others))


def test_laughter_is_ignored_in_the_languages_of_the_phrases_until_its_list_is_struck() -> None:
    assert ask("thanks lol").explanation.optional == ("lol",)
    assert ask("thanks jejeje").rule is None, "there is no Spanish phrase"
    assert ask("thanks lol", struck_lists=frozenset({"en laughter"})).explanation.optional == ()


def test_neighbours_in_the_entries_of_each_language_need_no_pause() -> None:
    languages = ("en", "es")
    each = [unpaused_twos([language], ()) for language in languages]

    assert unpaused_twos(languages, ()) == each[0] | each[1]
    assert ("very", "much") in each[0]
    assert ("very", "much") not in each[1]


def test_every_list_is_named() -> None:
    assert set(LISTS) == {"openers", "closers", "clauses", "endings", "spellings", "laughter"}


@pytest.mark.parametrize("role", LISTS)
def test_a_struck_list_changes_the_pack(role: str) -> None:
    struck = compile_pack(THANKS, version=1, struck_lists=frozenset({list_name("en", role)}))
    assert struck != compile_pack(THANKS, version=1)
