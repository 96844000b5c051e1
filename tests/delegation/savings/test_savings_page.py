"""The savings page: what was answered where, and what is not known stays not known."""

import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import CallKind, TeacherCall
from delegation.rules.models import Rule, RuleState, RuleVersion
from delegation.savings.models import AnswerAudit, KeptReport
from delegation.savings.services.rollup import roll_up_news
from tenants.models import Tenant, User
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import answered, days_ago, savings_of

pytestmark = pytest.mark.django_db


def test_it_counts_local_answers_by_rule(
    client: Client, viewer: User, ledger: Ledger, rule: Rule
) -> None:
    answered(ledger, rule, 1234)

    page = savings_of(client, viewer)

    assert "1,234" in page
    assert "100.0 % of all messages" in page
    assert reverse("moderation:rules_rule_change", args=[rule.pk]) in page


def test_a_saving_without_a_recorded_cost_is_not_known_yet(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    answered(ledger, rule, 5)

    page = savings_of(client, owner)

    assert "Left out, because their cost is not known yet: 5 local answers." in page
    assert "No call shows yet what a plain answer to the phrases costs." in page
    assert page.count('class="value value--unknown"') == 3  # money, waiting, wrong


def test_it_says_what_was_saved_by_the_rules_own_calls(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    for cost in ("0.010", "0.012", "0.014"):
        ledger.lesson(rule, days_ago(9), cost)
    other = ledger.rule("bye", act="farewell")
    ledger.lesson(other, days_ago(9), "9.00")  # dear, and not this rule's
    answered(ledger, rule, 1000, days=1)
    ledger.call(days_ago(1), "1.50", kind=CallKind.EXAM)
    ledger.call(days_ago(1), "0.25", kind=CallKind.AUDIT)

    page = savings_of(client, owner)

    assert "$12.00" in page  # a thousand answers at their own $0.012
    assert "$10.25" in page  # less learning and audits
    assert "−$1.50" in page


def test_wrong_answers_come_from_audits(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    answered(ledger, rule, 100)
    talk = ledger.met("audited", days_ago(0))
    for turn in range(10):
        AnswerAudit.objects.create(
            tenant=ledger.tenant, escalation=ledger.escalation(talk, days_ago(0)), turn=turn,
            rule=rule.pk, version=1, hour=days_ago(0), would_do=turn > 0,
        )  # fmt: skip

    page = savings_of(client, owner)

    assert "The teacher checked 10 local answers afterwards" in page
    assert "1 of 10 checked" in page
    assert "too few to judge" in page


def test_checks_of_rare_rules_do_not_judge_the_others(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    rare = ledger.rule("cheerio", act="farewell")
    answered(ledger, rule, 500)
    answered(ledger, rare, 5)
    talk = ledger.met("audited", days_ago(0))
    for turn in range(41):
        AnswerAudit.objects.create(
            tenant=ledger.tenant, escalation=ledger.escalation(talk, days_ago(0)), turn=turn,
            rule=rare.pk if turn else rule.pk, version=1, hour=days_ago(0), would_do=turn != 7,
        )  # fmt: skip

    page = savings_of(client, owner)

    assert "1 of 41 checked" in page
    assert "too few to judge" in page


def test_what_was_reported_and_not_counted_is_shown(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    answered(ledger, rule, 10)
    ledger.usage(rule.pk, 55, days_ago(0), visitor="nobody")
    ledger.usage(rule.pk + 1000, 9, days_ago(0), visitor="nobody")

    page = savings_of(client, owner)

    assert "55 answers to visitors who never wrote to the server" in page
    assert "9 answers by rules that do not exist" in page


def test_the_period_can_be_chosen(client: Client, owner: User, ledger: Ledger, rule: Rule) -> None:
    answered(ledger, rule, 4321, days=7)
    first, last = (f"{days_ago(days).date()}" for days in (8, 7))

    assert "4,321" in savings_of(client, owner)
    assert "4,321" not in savings_of(client, owner, days="7")
    assert "4,321" in savings_of(client, owner, days="nonsense")  # the default
    assert "4,321" in savings_of(client, owner, **{"from": first, "to": last})
    assert "4,321" not in savings_of(client, owner, **{"from": first, "to": first})


@pytest.mark.parametrize("address", ["savings", "receipts"])
@pytest.mark.parametrize(
    ("first", "last"),
    [("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31"), ("2101-01-01", "2101-01-02")],
)
def test_days_at_the_ends_of_the_calendar_are_the_default(
    client: Client, owner: User, ledger: Ledger, rule: Rule, address: str, first: str, last: str
) -> None:
    answered(ledger, rule, 4321, days=7)
    savings_of(client, owner)

    page = client.get(
        reverse(address, args=["local"] if address == "receipts" else []),
        {"from": first, "to": last},
    )

    assert page.status_code == 200
    assert f"{days_ago(29):%-d %B %Y}" in page.content.decode()


def test_a_rule_that_waits_shows_what_it_would_add(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    answered(ledger, rule, 1)
    proposed = ledger.rule("good day", act="greeting", state=RuleState.PROPOSED)
    ledger.lesson(proposed, days_ago(3), "0.25")
    ledger.lesson(proposed, days_ago(29), "0.50")
    ledger.lesson(proposed, days_ago(30), "7.00")  # the day before the last thirty

    page = savings_of(client, owner)

    assert "good day" in page
    assert "$0.75" in page


def test_without_messages_it_says_what_to_do(client: Client, owner: User, tenant: Tenant) -> None:
    page = savings_of(client, owner)

    assert f'href="{reverse("install")}"' in page
    assert "Nothing to report yet" in page


def test_it_shows_nothing_of_another_tenant(
    client: Client, outsider: User, other_tenant: Tenant, ledger: Ledger, rule: Rule
) -> None:
    answered(ledger, rule, 1234)
    roll_up_news(ledger.tenant)

    page = savings_of(client, outsider)

    assert "1,234" not in page
    assert "thx" not in page


def test_a_claim_about_somebody_elses_rule_is_refused_and_shows_no_phrase(
    client: Client, outsider: User, other_tenant: Tenant, rule: Rule
) -> None:
    theirs = Ledger(other_tenant)
    theirs.met("v", days_ago(0))
    theirs.usage(rule.pk, 7, days_ago(0))

    page = savings_of(client, outsider)

    assert "thx" not in page


def test_files_hold_every_number(client: Client, owner: User, ledger: Ledger, rule: Rule) -> None:
    ledger.lesson(rule, days_ago(2), "0.01")
    answered(ledger, rule, 20)
    savings_of(client, owner)

    found = client.get(reverse("report_file", args=["json"]), {"days": "30"}).json()
    rows = list(csv.DictReader(io.StringIO(
        client.get(reverse("report_file", args=["csv"]), {"days": "30"}).content.decode("utf-8-sig")
    )))  # fmt: skip

    assert found["figures"]["local"]["value"] == "20.0000000000000000"
    assert Decimal(found["figures"]["saved"]["value"]) == Decimal("0.2")
    values = {row["figure"]: row for row in rows}
    assert Decimal(values["figures.saved.value"]["value"]) == Decimal("0.2")
    assert values["figures.rules.0.answers"]["of"] == "thx"
    assert client.get(reverse("report_file", args=["exe"])).status_code == 404


def test_a_kept_report_shows_the_same_figures_for_ever(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    answered(ledger, rule, 321)
    savings_of(client, owner)
    kept = client.post(reverse("keep_report"), {"days": "30"}, follow=True).redirect_chain[-1][0]
    before = client.get(f"{kept}report.json").json()

    answered(ledger, rule, 654, days=1)
    now = savings_of(client, owner)

    assert "975" in now
    assert client.get(f"{kept}report.json").json() == before
    assert "321" in client.get(kept).content.decode()
    assert "975" not in client.get(kept).content.decode()


def test_a_kept_report_is_not_found_by_another_tenant(
    client: Client, owner: User, outsider: User, other_tenant: Tenant, ledger: Ledger
) -> None:
    savings_of(client, owner)
    client.post(reverse("keep_report"), {"days": "30"})
    kept = KeptReport.objects.get(tenant=ledger.tenant)
    client.force_login(outsider)

    assert client.get(reverse("kept_report", args=[kept.pk])).status_code == 404
    assert client.get(reverse("kept_report_file", args=[kept.pk, "csv"])).status_code == 404
    assert client.get(reverse("kept_report", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("kind", ["local", "calls", "lessons", "audits"])
def test_every_number_leads_to_its_receipts(
    client: Client, viewer: User, outsider: User, other_tenant: Tenant, ledger: Ledger,
    rule: Rule, kind: str,
) -> None:  # fmt: skip
    ledger.lesson(rule, days_ago(0), "0.0123")
    answered(ledger, rule, 7)
    talk = ledger.met("audited", days_ago(0))
    AnswerAudit.objects.create(
        tenant=ledger.tenant, escalation=ledger.escalation(talk, days_ago(0)), turn=0,
        rule=rule.pk, version=1, hour=days_ago(0), would_do=False, reason="It was a question.",
    )  # fmt: skip
    address = reverse("receipts", args=[kind])
    telling = {"local": ">7<", "calls": "$0.01", "lessons": "$0.01", "audits": "It was a question."}

    client.force_login(viewer)
    mine = client.get(address, {"days": "7", "rule": str(rule.pk)}).content.decode()
    client.force_login(outsider)
    theirs = client.get(address, {"days": "7", "rule": str(rule.pk)}).content.decode()

    assert telling[kind] in mine
    assert telling[kind] not in theirs
    assert "0 records" in theirs


def test_unknown_kinds_of_receipts_are_not_found(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)

    assert client.get(reverse("receipts", args=["secrets"])).status_code == 404


def test_a_file_cannot_carry_a_formula(client: Client, owner: User, ledger: Ledger) -> None:
    for phrase in ("=cmd()", " =cmd()", "＝cmd()"):
        answered(ledger, ledger.rule(phrase), 5)
    savings_of(client, owner)

    text = client.get(reverse("report_file", args=["csv"])).content.decode("utf-8-sig")

    for row in csv.DictReader(io.StringIO(text)):
        assert not any(cell.lstrip().startswith(("=", "＝")) for cell in row.values())
    assert all(shielded in text for shielded in ("'=cmd()", "' =cmd()", "'＝cmd()"))


def test_an_empty_cell_of_a_file_is_empty(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    answered(ledger, rule, 5)
    savings_of(client, owner)
    RuleVersion.objects.filter(rule=rule).delete()
    rule.delete()  # what remains of it has no act

    text = client.get(reverse("report_file", args=["csv"])).content.decode("utf-8-sig")

    values = {row["figure"]: row["value"] for row in csv.DictReader(io.StringIO(text))}
    assert values[f"phrases.{rule_of(values)}.act"] == ""


def rule_of(values: dict[str, str]) -> str:
    return values["figures.rules.0.rule"]


def test_it_says_how_long_visitors_wait_for_the_first_words(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    at = days_ago(1)
    for number, waited in enumerate((1_000, 1_800, None)):
        talk = ledger.met(f"v{number}", at)
        call = ledger.call(at, "0.002", escalation=ledger.escalation(talk, at))
        TeacherCall.objects.filter(pk=call.pk).update(first_piece_ms=waited)
    page = savings_of(client, owner)
    assert "0 ms instead of 1.4 s" in page


def test_it_says_nothing_of_first_words_that_nobody_measured(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    at = days_ago(1)
    ledger.call(at, "0.002", escalation=ledger.escalation(ledger.met("v", at), at))
    assert "0 ms instead of" not in savings_of(client, owner)
