"""The page on a tenant's teacher: which one it is, and how it did in the exam."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from delegation.conversations.services.examining import ExamTooSoon, request_exam
from delegation.conversations.services.exams import newest_exam
from delegation.conversations.services.teachers import endpoint_of
from delegation.teacher import Endpoint, TeacherMisconfigured
from tenants import access
from tenants.models import Membership
from tenants.pages import member_page, owner_action


@require_safe
@member_page
def teacher(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The model, its newest exam, and the button for another."""
    endpoint = _endpoint(membership)
    context = {
        "tenant": membership.tenant,
        "endpoint": endpoint,
        "host": urlsplit(endpoint.base_url).netloc if endpoint else None,
        "exam": newest_exam(endpoint) if endpoint else None,
        "may_change": access.may_change_settings(membership),
    }
    return render(request, "conversations/teacher.html", context)


@owner_action
def examine(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Start the exam; the page shows its result when it is over."""
    try:
        request_exam(membership.tenant, by=membership.user)
    except ExamTooSoon:
        messages.warning(request, "An exam began a few minutes ago. Its result will be here soon.")
    except TeacherMisconfigured as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The exam has begun. It takes a few minutes; reload this page.")
    return redirect("teacher")


def _endpoint(membership: Membership) -> Endpoint | None:
    try:
        return endpoint_of(membership.tenant)
    except TeacherMisconfigured:
        return None
