"""Who the visitor is: one person on several devices, and never two people in one conversation."""

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi, thanks_rule
from tests.browser.host import host_page

VISITOR = "JSON.parse(localStorage['delegation:pk_test:visitor'])"
TOKEN = "hmac-of-account-4711"


def asked_as(page: Page, api: FakeApi, text: str) -> str:
    """The visitor id that the server sees."""
    page.evaluate("text => delegation.ask(text)", text)
    visitor: str = api.asked("POST", "/api/v1/escalations")[-1].json["visitor"]
    return visitor


def test_one_person_is_one_visitor_on_every_device(browser: Browser, api: FakeApi) -> None:
    seen = set()
    for _ in range(2):
        context = browser.new_context()
        page = context.new_page()
        page.goto(api.origin)
        page.evaluate("token => void delegation.identify(token)", TOKEN)
        seen.add(asked_as(page, api, "hello"))
        context.close()

    assert len(seen) == 1
    assert all(TOKEN not in each.body + each.path for each in api.requests)


def test_another_person_does_not_see_the_conversation_before(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)
    page.evaluate("token => delegation.identify(token)", TOKEN)
    chat.say("my secret")
    expect(chat.answers.last).to_have_text("You wrote: my secret")
    first = page.evaluate(VISITOR)

    page.evaluate("delegation.identify(null)")

    expect(chat.answers).to_have_count(0)
    second = page.evaluate(VISITOR)
    page.evaluate("delegation.identify(null)")
    chat.say("hello")
    expect(chat.answers.last).to_have_text("You wrote: hello")
    assert first != second == page.evaluate(VISITOR)
    conversations = [each.json["conversation"] for each in api.asked("POST", "/api/v1/esc")]
    assert conversations[0] != conversations[1]


def test_signed_in_again_the_conversation_goes_on(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)
    page.evaluate("token => delegation.identify(token)", TOKEN)
    chat.say("hello")
    expect(chat.answers).to_have_text(["You wrote: hello"])

    page.reload()
    page.wait_for_function("() => window.delegation")
    page.evaluate("token => delegation.identify(token)", TOKEN)

    expect(chat.answers).to_have_text(["You wrote: hello"])


def test_a_closed_chat_forgets_the_conversation_as_well(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)
    chat.say("my secret")
    expect(chat.answers).to_have_text(["You wrote: my secret"])
    chat.button("Close chat").first.click()
    page.reload()
    page.wait_for_function("() => window.delegation")

    page.evaluate("delegation.reset()")

    chat.open()
    expect(page.get_by_role("log")).to_have_text("")


def test_another_tabs_person_does_not_see_the_conversation_of_this_one(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    chat = Chat(page).visit(api)
    page.evaluate("token => delegation.identify(token)", TOKEN)
    chat.say("my secret")
    expect(chat.answers).to_have_text(["You wrote: my secret"])
    first = page.evaluate(VISITOR)
    other = context.new_page()
    other.goto(api.origin)
    other.wait_for_function("() => window.delegation")
    other.evaluate("delegation.identify('somebody else')")
    assert asked_as(page, api, "still me") == first, "this tab shows the conversation of the first"

    page.reload()
    page.wait_for_function("() => window.delegation")
    page.evaluate("delegation.identify('somebody else')")

    expect(page.get_by_role("log")).to_have_text("")
    assert asked_as(page, api, "hello") == other.evaluate(VISITOR) != first


SLOW_DIGESTS = """() => {
  const digest = crypto.subtle.digest.bind(crypto.subtle);
  crypto.subtle.digest = (...words) => new Promise((done) => setTimeout(() => done(digest(...words)), 200));
}"""


def test_the_last_one_to_be_named_is_the_visitor(page: Page, api: FakeApi) -> None:
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation")
    page.evaluate(SLOW_DIGESTS)

    page.evaluate(
        "token => Promise.all([delegation.identify(token), delegation.identify(null)])", TOKEN
    )

    assert not page.evaluate(VISITOR).startswith("id-"), "nobody is signed in"


def test_what_was_answered_is_counted_as_the_visitors_who_asked(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation")
    page.evaluate("token => delegation.identify(token)", TOKEN)
    page.evaluate("delegation.ask('thx')")
    first = page.evaluate(VISITOR)

    page.evaluate("delegation.identify(null)")

    [beacon] = api.soon("POST", "/api/v1/usage")
    assert beacon.json["visitor"] == first != page.evaluate(VISITOR)


def test_without_its_file_the_chat_works_as_before(page: Page, api: FakeApi) -> None:
    page.route("**/extras.*", lambda route: route.abort())
    chat = Chat(page).visit(api)

    page.evaluate("token => delegation.identify(token)", TOKEN)
    chat.say("hello")

    expect(chat.answers).to_have_text(["You wrote: hello"])


def test_a_lesson_of_the_pages_own_server_is_handed_to_moderation(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    Chat(page).visit(api)
    lesson = {"command": "LEARN_SIMPLE_PHRASE", "query": "ta", "response": "Sure!", "act": "thanks"}

    page.evaluate(
        "async (learningInstruction) => { for (const text of ['thx', 'ta', 'more'])"
        " await delegation.ask(text, {respond: async (message) => ({userResponse: 'Sure!',"
        " awaiting: 'nothing', ...(message === 'ta' && {learningInstruction})})}) }",
        lesson,
    )

    [report] = api.soon("POST", "/api/v1/lessons")
    said = {name: report.json[name] for name in ("key", "message", "awaiting")}
    assert said == {"key": "pk_test", "message": "ta", "awaiting": "nothing"}
    assert report.json["learningInstruction"] == lesson
    assert set(report.json) == {*said, "visitor", "id", "learningInstruction"}, "no conversation"
    assert page.evaluate("delegation.match('ta').rule") is None, "nobody has approved it"


def test_a_question_of_the_pages_own_server_that_nobody_saw_silences_the_next_page(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh")
    page.evaluate(
        "new Promise((asked) => void delegation.ask('pay?',"
        " {respond: () => (asked(), new Promise(() => {}))}))"
    )

    page.reload()
    page.wait_for_function("() => window.delegation?.debug().fresh")

    assert page.evaluate("delegation.match('thx').reason") == "silent"


def test_local_answers_are_marked_where_the_tenant_wants(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-mark="Answered automatically"')
    chat = Chat(page).visit(api)
    mark = page.get_by_text("Answered automatically")

    chat.say("thx")
    expect(mark).to_be_visible()
    chat.say("where is it?")
    expect(chat.answers).to_have_count(2)

    page.reload()
    expect(chat.answers).to_have_count(2)
    expect(mark).to_have_count(1)
