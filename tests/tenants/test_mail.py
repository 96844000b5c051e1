"""Emails to the people of a tenant: one that cannot be sent stops no other."""

from collections.abc import Callable, Sequence

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from pytest_django.fixtures import Settings

from tenants import services
from tenants.mail import tell_moderators, tell_owners
from tenants.models import Role, Tenant, User
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
Tell = Callable[[Tenant, str, str], None]


class RefusesTheFirst(EmailBackend):
    """A mail server that knows no mailbox of the owner's."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if messages[0].to == ["owner@shop.example"]:
            raise ConnectionRefusedError
        return super().send_messages(messages)


@pytest.fixture
def second_owner(tenant: Tenant, owner: User) -> User:
    user = make_user("second@shop.example")
    services.add_member(tenant, user, Role.OWNER, by=owner)
    return user


def told() -> list[list[str]]:
    return [message.to for message in mail.outbox]


@pytest.mark.usefixtures("second_owner", "moderator", "viewer")
def test_each_is_told_by_a_message_of_their_own(tenant: Tenant) -> None:
    tell_owners(tenant, "The budget is spent", "Until the first.")
    assert told() == [["owner@shop.example"], ["second@shop.example"]]

    mail.outbox.clear()
    tell_moderators(tenant, "A rule waits", "Have a look.")
    assert sorted(told()) == [
        ["moderator@shop.example"],
        ["owner@shop.example"],
        ["second@shop.example"],
    ]


@pytest.mark.parametrize("tell", [tell_owners, tell_moderators])
@pytest.mark.usefixtures("second_owner")
def test_a_refused_address_silences_nobody_else(
    tenant: Tenant, settings: Settings, tell: Tell
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{RefusesTheFirst.__name__}"

    tell(tenant, "The budget is spent", "Until the first.")

    assert told() == [["second@shop.example"]]


@pytest.mark.parametrize("tell", [tell_owners, tell_moderators])
def test_a_name_of_several_lines_writes_no_header(tenant: Tenant, tell: Tell) -> None:
    tenant.name = "Shop\nBcc: everybody@elsewhere.example"

    tell(tenant, "The budget\nis spent", "Until the first.")

    message = mail.outbox[0]
    assert message.subject == "Shop Bcc: everybody@elsewhere.example: The budget is spent"
    assert message.recipients() == ["owner@shop.example"]
