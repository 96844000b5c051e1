"""Data rights: texts go in time or on demand; a tenant takes all along, or leaves nothing."""

import io
import json
import zipfile
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delegation.conversations.models import Answer, Conversation, Escalation, OwnTeacher
from delegation.rules.models import Lesson, Rule
from delegation.savings.models import AnswerAudit, UsageBatch, UsageCount
from tenants import row_security
from tenants.models import AuditEntry, SiteKey, Tenant, User
from tenants.row_security.findings import tenant_models
from tenants.services import data
from tenants.services.data import erase_all_old_texts
from tenants.services.keys import create_api_key
from tenants.services.leaving import export_tenant
from tenants.tasks import erase_old_texts
from tests.delegation.conversations.searching import rows_with

pytestmark = pytest.mark.django_db
SAID, READ = "my-order-4711-is-late", "we-are-sorry-4711"
VISITOR = "visitor-8c1f44aa"


def talk(key: SiteKey, *, visitor: str = VISITOR, days_ago: int = 0) -> Escalation:
    """A visitor's message with its answer, its lesson and a local answer, some days old."""
    tenant, mark = key.tenant, uuid4().hex
    talked = Conversation.objects.create(tenant=tenant, visitor=visitor, client_id=mark)
    escalation = Escalation.objects.create(
        tenant=tenant,
        site_key=key,
        conversation=talked,
        client_id=mark,
        body_hash="hash-of-the-body",
        message=SAID,
        phrase=SAID,
        awaiting="nothing",
        local_turns=[{"message": SAID, "response": READ}],
        address_prefix="network-1",
        state="answered",
    )
    Answer.objects.create(
        escalation=escalation, tenant=tenant, text=READ, awaiting="nothing", source="teacher"
    )
    rule = Rule.objects.create(
        tenant=tenant, phrase=mark, act="thanks", response="Welcome!", version=1
    )
    Lesson.objects.create(
        tenant=tenant,
        rule=rule,
        escalation_id=escalation.pk,
        query=SAID,
        response=READ,
        act="thanks",
        variants=[SAID],
        awaiting="nothing",
        visitor=visitor,
        address_prefix="network-1",
    )
    AnswerAudit.objects.create(
        tenant=tenant,
        escalation=escalation,
        turn=0,
        rule=rule.pk,
        version=1,
        hour=timezone.now(),
        reason=f"They wrote {SAID}",
    )
    batch = UsageBatch.objects.create(tenant=tenant, batch=mark, visitor=visitor)
    UsageCount.objects.create(
        tenant=tenant, batch=batch, rule=rule.pk, version=1, hour=timezone.now(), count=3
    )
    then = timezone.now() - timedelta(days=days_ago)
    for model in (Escalation, Answer, Lesson):
        rows = model._default_manager.filter(tenant=tenant)
        rows.filter(created_at__gt=timezone.now() - timedelta(hours=1)).update(created_at=then)
    AnswerAudit.objects.filter(escalation=escalation).update(created_at=then)
    return escalation


def counts(tenant: Tenant) -> list[int]:
    models = (Conversation, Escalation, Answer, Lesson, UsageCount)
    return [model._default_manager.filter(tenant=tenant).count() for model in models]


def test_old_texts_are_erased_and_counts_stay(tenant: Tenant, site_key: SiteKey) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(retention_days=30)
    talk(site_key, days_ago=31)
    before = counts(tenant)

    erase_old_texts()

    assert rows_with(SAID) + rows_with(READ) + rows_with("hash-of-the-body") == []
    assert not Escalation.objects.filter(tenant=tenant).exclude(address_prefix="").exists()
    assert counts(tenant) == before
    assert erase_all_old_texts(timezone.now()) == 0  # a second beat does no harm


def test_many_texts_are_erased_by_short_statements_with_short_lists(
    tenant: Tenant, site_key: SiteKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(retention_days=30)
    monkeypatch.setattr(data, "AT_ONCE", 2)
    for number in range(5):
        talk(site_key, visitor=f"visitor-{number}", days_ago=31)
    same = timezone.now() - timedelta(days=40)  # as when many visitors write at once
    Escalation.objects.update(created_at=same)

    with CaptureQueriesContext(connection) as queries:
        erase_old_texts()

    assert rows_with(SAID) == []
    reads = [
        query["sql"]
        for query in queries
        if query["sql"].startswith('SELECT "conversations_') and '"created_at" <' in query["sql"]
    ]
    assert len(reads) > 5
    assert [sql for sql in reads if not sql.endswith("LIMIT 2")] == []


def test_younger_texts_and_those_of_other_tenants_stay(
    tenant: Tenant, site_key: SiteKey, other_tenant: Tenant
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(retention_days=30)
    Tenant.objects.filter(pk=other_tenant.pk).update(retention_days=None)
    young, foreign = talk(site_key, days_ago=29), talk(other_tenant.site_keys.get(), days_ago=900)

    erase_old_texts()

    for escalation in (young, foreign):
        escalation.refresh_from_db()
        assert (escalation.message, escalation.answer.text) == (SAID, READ)


def test_what_is_still_being_answered_is_not_erased(tenant: Tenant, site_key: SiteKey) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(retention_days=1)
    waiting = talk(site_key, days_ago=3)
    Escalation.objects.filter(pk=waiting.pk).update(state="queued")

    erase_old_texts()

    waiting.refresh_from_db()
    assert waiting.message == SAID


def test_an_owner_chooses_how_long_texts_are_kept(as_owner: Client, tenant: Tenant) -> None:
    refused = as_owner.post(reverse("change_retention"), {"retention_days": "0"})
    assert refused.status_code == 422

    as_owner.post(reverse("change_retention"), {"retention_days": "14", "confirmed": "yes"})
    tenant.refresh_from_db()
    assert tenant.retention_days == 14
    as_owner.post(reverse("change_retention"), {"retention_days": ""})
    tenant.refresh_from_db()
    assert tenant.retention_days is None


def test_a_visitor_is_erased_from_every_table_and_still_counted(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    talk(site_key)
    before = counts(tenant)
    assert len(rows_with(VISITOR)) >= 3

    page = as_owner.post(
        reverse("erase_visitor"), {"visitor": VISITOR, "confirmed": "yes"}, follow=True
    )

    assert "Erased." in page.content.decode()
    for text in (VISITOR, SAID, READ, "hash-of-the-body", "network-1"):
        assert rows_with(text) == []
    assert counts(tenant) == before
    assert AuditEntry.objects.filter(tenant=tenant, action="visitor.erased").exists()


def test_other_visitors_and_other_tenants_keep_theirs(
    as_owner: Client, site_key: SiteKey, other_tenant: Tenant
) -> None:
    other, foreign = talk(site_key, visitor="another-visitor"), talk(other_tenant.site_keys.get())

    page = as_owner.post(
        reverse("erase_visitor"), {"visitor": VISITOR, "confirmed": "yes"}, follow=True
    )

    assert "No data is stored under this id." in page.content.decode()
    for escalation in (other, foreign):
        escalation.refresh_from_db()
        assert escalation.message == SAID


def test_the_archive_holds_every_table_of_the_tenant_and_no_secret(
    as_owner: Client, tenant: Tenant, owner: User, site_key: SiteKey, other_tenant: Tenant
) -> None:
    talk(site_key)
    foreign = talk(other_tenant.site_keys.get())
    key = create_api_key(tenant, "Nightly", by=owner)
    OwnTeacher.objects.create(
        tenant=tenant,
        base_url="https://x.example",
        model="m",
        sealed_key="SEALED-4711",
        tested_at=timezone.now(),
    )

    answer = as_owner.post(reverse("export"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()

    assert answer["Content-Type"] == "application/zip"
    assert {f"{model._meta.label_lower}.jsonl" for model in tenant_models()} <= set(
        archive.namelist()
    )
    assert SAID in everything
    assert READ in everything
    assert owner.email in everything
    for absent in ("SEALED-4711", key.digest, str(foreign.pk), other_tenant.name):
        assert absent not in everything
    rows = json.loads(archive.read("contents.json"))["rows"]
    assert rows["conversations.escalation"] == 1
    assert AuditEntry.objects.filter(tenant=tenant, action="tenant.exported").exists()


def test_the_archive_is_read_in_one_transaction(tenant: Tenant, owner: User) -> None:
    """Outside one every table would be held in memory: no cursor stays open."""
    with CaptureQueriesContext(connection) as captured:
        export_tenant(tenant, io.BytesIO(), by=owner)

    statements = [query["sql"] for query in captured]
    assert "SAVEPOINT" in statements[0]
    assert "RELEASE SAVEPOINT" in statements[-1]
    assert sum("SAVEPOINT" in each for each in statements) == 2


def test_deleting_leaves_nothing_of_the_tenant_and_everything_of_others(
    as_owner: Client, tenant: Tenant, owner: User, site_key: SiteKey, other_tenant: Tenant
) -> None:
    talk(site_key)
    talk(other_tenant.site_keys.get())
    create_api_key(tenant, "Nightly", by=owner)
    theirs = counts(other_tenant)

    refused = as_owner.post(reverse("delete_workspace"), {"name": "shop"})
    assert "This is not the workspace's name." in unescape(refused.content.decode())
    assert Tenant.objects.filter(pk=tenant.pk).exists()
    page = as_owner.post(reverse("delete_workspace"), {"name": "Shop"}, follow=True)

    assert "is deleted, with everything in it." in page.content.decode()
    for model in tenant_models():
        key = "pk" if model is Tenant else "tenant_id"
        assert not model._default_manager.filter(**{key: tenant.pk}).exists(), model
    assert counts(other_tenant) == theirs
    assert User.objects.filter(pk=owner.pk).exists()


@pytest.mark.parametrize("who", ["moderator", "viewer"])
def test_only_owners_export_erase_and_delete(
    client: Client, request: pytest.FixtureRequest, tenant: Tenant, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert "Delete everything" not in client.get(reverse("data")).content.decode()
    for name in ("change_retention", "export", "erase_visitor", "delete_workspace"):
        assert client.post(reverse(name), {"name": "Shop"}).status_code == 403
    assert Tenant.objects.filter(pk=tenant.pk).exists()


def test_commands_do_the_same(
    tenant: Tenant, site_key: SiteKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(site_key)
    archive = tmp_path / "shop.zip"
    with row_security.request_begins():  # a command begins with nobody's rows
        call_command("export_tenant", str(tenant.pk), str(archive))
        call_command("erase_visitor", str(tenant.pk), VISITOR)
        call_command("erase_visitor", str(tenant.pk), VISITOR)
        with pytest.raises(CommandError, match="is called 'Shop'"):
            call_command("delete_tenant", str(tenant.pk), "--name", "Another")
        call_command("delete_tenant", str(tenant.pk), "--name", "Shop")
        with pytest.raises(CommandError, match="There is no tenant"):
            call_command("delete_tenant", str(tenant.pk), "--name", "Shop")

    assert zipfile.is_zipfile(archive)
    said = capsys.readouterr().out
    assert "Erased.\nNothing is kept under this id.\n" in said
    assert "Shop is deleted." in said
    assert not Tenant.objects.filter(pk=tenant.pk).exists()
