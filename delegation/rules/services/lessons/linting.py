"""Problems of a rule: in its texts, between its lessons, and with the live rules."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from delegation.domain.lint.check import Finding, RulePart, find_problems
from delegation.domain.lint.conflicts import (
    TaughtReply,
    differing_responses,
    find_conflicts,
    rules_that_answer,
)
from delegation.domain.lint.problems import Problem
from delegation.rules import access
from delegation.rules.models import UNDECIDED, Lesson, Policy, Rule
from delegation.rules.services.publishing.loaded_packs import ready_pack
from tenants.models import Tenant

RELINT_TASK = "rules.relint"
RELINTED_AT_ONCE = 200  # rules in memory
READ_LESSONS = 50  # the newest; more would only repeat them
KEPT_FINDINGS = 40  # more are not read, and a text full of problems must not fill the row
SHOWN = 120  # characters of an excerpt


def own_words_of(tenant: Tenant, policy: Policy) -> tuple[str, ...]:
    """Return the words that this tenant wants no rule about: those that it listed, and its name."""
    return (*policy.own_words, tenant.name)


def lint_rule(tenant: Tenant, rule: Rule, *, unwritten: Lesson | None = None) -> None:
    """Find the rule's problems and set them on it; the caller saves it.

    `unwritten` is the first lesson of a new rule, which is written after the rule.
    """
    policy = access.policy_of(tenant)
    exempt = {Problem(name) for name in policy.exempt}
    found = [
        each for each in _findings(tenant, rule, policy, unwritten) if each.problem not in exempt
    ]
    rule.problems = [problem.value for problem in dict.fromkeys(each.problem for each in found)]
    rule.findings = [_as_data(each) for each in found[:KEPT_FINDINGS]]


def relint_tenant(tenant_id: int) -> int:
    """Lint unread proposals again after the tenant's words or exemptions changed."""
    tenant = Tenant.objects.get(pk=tenant_id)
    undecided = access.rules_of(tenant).filter(state__in=UNDECIDED).order_by("pk")
    count = 0
    for rule in undecided.iterator(chunk_size=RELINTED_AT_ONCE):
        lint_rule(tenant, rule)
        count += undecided.filter(pk=rule.pk).update(problems=rule.problems, findings=rule.findings)
    return count


LINTED = ["problems", "findings"]
"""The fields that `lint_rule` sets."""


def _findings(
    tenant: Tenant, rule: Rule, policy: Policy, unwritten: Lesson | None
) -> list[Finding]:
    words = own_words_of(tenant, policy)
    lessons = access.lessons_of(tenant).filter(rule__tenant=tenant, rule__phrase=rule.phrase)
    rows = lessons.order_by("-created_at").values_list("query", "act", "response")[:READ_LESSONS]
    newest = list(rows)
    if unwritten is not None:
        newest.insert(0, (unwritten.query, unwritten.act, unwritten.response))
    mine = [(query, response) for query, act, response in newest if act == rule.act]
    texts = dict.fromkeys([rule.phrase, *rule.variants, *(query for query, _ in mine)])
    found = [
        finding
        for text in texts
        for finding in find_problems(text, rule.response, tenant_words=words)
    ]
    found += _among([TaughtReply(act, response) for _, act, response in newest])
    if differing_responses(response for _, response in mine):
        found.append(Finding(Problem.RESPONSE_DIFFERS, RulePart.RESPONSE))
    found += _beside(tenant, rule)
    return list(dict.fromkeys(found))


def _among(lessons: list[TaughtReply]) -> Iterator[Finding]:
    """What lessons of one phrase disagree in; their words stay in them, and can be erased there."""
    for conflict in find_conflicts(lessons):
        acts = f"{conflict.one.act}, {conflict.other.act}" if conflict.differ_in == "act" else ""
        yield Finding(Problem.CONFLICT, RulePart.RESPONSE, acts)


def _beside(tenant: Tenant, rule: Rule) -> Iterator[Finding]:
    """Live rules that answer one of its phrases already."""
    now = int(timezone.now().timestamp())
    others = rules_that_answer(
        rule.phrases, rule.states, ready_pack(tenant), now=now, except_rule=rule.pk
    )
    for other in access.rules_of(tenant).filter(pk__in=others).order_by("pk"):
        yield Finding(Problem.SHADOWED, RulePart.PHRASE, other.phrase)


def _as_data(finding: Finding) -> dict[str, Any]:
    """As the row keeps it. Code points only where characters are the problem, not the words."""
    data: dict[str, Any] = {
        "problem": finding.problem.value,
        "part": finding.part.value,
        "excerpt": finding.excerpt[:SHOWN].replace("\0", "␀"),
    }
    if finding.problem in {Problem.INVISIBLE, Problem.MIXED_SCRIPT, Problem.MARKUP}:
        data["code_points"] = list(finding.code_points[:SHOWN])
    return data
