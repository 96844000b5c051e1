"""What rides with a message, the page, and with its answer, the options: stored, shown, bounded."""

import json
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import Answer, Escalation
from delegation.conversations.services.payloads import answer_payload
from delegation.domain.teaching.ways import Way
from delegation.domain.wire.page_context import page_note
from delegation.teacher import Persona, TeacherRequest, prompts
from tenants.models import SiteKey
from tenants.services.data import erase_visitor
from tests.delegation.conversations.chatting import Chat
from tests.delegation.conversations.visitors import answered, post
from tests.delegation.teacher.providers import streamed

PAGE = {"address": "https://shop.example/cart", "title": "Cart", "values": {"plan": "Pro"}}
MESSAGE = {"conversation": "conversation-0001", "id": "message-0001", "message": "Is it free?"}


@pytest.mark.django_db
def test_a_messages_page_is_stored_as_far_as_it_is_usable(
    client: Client, site_key: SiteKey
) -> None:
    sent = {**PAGE, "title": "x" * 9_000, "cookies": "secret", "values": {"plan": "Pro", "x": []}}

    assert post(client, "escalations", site_key, **MESSAGE, page=sent).status_code == 202

    assert Escalation.objects.get().page == {**PAGE, "title": "x" * 200}


@pytest.mark.django_db
@pytest.mark.parametrize("page", [None, "x", [], {}, 7])
def test_a_message_without_a_usable_page_is_accepted(
    client: Client, site_key: SiteKey, page: Any
) -> None:
    assert post(client, "escalations", site_key, **MESSAGE, page=page).status_code == 202
    assert Escalation.objects.get().page is None


@pytest.mark.django_db
def test_a_retry_after_a_deployment_is_the_same_message(client: Client, site_key: SiteKey) -> None:
    """Gatekeepers of before send no page, and the hash of their bodies stays what it was."""
    statuses = [
        post(client, "escalations", site_key, **MESSAGE, **more).status_code
        for more in ({}, {"page": None}, {"page": PAGE})
    ]
    assert statuses == [202, 202, 422]


@pytest.mark.django_db
def test_moderators_see_the_page_as_text(as_owner: Client, site_key: SiteKey) -> None:
    row = answered(site_key, page={**PAGE, "title": "<b>Cart</b>"})

    page = as_owner.get(reverse("conversation", args=[row.conversation_id])).content.decode()

    assert "&lt;b&gt;Cart&lt;/b&gt;" in page
    assert "<dt>plan</dt><dd>Pro</dd>" in page


def test_the_model_reads_the_page_as_data_before_the_message_and_not_for_small_talk() -> None:
    plain = TeacherRequest(Persona(), "Is it free?", mark=True)
    note = page_note(PAGE)

    with_page = prompts.build(TeacherRequest(Persona(), "Is it free?", mark=True, page=note))
    teaching = TeacherRequest(Persona(), "thanks", mark=True, way=Way.LINE)

    assert with_page.messages[-1]["content"] == f"{note}\n\nIs it free?"
    assert with_page.messages[:-1] == prompts.build(plain).messages[:-1]
    assert with_page.overhead == prompts.build(plain).overhead
    asking = TeacherRequest(Persona(), "thanks", mark=True, way=Way.LINE, page=note)
    assert prompts.build(asking).messages == prompts.build(teaching).messages


def test_a_mark_in_a_page_is_none() -> None:
    request = TeacherRequest(Persona(), "Hi", mark=True, page=page_note({"title": "¤thanks"}))
    assert "¤" not in prompts.build(request).messages[-1]["content"]


@pytest.mark.django_db
def test_options_come_with_the_answer_and_go_with_its_text(chat: Chat) -> None:
    reply = {"userResponse": "Green or black?", "awaiting": "choice", "options": ["Green", "Black"]}
    row = chat.say(streamed(json.dumps(reply)), "Which tea do you have?")

    payload = answer_payload(row.answer)

    assert (payload["awaiting"], payload["options"]) == ("choice", ["Green", "Black"])
    erase_visitor(chat.tenant, chat.conversation.visitor, by=None)
    assert Answer.objects.get(escalation=row).options is None


@pytest.mark.django_db
def test_an_answer_without_options_is_the_payload_that_it_was(site_key: SiteKey) -> None:
    row = answered(site_key)
    assert set(answer_payload(Answer.objects.get(escalation=row))) == {
        "userResponse",
        "awaiting",
        "source",
    }


@pytest.mark.django_db
def test_the_thread_says_what_could_be_pressed(as_owner: Client, site_key: SiteKey) -> None:
    row = answered(site_key)
    Answer.objects.filter(escalation=row).update(options=["Green", "<Black>"])

    page = as_owner.get(reverse("conversation", args=[row.conversation_id])).content.decode()

    assert "The visitor could press: “Green”, “<Black>”." in unescape(page)
    assert "<Black>" not in page
