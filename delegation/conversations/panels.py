"""What the dashboard shows of conversations: whether the first message has arrived."""

from django.urls import reverse

from delegation.conversations import access
from tenants.models import Membership
from tenants.panels import Step


def first_message(membership: Membership) -> list[Step]:
    """Paste the snippet; done once a page has sent a message."""
    return [
        Step(
            title="Paste the line into your page and say hello",
            text="This step is done as soon as the first message from your page arrives here.",
            href=f"{reverse('install')}#snippet",
            link="Get the line",
            done=access.escalations_of(membership.tenant).exists(),
        )
    ]
