"""The gatekeeper in front of chats that pages have already, in the shapes that these come in."""

import pytest
from playwright.sync_api import Page

from tests.browser.chat import beacons, until_wrapped
from tests.browser.fake_api import FakeApi, thanks_rule
from tests.browser.host import host_page

# Each sets `sent` (what the host sent), `target`, and perhaps `field` and `button`.
PLAIN_FORM = """
<form id="chat"><input name="text"><button>Send</button></form>
<script>
  target = document.querySelector("#chat");
  target.addEventListener("submit", (event) => { event.preventDefault(); sent.push(target.text.value); target.text.value = ""; });
</script>"""

# As React and Vue do: the framework keeps the text, and listens on the document or its root, capturing.
CONTROLLED = """
<div id="root"><form id="chat"><textarea></textarea><button>Send</button></form></div>
<script>
  target = document.querySelector("#chat");
  const area = document.querySelector("textarea");
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  let state = "", tracked = "";
  Object.defineProperty(area, "value", { get() { return get.call(this); }, set(value) { tracked = value; set.call(this, value); } });
  area.addEventListener("input", () => { if (get.call(area) !== tracked) { tracked = state = get.call(area); } });
  document.querySelector("#root").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); sent.push(state); state = area.value = ""; }
  }, true);
  document.querySelector("#root").addEventListener("submit", (event) => { event.preventDefault(); sent.push(state); state = area.value = ""; }, true);
</script>"""

EDITABLE = """
<div id="chat"><div contenteditable="true" role="textbox" style="min-height: 20px"></div><button type="button">Send</button></div>
<script>
  target = document.querySelector("#chat");
  button = document.querySelector("button");
  const box = document.querySelector("[contenteditable]");
  const send = () => { sent.push(box.textContent); box.textContent = ""; };
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); send(); } });
  button.addEventListener("click", send);
</script>"""

COMPONENT = """
<my-chat></my-chat>
<script>
  class MyChat extends HTMLElement {
    connectedCallback() {
      const form = document.createElement("form");
      const input = document.createElement("input");
      const go = document.createElement("button");
      go.textContent = "Send";
      form.append(input, go);
      form.addEventListener("submit", (event) => { event.preventDefault(); sent.push(input.value); input.value = ""; });
      this.attachShadow({ mode: "open" }).append(form);
    }
  }
  customElements.define("my-chat", MyChat);
  target = document.querySelector("my-chat").shadowRoot.querySelector("form");
</script>"""

FIELDS_BEFORE = """
<form id="chat"><input type="hidden" name="token"><input type="file" hidden><input type="checkbox">
<textarea></textarea><button>Send</button></form>
<script>
  target = document.querySelector("#chat");
  target.addEventListener("submit", (event) => {
    event.preventDefault();
    sent.push(document.querySelector("textarea").value);
    target.reset();
  });
</script>"""
BUTTON_OUTSIDE = """
<form id="chat"><textarea></textarea></form><div role="button" id="go">Send</div>
<script>
  target = document.querySelector("#chat");
  const area = document.querySelector("textarea");
  document.querySelector("#go").onclick = () => { sent.push(area.value); area.value = ""; };
</script>"""

NO_FIELD = """<div id="chat"></div><script>target = document.querySelector("#chat")</script>"""

HOSTS = {
    "plain": PLAIN_FORM,
    "controlled": CONTROLLED,
    "editable": EDITABLE,
    "component": COMPONENT,
}


def visit(page: Page, api: FakeApi, host: str) -> None:
    api.behaviour.rules = [thanks_rule()]
    early = "<script>var sent = [], answers = [], button, field, unwrap</script>"
    api.behaviour.pages["/"] = host_page(api, "", early + HOSTS.get(host, host))
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh")
    with until_wrapped(page):
        page.evaluate(
            "void (unwrap = delegation.wrap(target, {button, answered: ({userResponse}, message) =>"
            "answers.push([message, userResponse])}))"
        )


def say(page: Page, text: str, by: str = "enter") -> None:
    field = page.get_by_role("textbox")
    field.click()
    page.keyboard.type(text)
    if by == "enter":
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Send").click()


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("by", ["enter", "button"])
def test_a_local_answer_stops_the_hosts_request_and_a_miss_leaves_it_untouched(
    page: Page, api: FakeApi, host: str, by: str
) -> None:
    visit(page, api, host)

    say(page, "thx", by)
    page.wait_for_function("() => answers.length === 1")

    assert page.evaluate("[sent, answers]") == [[], [["thx", "You're welcome!"]]]
    assert page.get_by_role("textbox").evaluate("(box) => box.value ?? box.textContent") == ""

    say(page, "where is my order?", by)

    assert page.evaluate("[sent, answers.length]") == [["where is my order?"], 1]
    assert api.asked("POST", "/api/v1/escalations") == []


def test_after_a_miss_it_is_silent_until_the_page_says_what_is_awaited(
    page: Page, api: FakeApi
) -> None:
    visit(page, api, "plain")
    warnings: list[str] = []
    page.on("console", lambda message: warnings.append(message.text))
    say(page, "where is my order?")
    say(page, "thx")
    assert page.evaluate("sent") == ["where is my order?", "thx"]

    page.evaluate("delegation.state('nothing')")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    say(page, "thx")

    page.wait_for_function("() => answers.length === 1")
    assert page.evaluate("sent.length") == 2
    assert warnings == []  # Enter clicks the form's button, which is no way past the wrapping


def test_unwrapped_it_is_gone(page: Page, api: FakeApi) -> None:
    visit(page, api, "plain")

    page.evaluate("unwrap()")
    say(page, "thx")

    assert page.evaluate("[sent, answers]") == [["thx"], []]


def test_destroyed_it_is_gone(page: Page, api: FakeApi) -> None:
    visit(page, api, "plain")

    page.evaluate("delegation.destroy()")
    say(page, "thx")

    assert page.evaluate("[sent, answers]") == [["thx"], []]


def test_local_answers_in_a_wrapped_chat_are_counted(page: Page, api: FakeApi) -> None:
    visit(page, api, "plain")
    say(page, "thx")
    page.wait_for_function("() => answers.length === 1")

    page.evaluate("delegation.flush()")

    [beacon] = beacons(page, api, count=1)
    assert beacon.json["counts"][0]["count"] == 1


def test_the_pages_own_server_answers_what_the_pack_does_not(page: Page, api: FakeApi) -> None:
    visit(page, api, "plain")

    answers = page.evaluate(
        "(async () => { const respond = async (message, {awaiting, local}) =>"
        "({userResponse: `own: ${message}/${awaiting}/${local.length}`, awaiting: 'confirm'});"
        "const said = []; for (const text of ['thx', 'pay?', 'thx']) said.push(await delegation.ask(text, {respond}));"
        "return said.map(({userResponse, source}) => [userResponse, source]) })()"
    )

    assert answers == [
        ["You're welcome!", "local"],
        ["own: pay?/nothing/1", "own"],
        ["own: thx/confirm/0", "own"],
    ]
    assert api.asked("POST", "/api/v1/escalations") == []


def test_it_finds_the_field_among_other_inputs_of_the_form(page: Page, api: FakeApi) -> None:
    visit(page, api, FIELDS_BEFORE)

    page.locator("textarea").fill("thx")
    page.get_by_role("button").click()

    page.wait_for_function("() => answers.length === 1")
    assert page.evaluate("sent") == []


def test_a_message_that_leaves_by_an_unknown_button_is_noticed(page: Page, api: FakeApi) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    visit(page, api, BUTTON_OUTSIDE)

    page.locator("textarea").fill("where is my order?")
    page.locator("#go").click()

    page.wait_for_function("delegation.state() === 'unknown'")
    assert page.evaluate("sent") == ["where is my order?"]
    assert any("`button`" in text for text in said)


def test_a_target_without_a_field_is_told_to_the_developer(page: Page, api: FakeApi) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    visit(page, api, NO_FIELD)

    assert any("`field`" in text for text in said)
