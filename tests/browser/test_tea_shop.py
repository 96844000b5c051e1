"""What a newcomer tries in the demo's shop: the same "ok" is an order, and then small talk."""

from playwright.sync_api import Page, expect

from delegation.domain.words import Act
from delegation.rules.models import Rule
from delegation.rules.services.deciding.moderation import approve_rule
from tests.browser.chat import open_chat, requests_of
from tests.product import Company


def test_ok_confirms_an_order_at_the_teacher_and_is_small_talk_after_it(
    page: Page, company: Company, shop: str
) -> None:
    known = {"act": Act.ACKNOWLEDGEMENT, "response": "All right, that was in the browser."}
    rule = Rule.objects.create(tenant=company.tenant, phrase="ok", **known)
    approve_rule(rule, by=company.owner)
    chat = open_chat(page, shop)
    chat.say("Three tins of Kestrel Green, please")
    expect(chat.answers).to_have_count(1)
    expect(chat.answers.first).to_contain_text("Shall I order three tins?")
    chat.settle()

    sent = requests_of(page)
    chat.say("ok")
    expect(chat.answers.nth(1)).to_contain_text("You're all set")
    assert any(request.startswith("POST") for request in sent)
    chat.settle()

    sent = requests_of(page)
    chat.say("ok")
    expect(chat.answers.nth(2)).to_have_text(known["response"])
    assert sent == []
