"""Import and export: approved rules go out, proposals come in, and a dry run leaves no trace."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Pack, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import record_lesson
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
CSV = "phrase,act,response\r\nThx,thanks,Any time!\r\nbye,farewell,See shop.com\r\n!!!,thanks,x\r\n"


def upload(client: Client, text: str, **fields: str) -> str:
    form: dict[str, object] = {"file": SimpleUploadedFile("rules.csv", text.encode()), **fields}
    return client.post(reverse("transfer"), form).content.decode()


def exported(client: Client, kind: str) -> str:
    answer = client.get(reverse("export_rules", args=[kind]))
    assert answer["Content-Disposition"] == f'attachment; filename="rules.{kind}"'
    return answer.content.decode()


@pytest.fixture
def desk(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client


def test_a_dry_run_says_what_would_happen_and_leaves_no_trace(desk: Client, tenant: Tenant) -> None:
    page = upload(desk, CSV)
    assert "2 proposed, 1 refused" in page
    assert "No message can match" in page
    assert "Contains a link" in page
    assert not Rule.objects.filter(tenant=tenant).exists()
    assert not AuditEntry.objects.filter(tenant=tenant, action="rules.imported").exists()


def test_a_new_file_is_always_tried_first(desk: Client, tenant: Tenant) -> None:
    upload(desk, CSV, do_it="on")
    assert not Rule.objects.filter(tenant=tenant).exists()


def test_what_is_imported_waits_for_a_person(desk: Client, tenant: Tenant, moderator: User) -> None:
    form = {"content_again": CSV, "do_it": "on"}
    page = desk.post(reverse("transfer"), form, follow=True).content.decode()
    assert "Imported: 2 proposed, 1 refused." in page
    rules = Rule.objects.filter(tenant=tenant).order_by("phrase")
    assert [(rule.phrase, rule.state) for rule in rules] == [
        ("bye", RuleState.PROPOSED),
        ("thx", RuleState.PROPOSED),
    ]
    assert "link" in rules[0].problems
    assert not Pack.objects.filter(tenant=tenant, body__contains="Any time").exists()
    entry = AuditEntry.objects.get(tenant=tenant, action="rules.imported")
    assert (entry.actor, entry.details["counts"]) == (moderator, {"proposed": 2, "refused": 1})


def test_what_a_person_decided_is_left_as_it_is(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    rule = record_lesson(tenant, TaughtLesson("thx", "Sure!", Act.THANKS), seen(1))
    moderation.approve_rule(rule, by=moderator)
    assert "already decided" in upload(desk, CSV)
    desk.post(reverse("transfer"), {"content_again": CSV, "do_it": "on"})
    assert Rule.objects.get(tenant=tenant, phrase="thx").response == "Sure!"


def test_it_exports_what_was_approved_and_no_words_of_visitors(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    approved = record_lesson(tenant, TaughtLesson("thx", "=Sure!", Act.THANKS), seen(1))
    moderation.approve_rule(approved, by=moderator)
    record_lesson(tenant, TaughtLesson("bye Maria", "Bye, Maria!", Act.FAREWELL), seen(2))
    as_csv, as_json = exported(desk, "csv"), exported(desk, "json")
    assert '"\'=Sure!"' in as_csv
    assert [rule["phrase"] for rule in json.loads(as_json)["rules"]] == ["thx"]
    assert "maria" not in (as_csv + as_json).lower()


def test_an_export_changes_nothing_when_it_comes_back(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    rule = record_lesson(tenant, TaughtLesson("opening hours", "+Nine", None, ("open",)), seen(1))
    moderation.approve_rule(rule, by=moderator)
    for kind in ("csv", "json"):
        assert "1 unchanged" in upload(desk, exported(desk, kind))


def test_another_tenants_rules_are_not_exported(
    client: Client, tenant: Tenant, moderator: User, outsider: User, other_tenant: Tenant
) -> None:
    rule = record_lesson(tenant, TaughtLesson("thx", "Sure!", Act.THANKS), seen(1))
    moderation.approve_rule(rule, by=moderator)
    client.force_login(outsider)
    assert json.loads(exported(client, "json"))["rules"] == []


def test_a_viewer_exports_and_imports_nothing(client: Client, viewer: User, tenant: Tenant) -> None:
    client.force_login(viewer)
    assert client.get(reverse("export_rules", args=["csv"])).status_code == 200
    assert client.post(reverse("transfer"), {"content_again": CSV}).status_code == 403
    assert "Try it" not in client.get(reverse("transfer")).content.decode()


@pytest.mark.parametrize("kind", ["xml", "py"])
def test_there_are_two_kinds_of_files(desk: Client, tenant: Tenant, kind: str) -> None:
    assert desk.get(reverse("export_rules", args=[kind])).status_code == 404


def test_a_broken_file_is_refused_in_words(desk: Client, tenant: Tenant) -> None:
    assert "The first line must name columns" in upload(desk, "hello")
    assert "Choose a file." in desk.post(reverse("transfer"), {}).content.decode()
