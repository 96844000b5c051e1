"""The guides under /docs/: the repository's Markdown, with links that lead somewhere."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tenants.guides import GUIDES, read_guide
from tenants.markdown import anchor_of, headings_of, to_html
from tenants.terms import TERMS


def nowhere(_target: str) -> str | None:
    return None


@pytest.mark.parametrize("slug", [guide.slug for guide in GUIDES])
def test_each_guide_is_served_to_everyone(client: Client, slug: str) -> None:
    page = client.get(reverse("guide", args=[slug]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "<h1 id=" in text
    assert "```" not in text
    assert "\0" not in text


def test_the_list_leads_to_all_of_them_and_the_api(client: Client) -> None:
    page = client.get(reverse("guides")).content.decode()
    for guide in GUIDES:
        assert reverse("guide", args=[guide.slug]) in page
    assert reverse("docs") in page


def test_a_guide_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/docs/nothing/").status_code == 404


@pytest.mark.parametrize("slug", [guide.slug for guide in GUIDES])
def test_every_link_between_guides_has_its_heading(slug: str) -> None:
    page = read_guide(slug)
    assert page is not None
    for other, anchor in re.findall(r'href="/docs/(\w+)/(?:#([\w-]+))?"', page.html):
        target = read_guide(other)
        assert target is not None, other
        assert not anchor or f'id="{anchor}"' in target.html, (other, anchor)


@pytest.mark.parametrize("name", TERMS)
def test_every_term_leads_to_a_heading(name: str) -> None:
    term = TERMS[name]
    page = read_guide(term.guide)
    assert page is not None
    assert f'id="{term.heading}"' in page.html
    assert term.means.count(". ") == 1, "two sentences"


def test_a_table_a_list_and_code_become_html() -> None:
    text = "| a | b |\n|---|---|\n| `x \\| y` | **z** |\n\n- one more\n- two\n\n"
    text += "```sh\na < b\n```"
    html = to_html(text, nowhere).replace("\n", "")
    assert "<td><code>x | y</code></td><td><strong>z</strong></td>" in html
    assert "<ul><li>one more</li><li>two</li></ul>" in html
    assert "<code>a &lt; b</code>" in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>no</b> & *yes*", "&lt;b&gt;no&lt;/b&gt; &amp; <em>yes</em>"),
        ("`<i>` in `code`", "<code>&lt;i&gt;</code> in <code>code</code>"),
        ("[words](somewhere.py)", "words"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("[out](javascript:alert(1))", "[out](javascript:alert(1))"),
    ],
)
def test_marks_inside_a_line(text: str, html: str) -> None:
    assert to_html(text, nowhere) == f"<p>{html}</p>\n"


def test_links_lead_where_they_are_said_to_lead() -> None:
    html = to_html("[the *guide*](README.md)", lambda target: f"/docs/{target}?a=1&b=2")
    assert html == '<p><a href="/docs/README.md?a=1&amp;b=2">the <em>guide</em></a></p>\n'


def test_headings_are_listed_with_their_names() -> None:
    found = headings_of("# One `a`\n\n```\n# not this\n```\n\n## Two")
    assert [(each.level, each.text, each.anchor) for each in found] == [
        (1, "One a", "one-a"),
        (2, "Two", "two"),
    ]


def test_headings_are_named_as_on_github() -> None:
    assert anchor_of("`window.delegation`") == "windowdelegation"
    assert anchor_of("What a saving is") == "what-a-saving-is"
