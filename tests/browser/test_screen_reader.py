"""One conversation as a screen reader speaks it: roles, names, states, and what is announced, in order."""

import threading
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi, taught, thanks_rule
from tests.browser.host import host_page
from tests.browser.reader import ScreenReader

TAG = 'data-chat data-title="Tea shop" data-greeting="Hello! Ask me anything." data-suggestions="Which teas?" data-handoff="email"'
ANSWERS: dict[str, dict[str, Any]] = {
    "Which teas?": {"userResponse": "Which?", "awaiting": "choice", "options": ["Green", "Black"]},
    "where is it?": {
        "userResponse": "It is **on its way**, see [your orders](https://shop.example/orders)."
    },
}
EXPECTED = """
[Tab]
“Tea shop”, button, collapsed
[Enter]
“Tea shop”, dialog; “Write a message…”, textbox, multi-line
announced: Hello! Ask me anything.
[Shift+Tab]
“Tea shop”, log; “Suggestions”, group; “Which teas?”, button
[Enter]
“Write a message…”, textbox, multi-line
announced: Which?; Green; Black
[Shift+Tab]
“Tea shop”, log; “Suggestions”, group; “Black”, button
[Enter]
“Write a message…”, textbox, multi-line
announced: You wrote: Black
[types “where is it?” and Enter]
announced: It is on its way, see your orders (shop.example).
[types “thx” and Enter]
announced: You're welcome!
[Shift+Tab]
“Tea shop”, log; “Not helpful”, button, not pressed
[Shift+Tab]
“Helpful”, button, not pressed
[Space]
“Helpful”, button, pressed
announced: Thank you for the feedback.
[Shift+Tab]
“Ask the assistant instead”, button
[Enter]
“Write a message…”, textbox, multi-line
announced: You wrote: thx
[types “are you there?” and Enter]
announced: No answer came.
[Shift+Tab]
“Tea shop”, log; “Try again”, button
[Enter]
“Write a message…”, textbox, multi-line
announced: You wrote: are you there?
announced: You are offline. Simple messages are still answered.
[types “a human?” and Enter]
announced: Talk to a person
announced: You wrote: a human?
“Tea shop”, log; “Talk to a person”, button
[Enter]
“Your email address”, textbox, required
[Tab]
“A person may read this conversation and write to me.”, checkbox, not checked
[Space]
“A person may read this conversation and write to me.”, checkbox, checked
[Tab]
“Send”, button
[Enter]
“Tea shop”, log
announced: Thank you. A person will write to you.
“Clear conversation”, button
[Enter]
“Clear”, button
announced: Clear this conversation? [“Clear”, button] [“Cancel”, button]
[Enter]
“Write a message…”, textbox, multi-line
announced: Conversation cleared. [“Undo”, button]
[Escape]
“Tea shop”, button, collapsed
"""
READABLE = """
“Tea shop”, region
  “Tea shop”, dialog
    “Tea shop”, heading
    “More”, button, collapsed
    “Clear conversation”, button
    “Close chat”, button
    “Tea shop”, log
      Assistant
      Hello! Ask me anything.
      You
      Which teas?
      Assistant
      Which?
      “Helpful”, button, not pressed
      “Not helpful”, button, not pressed
      You
      Black
      Assistant
      You wrote: Black
      “Helpful”, button, not pressed
      “Not helpful”, button, not pressed
      You
      where is it?
      Assistant
      It is on its way, see [“your orders (shop.example)”, link] .
      “Helpful”, button, not pressed
      “Not helpful”, button, not pressed
      You
      thx
      Assistant
      You're welcome!
      “Helpful”, button, pressed
      “Not helpful”, button, not pressed
      Assistant
      You wrote: thx
      “Helpful”, button, not pressed
      “Not helpful”, button, not pressed
    “Write a message…”, textbox, multi-line
    “Send”, button
  “Tea shop”, button, expanded
"""


def test_a_conversation_reads_well(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.answer = lambda message: taught(message, **ANSWERS.get(message, {}))
    api.behaviour.pages["/"] = host_page(api, TAG)
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh && delegation.open")
    reader = ScreenReader(page)

    reader.press("Tab", "Tea shop")
    reader.press("Enter", "Hello!")
    reader.press("Shift+Tab", "Which teas?")
    reader.press("Enter", "Which?")
    reader.press("Shift+Tab", "Black")
    reader.press("Enter", "You wrote: Black")
    reader.say("where is it?", "on its way")
    reader.say("thx", "welcome")
    reader.press("Shift+Tab", "Not helpful")
    reader.press("Shift+Tab", "Helpful")
    reader.press("Space", "Thank you")
    reader.press("Shift+Tab", "instead")
    reader.press("Enter", "You wrote: thx")
    assert reader.read_all() == READABLE.strip().splitlines()

    api.behaviour.error = {"code": "teacher_failed", "message": "", "fields": {}}
    reader.say("are you there?", "No answer came")
    api.behaviour.error = None
    reader.press("Shift+Tab", "Try again")
    reader.press("Enter", "You wrote: are you there?")
    page.context.set_offline(True)
    reader.listen_for("offline")
    page.context.set_offline(False)
    expect(page.locator(".note")).to_be_empty()
    steps = api.behaviour.steps = threading.Semaphore(0)
    reader.say("a human?", "Talk to a person")
    steps.release(api.behaviour.pieces + 1)
    reader.listen_for("You wrote: a human?")
    person = page.get_by_role("button", name="Talk to a person")
    person.focus()
    reader.listen_for("Talk to a person")
    reader.press("Enter", "Your email address")
    page.keyboard.type("ann@visitor.example")
    reader.press("Tab", "A person may read")
    reader.press("Space", "checked")
    reader.press("Tab", "Send")
    reader.press("Enter", "A person will write")
    page.get_by_role("button", name="Clear conversation").focus()
    reader.listen_for("Clear conversation")
    reader.press("Enter", "Cancel")
    reader.press("Enter", "Undo")
    reader.press("Escape", "collapsed")

    assert reader.heard == EXPECTED.strip().splitlines()
    expect(Chat(page).panel).to_be_hidden()
