"""The canonical form: what two spellings of one phrase share."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain import codepoints
from delegation.domain.phrases import as_written, canonical
from tests.delegation.domain.packs.vectors import SHARED, cases


def test_it_gives_every_shared_case_its_canonical_form() -> None:
    shared = cases("canonical")

    wrong = [case for case in shared if canonical(case["message"]) != case["canonical"]]

    assert len(shared) >= 1000
    assert wrong == []


@given(st.text(max_size=130))
def test_the_canonical_form_of_a_canonical_form_is_itself(message: str) -> None:
    form = canonical(message)

    assert form is None or canonical(form) == form


def test_every_single_code_point_of_the_table_is_stable() -> None:
    bounds = codepoints.decode(codepoints.TABLE)
    inside = (code for low, high in zip(bounds[::2], bounds[1::2], strict=True)
              for code in range(low, high))  # fmt: skip

    unstable = [code for code in inside if (form := canonical(chr(code)))
                and canonical(form) != form]  # fmt: skip

    assert unstable == []


@pytest.mark.parametrize("message", [None, 7, b"thanks", ["thanks"], {}])
def test_what_is_no_text_is_not_matched(message: object) -> None:
    assert canonical(message) is None


@pytest.mark.parametrize("text", ["when are you open?", "ok", "right? thanks"])
def test_people_read_a_phrase_as_they_would_write_it(text: str) -> None:
    assert as_written(canonical(text) or "") == text


def test_the_table_is_the_pinned_one() -> None:
    assert unicodedata.unidata_version == codepoints.UNICODE_VERSION
    written = (code for code in range(0x110000) if codepoints.is_written(code))

    assert codepoints.encode(codepoints.bounds_of(written)) == codepoints.TABLE


def test_the_browser_holds_the_same_table() -> None:
    source = SHARED.parents[1] / "frontend" / "src" / "codepoints.js"

    assert f'"{codepoints.TABLE}"' in source.read_text(encoding="utf-8")
