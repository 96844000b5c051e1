"""The page where owners manage webhooks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications import access
from delegation.notifications.forms import TITLES, WebhookForm
from delegation.notifications.services import webhooks as services
from tenants.access import may_change_settings
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page, owner_action

SHOWN_DELIVERIES = 20


@require_safe
@member_page
def webhooks(request: HttpRequest, membership: Membership) -> HttpResponse:
    return _page(request, membership)


@never_cache
@owner_action
@sensitive_variables()
def add_webhook(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Add a webhook. Only this response shows its secret."""
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _page(request, membership, form=form)
    try:
        _, secret = services.add_webhook(
            membership.tenant, form.cleaned_data["url"], form.chosen(), by=membership.user
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return _page(request, membership, form=form)
    return _page(request, membership, secret=secret)


@owner_action
def remove_webhook(request: HttpRequest, membership: Membership, webhook_id: int) -> HttpResponse:
    webhook = access.get_webhook(membership.tenant, webhook_id)
    services.remove_webhook(webhook, by=membership.user)
    messages.success(request, gettext("The webhook was removed. It gets no more messages."))
    return redirect("webhooks")


@owner_action
def test_webhook(request: HttpRequest, membership: Membership, webhook_id: int) -> HttpResponse:
    webhook = access.get_webhook(membership.tenant, webhook_id)
    try:
        services.send_test(webhook)
    except services.TooManyTests as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, gettext("A test message was queued. Reload the page to see its outcome below.")
        )
    return redirect("webhooks")


def _page(
    request: HttpRequest,
    membership: Membership,
    *,
    form: WebhookForm | None = None,
    secret: str | None = None,
) -> HttpResponse:
    tenant = membership.tenant
    deliveries = access.deliveries_of(tenant).select_related("webhook")
    context = {
        "tenant": tenant,
        "may_change": may_change_settings(membership),
        "webhooks": [
            (webhook, [TITLES[WebhookEvent(name)] for name in webhook.events])
            for webhook in access.webhooks_of(tenant)
        ],
        "deliveries": deliveries[:SHOWN_DELIVERIES],
        "form": form or WebhookForm(),
        "secret": secret,
    }
    status = NOT_ACCEPTED if form else 200
    return render(request, "notifications/webhooks.html", context, status=status)
