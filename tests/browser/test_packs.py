"""Packs in the browser: a cache that follows the server, and is never trusted further than its lifetime."""

import json
import time
from dataclasses import asdict

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from delegation.delivery import RELEASES
from delegation.domain.packs.matching import decide
from delegation.domain.packs.reading import load_pack
from tests.browser.chat import Chat, beacons
from tests.browser.fake_api import KEY, FakeApi, thanks_rule
from tests.browser.host import host_page
from tests.delegation.domain.packs.vectors import pack_of_tomorrow

RELEASED = json.loads((RELEASES / "releases.json").read_text("utf-8"))
LAST_STRICT = "a8bf5655"  # refused what it did not know; asks for no format
FRESH = "() => delegation.debug().fresh"


def test_other_tabs_follow_a_new_pack_within_a_second(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    other = context.new_page()
    other.goto(api.origin)
    other.wait_for_function(FRESH)
    assert other.evaluate("delegation.match('thx').rule") is None

    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pack_version = 2
    page.evaluate("delegation.sync()")

    other.wait_for_function("() => delegation.match('thx').rule === 7", timeout=1000)


@pytest.mark.parametrize("version", [each["version"] for each in RELEASED])
def test_a_pack_of_tomorrow_answers_in_every_kept_release(
    page: Page, api: FakeApi, version: str
) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.change_pack = pack_of_tomorrow
    present = host_page(api)
    pinned = present.replace("/gatekeeper.js", f"/gatekeeper.{version}.js")
    api.behaviour.pages["/"] = pinned
    page.goto(api.origin)
    page.wait_for_function(FRESH)

    assert page.evaluate("delegation.match('thx').response") == "You're welcome!"
    assert page.evaluate("delegation.match('what a shame').rule") is None


def test_pages_with_different_releases_share_a_storage_and_no_pack(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    former = f"/gatekeeper.{LAST_STRICT}.js"
    api.behaviour.pages["/former"] = host_page(api).replace("/gatekeeper.js", former)
    page.goto(api.origin + "/former")
    page.wait_for_function(FRESH)
    other = context.new_page()
    other.goto(api.origin)
    other.wait_for_function(FRESH)

    for each in (page, other):
        each.reload()
        each.wait_for_function("() => window.delegation?.match('thx').rule === 7")


def test_a_second_page_view_answers_before_any_request(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    api.requests.clear()

    page.reload()
    page.wait_for_function("() => window.delegation?.match('thx').rule === 7")

    assert api.asked("GET", "/api/v1/pack") == []


def test_an_unchanged_pack_is_not_sent_again(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function(FRESH)

    page.evaluate("delegation.sync()")

    last = api.asked("GET", "/api/v1/pack")[-1]
    assert last.headers["if-none-match"]
    assert not any(each.method == "OPTIONS" for each in api.requests), "no preflight"


def test_a_pack_past_its_lifetime_answers_nothing_until_the_server_confirms_it(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.clock.install()
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    context.set_offline(True)

    page.clock.fast_forward(301_000)
    assert page.evaluate("delegation.match('thx').reason") == "no-pack"

    context.set_offline(False)
    page.evaluate("delegation.sync()")
    assert page.evaluate("delegation.match('thx').rule") == 7


def test_the_kill_switch_holds_offline(page: Page, context: BrowserContext, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pack_enabled = False
    page.goto(api.origin)
    page.wait_for_function(FRESH)

    context.set_offline(True)

    assert page.evaluate("delegation.match('thx').reason") == "disabled"


CORRUPT = [
    "",
    "{",
    '"{"',
    "null",
    "[]",
    '"[]"',
    '"{\\"format\\":99}"',
    '{"format":1}',
    "0",
    '"' + "x" * 9999,
]


def test_a_corrupt_cache_is_only_a_missing_one(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    chat = Chat(page)
    for stored in CORRUPT:
        page.wait_for_function(FRESH)
        page.evaluate(
            "([key, stored]) => { for (const name of ['pack', 'checked', 'visitor'])"
            "localStorage.setItem(`delegation:${key}:${name}`, stored);"
            "for (const name of ['talk', 'transcript', 'counts', 'batch', 'open', 'visitor'])"
            "sessionStorage.setItem(`delegation:${key}:${name}`, stored) }",
            [KEY, stored],
        )

        page.reload()
        page.wait_for_function("() => window.delegation?.debug().fresh")

        chat.open()
        chat.say("thx")
        expect(chat.answers, stored).to_have_text(["You're welcome!"])


NO_PACKS = ["", "<html>", "{}", '{"format": 99}', "null", "[]", '{"format":1,"norm":1}']


def test_a_pack_that_it_does_not_understand_is_refused_whole(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function(FRESH)

    page.evaluate("() => void delegation.on('pack', ({problem}) => (window.problem = problem))")

    for text in NO_PACKS:
        api.behaviour.pack_text = text
        page.evaluate("window.problem = undefined; delegation.sync()")

        assert page.evaluate("window.problem"), text
        assert page.evaluate("delegation.match('thx').rule") == 7, (
            "the one it had lives out its lifetime"
        )


def test_a_failing_server_leaves_the_pack_it_had(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    statuses = iter([404, 500])
    page.route(
        "**/api/v1/pack?*",
        lambda route: route.fulfill(status=next(statuses), body="<h1>no</h1>"),
    )

    for _ in range(2):
        page.evaluate("delegation.sync()")
        assert page.evaluate("delegation.match('thx').rule") == 7

    assert list(statuses) == [], "both were asked for"


def test_without_storage_it_works_from_memory(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/frame"] = (
        f'<iframe sandbox="allow-scripts" src="{api.origin}/" width=900 height=700>'
    )
    page.goto(api.origin + "/frame")
    frame = page.frame_locator("iframe")

    frame.locator(".bubble").click()
    field = frame.get_by_role("textbox")
    field.fill("thx")
    field.press("Enter")

    expect(frame.locator(".assistant .words:not(.dots)").last).to_have_text("You're welcome!")


def test_with_full_storage_it_works_from_memory(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/blank"] = "<title>blank</title>"
    page.goto(api.origin + "/blank")
    page.evaluate(
        "for (const area of [localStorage, sessionStorage]) area.setItem('x', 'x'.repeat(5242878))"
    )

    chat = Chat(page).visit(api)
    chat.say("thx")
    expect(chat.answers.last).to_have_text("You're welcome!")
    chat.say("where is it?")
    expect(chat.answers.last).to_contain_text("where is it?")


MISSING = [
    "delete window.localStorage; Object.defineProperty(window, 'localStorage', {value: undefined})",
    "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no') }})",
    "Object.defineProperty(window, 'crypto', {value: undefined})",
    "navigator.sendBeacon = undefined",
    "navigator.sendBeacon = () => { throw new Error('no') }",
    "window.visualViewport = undefined",
]


@pytest.mark.parametrize("broken", MISSING)
def test_whatever_the_browser_lacks_the_visitor_is_answered(
    page: Page, api: FakeApi, broken: str
) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.add_init_script(broken)

    chat = Chat(page).visit(api)
    chat.say("thx")
    expect(chat.answers.last).to_have_text("You're welcome!")
    chat.say("where is it?")
    expect(chat.answers.last).to_contain_text("where is it?")
    page.evaluate("delegation.flush()")


def test_without_fetch_it_says_that_nothing_arrived(page: Page, api: FakeApi) -> None:
    page.add_init_script("window.fetch = undefined")
    page.goto(api.origin)
    chat = Chat(page)
    chat.bubble.click()

    chat.say("anyone?")

    expect(page.get_by_text("Your message may not have arrived.").first).to_be_visible()


def test_local_answers_are_counted_once_per_rule_version_and_hour(
    page: Page, api: FakeApi, browser: Browser
) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)
    for number in range(1, 4):
        chat.say("thx")
        expect(chat.answers).to_have_count(number)

    page.goto(api.origin + "/gatekeeper.js")  # leaving the page sends them

    [beacon] = beacons(page, api, count=1)
    body = beacon.json
    assert beacon.headers["content-type"].startswith("text/plain")
    assert set(body) == {"key", "visitor", "batch", "counts"}
    [count] = body["counts"]
    assert (count["rule"], count["version"], count["count"]) == (7, 2, 3)
    assert count["hour"].endswith(":00:00.000Z")
    assert "thx" not in json.dumps(body)


def test_counts_that_could_not_be_sent_keep_their_batch(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)
    chat.say("thx")
    expect(chat.answers.last).to_have_text("You're welcome!")
    context.set_offline(True)
    page.evaluate("delegation.flush()")
    batch = page.evaluate("sessionStorage.getItem('delegation:pk_test:batch')")

    context.set_offline(False)
    page.evaluate("delegation.flush()")
    page.evaluate("delegation.flush()")

    [beacon] = beacons(page, api, count=1)
    assert beacon.json["batch"] == json.loads(batch)["batch"]


def test_before_consent_nothing_is_stored_or_counted_and_the_chat_works(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/"] = host_page(api, "data-chat data-consent")
    page.goto(api.origin)
    chat = Chat(page)
    chat.bubble.click()
    chat.say("thx")
    expect(chat.answers.last).to_have_text("You wrote: thx")
    page.evaluate("delegation.flush()")

    assert beacons(page, api, count=0) == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]
    assert api.asked("GET", "/api/v1/pack") == []

    page.evaluate("delegation.consent(true)")
    page.wait_for_function(FRESH)
    chat.say("thx")
    expect(chat.answers.last).to_have_text("You're welcome!")
    visitor = page.evaluate("JSON.parse(localStorage.getItem('delegation:pk_test:visitor'))")
    assert visitor == api.asked("POST", "/api/v1/escalations")[0].json["visitor"]

    page.evaluate("delegation.consent(false)")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_it_explains_a_decision_in_the_servers_own_words(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    pack = load_pack(json.loads(api.pack()))

    for awaiting in ("nothing", "confirm"):
        for message in ("Thx!", "thanks thx", "thx where", "where is it?", "a" * 200):
            page.evaluate("awaiting => delegation.state(awaiting)", awaiting)
            page.evaluate("message => void delegation.match(message)", message)

            explained = page.evaluate("delegation.debug().decision")

            assert explained == json.loads(
                json.dumps(asdict(decide(pack, message, awaiting, now=time.time())))
            )
