"""Answers in Markdown: what CommonMark says of what is supported, and nothing else from any text."""

import json
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi
from tests.browser.host import host_page
from tests.browser.sources import HERE, serve

BASE = Path(__file__).parents[2]
SUPPORTED = {
    "ATX headings",
    "Autolinks",
    "Backslash escapes",
    "Blank lines",
    "Block quotes",
    "Code spans",
    "Emphasis and strong emphasis",
    "Fenced code blocks",
    "Hard line breaks",
    "Inlines",
    "Links",
    "List items",
    "Lists",
    "Paragraphs",
    "Precedence",
    "Soft line breaks",
    "Textual content",
    "Thematic breaks",
}
ELEMENTS = {
    "a",
    "small",
    "p",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "blockquote",
    "hr",
} | {"br", "table", "tr", "th", "td", "div"}
ATTRIBUTES = {"href", "title", "target", "rel", "dir", "start", "tabindex", "class", "data-side"}

# What stays as it was written: HTML, entities, references, code by indentation, underlined headings, pictures in links.
UNSUPPORTED = re.compile(
    r"<[a-z/!?][^:@>]*>|<[a-z]+ [^>]*>|&#?\w+;|\]: |\]\[|^ *(?:\d+\.|[->*+])? {4}|\t|^ {4}|\n *(?:-+|=+)\n|!\[",
    re.MULTILINE | re.IGNORECASE,
)

# Corners in which ours is simpler, or kinder to what models write: two spaces nest a list, escapes inside addresses and
# titles with quotes in them are not read, every list marker begins a list.
DIFFERENT = {
    20,
    22,
    72,
    132,
    146,
    237,
    249,
    262,
    279,
    280,
    282,
    285,
    295,
    297,
    301,
    302,
    304,
    306,
    310,
    311,
    318,
    367,
    495,
    496,
    498,
    500,
    502,
    505,
    507,
    510,
    526,
    596,
    597,
    598,
    599,
    601,
    602,
    603,
    608,
    611,
    612,
}

# A line break is a line break here, a heading a strong line, a picture a link; lists are never loose.
RENDER = """async (texts) => {
  const {createWriter} = await import("/chat/markdown.js");
  return texts.map((text) => {
    const place = document.createElement("div");
    createWriter(place)(text);
    return place.innerHTML;
  });
}"""
SHAPES = """(pages) => pages.map((page) => {
  const root = new DOMParser().parseFromString(page, "text/html").body;
  root.querySelectorAll("small").forEach((each) => each.remove());
  root.querySelectorAll("h1, h2, h3, h4, h5, h6").forEach((each) => {
    const strong = document.createElement("strong");
    strong.append(...each.childNodes);
    const p = document.createElement("p");
    p.append(strong);
    each.replaceWith(p);
  });
  const shape = (node) => {
    if (node.nodeType === 3) return node.parentElement.closest("pre") ? node.data.replace(/\\n+$/, "") : node.data.replace(/\\s+/g, " ");
    const inside = [...node.childNodes].map(shape).join("");
    const name = node.nodeName.toLowerCase();
    if (name === "br") return " ";
    if (name === "p" && node.parentElement.nodeName === "LI") return " " + inside.trim() + " ";
    const address = name === "a" ? " " + new URL(node.getAttribute("href"), "https://vectors.example/").href : "";
    return "<" + name + address + ">" + (name === "pre" ? inside : inside.trim()) + "</" + name + ">";
  };
  return [...root.childNodes].map(shape).join("").replace(/ +(?=<)|(?<=>) +/g, "").replace(/ +/g, " ").trim();
})"""


@pytest.fixture(scope="module")
def sources(browser: Browser) -> Iterator[Page]:
    """A page that can import the gatekeeper's sources."""
    page = browser.new_page()
    page.route(HERE + "/**", serve)
    page.goto(HERE + "/")
    yield page
    page.close()


def examples() -> list[dict[str, Any]]:
    script = "process.stdout.write(JSON.stringify(require('commonmark-spec').tests))"
    done = subprocess.run(["node", "-e", script], cwd=BASE, capture_output=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [
        {**each, "markdown": each["markdown"].replace("→", "\t")}
        for each in found
        if each["section"] in SUPPORTED
    ]


def test_it_reads_commonmarks_examples_of_what_it_supports(sources: Page) -> None:
    cases = [each for each in examples() if not UNSUPPORTED.search(each["markdown"])]

    ours = sources.evaluate(SHAPES, sources.evaluate(RENDER, [each["markdown"] for each in cases]))
    theirs = sources.evaluate(SHAPES, [each["html"] for each in cases])

    differing = {
        case["number"] for case, one, other in zip(cases, ours, theirs, strict=True) if one != other
    }
    assert len(cases) >= 250
    assert differing == DIFFERENT


PIECES = [
    "<script>pwned = 1</script>",
    "<img src=x onerror=pwned=1>",
    "<svg/onload=pwned=1>",
    "[a](javascript:pwned=1)",
    "[a](JaVaScRiPt:pwned=1)",
    "[a](java\nscript:pwned=1)",
    "[a](&#106;avascript:pwned=1)",
    "[a](data:text/html,<script>pwned=1</script>)",
    "[a](vbscript:x)",
    "[a](file:///etc/passwd)",
    "[a](blob:https://x/y)",
    "<javascript:pwned=1>",
    "![a](javascript:pwned=1)",
    '[a](https://x.example "onclick=pwned=1" onclick=pwned=1)',
    "[a](<https://x.example/ onclick=pwned=1>)",
    "https://x.example/'onclick=pwned=1",
    "`<b>`",
    "```\n<script>pwned = 1</script>",
    "|<b>|<i>|\n|-|-|\n|<script>pwned=1</script>|[x](javascript:1)|",
    "> <iframe srcdoc='<script>parent.pwned=1</script>'>",
    "- <a href='javascript:pwned=1'>x</a>",
    "# <h1 onmouseover=pwned=1>",
    "[" * 60 + "a" + "](x)" * 60,
    "*" * 90 + "a" + "_" * 90,
    "\u202e[gpj.exe](https://x.example)",
    "\ud800[\udfff](https://x.example)",
    "\0<b\0>",
    "www.x.example/<script>",
    "mailto:a@b.example?subject=<b>",
    "<a@b.example>",
]
MADE = """() => {
  const made = [...document.querySelectorAll("div.hostile *")];
  return made.map((each) => [each.localName, each.getAttributeNames(), each.protocol || "", each.rel || "", each.target || ""]);
}"""
LONG = [
    "[" * 20_000,
    "*a_" * 9_000,
    "`" * 3 + " `" * 9_000,
    "".join("`" * (at % 200) + " " for at in range(270)),
    "> " * 12_000,
    "- " * 12_000,
    "a-" * 14_000,
    " " * 28_000 + "x",
    "# " + " " * 28_000 + "x",
    "|" * 28_000,
    "](" * 14_000,
    "<" * 28_000,
    "\\" * 28_000,
    "a\n\n" * 9_000,
    "http://" * 4_000,
    "~" * 28_000,
    "*" * 29_000 + "a" + "*" * 900,
    "1. " * 9_000,
]


def hostile() -> list[str]:
    """Three hundred texts, the same in every run."""
    chance = random.Random(7)
    mixed = ["".join(chance.choices(PIECES, k=chance.randint(2, 6))) for _ in range(200)]
    cut = [piece[: len(piece) * at // 3] for piece in PIECES for at in (1, 2)]
    return [*PIECES, *mixed, *cut, *LONG]


def test_whatever_an_answer_holds_it_makes_words_and_harmless_links(sources: Page) -> None:
    texts = hostile()
    assert len(texts) >= 300
    sources.evaluate(
        """async (texts) => {
          const {createWriter} = await import("/chat/markdown.js");
          for (const text of texts) {
            const place = document.createElement("div");
            place.className = "hostile";
            document.body.append(place);
            const write = createWriter(place);
            for (const share of [0.3, 0.6, 1]) write(text.slice(0, text.length * share));
          }
        }""",
        texts,
    )

    for name, attributes, protocol, rel, target in sources.evaluate(MADE):
        assert name in ELEMENTS
        assert set(attributes) <= ATTRIBUTES
        if name == "a":
            assert protocol in {"http:", "https:", "mailto:", "tel:"}
            assert protocol in {"mailto:", "tel:"} or (rel, target) == ("noopener", "_blank")
    assert sources.evaluate("window.pwned") is None


def test_a_growing_text_keeps_what_is_already_there(sources: Page) -> None:
    kept = sources.evaluate(
        r"""async () => {
          const {createWriter} = await import("/chat/markdown.js");
          const place = document.createElement("div");
          const write = createWriter(place);
          const text = "First.\n\n- one\n- two\n\nLast **words**.";
          write(text.slice(0, 12));
          const [first] = place.children;
          for (let end = 13; end <= text.length; end++) write(text.slice(0, end));
          return [first === place.children[0], place.textContent, place.children.length];
        }"""
    )

    assert kept == [True, "First.onetwoLast words.", 3]


ANSWER = """Your order **#123** is on its way.

1. Open [your orders](https://shop.example/orders)
2. Press `Track`

| Day | Where | Parcels |
|---|:---:|---:|
| Monday | Oslo | 2 |

> Parcels need a *signature*.

Or write to help@shop.example, or to mailto:kim@shop.example."""


def test_an_answer_reads_as_its_author_meant_it(page: Page, api: FakeApi) -> None:
    api.behaviour.answer = lambda message: {
        "userResponse": ANSWER,
        "awaiting": "nothing",
        "source": "teacher",
    }
    chat = Chat(page).visit(api)

    chat.say("where is it?")

    link = page.get_by_role("link", name="your orders")
    expect(link).to_have_attribute("href", "https://shop.example/orders")
    expect(link).to_contain_text("(shop.example)")
    expect(page.get_by_role("link", name="help@shop.example")).to_have_attribute(
        "href", "mailto:help@shop.example"
    )
    expect(page.get_by_role("link", name="mailto:kim@shop.example", exact=True)).to_have_attribute(
        "href", "mailto:kim@shop.example"
    )
    for name, side in {"Monday": "start", "Oslo": "center", "2": "right"}.items():
        cell = page.get_by_role("cell", name=name, exact=True)
        expect(cell).to_be_visible()
        expect(cell).to_have_css("text-align", side)
    expect(chat.answers.locator("strong")).to_have_text("#123")
    expect(page.get_by_role("status").filter(has_text="Your order #123 is")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("cell", name="Oslo")).to_be_visible()


def test_a_page_can_have_answers_as_they_are_written(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api, "data-chat data-plain")
    api.behaviour.answer = lambda message: {
        "userResponse": "**as it is**",
        "awaiting": "nothing",
        "source": "teacher",
    }
    chat = Chat(page).visit(api)

    chat.say("hello")

    expect(chat.answers.last).to_have_text("**as it is**")
    assert not any("markdown" in each.path for each in api.requests)
