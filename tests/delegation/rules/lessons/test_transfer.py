"""Import and export: approved rules go out, proposals come in, and a dry run leaves no trace."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.forms.transfer import carried
from delegation.rules.models import Pack, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import record_lesson
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
CSV = "phrase,act,response\r\nThx,thanks,Any time!\r\nbye,farewell,See shop.com\r\n!!!,thanks,x\r\n"


def upload(client: Client, text: str, encoding: str = "utf-8", **fields: str) -> str:
    file = SimpleUploadedFile("RULES.CSV", text.encode(encoding))
    form: dict[str, object] = {"file": file, **fields}
    return client.post(reverse("transfer"), form).content.decode()


def exported(client: Client, kind: str) -> str:
    answer = client.get(reverse("export_rules", args=[kind]))
    assert str(answer["Content-Disposition"]).startswith('attachment; filename="rules.')
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


def test_a_preview_names_problems_in_the_readers_language(desk: Client) -> None:
    file = SimpleUploadedFile("rules.csv", CSV.encode())
    german = desk.post(reverse("transfer"), {"file": file}, headers={"Accept-Language": "de"})
    assert "Enthält einen Link" in german.content.decode()


def test_a_new_file_is_always_tried_first(desk: Client, tenant: Tenant) -> None:
    upload(desk, CSV, do_it="on")
    assert not Rule.objects.filter(tenant=tenant).exists()


def test_what_is_imported_waits_for_a_person(desk: Client, tenant: Tenant, moderator: User) -> None:
    form = {"content_again": carried(CSV.encode()), "do_it": "on"}
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
    desk.post(reverse("transfer"), {"content_again": carried(CSV.encode()), "do_it": "on"})
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
    for kind in ("csv", "semicolons", "json"):
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
    assert (
        client.post(reverse("transfer"), {"content_again": carried(CSV.encode())}).status_code
        == 403
    )
    assert "Try it" not in client.get(reverse("transfer")).content.decode()


FRENCH = "Phrase;ACT;Response;Expires\r\nça va;Greeting;Très bien !;03/04/2027\r\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize(("order", "day"), [("day", "3 April 2027"), ("month", "4 March 2027")])
def test_a_spreadsheets_file_is_previewed_asked_about_and_imported(
    desk: Client, tenant: Tenant, encoding: str, order: str, day: str
) -> None:
    page = upload(desk, FRENCH, encoding)
    assert "Très bien !" not in page, "its day can be read in two ways"
    assert "does not say which day 03/04/2027 is" in page
    form = {"content_again": carried(FRENCH.encode(encoding)), "do_it": "on"}
    asked = desk.post(reverse("transfer"), form)
    assert asked.status_code == 422
    assert "Say which comes first in 03/04/2027." in asked.content.decode()
    assert not Rule.objects.filter(tenant=tenant).exists()

    page = desk.post(reverse("transfer"), form | {"dates": order}, follow=True).content.decode()

    assert "Imported: 1 proposed." in page
    rule = Rule.objects.get(tenant=tenant)
    assert (rule.phrase, rule.response) == ("ça va", "Très bien !")
    assert rule.expires_at is not None
    assert f"{rule.expires_at:%-d %B %Y}" == day


@pytest.mark.parametrize("kind", ["xml", "py"])
def test_there_are_few_kinds_of_files(desk: Client, tenant: Tenant, kind: str) -> None:
    assert desk.get(reverse("export_rules", args=[kind])).status_code == 404


def test_a_broken_file_is_refused_in_words(desk: Client, tenant: Tenant) -> None:
    page = upload(desk, "hello")
    assert "must name columns of these" in page
    assert "Missing in its first line: phrase, act, response" in page
    again = {"content_again": "%%%", "do_it": "on"}
    assert "Choose the file again." in desk.post(reverse("transfer"), again).content.decode()
    assert "Choose a file." in desk.post(reverse("transfer"), {}).content.decode()
