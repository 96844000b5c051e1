"""What a new tenant settles first."""

from django.urls import reverse

from tenants import access
from tenants.models import Membership
from tenants.panels import Step


def first_steps(membership: Membership) -> list[Step]:
    """Say what the assistant is for, and where it may be used."""
    tenant, install = membership.tenant, reverse("install")
    return [
        Step(
            title="Say what your assistant is for",
            text="A few sentences that the teacher reads before every answer.",
            href=f"{install}#assistant",
            link="Write them",
            done=bool(tenant.instructions.strip()),
        ),
        Step(
            title="Allow your page",
            text="Name the origin of the page that will carry the assistant.",
            href=f"{install}#origins",
            link="Add an origin",
            done=access.origins_of(tenant).exists(),
        ),
    ]
