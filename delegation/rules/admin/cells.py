"""Figures of a list, each with the words that phones show instead of column headings."""

from django.utils.html import format_html

FIGURE = "\0"  # a sign that no sentence contains


def in_sentence(sentence: str, name: str, figure: str) -> str:
    """Return the cell of a figure. `sentence` is translated, and has the figure as `%(name)s`."""
    before, _, after = (sentence % {name: FIGURE}).partition(FIGURE)
    return format_html('<span data-before="{}" data-after="{}">{}</span>', before, after, figure)
