"""From sign-up to the first local answer: steps that tick themselves off, checker and preview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenants import access, installation, panels
from tenants.checker import checks_of, policy_advice
from tenants.models import Membership
from tenants.pages import member_page

LONGEST_POLICY = 4_000  # characters; servers cut longer headers


@require_safe
@member_page
def start(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show the steps, and how far this workspace is."""
    context = {"tenant": membership.tenant, **steps_context(membership)}
    return render(request, "tenants/start.html", context)


def steps_context(membership: Membership) -> dict[str, object]:
    """The steps as pages show them."""
    steps = panels.steps_for(membership)
    return {
        "steps": steps,
        "steps_done": sum(step.done for step in steps),
        "next_step": next((step for step in steps if not step.done), None),
    }


@require_safe
@member_page
def check(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What was seen of the tenant's pages. The page looks again by itself, or when reloaded."""
    policy = request.GET.get("policy", "")[:LONGEST_POLICY]
    checks = checks_of(membership.tenant)
    context = {
        "tenant": membership.tenant,
        "may_change": access.may_change_settings(membership),
        "checks": checks,
        "checks_done": sum(each.done is True for each in checks),
        "policy": policy,
        "advice": policy_advice(policy) if policy.strip() else None,
        "policy_line": installation.policy_line(),
    }
    return render(request, "tenants/check.html", context)


@require_safe
@member_page
def preview(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The tenant's own chat on a page of ours, before it is in one of theirs."""
    key = access.site_keys_of(membership.tenant).first()
    context = {
        "tenant": membership.tenant,
        "snippet": installation.snippet(key.key) if key else "",
    }
    return render(request, "tenants/preview.html", context)
