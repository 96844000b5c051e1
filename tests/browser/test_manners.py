"""The gatekeeper is a guest: it passes the strictest policy, leaves one global, and can be sent away."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from delegation.delivery import DIST
from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi, thanks_rule
from tests.browser.host import host_page
from tests.browser.page_traps import MODALS

FRESH = "() => delegation.debug().fresh"
README = Path(__file__).parents[2] / "frontend" / "README.md"
# On what outlives the chat's own elements, and only ours: the test's tools listen as well.
COUNT_OUR_LISTENERS = r"""
window.listeners = 0;
const add = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, listener, options) {
  const lasting = [window, document, visualViewport].includes(this) || this instanceof MediaQueryList;
  if (lasting && /(gatekeeper|chat)[.](\w+[.])?js/.test(new Error().stack)) {
    window.listeners += 1;
    options?.signal?.addEventListener("abort", () => { window.listeners -= 1; });
  }
  return add.call(this, type, listener, options);
};
"""
HOST_STYLE = (
    "* {all: revert !important; display: block !important; color: red !important; direction: rtl !important;"
    "font: 40px serif !important; position: static !important; height: 1px !important}"
    "body {opacity: .1 !important; filter: invert(1) !important} head, script, style {display: none !important}"
)


def readme_policy(api: FakeApi) -> str:
    """The line that the embed guide tells people to add, for this host; and nothing else allowed."""
    [line] = re.findall(r"^script-src .*$", README.read_text("utf-8"), flags=re.MULTILINE)
    return f"default-src 'none'; {line.replace('https://HOST', api.origin).replace('https://STREAM', api.origin)}"


def test_the_strictest_policy_is_not_violated(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-lang="de"')
    api.behaviour.headers = {
        "content-security-policy": readme_policy(api)
        + "; require-trusted-types-for 'script'; trusted-types 'none'"
    }
    page.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation',"
        "({violatedDirective, blockedURI}) => violations.push(violatedDirective + ' ' + blockedURI))"
    )
    page.goto(api.origin)
    page.locator(".bubble").click()
    page.wait_for_function(FRESH)
    field = page.get_by_role("textbox", name="Nachricht schreiben …")
    for text in ("thx", "wo ist es?"):
        field.fill(text)
        field.press("Enter")
    expect(page.locator(".assistant .words:not(.dots)").last).to_contain_text("wo ist es?")
    page.evaluate("delegation.flush()")

    assert page.evaluate("violations") == []


def test_the_first_load_makes_three_requests(page: Page, api: FakeApi) -> None:
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    page.wait_for_load_state("networkidle")

    # The icon is the browser's own wish, and only some pages' luck.
    paths = [each.path for each in api.requests if each.path not in ("/", "/favicon.ico")]
    assert sorted(re.sub(r"[.]\w{8}[.]|[?].*", ".", path) for path in paths) == [
        "/api/v1/pack.",
        "/chat.js",
        "/gatekeeper.js",
    ]


def test_it_leaves_one_global_and_no_trace_of_itself(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = "<title>bare</title>"
    page.goto(api.origin)
    before = page.evaluate("Object.getOwnPropertyNames(window)")
    api.behaviour.pages["/shop"] = host_page(api)
    page.goto(api.origin + "/shop")
    page.wait_for_function(FRESH)

    after = page.evaluate("Object.getOwnPropertyNames(window)")

    assert set(after) - set(before) == {"delegation"}
    assert page.evaluate("document.cookie") == ""


def test_destroy_takes_everything_away(page: Page, api: FakeApi) -> None:
    page.add_init_script(COUNT_OUR_LISTENERS)
    Chat(page).visit(api)
    assert page.evaluate("listeners") > 0

    page.evaluate("delegation.destroy()")

    assert page.evaluate(
        "[listeners, window.delegation, document.querySelector('[data-delegation]')]"
    ) == [
        0,
        None,
        None,
    ]


def test_loading_it_twice_is_harmless(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api) + host_page(api)
    page.goto(api.origin)
    page.wait_for_function(FRESH)
    page.evaluate(
        "src => new Promise(done => { const again = document.createElement('script');"
        "again.src = src; again.dataset.key = 'pk_test'; again.onload = done; document.head.append(again) })",
        api.origin + "/gatekeeper.js",
    )
    page.evaluate("fetch('/').then(() => null)")  # later than whatever the second one asked for

    expect(page.locator("[data-delegation]")).to_have_count(1)
    assert len(api.asked("GET", "/api/v1/pack")) == 1


def test_two_sites_on_one_page_keep_to_themselves(page: Page, api: FakeApi) -> None:
    body = f'<script src="{api.origin}/gatekeeper.js" data-key="pk_other" async></script>'
    api.behaviour.pages["/"] = host_page(api, body=body)
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation && Object.keys(delegation.sites).length === 2")

    page.evaluate("delegation.sites.pk_other.ask('hello')")
    page.evaluate("delegation.sites.pk_test.state('confirm')")

    assert [each.json["key"] for each in api.asked("POST", "/api/v1/escalations")] == ["pk_other"]
    assert page.evaluate("delegation.sites.pk_other.state()") == "nothing"


def test_calls_made_before_it_loads_are_answered_by_the_stub(page: Page, api: FakeApi) -> None:
    stub = (DIST / "stub.js").read_text("utf-8")
    early = f"<script>{stub}; var early = delegation.ask('early bird')</script>"
    api.behaviour.pages["/"] = host_page(api, body=early)

    page.goto(api.origin)

    assert page.evaluate("early.then(({userResponse}) => userResponse)") == "You wrote: early bird"


def test_a_page_that_swaps_its_body_keeps_its_chat(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)
    chat.say("before")
    expect(chat.answers.last).to_have_text("You wrote: before")

    for number in range(2):
        page.evaluate(
            "document.documentElement.replaceChild(document.createElement('body'), document.body)"
        )
        expect(page.locator("[data-delegation]")).to_have_count(1)
        chat.say(f"after {number}")
        expect(chat.answers.last).to_have_text(f"You wrote: after {number}")


def test_back_and_forward_keep_the_conversation(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/other"] = host_page(api, body="<h1>Other</h1>")
    chat = Chat(page).visit(api)
    chat.say("before")
    expect(chat.answers.last).to_have_text("You wrote: before")

    page.goto(api.origin + "/other")
    expect(chat.answers.last).to_have_text("You wrote: before")
    page.go_back()

    expect(chat.answers.last).to_have_text("You wrote: before")
    chat.say("after")
    expect(chat.answers.last).to_have_text("You wrote: after")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_hostile_stylesheet_changes_no_pixel_of_the_chat(
    page: Page, api: FakeApi, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    def picture(style: str) -> bytes:
        api.behaviour.pages["/"] = host_page(api, body=f"<style>{style}</style>")
        chat = Chat(page).visit(api)
        chat.say("hi")
        expect(chat.answers.last).to_have_text("You wrote: hi")
        chat.settle()
        shot: bytes = chat.panel.screenshot(animations="disabled")
        page.evaluate("delegation.reset()")
        page.locator("[data-delegation]").get_by_role("button", name="Close chat").click()
        return shot

    assert picture(HOST_STYLE) == picture("")


def test_a_chat_can_stand_inside_the_page(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(
        api, 'data-chat="#help"', '<div id="help" style="height:500px"></div>'
    )
    page.goto(api.origin)
    chat = Chat(page)
    expect(chat.field).to_be_visible()

    chat.say("hi")

    expect(chat.answers.last).to_have_text("You wrote: hi")
    assert page.locator("#help [data-delegation]").bounding_box()["height"] == 500  # type: ignore[index]


def test_imported_on_a_server_it_does_nothing(context: BrowserContext) -> None:
    import subprocess

    for name in ("gatekeeper.js", "chat.js", "line.js"):
        done = subprocess.run(
            ["node", "--input-type=module", "-e", f"await import({(DIST / name).as_uri()!r})"],
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_the_page_does_not_hear_a_press_that_nothing_came_before(page: Page, api: FakeApi) -> None:
    """A screen reader presses without a pointer, and a page's modal would close."""
    page.goto(api.origin)
    expect(page.locator(".bubble")).to_be_visible()
    page.evaluate("window.heard = 0; document.addEventListener('click', () => { heard += 1; })")

    page.evaluate(
        "document.querySelector('[data-delegation]').shadowRoot.querySelector('.bubble').click()"
    )

    expect(page.get_by_role("textbox")).to_be_visible()
    assert page.evaluate("heard") == 0


@pytest.mark.parametrize("modal", MODALS)
def test_a_modal_of_the_page_does_not_take_the_focus_back_from_a_keyboard(
    page: Page, api: FakeApi, modal: str
) -> None:
    api.behaviour.pages["/"] = host_page(api, body=MODALS[modal])
    page.goto(api.origin)
    expect(page.locator(".bubble")).to_be_visible()
    page.locator("#inside").focus()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-delegation]')")

    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Write a message")).to_be_focused()


def test_the_focus_goes_back_to_where_it_was_when_the_chat_opened(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api, body='<a href="/help" data-delegation-open>Help</a>')
    page.goto(api.origin)
    expect(page.locator(".bubble")).to_be_visible()
    link = page.get_by_role("link", name="Help")
    link.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Write a message")
    expect(field).to_be_focused()

    page.keyboard.press("Escape")
    expect(link).to_be_focused()

    page.locator(".bubble").click()
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".bubble")).to_be_focused()

    link.focus()
    page.evaluate("delegation.open()")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()

    page.evaluate("delegation.open()")
    expect(field).to_be_focused()
    page.evaluate("document.querySelector('a').remove(); delegation.close()")
    expect(page.locator(".bubble")).to_be_focused()


def test_a_missing_place_is_named_in_the_console_and_a_missing_picture_is_left_out(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.pages["/"] = host_page(api, 'data-chat="#missing" data-logo="/no-such.png"')
    with page.expect_console_message(lambda told: "nothing in this page is #missing" in told.text):
        chat = Chat(page).visit(api)

    expect(chat.field).to_be_visible()
    expect(page.locator(".logo")).to_have_count(0)
