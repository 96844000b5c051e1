"""The chat as a visitor meets it: in Chromium, against a fake API."""

from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi, taught, thanks_rule


def test_it_shows_the_teachers_answer(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)

    chat.say("where is my order?")

    expect(chat.answers.last).to_have_text("You wrote: where is my order?")
    [post] = api.asked("POST", "/api/v1/escalations")
    assert post.json["message"] == "where is my order?"
    assert post.json["awaiting"] == "nothing"
    assert post.headers["content-type"].startswith("text/plain")


def test_it_answers_a_known_phrase_without_a_request(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)
    before = len(api.requests)

    chat.say("Thx!")

    expect(chat.answers.last).to_have_text("You're welcome!")
    assert [each.path for each in api.requests[before:]] == []


def test_it_obeys_a_lesson_at_once(page: Page, api: FakeApi) -> None:
    def teach(message: str) -> dict[str, object]:
        lesson = {
            "command": "LEARN_SIMPLE_PHRASE",
            "query": message,
            "response": "Any time!",
            "act": "thanks",
            "variants": ["ty"],
            "rule": {"id": 9, "version": 1},
        }
        return {**taught(message), "userResponse": "Any time!", "learningInstruction": lesson}

    api.behaviour.answer = teach
    chat = Chat(page).visit(api)
    chat.say("thanks")
    expect(chat.answers).to_have_count(1)
    expect(chat.answers.last).to_have_text("Any time!")

    chat.say("ty")

    expect(chat.answers).to_have_count(2)
    expect(chat.answers.last).to_have_text("Any time!")
    assert len(api.asked("POST", "/api/v1/escalations")) == 1


def test_it_stays_silent_while_an_answer_is_awaited(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.answer = lambda message: {**taught(message), "awaiting": "confirm"}
    chat = Chat(page).visit(api)
    chat.say("cancel my order")
    expect(chat.answers.last).to_have_text("You wrote: cancel my order")

    chat.say("thanks")

    expect(chat.answers.last).to_have_text("You wrote: thanks")
    assert api.asked("POST", "/api/v1/escalations")[1].json["awaiting"] == "confirm"
