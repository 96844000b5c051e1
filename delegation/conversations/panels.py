"""What the dashboard shows of conversations: whether the first message has arrived."""

from django.urls import reverse

from delegation.conversations import access
from delegation.conversations.services.teachers import endpoint_of
from delegation.teacher import TeacherMisconfigured
from tenants.models import Membership
from tenants.panels import Step


def teacher_step(membership: Membership) -> list[Step]:
    """A model answers visitors: the platform's, or one of the tenant's own."""
    try:
        endpoint = endpoint_of(membership.tenant)
        text = f"{endpoint.model} answers your visitors. You may bring a model of your own."
    except TeacherMisconfigured as error:
        endpoint, text = None, f"{error.message} Bring a model of your own."
    return [
        Step(
            title="Choose the teacher",
            text=text,
            href=reverse("teacher"),
            link="Choose the model",
            done=endpoint is not None,
        )
    ]


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
