"""Amounts are taken with the decimal sign that the reader writes."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from delegation.amounts import AmountField


class PriceOfTea(forms.Form):
    price = AmountField(decimal_places=2, min_value=0)


@pytest.mark.parametrize(
    ("language", "written", "amount"),
    [
        ("en", "20.50", Decimal("20.50")),
        ("en", "20,50", None),
        *((each, "20,50", Decimal("20.50")) for each in ("de", "es", "fr", "pt-br")),
        *((each, "20.50", Decimal("20.50")) for each in ("de", "es", "fr", "pt-br")),
        ("de", " 20,5 ", Decimal("20.5")),
        ("de", "20", Decimal(20)),
        ("de", ",5", Decimal("0.5")),
        ("de", "1.234,50", None),
        ("de", "1,234,50", None),
        ("de", "20,505", None),
        ("de", "-1,5", None),
        ("de", "zwanzig", None),
    ],
)
def test_the_point_is_taken_everywhere_and_the_comma_where_it_is_written(
    language: str, written: str, amount: Decimal | None
) -> None:
    with translation.override(language):
        form = PriceOfTea({"price": written})
        assert (form.cleaned_data["price"] if form.is_valid() else None) == amount


def test_an_amount_is_shown_as_the_reader_writes_it() -> None:
    form = PriceOfTea(initial={"price": Decimal("20.50")})

    assert 'type="number" name="price" value="20.50" min="0" step="0.01"' in str(form["price"])
    with translation.override("de"):
        shown = str(form["price"])
    assert 'type="text" name="price" value="20,50"' in shown
    assert 'inputmode="decimal"' in shown
    assert "min=" not in shown


def test_a_wrong_amount_is_shown_as_it_was_typed() -> None:
    with translation.override("de"):
        form = PriceOfTea({"price": "1.234,50"})
        assert not form.is_valid()
        assert 'value="1.234,50"' in str(form["price"])


def test_an_amount_that_did_not_change_is_no_change() -> None:
    with translation.override("de"):
        form = PriceOfTea({"price": "20,50"}, initial={"price": Decimal("20.50")})
        assert not form.has_changed()
