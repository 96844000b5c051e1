"""What stands around the conversation, in each engine: ways in, buttons, thumbs, a person."""

from tests.browser.fake_api import FakeApi, taught, thanks_rule
from tests.browser.host import host_page
from tests.engines.visitor import ROOT, Visitor

TEXTS_OF = f"Array.from({ROOT}.querySelectorAll(%r), (each) => each.innerText)"


def choosing(message: str) -> dict[str, object]:
    if message == "Black":
        return taught(message)
    return taught(message, userResponse="Which?", awaiting="choice", options=["Green", "Black"])


def test_a_visitor_presses_questions_options_and_thumbs(visitor: Visitor, api: FakeApi) -> None:
    api.behaviour.answer = choosing
    api.behaviour.settings["chat"] = {"suggestions": "Which teas?\nWhere are you?"}
    api.behaviour.pages["/"] = host_page(api)
    visitor.visit(api.origin)
    assert visitor.get(TEXTS_OF % ".choice") == ["Which teas?", "Where are you?"]

    visitor.point_at(".choice")
    visitor.wait_for_answers("Which?")
    visitor.point_at(".turn:last-of-type .choice:last-of-type")
    visitor.wait_for_answers("Which?", "You wrote: Black")
    visitor.point_at(".turn:last-of-type .thumb")

    [post] = api.soon("POST", "/api/v1/feedback")
    last = api.asked("POST", "/api/v1/escalations")[-1].json
    assert (post.json["helpful"], post.json["id"]) == (True, last["id"])
    assert last["page"]["title"] == "Shop"


def test_a_visitor_leaves_an_address_for_a_person(visitor: Visitor, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-handoff="email"')
    visitor.visit(api.origin)
    visitor.say("a human, please")
    visitor.point_at(".handoff button")
    visitor.until(f"{ROOT}.activeElement?.type === 'email'")

    visitor.press("ann@visitor.example")
    visitor.point_at(".handoff [type=checkbox]")
    visitor.point_at(".handoff .wide")

    [post] = api.soon("POST", "/api/v1/handoffs")
    assert (post.json["email"], post.json["consent"]) == ("ann@visitor.example", True)
    visitor.until(f"{ROOT}.querySelector('.handoff').innerText.includes('A person will write')")


def test_the_page_opens_it_by_calls_and_clears_and_has_it_back(
    visitor: Visitor, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    visitor.driver.get(api.origin)
    visitor.until("window.delegation?.open && delegation.debug().fresh")
    visitor.run("delegation.open()")
    visitor.until(f"{ROOT}.querySelector('dialog[open] textarea')")
    visitor.say("thx")
    visitor.wait_for_answers("You're welcome!")

    visitor.run(f"{ROOT}.querySelector('[aria-label=\"Clear conversation\"]').click()")
    visitor.point_at(".note button")
    visitor.wait_for_answers()
    visitor.point_at(".note button")
    visitor.wait_for_answers("You're welcome!")
    visitor.run("delegation.close()")

    visitor.until(f"!{ROOT}.querySelector('dialog[open]')")
