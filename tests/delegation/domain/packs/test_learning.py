"""What taught messages teach, and what they never do."""

from delegation.domain.language.guards import is_guarded
from delegation.domain.packs.learning import Taught, clauses_of, learn
from delegation.domain.packs.rewriting import learn_rewrites, rewrite


def taught(*texts: str, state: str = "nothing") -> list[Taught]:
    return [Taught(text, frozenset({state}), at, 1, "thanks") for at, text in enumerate(texts)]


def words(*phrases: str) -> list[tuple[str, ...]]:
    return [tuple(phrase.split(" ")) for phrase in phrases]


def test_a_message_is_cut_where_people_pause() -> None:
    assert clauses_of("No, thanks. That's all!") == words("no", "thanks", "thats all")
    assert clauses_of("Right? Ok - good-bye") == words("right ?", "ok", "good bye")
    assert clauses_of("谢谢，再见。") == words("谢 谢", "再 见")


def test_what_is_left_of_a_known_phrase_may_stand_beside_others() -> None:
    parts = learn(taught("thanks", "thanks for your help")).parts["nothing"]

    assert parts.closers == {"for your help"}


def test_what_is_left_without_an_opener_or_a_closer_stands_by_itself_and_never_answers() -> None:
    said = ("thanks for your help", "thanks", "i am glad for your help", "i am done", "done")
    parts = learn(taught(*said)).parts["nothing"]

    assert {"i am glad", "glad"} <= parts.clauses
    assert "i am glad" not in parts.phrases


def test_what_nobody_said_by_itself_asks_for_more_dialogues() -> None:
    said = taught("thanks", "thanks for your help", "i am glad for your help")
    twice = said + [Taught(each.text, each.states, f"{each.source} again", 1, "") for each in said]

    assert "i am glad" in learn(said).parts["nothing"].clauses
    assert "for your help" in learn(twice, least=2).parts["nothing"].closers
    assert "i am glad" not in learn(twice, least=2).parts["nothing"].clauses


def test_a_word_between_two_known_phrases_joins_others() -> None:
    said = taught("thanks", "bye", "ok", "thanks and bye", "thanks and ok")

    assert "and" in learn(said).parts["nothing"].openers


def test_a_part_lives_after_as_many_dialogues_as_asked_for() -> None:
    said = taught("thanks", "thanks a lot", "thanks", "thanks", "thanks a lot")

    assert "a lot" not in learn(said, least=3).parts["nothing"].closers
    assert "a lot" in learn(said, least=2).parts["nothing"].closers
    assert "thanks" in learn(said, least=3).parts["nothing"].phrases


def test_one_dialogue_counts_once_however_often_it_says_a_phrase() -> None:
    said = [Taught("thanks", frozenset({"nothing"}), "the same", 1, "thanks")] * 5

    assert learn(said, least=2).parts["nothing"].phrases == {}


def test_words_that_swap_are_read_as_one() -> None:
    phrases = words("kind help", "kind aid", "my help", "my aid", "help me", "aid me")

    assert rewrite(("aid",), learn_rewrites(phrases)) == rewrite(("help",), learn_rewrites(phrases))


def test_a_yes_is_never_read_as_another_word() -> None:
    for yes in ("yes", "sim", "да", "نعم", "是", "हाँ"):
        phrases = words(f"{yes} all good", "thanks all good", f"so good {yes}", "so good thanks")

        assert rewrite((yes,), learn_rewrites(phrases)) == (yes,)


def test_no_word_makes_a_greeting_read_as_a_farewell() -> None:
    greetings, farewells = words("guten tag", "guten abend"), words("schönen tag", "schönen abend")
    swapped = learn_rewrites([*greetings, *farewells])
    assert rewrite(greetings[0], swapped) == rewrite(farewells[0], swapped)

    acts = dict.fromkeys(greetings, frozenset({"greeting"}))
    acts |= dict.fromkeys(farewells, frozenset({"farewell"}))
    kept = learn_rewrites([*greetings, *farewells], acts=acts)
    assert rewrite(greetings[0], kept) != rewrite(farewells[0], kept)


def test_one_pair_teaches_nothing() -> None:
    assert learn_rewrites(words("so nice", "nice thing", "so nice thing")) == {}


def test_words_of_polarity_question_and_number_are_guarded_in_every_listed_language() -> None:
    for word in ("not", "não", "не", "لا", "不", "नहीं", "?", "how", "two", "2", "٣", "三"):
        assert is_guarded(word), word
    for word in ("non", "niet", "nie", "ні", "değil", "όχι", "لا", "نه", "לא", "না", "không"):
        assert is_guarded(word), word
    for word in ("thanks", "obrigado", "спасибо", "شكرا", "谢", "धन्यवाद"):
        assert not is_guarded(word), word


def test_no_part_holds_a_guarded_word() -> None:
    parts = learn(taught("thanks", "thanks not now", "not now thanks")).parts["nothing"]

    assert not any(is_guarded(word) for form in parts.openers | parts.closers for word in form)


def test_struck_parts_are_gone_and_phrases_stay() -> None:
    said = taught("thanks", "thanks a lot")
    parts = learn(said, struck_parts=frozenset({"a lot", "thanks"})).parts["nothing"]

    assert "a lot" not in parts.forms()
    assert "thanks" in parts.phrases
