"""The first steps of a new tenant."""

from django.urls import reverse
from django.utils.translation import gettext

from tenants import access
from tenants.models import Membership
from tenants.panels import SetupStep


def first_steps(membership: Membership) -> list[SetupStep]:
    """Return the steps: what the assistant is for, where it may be used, and who approves."""
    tenant, install = membership.tenant, reverse("install")
    return [
        SetupStep(
            title=gettext("Name your assistant and say what it is for"),
            text=gettext("A few sentences that the teacher reads before every answer."),
            href=reverse("install_section", args=["assistant"]),
            link=gettext("Write them"),
            done=bool(tenant.instructions.strip()),
        ),
        SetupStep(
            title=gettext("Allow your page"),
            text=gettext("Name the origin of the page that will carry the assistant."),
            href=f"{install}#origins",
            link=gettext("Add an origin"),
            done=access.origins_of(tenant).exists() or tenant.localhost_allowed,
        ),
        SetupStep(
            title=gettext("Decide who approves"),
            text=gettext(
                "A person approves every rule, or safe small talk goes live in your words."
            ),
            href=reverse("install_section", args=["approval"]),
            link=gettext("Decide"),
            done=access.approval_is_settled(tenant),
        ),
    ]
