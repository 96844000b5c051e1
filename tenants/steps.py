"""The first steps of a new tenant."""

from django.urls import reverse

from tenants import access
from tenants.models import Membership
from tenants.panels import SetupStep


def first_steps(membership: Membership) -> list[SetupStep]:
    """Return the steps: what the assistant is for, where it may be used, and who approves."""
    tenant, install = membership.tenant, reverse("install")
    return [
        SetupStep(
            title="Name your assistant and say what it is for",
            text="A few sentences that the teacher reads before every answer.",
            href=reverse("install_section", args=["assistant"]),
            link="Write them",
            done=bool(tenant.instructions.strip()),
        ),
        SetupStep(
            title="Allow your page",
            text="Name the origin of the page that will carry the assistant.",
            href=f"{install}#origins",
            link="Add an origin",
            done=access.origins_of(tenant).exists() or tenant.localhost_allowed,
        ),
        SetupStep(
            title="Decide who approves",
            text="A person approves every rule, or safe small talk goes live in your words.",
            href=reverse("install_section", args=["approval"]),
            link="Decide",
            done=access.approval_is_settled(tenant),
        ),
    ]
