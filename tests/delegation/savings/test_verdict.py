"""The first line of the savings page: whether it paid, measured against the plain chat."""

from types import SimpleNamespace
from typing import cast

import pytest
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import CallKind
from delegation.domain.ledger.money import US_DOLLARS
from delegation.rules.models import Rule, RuleState
from delegation.savings.models import KeptReport
from delegation.savings.services.reports import Report
from delegation.savings.services.verdict import verdict_of
from tenants.models import Tenant, User
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import answered, days_ago, estimate, savings_of

pytestmark = pytest.mark.django_db


def test_it_says_first_whether_it_paid(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    ledger.lesson(rule, days_ago(9), "0.012", overhead="0.002")
    ledger.lesson(rule, days_ago(9), "0.012", overhead="0.002")
    for at in range(20):
        ledger.call(days_ago(at), "0.011", overhead="0.001")
    answered(ledger, rule, 100, days=1)

    page = savings_of(client, owner)

    assert "<b>Yes.</b> It saved $0.98" in page  # 100 plain calls less 2 lessons and 20 marks
    assert page.index("Did it pay?") < page.index('class="headlines"')
    assert "The plain chat would have cost $1.22" in page
    assert "$0.02" in page  # the marks
    assert "for 10,000 messages" in page
    assert "a year at this pace" in page


def test_a_range_that_rounds_to_one_amount_is_left_out(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    ledger.lesson(rule, days_ago(9), "0.0120")
    ledger.lesson(rule, days_ago(8), "0.0121")
    answered(ledger, rule, 1, days=1)

    page = savings_of(client, owner)

    assert "It saved $0.01, " in page
    assert "(between" not in page


def test_a_loss_is_shown_with_its_reason_and_what_to_change(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    ledger.lesson(rule, days_ago(9), "0.010")
    answered(ledger, rule, 10, days=1)
    proposed = ledger.rule("good day", act="greeting", state=RuleState.PROPOSED)
    ledger.lesson(proposed, days_ago(3), "0.010")
    for _ in range(20):
        ledger.call(days_ago(1), "0.060", overhead="0.050")

    page = savings_of(client, owner)

    assert "It cost $0.90 more than it saved" in page
    assert "−$0.90" in page
    assert "Approve the proposals that wait" in page


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        (CallKind.EXAM, "paid for once"),
        (CallKind.AUDIT, "Check a smaller share of the local answers"),
    ],
)
def test_a_loss_names_what_cost_most(
    client: Client, owner: User, ledger: Ledger, rule: Rule, kind: CallKind, advice: str
) -> None:
    ledger.lesson(rule, days_ago(9), "0.010")
    answered(ledger, rule, 10, days=1)
    ledger.call(days_ago(1), "3.00", kind=kind)

    assert advice in savings_of(client, owner)


def test_without_a_known_overhead_no_saving_is_claimed(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    ledger.lesson(rule, days_ago(9), "0.010")
    answered(ledger, rule, 10, days=1)
    ledger.call(days_ago(1), "0.010", overhead=None, kind=CallKind.HOLDOUT)

    page = savings_of(client, owner)

    assert "Not known yet" in page
    assert "before their overhead was measured" in page


def test_the_period_before_is_compared(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    ledger.lesson(rule, days_ago(12), "0.010")
    answered(ledger, rule, 50, days=7)
    answered(ledger, rule, 70, days=1)

    page = savings_of(client, owner, days="7")

    assert "The 7 days before:" in page
    assert "of 51 messages answered locally" in page


def test_the_page_says_that_the_holdout_is_off(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    Tenant.objects.filter(pk=ledger.tenant.pk).update(holdout_share=0)
    answered(ledger, rule, 5)

    assert "This measurement is off" in savings_of(client, owner)


def test_an_old_kept_report_keeps_its_figures_and_says_how_they_were_reckoned(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    ledger.lesson(rule, days_ago(2), "0.01")
    answered(ledger, rule, 20, days=1)
    savings_of(client, owner)
    client.post(reverse("keep_report"), {"days": "30"})
    kept = KeptReport.objects.get()
    old = kept.data
    for name in ("reckoning", "before", "holdout_share"):
        del old[name]
    for name in ("overhead", "overhead_lines", "plain_bill"):
        del old["figures"][name]
    for line in old["figures"]["rules"]:
        del line["overhead"], line["net"]
    old["figures"]["net"] = {"value": "7.77", "low": "7", "high": "8"}
    old["figures"]["calls"] = [
        {"kind": "wording", "calls": 1, "unpriced": 0, "cost": "0.1", "tokens": 9}
    ]
    KeptReport.objects.update(data=old)

    page = client.get(reverse("kept_report", args=[kept.pk])).content.decode()

    assert "$7.77" in page
    assert "the teacher as it was used then" in page
    assert "Did it pay?" not in page


def test_a_model_without_a_price_leads_to_the_page_where_it_is_entered(
    client: Client, owner: User, ledger: Ledger, rule: Rule
) -> None:
    ledger.lesson(rule, days_ago(3), None)
    answered(ledger, rule, 10, days=1)

    page = savings_of(client, owner)

    assert "The price of your model is not known" in page
    assert f'href="{reverse("prices")}"' in page


def verdict(*net: str | None, share: str | None = None) -> str:
    """Return the answer and its sentence for a net saving of (value, low, high) USD."""
    figures = SimpleNamespace(net=estimate(*net), net_share=estimate(share))
    said = verdict_of(cast("Report", SimpleNamespace(figures=figures, exchange=US_DOLLARS)))
    return f"{said.answer}. {said.sentence}"


@pytest.mark.parametrize(
    ("net", "said"),
    [
        (("5", "4", "6"), "Yes. It saved $5.00 (between $4.00 and $6.00)."),
        (("5", None, "6"), "Yes. It saved $5.00."),
        (("5", "4", None), "Yes. It saved $5.00."),
        (("5", None, None), "Yes. It saved $5.00."),
        (("5", "5", "5"), "Yes. It saved $5.00."),
        (("0", None, None), "Neither way. It saved nothing and cost nothing."),
        (
            ("5", "0", "9"),
            (
                "Probably. It saved about $5.00 (between $0.00 and $9.00). "
                "The figures cannot rule out a loss."
            ),
        ),
    ],
)
def test_the_sentence_has_the_interval_where_both_ends_are_known(
    net: tuple[str | None, ...], said: str
) -> None:
    assert verdict(*net) == said


def test_the_saving_is_compared_with_the_plain_bill_where_that_is_known() -> None:
    assert verdict("5", "4", "6", share="0.5") == (
        "Yes. It saved $5.00, 50.0 % of what the plain chat would have cost "
        "(between $4.00 and $6.00)."
    )
