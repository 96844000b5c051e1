"""The owner's page for the words that may go live without a person."""

import pytest
from django.test import Client
from django.urls import reverse

from delegation.rules import access
from tenants.models import AuditEntry, Tenant, User

pytestmark = pytest.mark.django_db
WORDS = {"greeting": "Hello!", "thanks": "Any time!", "farewell": "", "laughter": "😄"}


def test_it_offers_starter_texts_and_says_that_nothing_is_approved(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)

    page = client.get(reverse("replies")).content.decode()

    assert "Goodbye, and have a good day!" in page
    assert "Nothing is sent in your name before you approve it." in page
    assert not access.replies_of(tenant).exists()


def test_saving_is_the_owners_approval(client: Client, owner: User, tenant: Tenant) -> None:
    client.force_login(owner)

    page = client.post(reverse("replies"), WORDS, follow=True).content.decode()

    reply = access.replies_of(tenant).get(act="thanks", language="en")
    assert (reply.text, reply.approved_by) == ("Any time!", owner)
    assert not access.replies_of(tenant).filter(act="farewell").exists()  # a person decides
    assert AuditEntry.objects.filter(tenant=tenant, action="replies.approved").exists()
    assert "Any time!" in page
    assert "Nothing is said in your name before" not in page


def test_a_reply_too_long_to_store_is_refused_in_words(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)

    answer = client.post(reverse("replies"), {**WORDS, "thanks": "x" * 301})

    assert answer.status_code == 422
    assert "at most 300 characters" in answer.content.decode()
    assert not access.replies_of(tenant).exists()


@pytest.mark.parametrize("role", ["moderator", "viewer"])
def test_others_read_the_words_and_approve_none(
    client: Client, tenant: Tenant, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))

    assert "Approve these words" not in client.get(reverse("replies")).content.decode()
    assert client.post(reverse("replies"), WORDS).status_code == 403
    assert not access.replies_of(tenant).exists()
