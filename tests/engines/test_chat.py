"""The chat as a visitor meets it, in each engine."""

import re
import threading
from pathlib import Path

from selenium.webdriver import Keys

from tests.browser.fake_api import FakeApi, taught, thanks_rule
from tests.browser.host import host_page
from tests.engines.visitor import ROOT, Visitor

GUIDE = Path(__file__).parents[2] / "frontend" / "README.md"


def strictest_policy(api: FakeApi) -> str:
    """Return the policy of the embed guide, with nothing else allowed and reports of violations."""
    [line] = re.findall(r"^script-src .*$", GUIDE.read_text("utf-8"), flags=re.MULTILINE)
    ours = line.replace("https://HOST", api.origin).replace("https://STREAM", api.origin)
    types = "require-trusted-types-for 'script'; trusted-types 'none'"
    return f"default-src 'none'; {ours}; {types}; report-uri {api.origin}/violations"


def violations(api: FakeApi) -> list[str]:
    """What the browser has reported so far, as the directives."""
    reports = [each.json["csp-report"] for each in api.asked("POST", "/violations")]
    found = {each["effective-directive"] for each in reports}
    return sorted(found - {"img-src"})  # the page's icon, which browsers ask for by themselves


def test_the_strictest_policy_stops_nothing_of_the_chat(visitor: Visitor, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.headers = {"content-security-policy": strictest_policy(api)}
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-lang="de"')

    visitor.visit(api.origin)
    visitor.say("thx")
    visitor.wait_for_answers("You're welcome!")
    visitor.pass_two_seconds()
    visitor.say("**where** is it?")
    visitor.wait_for_answers("You're welcome!", "You wrote: where is it?")
    visitor.run("delegation.flush()")

    assert api.soon("POST", "/api/v1/usage")
    assert violations(api) == []
    visitor.run("document.body.append(document.createElement('iframe')); frames[0].location = '/'")
    visitor.wait(lambda: "frame-src" in violations(api), "this engine reports what is stopped")


def test_a_keyboard_is_enough(visitor: Visitor, api: FakeApi) -> None:
    visitor.driver.get(api.origin)
    visitor.element(".bubble").send_keys(Keys.ENTER)
    visitor.until(f"{ROOT}.activeElement?.tagName === 'TEXTAREA'")
    visitor.press("where is it?", Keys.ENTER)
    visitor.wait_for_answers("You wrote: where is it?")

    visitor.press(Keys.ESCAPE)

    visitor.until(f"!{ROOT}.querySelector('dialog[open]')")
    visitor.until(f"{ROOT}.activeElement?.className === 'bubble'")


def test_the_focus_stays_when_what_has_it_goes(visitor: Visitor, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-suggestions="Which teas?"')
    visitor.visit(api.origin)
    in_field = f"{ROOT}.activeElement?.tagName === 'TEXTAREA'"
    visitor.focus_on(".choice")
    visitor.press(Keys.ENTER)
    visitor.until(in_field)
    visitor.wait_for_answers("You wrote: Which teas?")

    steps = api.behaviour.steps = threading.Semaphore(0)
    visitor.say("one more")
    visitor.focus_on(".turn:last-of-type .more button")
    steps.release(api.behaviour.pieces + 1)
    visitor.wait_for_answers("You wrote: Which teas?", "You wrote: one more")
    visitor.until(in_field)

    first = f"getComputedStyle({ROOT}.querySelector('.thumbs')).opacity"
    assert visitor.get(first) == "0", "an earlier answer's thumbs are out of sight"
    visitor.focus_on(".thumb")
    assert visitor.get(first) == "1"


def test_the_field_has_no_scrollbar_before_it_is_full(visitor: Visitor, api: FakeApi) -> None:
    visitor.visit(api.origin)
    field = f"{ROOT}.querySelector('textarea')"
    overflow = f"{field}.scrollHeight - {field}.clientHeight"

    assert visitor.get(overflow) <= 0
    visitor.focus()
    visitor.press("h")
    assert visitor.get(overflow) <= 0
    visitor.break_line()
    visitor.press("two")
    assert visitor.get(overflow) <= 0

    for _ in range(20):
        visitor.break_line()
    assert visitor.get(overflow) > 0, "a full field can be scrolled"


def test_after_going_back_the_conversation_goes_on(visitor: Visitor, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.headers = {"cache-control": "no-cache"}
    api.behaviour.pages["/other"] = host_page(api)
    visitor.visit(api.origin)
    visitor.say("hello there")
    visitor.wait_for_answers("You wrote: hello there")
    visitor.run(
        "addEventListener('pageshow', ({persisted}) => { document.body.id = 'kept-' + persisted })"
    )

    api.behaviour.answer = lambda message: {**taught(message), "awaiting": "info"}
    visitor.visit_next(api.origin + "/other")
    visitor.say("where is my order?")
    both = ["You wrote: hello there", "You wrote: where is my order?"]
    visitor.wait_for_answers(*both)
    visitor.driver.back()

    visitor.until("window.delegation")
    visitor.wait_for_answers(*both)
    assert visitor.get("delegation.state()") == "info"
    kept = visitor.get("document.body.id") == "kept-true"
    assert kept == (visitor.engine != "firefox")  # see `frontend/src/chat/tabs.js`
    visitor.say("thx")
    visitor.wait_for_answers(*both, "You wrote: thx")
    stored = "JSON.parse(sessionStorage['delegation:pk_test:transcript']).length"
    assert visitor.get(stored) == 6
