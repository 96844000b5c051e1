"""What a visitor says besides messages: a thumb for an answer, and that a person should write."""

from playwright.sync_api import Page, expect

from tests.browser.chat import LISTEN, Chat, heard, visit_tagged
from tests.browser.fake_api import FakeApi, thanks_rule
from tests.browser.host import host_page

STORED = "JSON.parse(sessionStorage['delegation:pk_test:transcript'])"


def test_an_answer_is_rated_by_a_thumb_and_the_last_one_counts(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = visit_tagged(page, api, "")
    chat.say("where is it?")
    expect(chat.answers.last).to_have_text("You wrote: where is it?")

    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_text("Thank you for the feedback.")).to_be_attached()
    chat.button("Not helpful").click()

    up, down = api.soon("POST", "/api/v1/feedback", count=2)
    [message] = api.asked("POST", "/api/v1/escalations")
    assert up.json == {
        "key": "pk_test",
        "visitor": message.json["visitor"],
        "helpful": True,
        "id": message.json["id"],
    }
    assert (down.json["helpful"], up.headers["content-type"][:10]) == (False, "text/plain")
    assert page.evaluate(f"{STORED}.at(-1).helpful") is False
    page.reload()
    expect(chat.button("Not helpful")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )


def test_a_local_answer_is_rated_by_its_rule(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = visit_tagged(page, api, "")
    chat.say("thx")
    chat.button("Not helpful").click()

    [post] = api.soon("POST", "/api/v1/feedback")
    assert post.json["local"] == {"rule": 7, "version": 2, "message": "thx"}
    assert "id" not in post.json
    assert page.evaluate("heard.at(-1)") == [
        "feedback",
        {"helpful": False, "rule": {"id": 7, "version": 2}},
    ]


def test_before_consent_a_thumb_stays_in_the_page(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api, "data-chat data-consent")
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.open")
    page.evaluate(LISTEN)
    chat = Chat(page)
    chat.bubble.click()
    chat.say("where is it?")
    page.get_by_role("button", name="Helpful", exact=True).click()
    page.evaluate("delegation.consent(true)")
    chat.button("Not helpful").click()

    [post] = api.soon("POST", "/api/v1/feedback")
    assert post.json["helpful"] is False
    assert heard(page).count("feedback") == 2


def test_a_person_is_offered_to_whoever_asks_and_an_address_is_sent_with_consent(
    page: Page, api: FakeApi
) -> None:
    chat = visit_tagged(page, api, 'data-handoff="email"')
    chat.say("where is it?")
    expect(chat.answers.last).to_have_text("You wrote: where is it?")
    expect(chat.button("Talk to a person")).to_have_count(0)

    chat.say("can I talk to a human?")
    chat.button("Talk to a person").click()
    email = page.get_by_role("textbox", name="Your email address")
    expect(email).to_be_focused()
    email.fill("ann@visitor.example")
    email.press("Enter")
    assert api.asked("POST", "/api/v1/handoffs") == [], "without consent nothing is sent"
    page.get_by_role("checkbox").check()
    email.press("Enter")

    expect(page.get_by_text("Thank you. A person will write to you.").first).to_be_visible()
    [post] = api.asked("POST", "/api/v1/handoffs")
    first = api.asked("POST", "/api/v1/escalations")[0].json
    assert post.json == {
        "key": "pk_test",
        "visitor": first["visitor"],
        "conversation": first["conversation"],
        "email": "ann@visitor.example",
        "consent": True,
    }
    [detail] = page.evaluate("heard.flatMap(([event, each]) => event === 'handoff' ? [each] : [])")
    assert detail["conversation"] == first["conversation"]
    assert detail["transcript"][0]["text"] == "where is it?"


def test_a_person_is_offered_after_trouble_and_the_answers_buttons_stay(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = visit_tagged(page, api, 'data-handoff="mailto:help@shop.example"')
    chat.say("thx")
    chat.button("Not helpful").click()
    link = page.get_by_role("link", name="Talk to a person")
    expect(link).to_have_count(0)

    chat.button("Ask the assistant instead").click()

    expect(link).to_have_attribute("href", "mailto:help@shop.example")
    expect(chat.answers.last).to_have_text("You wrote: thx")
    assert {"rejected", "feedback", "local"} <= set(heard(page))


def test_a_broken_line_says_so_and_the_address_can_be_sent_again(page: Page, api: FakeApi) -> None:
    chat = visit_tagged(page, api, 'data-handoff="email"')
    page.route("**/api/v1/handoffs", lambda route: route.abort())
    chat.say("an agent? a human?")
    chat.button("Talk to a person").click()
    page.get_by_role("textbox", name="Your email address").fill("ann@visitor.example")
    page.get_by_role("checkbox").check()
    send = page.locator(".handoff").get_by_role("button", name="Send")
    send.click()
    expect(page.get_by_text("Your message may not have arrived.")).to_be_visible()

    page.unroute("**/api/v1/handoffs")
    send.click()

    expect(page.get_by_text("Thank you. A person will write to you.").first).to_be_visible()


def test_the_page_hears_of_it_where_it_passes_visitors_on_itself(page: Page, api: FakeApi) -> None:
    chat = visit_tagged(page, api, 'data-handoff="event"')
    chat.say("a human, please")

    chat.button("Talk to a person").click()

    expect(page.get_by_role("button", name="Talk to a person")).to_have_count(0)
    assert "handoff" in heard(page)
    assert api.asked("POST", "/api/v1/handoffs") == []
    promised = page.get_by_text("A person will write to you.")
    expect(promised).to_have_count(0)  # the chat knows no address


def test_an_address_of_the_site_is_a_link_and_no_promise(page: Page, api: FakeApi) -> None:
    chat = visit_tagged(page, api, 'data-handoff="/contact"')
    chat.say("a human, please")

    link = page.get_by_role("link", name="Talk to a person")
    expect(link).to_have_attribute("href", "/contact")


def test_what_is_no_address_is_not_offered(page: Page, api: FakeApi) -> None:
    with page.expect_console_message(lambda told: "javascript:alert(1)" in told.text):
        chat = visit_tagged(page, api, 'data-handoff="javascript:alert(1)"')
    chat.say("a human, please")

    expect(chat.answers.last).to_have_text("You wrote: a human, please")
    expect(page.get_by_text("Talk to a person")).to_have_count(0)
