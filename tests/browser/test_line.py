"""The line to the teacher: posted once, followed to its end, honest when there is none."""

import time

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.chat import Chat, beacons, pass_two_seconds
from tests.browser.fake_api import FakeApi, taught, thanks_rule

LONG = "We ship to Norway in four to six days; heavy parcels go by freight."


@pytest.mark.parametrize("pieces", [0, 1, 4])
def test_it_resumes_a_broken_stream_without_posting_again(
    page: Page, api: FakeApi, pieces: int
) -> None:
    api.behaviour.answer = lambda message: {**taught(message), "userResponse": LONG}
    api.behaviour.pieces = 5
    api.behaviour.break_after = pieces
    chat = Chat(page).visit(api)

    chat.say("do you ship to Norway?")

    expect(chat.answers.last).to_have_text(LONG)
    assert len(api.asked("POST", "/api/v1/escalations")) == 1


def test_it_asks_for_the_whole_answer_where_streams_do_not_pass(page: Page, api: FakeApi) -> None:
    page.route("**/events?*", lambda route: route.abort())
    chat = Chat(page).visit(api)

    chat.say("anyone there?")

    expect(chat.answers.last).to_have_text("You wrote: anyone there?")
    assert len(api.asked("POST", "/api/v1/escalations")) == 1


# Keeps every text that the last answer ever had; looking now and then would miss some.
RECORD_ANSWERS = """() => {
  window.shown = [];
  const root = document.querySelector("[data-delegation]").shadowRoot;
  const look = () => {
    const last = [...root.querySelectorAll(".assistant .words:not(.dots)")].at(-1);
    if (last && shown.at(-1) !== last.textContent) shown.push(last.textContent);
  };
  new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
}"""


def test_a_new_attempt_of_the_teacher_replaces_the_text_of_the_first(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.answer = lambda message: {**taught(message), "userResponse": LONG}
    api.behaviour.false_start = "We do not"
    api.behaviour.pause_seconds = 0.3
    chat = Chat(page).visit(api)
    page.evaluate(RECORD_ANSWERS)

    chat.say("do you ship to Norway?")

    expect(chat.answers.last).to_have_text(LONG)
    shown = page.evaluate("shown")
    first = shown.index("We do not")
    assert not any("We do not" in text for text in shown[first + 1 :])


def test_it_tells_the_visitor_when_no_answer_came_and_asks_anew_on_their_word(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.error = {"code": "teacher_unavailable", "message": "down", "fields": {}}
    chat = Chat(page).visit(api)
    chat.say("hm?")
    expect(page.get_by_text("No answer came.", exact=True).first).to_be_visible()

    api.behaviour.error = None
    chat.button("Try again").click()

    expect(chat.answers.last).to_have_text("You wrote: hm?")
    first, second = [each.json for each in api.soon("POST", "/api/v1/escalations", count=2)]
    assert first["id"] != second["id"], (
        "the first one has ended: its id would give the same failure"
    )


def test_a_message_that_may_have_arrived_is_sent_again_only_by_the_visitor_and_under_its_id(
    page: Page, api: FakeApi
) -> None:
    chat = Chat(page).visit(api)
    page.route("**/api/v1/escalations", lambda route: route.abort())
    sent: list[str | None] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.post_data)

    page.on("request", note)
    chat.say("are you there?")
    expect(page.get_by_text("Your message may not have arrived.").first).to_be_visible()
    assert len(sent) == 1

    page.unroute("**/api/v1/escalations")
    chat.button("Try again").click()

    expect(chat.answers.last).to_have_text("You wrote: are you there?")
    assert sent[0] == sent[1]


@pytest.mark.parametrize("status", [429, 503])
def test_it_obeys_retry_after_and_says_so(page: Page, api: FakeApi, status: int) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.status = status
    api.behaviour.retry_after = "60"
    chat = Chat(page).visit(api)
    chat.say("one")
    expect(page.get_by_text("Please wait 60 seconds").first).to_be_visible()

    chat.say("two")

    expect(page.get_by_text("Please wait").nth(2)).to_be_visible()
    assert len(api.asked("POST", "/api/v1/escalations")) == 1
    chat.say("thx")
    expect(chat.answers.last).to_have_text("You're welcome!")


def test_stop_ends_the_answer_and_the_teacher(page: Page, api: FakeApi) -> None:
    api.behaviour.answer = lambda message: {**taught(message), "userResponse": LONG}
    api.behaviour.pause_seconds = 0.6
    api.behaviour.pieces = 20
    chat = Chat(page).visit(api)
    chat.say("tell me everything")
    expect(chat.answers.last).to_have_text("We s")

    chat.button("Stop").click()

    expect(page.get_by_text("Stopped.").first).to_be_visible()
    expect(chat.answers.last).to_contain_text("We s")
    [stop] = api.soon("POST", "/api/v1/escalations/")
    assert "/stop?" in stop.path
    assert "token=t" in stop.path
    assert page.evaluate("delegation.state()") == "unknown"


def test_an_answer_under_way_survives_a_reload(page: Page, api: FakeApi) -> None:
    api.behaviour.answer = lambda message: {**taught(message), "userResponse": LONG}
    api.behaviour.pause_seconds = 0.4
    chat = Chat(page).visit(api)
    chat.say("do you ship to Norway?")
    expect(chat.answers.last).to_contain_text("We ship")

    page.reload()

    expect(chat.answers.last).to_have_text(LONG)
    expect(page.locator(".visitor .words")).to_have_text("do you ship to Norway?")
    assert len(api.asked("POST", "/api/v1/escalations")) == 1


def test_the_conversation_survives_a_reload(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)
    assert page.evaluate("delegation.debug().visitor") is None  # looking gives nobody a name
    chat.say("first")
    expect(chat.answers.last).to_have_text("You wrote: first")

    page.reload()
    expect(chat.answers.last).to_have_text("You wrote: first")
    chat.say("second")

    expect(chat.answers.last).to_have_text("You wrote: second")
    first, second = [each.json for each in api.asked("POST", "/api/v1/escalations")]
    assert first["conversation"] == second["conversation"]
    assert first["visitor"] == second["visitor"] == page.evaluate("delegation.debug().visitor")


def test_local_turns_ride_along_with_the_next_message_once(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)
    chat.say("thanks")
    expect(chat.answers.last).to_have_text("You're welcome!")
    pass_two_seconds(page)

    chat.say("where is it?")
    expect(chat.answers.last).to_have_text("You wrote: where is it?")
    chat.say("and the other?")
    expect(chat.answers.last).to_have_text("You wrote: and the other?")

    first, second = [each.json for each in api.asked("POST", "/api/v1/escalations")]
    turn = {"message": "thanks", "response": "You're welcome!", "rule": 7, "version": 2}
    assert first["local"] == [turn]
    assert second["local"] == []


def test_thanks_and_a_question_in_one_burst_go_to_the_teacher_together(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)

    chat.say("thanks")
    chat.say("but where is it?")

    expect(chat.answers.last).to_contain_text("but where is it?")
    [post] = api.asked("POST", "/api/v1/escalations")
    assert post.json["message"] == "thanks\nbut where is it?"
    assert post.json["local"] == []
    page.evaluate("delegation.flush()")
    assert beacons(page, api, count=0) == [], "a call was made: nothing was saved"


def test_ask_the_assistant_instead_sends_the_message_and_names_the_rule(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)
    chat.say("thanks")
    expect(chat.answers.last).to_have_text("You're welcome!")

    chat.button("Ask the assistant instead").click()

    expect(chat.answers.last).to_have_text("You wrote: thanks")
    [post] = api.asked("POST", "/api/v1/escalations")
    assert post.json["message"] == "thanks"
    assert post.json["rejects"] == {"rule": 7, "version": 2}


def test_an_answer_without_a_label_silences_the_gatekeeper(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.answer = lambda message: {"userResponse": "Well?", "source": "teacher"}
    chat = Chat(page).visit(api)
    chat.say("so")
    expect(chat.answers).to_have_count(1)

    chat.say("thanks")

    expect(chat.answers).to_have_count(2)
    expect(chat.answers.last).to_have_text("Well?")
    assert api.asked("POST", "/api/v1/escalations")[1].json["awaiting"] == "unknown"


def test_offline_it_says_so_and_still_answers_what_it_knows(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)
    context.set_offline(True)
    expect(page.get_by_text("You are offline")).to_be_visible()

    chat.say("thx")
    expect(chat.answers.last).to_have_text("You're welcome!")
    chat.say("where is it?")

    expect(page.get_by_text("Your message may not have arrived.").first).to_be_visible()


def test_text_that_no_database_takes_is_sent_without_it(page: Page, api: FakeApi) -> None:
    Chat(page).visit(api)

    said = page.evaluate("delegation.ask('a\\ud800b\\0c').then(({userResponse}) => userResponse)")

    assert said == "You wrote: a\ufffdb\ufffdc"


def test_at_the_tenants_limit_it_speaks_the_tenants_words(page: Page, api: FakeApi) -> None:
    words = "Our assistant rests until Monday. Write to us instead."
    api.behaviour.error = {"code": "budget_exhausted", "message": words, "fields": {}}
    api.behaviour.pieces = 0
    chat = Chat(page).visit(api)

    chat.say("hm?")

    expect(page.locator(".bad")).to_have_text(words)


# Counts the pauses that the page makes because the server asks for them: 45 seconds, as nothing else.
COUNT_PAUSES = """window.pauses = 0;
const set = window.setTimeout;
window.setTimeout = (then, wait, ...rest) => (wait === 45_000 && (pauses += 1), set(then, wait, ...rest));
"""


def test_during_a_deployment_it_waits_as_long_as_the_server_says_in_words(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.answer = lambda message: {**taught(message), "userResponse": LONG}
    away = True
    refused = 0

    def answer(route: Route) -> None:
        nonlocal refused
        refused += away
        if away:
            route.fulfill(
                status=503,
                body='{"code":"unavailable","message":"","fields":{}}',
                headers={
                    "retry-after": "45",
                    "access-control-allow-origin": "*",
                    "access-control-expose-headers": "retry-after",
                },
            )
        else:
            route.continue_()

    page.route("**/api/v1/escalations/**", answer)
    page.clock.install()
    page.add_init_script(COUNT_PAUSES)
    chat = Chat(page).visit(api)
    chat.say("do you ship to Norway?")

    for number in range(1, 11):  # seven minutes
        # Only then: a clock that ran on during a request would end it as too slow.
        until_paused(page, number)
        page.clock.run_for(45_000)
    until_paused(page, 11)
    expect(page.locator(".more", has_text="Connecting again…")).to_be_visible()
    expect(chat.button("Stop")).to_be_visible()
    away = False
    page.clock.run_for(45_000)

    expect(chat.answers.last).to_have_text(LONG)
    expect(page.get_by_text("Connecting again…")).to_have_count(0)
    assert len(api.asked("POST", "/api/v1/escalations")) == 1


def until_paused(page: Page, number: int) -> None:
    """Wait, by the real clock, until the page has begun so many pauses."""
    give_up = time.monotonic() + 20
    while page.evaluate("pauses") < number:
        assert time.monotonic() < give_up, f"pause {number} did not begin"
        page.wait_for_timeout(20)


def test_a_page_that_is_not_allowed_says_so_to_visitors_and_developers(
    page: Page, api: FakeApi
) -> None:
    refused = '{"code":"origin_not_allowed","message":"","fields":{}}'
    page.route(
        "**/api/v1/**",
        lambda route: route.fulfill(
            status=403, body=refused, headers={"access-control-allow-origin": "*"}
        ),
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(api.origin)
    chat = Chat(page)
    chat.bubble.click()

    chat.say("hello")

    expect(page.get_by_text("This chat is not set up for this page.").last).to_be_visible()
    assert any(api.origin in text and "install page" in text for text in said)
