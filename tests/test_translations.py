"""Every sentence that people read is in the catalogues, and every offered language is complete."""

import gettext
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.conf import settings
from django.test import override_settings
from django.utils import translation

from delegation.catalogues import DIGEST, catalogue_of, is_compiled
from delegation.checks import languages_are_compiled
from delegation.domain.wording import Joined, Sentence, Worded, as_data, from_data, worded
from delegation.languages import counted, in_words
from scripts import messages
from tests.unmarked import (
    BASE,
    name_of,
    readable_files,
    translated_names_in,
    unmarked_in,
    unmarked_in_module,
    unmarked_in_template,
)

# Files with sentences that no catalogue has yet. Mark them, and take the file off the list.
STILL_TO_MARK: tuple[str, ...] = ()


def test_every_text_that_people_read_is_marked() -> None:
    unmarked = {
        name: texts
        for path in readable_files()
        if (name := name_of(path)) not in STILL_TO_MARK and (texts := unmarked_in(path))
    }
    assert unmarked == {}


def test_names_of_classes_and_fields_are_not_translated() -> None:
    translated = {
        name_of(path): names for path in readable_files() if (names := translated_names_in(path))
    }
    assert translated == {}


def test_the_list_of_files_to_mark_holds_no_finished_file() -> None:
    finished = [name for name in STILL_TO_MARK if not unmarked_in(BASE / name)]
    assert finished == []


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("<p>Nothing yet.</p>", "Nothing yet."),
        ("<p>{% if a %}Nothing yet.{% endif %}</p>", "Nothing yet."),
        ('<nav aria-label="Your account"></nav>', "Your account"),
        ('{% include "a.html" with text="Revoke" %}', "Revoke"),
        ('{{ name|default:"not known yet" }}', "not known yet"),
        ('<meta name="description" content="It is small.">', "It is small."),
        ("{% translate 'This is.' %} That is not.", "That is not."),
    ],
)
def test_it_finds_an_unmarked_text_of_a_template(template: str, text: str) -> None:
    assert list(unmarked_in_template(template)) == [text]


@pytest.mark.parametrize(
    "template",
    [
        '<p>{% translate "Nothing yet." %}</p>',
        "{% blocktranslate %}<b>{{ n }}</b> messages{% endblocktranslate %}",
        "<nav aria-label=\"{% translate 'Your account' %}\"></nav>",
        '{% include "a.html" with text=_("Revoke") %}',
        '<code>data-key="pk_"</code> {# A reason. #} Self-delegation',
        '{{ count|counted:"visitor" }}',
    ],
)
def test_it_accepts_a_marked_text_of_a_template(template: str) -> None:
    assert list(unmarked_in_template(template)) == []


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ('messages.success(request, "Saved.")', "Saved."),
        ('messages.success(request, f"{name} is saved.")', " is saved."),
        ('forms.CharField(label="Name", help_text=_("The name."))', "Name"),
        ('raise forms.ValidationError("Too long")', "Too long"),
        ('class Meta:\n    labels = {"name": "Name"}', "Name"),
        ('PROBLEM = "The file is not JSON."', "The file is not JSON."),
    ],
)
def test_it_finds_an_unmarked_text_of_a_module(module: str, text: str) -> None:
    assert set(unmarked_in_module(module)) == {text}


@pytest.mark.parametrize(
    "module",
    [
        'messages.success(request, _("Saved."))',
        'messages.success(request, _("%(name)s is saved.") % {"name": name})',
        'PROBLEM = worded("The file is not JSON.")',
        '"""The docstring of a module."""',
        'logger.warning("The tenant %s has no key.", tenant)',
        'raise ValueError("The rate is no rate.")',
    ],
)
def test_it_accepts_a_marked_text_of_a_module(module: str) -> None:
    assert list(unmarked_in_module(module)) == []


def test_every_offered_language_is_complete() -> None:
    wanted = messages.sentences()
    problems = [
        problem
        for code, _ in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
        for problem in messages.problems_of(code, messages.read_catalogue(code), wanted)
    ]
    assert problems == []


def test_every_catalogue_can_be_read() -> None:
    assert {"de", "es", "fr", "pt_BR"} <= set(messages.languages())
    assert [name for name in messages.languages() if not messages.read_catalogue(name)] == []


def wanted() -> Catalog:
    catalog = Catalog()
    catalog.add("Saved.")
    catalog.add("%(name)s is <b>saved</b>.")
    catalog.add(("%(number)s visitor", "%(number)s visitors"))
    return catalog


def german(**changed: str | tuple[str, ...]) -> Catalog:
    catalog = Catalog(locale="de")
    texts = {
        "Saved.": "Gespeichert.",
        "%(name)s is <b>saved</b>.": "%(name)s ist <b>gespeichert</b>.",
    }
    for one, text in texts.items():
        catalog.add(one, changed.get(one, text))
    plural = ("%(number)s visitor", "%(number)s visitors")
    catalog.add(plural, changed.get("plural", ("%(number)s Besucher", "%(number)s Besucher")))
    return catalog


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"Saved.": ""}, "de: no translation of 'Saved.'"),
        ({"plural": ("%(number)s Besucher", "")}, "de: a plural form is missing"),
        ({"%(name)s is <b>saved</b>.": "%(nom)s <b>ist</b>."}, "de: other placeholders"),
        ({"%(name)s is <b>saved</b>.": "%(name)s ist."}, "de: other tags"),
    ],
)
def test_it_finds_an_incomplete_catalogue(
    changed: dict[str, str | tuple[str, ...]], problem: str
) -> None:
    (found,) = messages.problems_of("de", german(**changed), wanted())
    assert found.startswith(problem)


def test_it_finds_what_no_source_says_any_more() -> None:
    catalog = german()
    catalog.add("Stored.", "Gespeichert.")

    assert list(messages.problems_of("de", german(), wanted())) == []
    assert list(messages.problems_of("de", catalog, wanted())) == [
        "de: no source has 'Stored.' any more"
    ]


def test_the_extractor_reads_every_kind_of_mark() -> None:
    module = """
_("One."); ngettext("%(n)s day", "%(n)s days", 3); worded("Two."); counted(3, "reply", "replies")
Sentence("Three %(x)s.", {"x": 3}); Sentence("%(number)s a", {"number": 1}, many="%(number)s b")
"""
    template = """<p title="{% translate 'Four.' %}">{% blocktranslate trimmed count n=n %}It’s one
      {{ n }}{% plural %}many {{ n }}{% endblocktranslate %} {{ n|counted:"visitor" }}"""

    assert [words for words, _ in messages.words_of_python(module)] == [
        "One.",
        ("%(n)s day", "%(n)s days"),
        "Two.",
        ("%(number)s reply", "%(number)s replies"),
        "Three %(x)s.",
        ("%(number)s a", "%(number)s b"),
    ]
    assert [words for words, _ in messages.words_of_template(template)] == [
        "Four.",
        ("It’s one %(n)s", "many %(n)s"),
        ("%(number)s visitor", "%(number)s visitors"),
    ]


@pytest.fixture
def speaks_german(tmp_path: Path) -> Iterator[Path]:
    """Offer German with one sentence, and return its catalogue."""
    catalogue = catalogue_of("de", tmp_path)
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "Wait %(hours)s hours."\nmsgstr "Warten Sie %(hours)s Stunden."\n\n'
        'msgid "%(number)s visitor"\nmsgid_plural "%(number)s visitors"\n'
        'msgstr[0] "%(number)s Besuchende"\nmsgstr[1] "%(number)s Besuchende"\n',
        "utf-8",
    )
    languages = [("en", "English"), ("de", "German")]
    with override_settings(LANGUAGES=languages, LOCALE_PATHS=[tmp_path]):
        yield catalogue


def test_a_language_is_offered_only_as_it_was_compiled(speaks_german: Path) -> None:
    assert [error.id for error in languages_are_compiled()] == ["delegation.E003"]

    messages.compile_catalogue(speaks_german, "de")
    assert languages_are_compiled() == []

    speaks_german.write_text(speaks_german.read_text("utf-8") + "\n# later\n", "utf-8")
    assert not is_compiled("de")
    assert is_compiled("en")


def test_a_compiled_catalogue_names_the_text_it_was_made_from(speaks_german: Path) -> None:
    messages.compile_catalogue(speaks_german, "de")

    with speaks_german.with_suffix(".mo").open("rb") as file:
        assert len(gettext.GNUTranslations(file).gettext(DIGEST)) == 64


def test_what_the_domain_worded_is_translated_where_it_is_shown(speaks_german: Path) -> None:
    messages.compile_catalogue(speaks_german, "de")
    sentence = Sentence("Wait %(hours)s hours.", {"hours": 3})

    assert str(sentence) == in_words(sentence) == "Wait 3 hours."
    assert worded("Saved.") == "Saved."
    assert in_words("") == ""
    with translation.override("de"):
        assert in_words(sentence) == "Warten Sie 3 Stunden."
        assert counted(1200, "visitor") == "1.200 Besuchende"
    assert counted(1200, "visitor") == "1,200 visitors"
    assert counted(1, "reply", "replies") == "1 reply"


@pytest.mark.parametrize(("number", "text"), [(1, "1 file"), (2, "2 files")])
def test_a_sentence_has_both_numbers(number: int, text: str) -> None:
    sentence = Sentence("%(number)s file", {"number": number}, many="%(number)s files")

    assert str(sentence) == in_words(sentence) == text


@pytest.mark.parametrize(
    "text",
    [
        "Saved.",
        Sentence("%(number)s file", {"number": 1200}, many="%(number)s files"),
        Sentence("It is %(why)s.", {"why": Sentence("row %(row)s", {"row": 3})}),
        Joined((Sentence("One."), "Two."), " "),
    ],
)
def test_a_text_comes_out_of_a_row_as_it_went_in(text: Worded) -> None:
    assert from_data(json.loads(json.dumps(as_data(text)))) == text


@pytest.mark.parametrize("data", [None, 3, {}, {"template": 3, "parameters": {}, "many": ""}])
def test_what_is_no_text_does_not_come_out_of_a_row(data: object) -> None:
    with pytest.raises(ValueError, match="no text"):
        from_data(data)


def test_numbers_in_a_sentence_are_written_as_the_reader_writes_them() -> None:
    sentence = Sentence("The table has more than %(most)s rows.", {"most": 1_000_000})

    assert str(sentence) == in_words(sentence) == "The table has more than 1,000,000 rows."
    with translation.override("de"):
        assert "1.000.000" in in_words(sentence)


def test_names_between_sentences_stay_as_people_wrote_them() -> None:
    rules, visitors = (Joined((name,)) for name in ("Rules", "visitors"))

    with translation.override("de"):
        assert in_words("Rules") != "Rules", "the name is a sentence of the catalogue too"
        assert (in_words(rules), in_words(visitors)) == ("Rules", "visitors")
        assert in_words(Joined(("A", "B"), " and ")) == "A und B"
