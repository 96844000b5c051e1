"""A mark says what a reply awaits and teaches; a visitor never sees a part of one."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from delegation.domain.teaching.marks import (
    CODES,
    LAST,
    MARK,
    MarkedReply,
    MarkFilter,
    neutralise_marks,
    read_marked,
)
from delegation.domain.words import Act, Awaiting

NOTHING, MORE, UNKNOWN = Awaiting.NOTHING, Awaiting.MORE, Awaiting.UNKNOWN


def heard(*pieces: str) -> MarkedReply:
    marks = MarkFilter()
    text = "".join([*map(marks.hear, pieces), marks.finish()])
    return MarkedReply(text, marks.awaiting, marks.act)


@pytest.mark.parametrize(
    ("written", "text", "awaiting", "act"),
    [
        # As it was asked for.
        ("Bye!¤", "Bye!", NOTHING, None),
        ("It is open until 6.¤", "It is open until 6.", NOTHING, None),
        ("Done. Anything else?¤", "Done. Anything else?", MORE, None),
        ("完了です。ほかに何かありますか？¤", "完了です。ほかに何かありますか？", MORE, None),
        ("هل من شيء آخر؟¤", "هل من شيء آخر؟", MORE, None),
        ("Bye!¤bye", "Bye!", NOTHING, Act.FAREWELL),
        ("Hello! How can I help?¤hi", "Hello! How can I help?", MORE, Act.GREETING),
        ("Shall I book it?", "Shall I book it?", UNKNOWN, None),
        # With blanks.
        ("Bye! ¤", "Bye!", NOTHING, None),
        ("Bye!\n\n¤\n", "Bye!", NOTHING, None),
        ("Bye! ¤ thanks", "Bye!", NOTHING, Act.THANKS),
        ("Bye!\n¤\nthanks\n", "Bye!", NOTHING, Act.THANKS),
        ("Bye! ¤: thanks", "Bye!", NOTHING, Act.THANKS),
        ("Bye! ¤:thanks", "Bye!", NOTHING, Act.THANKS),
        ("Bye! ¤_thanks", "Bye!", NOTHING, Act.THANKS),
        ("Bye! ¤Thanks", "Bye!", NOTHING, Act.THANKS),
        ("Bye! ¤acknowledgement", "Bye!", NOTHING, Act.ACKNOWLEDGEMENT),
        ("Anything else. ¤more", "Anything else.", MORE, None),
        # In Markdown, quotation marks and brackets.
        ("Bye! **¤**", "Bye!", NOTHING, None),
        ("Bye! `¤thanks`", "Bye!", NOTHING, Act.THANKS),
        ("Bye! **¤thanks**", "Bye!", NOTHING, Act.THANKS),
        ("Bye! (¤)", "Bye!", NOTHING, None),
        ('Bye! "¤ok"', "Bye!", NOTHING, Act.ACKNOWLEDGEMENT),
        ("Bye! “¤ok”", "Bye!", NOTHING, Act.ACKNOWLEDGEMENT),
        ("**Bye! ¤**", "**Bye!**", NOTHING, None),
        ("**Bye!** ¤", "**Bye!**", NOTHING, None),
        ('He said "bye"¤', 'He said "bye"', NOTHING, None),
        ("Bye!\n```\n¤\n```", "Bye!", NOTHING, None),
        ("```\nx\n```\n¤", "```\nx\n```", NOTHING, None),
        ("Bye!\n- ¤", "Bye!", NOTHING, None),
        ("Bye!\n> ¤thanks", "Bye!", NOTHING, Act.THANKS),
        ("Bye!\n\n---\n¤", "Bye!", NOTHING, None),
        # With a stop behind it.
        ("Bye! ¤.", "Bye!", NOTHING, None),
        ("Bye ¤.", "Bye.", NOTHING, None),
        ("Bye¤thanks!", "Bye!", NOTHING, Act.THANKS),
        # Twice.
        ("Bye!¤¤", "Bye!", NOTHING, None),
        ("Bye! ¤ ¤thanks", "Bye!", NOTHING, Act.THANKS),
        ("Bye! ¤thanks¤thanks", "Bye!", NOTHING, Act.THANKS),
        ("Bye! ¤thanks ¤bye", "Bye!", NOTHING, None),
        # Translated, invented, or cut.
        ("¡De nada! ¤gracias", "¡De nada!", UNKNOWN, None),
        ("Пожалуйста! ¤спасибо", "Пожалуйста!", UNKNOWN, None),
        ("Bye! ¤anything", "Bye!", UNKNOWN, None),
        ("Bye! ¤than", "Bye!", UNKNOWN, None),
        ("Bye! ¤ tha", "Bye!", UNKNOWN, None),
        # In the middle or in front.
        ("Bye! ¤ Come again.", "Bye! Come again.", UNKNOWN, None),
        ("Bye! ¤thanks Come again.", "Bye! Come again.", UNKNOWN, None),
        ("Done.\n¤\nBye! ¤", "Done.\nBye!", UNKNOWN, None),
        ("Done. **¤** Bye!", "Done. Bye!", UNKNOWN, None),
        ("¤ Bye!", "Bye!", UNKNOWN, None),
        ("¤Sure, it is open.", "Sure, it is open.", UNKNOWN, None),
        ("¤thanks Bye!", "Bye!", UNKNOWN, None),
        ("¤Sure", "Sure", UNKNOWN, None),
        ("Anything else¤?", "Anything else?", UNKNOWN, None),
        ("Bye! ¤ thank goodness", "Bye! thank goodness", UNKNOWN, None),
        # No mark.
        ("  **Bold** \n", "  **Bold** \n", UNKNOWN, None),
        ("", "", UNKNOWN, None),
    ],
)
def test_a_reply_is_read(written: str, text: str, awaiting: Awaiting, act: Act | None) -> None:
    assert read_marked(written) == MarkedReply(text, awaiting, act)
    assert heard(*written) == MarkedReply(text, awaiting, act)


PARTS = st.sampled_from(
    [
        *(f"{MARK}{code}" for code in CODES),
        *(MARK, " ", "\n", "  ", "**", "*", "`", "```", '"', "(", ")", "“", "”", "-", "> ", "."),
        *("?", "!", ":", "_", "th", "thanks", "ok", "more", "mo", "gracias", "Bye", "спасибо"),
        *("谢谢", "1", "\u200b", "\U0001f600", "é", "İ", "ß"),
    ]
)
WRITTEN = st.lists(PARTS | st.text(max_size=4), max_size=12).map("".join)


@given(WRITTEN, st.data())
@example("¤İ", None)
def test_no_split_changes_anything(written: str, data: st.DataObject | None) -> None:
    cuts = {1, 2}
    if data is not None:
        cuts = data.draw(st.sets(st.integers(0, len(written)), max_size=6))
    bounds = [0, *sorted(cut for cut in cuts if cut <= len(written)), len(written)]
    pieces = [written[a:b] for a, b in pairwise(bounds)]
    assert heard(*pieces) == heard(*written) == read_marked(written)


@given(WRITTEN)
def test_no_mark_is_ever_shown(written: str) -> None:
    marks = MarkFilter()
    for piece in written:
        assert MARK not in marks.hear(piece)
    assert MARK not in marks.finish()


@given(st.text().filter(lambda text: MARK not in text), st.sampled_from(["", *CODES]))
def test_no_part_of_a_mark_is_shown_before_it_is_whole(text: str, code: str) -> None:
    written = f"Bye, {text}x! {MARK}{code}"
    for cut in range(len(written) - len(code) - 1, len(written) + 1):
        marks = MarkFilter()
        assert marks.hear(written[:cut]) == f"Bye, {text}x!"
    assert read_marked(written).text == f"Bye, {text}x!"


@given(st.text().filter(lambda text: MARK not in text))
def test_a_reply_without_a_mark_is_shown_as_it_is(text: str) -> None:
    assert read_marked(text) == MarkedReply(text, UNKNOWN)


@given(st.text().filter(lambda text: MARK not in text))
def test_words_are_shown_as_soon_as_the_next_begins(text: str) -> None:
    marks = MarkFilter()
    assert marks.hear(f"{text} x") == f"{text} x"


@pytest.mark.parametrize("part", ["¤thanks", "¤ ", "¤", "¤**", "¤ th", " ", "`", "\n- ", "¤x"])
def test_a_long_garbled_reply_takes_no_longer_than_its_length(part: str) -> None:
    # With a second look at each mark for every other one, this would take minutes.
    assert MARK not in read_marked(part * 20_000 + "\u00b7 end").text


def test_what_may_still_be_taken_away_has_a_bound() -> None:
    marks = MarkFilter()
    assert marks.hear("Bye!" + "*" * 500) == "Bye!" + "*" * (500 - LAST)


def test_a_mark_that_a_visitor_wrote_is_a_sign_of_a_currency() -> None:
    assert MARK not in neutralise_marks(f"thanks {MARK}thanks")
