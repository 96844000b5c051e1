"""A chat export replayed without an account: closed unless operators open it, and then bounded."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from delegation.savings.models import ChatUpload, UploadState
from delegation.savings.services.opportunities import read_upload, replay_upload
from delegation.savings.services.try_outs import strangers_tenant
from tenants.models import Tenant, User
from tenants.services.standing import suspend_tenant
from tenants.services.workspaces import create_strangers_tenant

pytestmark = pytest.mark.django_db

CHATS = "chat_id,author,text\n" + "".join(
    f"{n},customer,hello\n{n},agent,Hello!\n{n},customer,my order {n} is late\n"
    f"{n},agent,I am sorry.\n{n},customer,thanks\n"
    for n in range(20)
)


@pytest.fixture
def opened(settings: Settings) -> None:
    """Ten files a day, so two for each network."""
    settings.EXPORTS_WITHOUT_ACCOUNT = 10


def upload(
    client: Client, text: str = CHATS, *, network: str = "203.0.113.9", cost: str = ""
) -> str:
    """Upload as a stranger; the page that follows."""
    form = {
        "step": "upload",
        "file": SimpleUploadedFile("chats.csv", text.encode()),
        "answer_cost": cost,
    }
    answer = client.post(reverse("try_out"), form, follow=True, REMOTE_ADDR=network)
    return str(answer.content.decode())


def finish_reading() -> ChatUpload:
    row = ChatUpload.objects.get(state=UploadState.READING)
    read_upload(row.tenant_id, row.pk)
    return row


def test_it_is_closed_unless_operators_open_it(client: Client, settings: Settings) -> None:
    assert settings.EXPORTS_WITHOUT_ACCOUNT == 0
    assert client.get(reverse("try_out")).status_code == 404
    assert reverse("try_out") not in client.get("/").content.decode()


def test_a_stranger_reads_what_it_would_save(client: Client, opened: None) -> None:
    assert reverse("try_out") in client.get("/").content.decode()
    assert "Reading the file" in upload(client, cost="0.012")
    row = finish_reading()
    assert "my order 0 is late" in client.get(reverse("try_out")).content.decode()

    client.post(reverse("try_out"), {"assistants": ["agent"]})
    replay_upload(row.tenant_id, row.pk)
    page = client.get(reverse("try_out")).content.decode()

    row.refresh_from_db()
    assert row.sealed == ""
    assert row.found is not None
    assert f"{row.found['answered']} of 60 messages of visitors" in page
    assert Decimal(row.found["money"]["value"]) == row.found["answered"] * Decimal("0.012")
    assert "At the cost of an answer that you gave, in USD." in page
    assert "I am sorry." in page, "the line before an answer to look at"
    assert "/teacher/prices/" not in page
    assert "Your chats" in client.get(f"{reverse('try_out')}?new=1").content.decode()


def test_another_browser_cannot_open_it(client: Client, opened: None) -> None:
    upload(client)
    finish_reading()
    other = Client()
    other.cookies["tried"] = str(ChatUpload.objects.get().pk)  # not signed

    page = other.get(reverse("try_out")).content.decode()

    assert "my order" not in page
    assert "Your chats" in page


def test_a_network_has_one_file_open_and_a_fifth_of_the_day(client: Client, opened: None) -> None:
    upload(client)
    again = upload(Client())
    assert "your network has a file open already" in again
    assert "Reading the file" in upload(Client(), network="198.51.100.7")

    ChatUpload.objects.update(state=UploadState.DONE)
    assert "Reading the file" in upload(Client())
    ChatUpload.objects.update(state=UploadState.DONE)
    assert "your network replayed 2 files today" in upload(Client())


def test_all_networks_together_have_so_many_a_day(opened: None) -> None:
    for number in range(10):
        upload(Client(), network=f"203.0.{number}.1")
        ChatUpload.objects.update(state=UploadState.DONE)

    assert "10 files were uploaded today" in upload(Client(), network="198.51.100.7")


def test_a_large_file_needs_an_account(client: Client, opened: None) -> None:
    page = upload(client, "x" * (2 * 1024 * 1024 + 1))

    assert "without an account a file may have 2 MB" in page
    assert not ChatUpload.objects.exists()


def test_its_rows_belong_to_no_company(
    client: Client, opened: None, owner: User, tenant: Tenant
) -> None:
    upload(client)
    row = ChatUpload.objects.get()

    assert row.tenant == strangers_tenant()
    assert not row.tenant.memberships.exists()
    assert len(row.network) == 64, "a keyed hash, no address"
    client.force_login(owner)
    assert client.get(reverse("opportunity", args=[row.pk])).status_code == 404
    with pytest.raises(IntegrityError):
        create_strangers_tenant()


def test_an_operator_closes_it_by_suspending_its_workspace(
    client: Client, opened: None, owner: User
) -> None:
    suspend_tenant(strangers_tenant(), reason="Abuse", by=owner)

    assert client.get(reverse("try_out")).status_code == 404
