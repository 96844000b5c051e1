"""Which language a page, an email and the API speak, and to whom."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from delegation.languages import write_day, write_moment, write_number
from tenants.mail import for_each_reader, tell_owners
from tenants.models import AuditEntry, Role, Tenant, User
from tenants.services import add_member
from tenants.services.workspaces import settle_approval
from tenants.templatetags.figures import money, percent
from tests.conftest import PASSWORD, make_user
from tests.ports import neighbouring_ports
from tests.pseudo import write_catalogue

MEMBERS = "Mitglieder"


@pytest.fixture(autouse=True)
def speaks_german(tmp_path: Path) -> Iterator[None]:
    """German is offered, with the few words that these tests read."""
    words = {"Members": MEMBERS, "Sign in": "Anmelden", "Language": "Sprache", "Hello": "Hallo"}
    write_catalogue(tmp_path, "de", words)
    languages = [("en", "English"), ("de", "German")]
    with override_settings(LANGUAGES=languages, LOCALE_PATHS=[tmp_path]):
        yield


@pytest.mark.parametrize(
    ("browser", "shown", "language"),
    [("de-AT,de;q=0.9", "Anmelden", "de"), ("fr", "Sign in", "en"), ("", "Sign in", "en")],
)
def test_before_sign_in_the_browser_decides(
    db: None, client: Client, browser: str, shown: str, language: str
) -> None:
    response = client.get("/accounts/login/", headers={"Accept-Language": browser})

    assert f"<h1>{shown}</h1>" in response.content.decode()
    assert f'<html lang="{language}" dir="ltr">' in response.content.decode()
    assert "Accept-Language" in response["Vary"]


def test_a_cookie_keeps_the_choice_of_a_person_without_an_account(db: None, client: Client) -> None:
    response = client.post("/language/", {"language": "de", "next": "/accounts/login/"})

    assert response["Location"] == "/accounts/login/"
    assert "Anmelden" in client.get("/accounts/login/").content.decode()


def test_the_choice_of_a_signed_in_person_goes_with_them(as_owner: Client, owner: User) -> None:
    as_owner.post("/language/", {"language": "de"})

    owner.refresh_from_db()
    assert owner.language == "de"
    another = Client(headers={"Accept-Language": "en"})
    another.force_login(owner)
    assert MEMBERS in another.get("/members/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_way_back_leads_to_our_own_pages_only(db: None, client: Client, elsewhere: str) -> None:
    response = client.post("/language/", {"language": "de", "next": elsewhere})
    assert response["Location"] == "/"


def test_a_language_that_is_not_offered_is_refused(as_owner: Client, owner: User) -> None:
    response = as_owner.post("/language/", {"language": "fr"})

    owner.refresh_from_db()
    assert (response.status_code, owner.language) == (422, "")


def test_the_api_stays_english(as_owner: Client, owner: User) -> None:
    as_owner.post("/language/", {"language": "de"})

    response = as_owner.get("/api/v1/pack", headers={"Accept-Language": "de"})

    assert "Content-Language" not in response
    assert translation.get_language() == "en"


@pytest.mark.parametrize("path", ["/gatekeeper.js", "/gatekeeper.d.ts", "/delegation_teacher.py"])
def test_what_browsers_of_visitors_load_is_the_same_for_everybody(
    as_owner: Client, path: str
) -> None:
    """A shared cache may keep it, so it must not depend on a cookie."""
    as_owner.post("/language/", {"language": "de"})

    response = as_owner.get(path)

    assert "Cookie" not in response.get("Vary", "")
    assert "public" in response["Cache-Control"]


def test_a_person_who_signs_up_keeps_the_language_of_the_page(db: None, client: Client) -> None:
    data = {"company": "Tee", "email": "neu@tee.example", "password1": PASSWORD}
    client.post("/accounts/signup/", data, headers={"Accept-Language": "de"})

    assert User.objects.get(email="neu@tee.example").language == "de"


def test_each_person_reads_an_email_in_their_language(tenant: Tenant, owner: User) -> None:
    german = make_user("zwei@shop.example")
    german.language = "de"
    german.save()
    add_member(tenant, german, Role.OWNER, by=owner)
    hello = lazy(lambda: translation.gettext("Hello"), str)()

    tell_owners(tenant, hello, for_each_reader(lambda: translation.gettext("Members")))

    assert [(each.to, each.subject, each.body) for each in mail.outbox] == [
        (["owner@shop.example"], "Shop: Hello", "Members"),
        (["zwei@shop.example"], "Shop: Hallo", MEMBERS),
    ]


def test_the_log_names_in_english_an_email_that_could_not_be_sent(
    tenant: Tenant, owner: User, caplog: pytest.LogCaptureFixture
) -> None:
    owner.language = "de"
    owner.save()
    away = override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_PORT=neighbouring_ports(1),
    )
    with away, translation.override("de"):
        tell_owners(tenant, gettext_lazy("Hello"), "")

    assert caplog.text.count("could not be sent: Hello\n") == 1


def test_the_audit_log_does_not_depend_on_the_readers_language(tenant: Tenant, owner: User) -> None:
    with translation.override("de"):
        settle_approval(tenant, by=owner)

    assert AuditEntry.objects.get(action="approval.settled").target == "human"


def test_numbers_money_and_days_are_written_as_the_reader_expects() -> None:
    moment = datetime(2026, 3, 5, 14, 5, tzinfo=UTC)
    with translation.override("de"):
        assert write_number(1234567) == "1.234.567"
        assert write_number(Decimal("1234.56"), 1) == "1.234,6"
        assert money(Decimal("1234.5")) == "1.234,50\N{NO-BREAK SPACE}$"
        assert money(Decimal("-0.0012")) == "-0,0012\N{NO-BREAK SPACE}$"
        assert percent(0.125) == "12\N{NO-BREAK SPACE}%"
        assert write_day(date(2026, 3, 5)) == "5. März 2026"
        assert write_moment(moment) == "5. März 2026, 14:05"
    with translation.override("pt-br"):
        assert percent(0.125) == "12%"
    assert money(Decimal("1234.5")) == "$1,234.50"
    assert write_day(date(2026, 3, 5)) == "5 March 2026"
    assert write_moment(moment) == "5 March 2026, 14:05"
