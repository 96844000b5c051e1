"""The conversations page: who may read it, what it finds, and what it says of each message."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegation.conversations.models import Answer, Conversation, Escalation, TeacherCall
from delegation.conversations.services import threads
from delegation.rules.models import Rule
from tenants.models import Tenant, User


def write(
    tenant: Tenant, message: str, reply: str, *, visitor: str = "v1", **fields: object
) -> Escalation:
    """One answered message, with its call."""
    conversation, _ = Conversation.objects.get_or_create(
        tenant=tenant, visitor=visitor, client_id=visitor
    )
    values = {"awaiting": "nothing", "state": "answered", **fields}
    escalation = Escalation.objects.create(
        tenant=tenant,
        site_key=tenant.site_keys.get(),
        conversation=conversation,
        client_id=uuid4().hex,
        body_hash="h",
        message=message,
        address_prefix="n",
        ended_at=timezone.now(),
        **values,
    )
    if values["state"] == "answered":
        Answer.objects.create(
            escalation=escalation, tenant=tenant, text=reply, awaiting="nothing", source="teacher"
        )
    TeacherCall.objects.create(
        tenant=tenant,
        escalation=escalation,
        model="m",
        month=timezone.now().date().replace(day=1),
        reserved=1,
        settled=True,
        cost=Decimal("0.02"),
    )
    return escalation


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def thread(client: Client, escalation: Escalation) -> str:
    return text_of(client, reverse("conversation", args=[escalation.conversation_id]))


def test_the_list_shows_the_first_message_and_the_cost(as_owner: Client, tenant: Tenant) -> None:
    write(tenant, "Is the oolong back?", "Yes.")
    write(tenant, "great", "All right.")
    page = text_of(as_owner, reverse("conversations"))
    assert "Is the oolong back?" in page
    assert "2 messages sent to the server, $0.04" in page


@pytest.mark.parametrize("query", ["OOLONG", "until friday", "v1"])
def test_a_search_finds_messages_replies_and_visitors(
    as_owner: Client, tenant: Tenant, query: str
) -> None:
    write(tenant, "Is the oolong back?", "It is, until Friday.")
    write(tenant, "Something else", "No.", visitor="v2")
    page = text_of(as_owner, f"{reverse('conversations')}?q={query}")
    assert "Is the oolong back?" in page
    assert "Something else" not in page


def searched(client: Client, query: str) -> list[str]:
    """The pages that the links of a search lead to, first to last."""
    address, pages = f"{reverse('conversations')}?q={query}", []
    while address:
        page = text_of(client, address)
        pages.append(page)
        query_of_next = page.partition('class="pages"><a href="')[2].partition('"')[0]
        address = query_of_next and f"{reverse('conversations')}{query_of_next}"
        address = address.replace("&amp;", "&")
    return pages


def test_a_search_reads_a_bounded_number_of_conversations_and_goes_on_by_a_link(
    as_owner: Client, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "SEARCHED_AT_ONCE", 2)
    for number, message in enumerate(["oolong", "assam", "chai", "sencha", "oolong again"]):
        write(tenant, message, "Yes.", visitor=f"v{number}")

    first, second, third = searched(as_owner, "oolong")

    assert "oolong again" in first
    assert "This page searched back to" in first
    assert "Search older conversations" in first
    assert "None of these older conversations contains “oolong”." in second
    assert "oolong" in third.partition('class="threads"')[2]
    assert "Search older" not in third


def test_a_search_that_read_everything_offers_nothing_older(
    as_owner: Client, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "SEARCHED_AT_ONCE", 2)
    for number in range(2):
        write(tenant, "assam", "Yes.", visitor=f"v{number}")

    [only] = searched(as_owner, "oolong")

    assert "No conversation contains “oolong”." in only


def test_a_search_for_a_visitor_finds_their_oldest_conversation(
    as_owner: Client, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "SEARCHED_AT_ONCE", 1)
    for visitor in ("v1", "v2", "v3"):
        write(tenant, f"Hello from {visitor}", "Hello!", visitor=visitor)

    [only] = searched(as_owner, "v1")

    assert "Hello from v1" in only


def test_a_search_without_hits_says_what_to_try(as_owner: Client, tenant: Tenant) -> None:
    page = text_of(as_owner, f"{reverse('conversations')}?q=nothing+like+this")
    assert "No conversation contains “nothing like this”. Try a shorter part" in page


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "%00"])
def test_a_wrong_number_in_the_address_shows_the_newest(
    as_owner: Client, tenant: Tenant, before: str
) -> None:
    write(tenant, "Hello there", "Hello!")
    assert "Hello there" in text_of(as_owner, f"{reverse('conversations')}?before={before}")


def test_older_conversations_are_a_page_away(as_owner: Client, tenant: Tenant) -> None:
    for number in range(32):
        write(tenant, f"Question {number:02}", "Yes.", visitor=f"v{number}")
    first = text_of(as_owner, reverse("conversations"))
    assert "Question 31" in first
    assert "Question 01" not in first
    link = first.partition('href="?before=')[2].partition('"')[0]
    second = text_of(as_owner, f"{reverse('conversations')}?before={link}")
    assert "Question 01" in second
    assert "Older conversations" not in second


def test_a_thread_says_what_answered_and_why(as_owner: Client, tenant: Tenant) -> None:
    rule = Rule.objects.create(tenant=tenant, phrase="hello", act="greeting", response="Hi!")
    turn = {"message": "Hello", "response": "Hi!", "rule": rule.pk, "version": 1}
    write(tenant, "Is it back?", "Shall I order it?", local_turns=[turn])
    last = write(tenant, "ok", "You're all set.", awaiting="confirm")
    page = thread(as_owner, last)
    assert "The browser, without a request" in page
    assert "“hello”" in page
    assert "It cost nothing." in page
    assert "The message came after a yes-or-no question. 1 call, $0.02" in page


def test_a_message_without_an_answer_says_why(as_owner: Client, tenant: Tenant) -> None:
    failed = write(tenant, "Hm?", "", state="failed", error_message="The assistant is away.")
    assert "Not answered. The assistant is away." in thread(as_owner, failed)


def test_erased_texts_stay_erased(as_owner: Client, tenant: Tenant) -> None:
    escalation = write(tenant, "My name is Robin", "Hello Robin!")
    asked = as_owner.post(reverse("erase_visitor"), {"visitor": "v1"})
    assert "Erase this visitor?" in asked.content.decode()
    as_owner.post(reverse("erase_visitor"), {"visitor": "v1", "confirmed": "yes"})
    page = thread(as_owner, escalation)
    assert "Robin" not in page
    assert page.count("(text erased)") == 2


def test_a_visitor_writes_no_markup_into_the_page(as_owner: Client, tenant: Tenant) -> None:
    escalation = write(tenant, "<img src=x onerror=alert(1)>", "<b>no</b>")
    page = thread(as_owner, escalation)
    assert "<img" not in page
    assert "<b>no" not in page


def test_moderators_read_and_viewers_do_not(
    client: Client, tenant: Tenant, moderator: User, viewer: User
) -> None:
    escalation = write(tenant, "Is the oolong back?", "Yes.")
    client.force_login(moderator)
    assert "oolong" in thread(client, escalation)
    client.force_login(viewer)
    for address in ("/conversations/", f"/conversations/{escalation.conversation_id}/"):
        refused = client.get(address)
        assert refused.status_code == 403
        assert "Only owners and moderators can read" in refused.content.decode()


def test_the_outsider_finds_nothing(client: Client, tenant: Tenant, outsider: User) -> None:
    escalation = write(tenant, "Is the oolong back?", "Yes.")
    client.force_login(outsider)
    assert client.get(f"/conversations/{escalation.conversation_id}/").status_code in (302, 404)
