"""The desk as a moderator uses it."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse

from delegation.rules.models import Lesson, Rule, RuleState
from tenants.models import Tenant

QUEUE = "moderation:rules_rule_changelist"
PAGE = "moderation:rules_rule_change"


def propose(tenant: Tenant, phrase: str = "thx", act: str = "thanks") -> Rule:
    rule = Rule.objects.create(
        tenant=tenant,
        phrase=phrase,
        act=act,
        response=f"Reply to {phrase}",
        state=RuleState.PROPOSED,
        visitors_count=3,
        lessons_count=4,
    )
    Lesson.objects.create(
        tenant=tenant,
        rule=rule,
        escalation_id=uuid4(),
        query=f"{phrase}!!",
        response="The teacher's words",
        act=act,
        awaiting="nothing",
        visitor="v1",
        address_prefix="n1",
    )
    return rule


def page_of(rule: Rule) -> str:
    return reverse(PAGE, args=[rule.pk])


def decide(client: Client, rule: Rule, decision: str, **changes: object) -> str:
    """Send the rule's form as the page shows it, with changes; the page that follows."""
    form = {
        "response": rule.response,
        "variants": "\n".join(rule.variants),
        "states": rule.states,
        "reason": "",
        "seen_state": rule.state,
        "seen_version": rule.version,
        **changes,
    }
    answer = client.post(page_of(rule), {**form, "decision": decision}, follow=True)
    return answer.content.decode()


def decide_many(client: Client, rules: list[Rule], action: str, reason: str = "") -> str:
    form = {"action": action, "index": "0", "_selected_action": [r.pk for r in rules]}
    answer = client.post(reverse(QUEUE), {**form, "reason": reason}, follow=True)
    return answer.content.decode()


def state_of(rule: Rule) -> str:
    rule.refresh_from_db()
    return rule.state


def undo(client: Client) -> str:
    """Press the button that the queue shows."""
    offered = client.get(reverse(QUEUE)).context["undo"]
    batch = offered.batch if offered else uuid4()
    answer = client.post(reverse("moderation:undo"), {"batch": str(batch)}, follow=True)
    return answer.content.decode()
