"""The page on a tenant's teacher: which one it is, and how it did in the exam."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from delegation.conversations.forms import OwnTeacherForm
from delegation.conversations.services import own_teachers
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.exam_runs import ExamTooSoon, NoWorker, request_exam
from delegation.conversations.services.exams import newest_exam
from delegation.conversations.services.teachers import endpoint_of, own_teacher_of
from delegation.teacher import Endpoint, TeacherError, TeacherMisconfigured
from tenants import access
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page, owner_action

NO_BUDGET = "This month's budget does not pay for a call. Raise it on the install page."
KEY_AGAIN = "Type the key for this host. The one that is kept was given for another."


@require_safe
@member_page
def teacher(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The model, its newest exam, and the button for another."""
    return _teacher_page(request, membership)


@sensitive_post_parameters("api_key")
@sensitive_variables("form")
@owner_action
def choose_own(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Try the tenant's own endpoint with one real call; keep it if it answers."""
    form = OwnTeacherForm(request.POST)
    if form.is_valid() and _try_and_keep(form, membership):
        messages.success(request, "It answered. From now on this model answers your visitors.")
        return redirect("teacher")
    return _teacher_page(request, membership, form=form)


@owner_action
def choose_platforms(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Back to the platform's teacher; the own key is erased."""
    if own_teachers.forget_teacher(membership.tenant, by=membership.user):
        messages.success(request, "The platform's model answers again. Your key is erased.")
    return redirect("teacher")


@owner_action
def examine(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Start the exam; the page shows its result when it is over."""
    try:
        request_exam(membership.tenant, by=membership.user)
    except ExamTooSoon:
        messages.warning(request, "An exam began a few minutes ago. Its result will be here soon.")
    except TeacherMisconfigured as error:
        messages.error(request, error.message)
    except NoWorker:
        messages.error(request, "The exam could not be started. Please try again in a minute.")
    else:
        messages.success(request, "The exam has begun. It takes a few minutes; reload this page.")
    return redirect("teacher")


@sensitive_variables()
def _try_and_keep(form: OwnTeacherForm, membership: Membership) -> bool:
    """Whether it answered; the form says in words why not."""
    tenant, given = membership.tenant, form.cleaned_data
    key = given["api_key"] or None
    try:
        endpoint, _ = own_teachers.try_teacher(
            tenant, base_url=given["base_url"], model=given["model"], api_key=key
        )
    except own_teachers.KeyOfAnotherHost:
        form.add_error("api_key", KEY_AGAIN)
    except BudgetExhausted:
        form.add_error(None, NO_BUDGET)
    except TeacherError as error:
        form.add_error(None, _in_words(error, key))
    else:
        own_teachers.keep_teacher(tenant, endpoint, by=membership.user)
        return True
    return False


@sensitive_variables()
def _in_words(error: TeacherError, key: str | None) -> str:
    """What went wrong, with what the endpoint said; some quote the key that they refuse."""
    detail = error.detail.replace(key, "…") if key else error.detail
    return f"{error.message} ({detail})" if detail else error.message


def _teacher_page(
    request: HttpRequest, membership: Membership, *, form: OwnTeacherForm | None = None
) -> HttpResponse:
    tenant = membership.tenant
    endpoint, own = _endpoint(membership), own_teacher_of(tenant)
    initial = {"base_url": own.base_url, "model": own.model} if own else None
    context = {
        "tenant": tenant,
        "endpoint": endpoint,
        "own": own,
        "host": urlsplit(endpoint.base_url).netloc if endpoint else None,
        "exam": newest_exam(endpoint) if endpoint else None,
        "may_change": access.may_change_settings(membership),
        "form": form or OwnTeacherForm(initial=initial),
    }
    status = NOT_ACCEPTED if form else 200
    return render(request, "conversations/teacher.html", context, status=status)


def _endpoint(membership: Membership) -> Endpoint | None:
    try:
        return endpoint_of(membership.tenant)
    except TeacherMisconfigured:
        return None
