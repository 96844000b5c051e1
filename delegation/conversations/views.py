"""The page of a tenant's teacher: which one it is, and its exam."""

from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from delegation.conversations.forms import OwnTeacherForm
from delegation.conversations.services import own_teachers
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.exam_runs import (
    ExamIsOperators,
    ExamTooSoon,
    NoWorker,
    exam_progress,
    request_exam,
)
from delegation.conversations.services.exams import is_of_tenant, is_vouched_for, newest_exam
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.teachers import endpoint_of, own_teacher_of
from delegation.conversations.services.trial_steps import (
    as_session_data,
    failed_steps,
    passed_steps,
)
from delegation.domain.teaching.exam import (
    LEAST_OBEDIENCE,
    LEAST_RIGHT_LESSONS,
    LEAST_RIGHT_MARKS,
    MOST_FALSE_LESSONS,
    MOST_WRONG_MARKS,
)
from delegation.domain.teaching.ways import Way
from delegation.languages import in_words
from delegation.teacher import Endpoint, TeacherError, TeacherMisconfigured
from delegation.teacher.exam import load_exam
from delegation.teacher.providers import PROVIDERS
from delegation.teacher.usage import TokenUsage
from tenants import access
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page, owner_action
from tenants.reauthentication import recently_authenticated

NO_BUDGET = _("This month's budget does not pay for a call. Raise it on the install page.")
KEY_AGAIN = _("Type the key for this host. The stored key belongs to another host.")
KEY_NEEDED = _("Enter the key of this server. If it needs none, enter any word.")
STEPS_IN_SESSION = "teacher_trial"
# The ways to ask for lessons, from the cheapest.
WAYS = {
    Way.LINE.value: _("One line"),
    Way.RULES.value: _("A few rules"),
    Way.EXAMPLES.value: _("Rules and examples"),
    Way.JSON.value: _("A reply in JSON"),
}
PASSING = {
    "right_lessons": LEAST_RIGHT_LESSONS,
    "false_lessons": MOST_FALSE_LESSONS,
    "right_marks": LEAST_RIGHT_MARKS,
    "wrong_marks": MOST_WRONG_MARKS,
    "obedience": LEAST_OBEDIENCE,
}


@require_safe
@member_page
def teacher(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show the model, its newest exam, and the button for another."""
    return _teacher_page(request, membership)


@sensitive_post_parameters("api_key")
@sensitive_variables("form")
@owner_action
@recently_authenticated
def choose_own(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Try the tenant's own endpoint with one real call; keep it if it answers."""
    form = OwnTeacherForm(request.POST)
    if form.is_valid() and _try_and_keep(form, membership):
        request.session[STEPS_IN_SESSION] = as_session_data(form.steps)
        messages.success(
            request, gettext("It answered. From now on this model answers your visitors.")
        )
        return redirect("teacher")
    return _teacher_page(request, membership, form=form)


@require_safe
@member_page
def trial(request: HttpRequest, membership: Membership, name: UUID) -> HttpResponse:
    """Show the steps of a trial that runs."""
    context = {"steps": own_teachers.steps_so_far(membership.tenant, str(name))}
    return render(request, "conversations/parts/trial_steps.html", context)


@owner_action
@recently_authenticated
def choose_platforms(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Return to the platform's teacher and erase the tenant's key."""
    if own_teachers.forget_teacher(membership.tenant, by=membership.user):
        messages.success(
            request, gettext("The platform's model answers again. Your key is erased.")
        )
    return redirect("teacher")


@owner_action
def examine(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Start the exam; the page shows its result when it is over."""
    try:
        request_exam(membership.tenant, by=membership.user)
    except ExamTooSoon:
        messages.warning(
            request, gettext("An exam began a few minutes ago. Its result will be here soon.")
        )
    except ExamIsOperators:
        messages.error(
            request, gettext("The people who run this service examine their model themselves.")
        )
    except TeacherMisconfigured as error:
        messages.error(request, in_words(error.message))
    except NoWorker:
        messages.error(
            request, gettext("The exam could not be started. Please try again in a minute.")
        )
    else:
        messages.success(request, gettext("The exam has begun. This page shows how far it is."))
    return redirect("teacher")


@sensitive_variables()
def _try_and_keep(form: OwnTeacherForm, membership: Membership) -> bool:
    """Return whether it answered; otherwise the form has a sentence with the reason."""
    tenant, given = membership.tenant, form.cleaned_data
    key = given["api_key"] or None
    try:
        endpoint, reply = own_teachers.try_teacher(
            tenant,
            base_url=given["base_url"],
            model=given["model"],
            api_key=key,
            protocol=given["protocol"],
            watch=own_teachers.watch_trial(tenant, given["trial"]) if given["trial"] else None,
        )
    except own_teachers.KeyOfAnotherHost:
        form.add_error("api_key", KEY_AGAIN if own_teacher_of(tenant) else KEY_NEEDED)
    except BudgetExhausted:
        form.add_error(None, NO_BUDGET)
    except TeacherError as error:
        words = _in_words(error, key)
        form.steps = failed_steps(error, words)
        form.add_error(None, words)
    else:
        priced = prices_of(tenant, endpoint).cost(TokenUsage(1, 1), timezone.now()) is not None
        form.steps = passed_steps(reply, price_is_known=priced)
        own_teachers.remember_trial(endpoint, reply.shape)
        own_teachers.keep_teacher(tenant, endpoint, by=membership.user)
        return True
    return False


@sensitive_variables()
def _in_words(error: TeacherError, key: str | None) -> str:
    """Return what went wrong, with the endpoint's words but without the key, which some repeat."""
    detail = error.detail.replace(key, "…") if key else error.detail
    message = in_words(error.message)
    return f"{message} ({detail})" if detail else message


def _teacher_page(
    request: HttpRequest, membership: Membership, *, form: OwnTeacherForm | None = None
) -> HttpResponse:
    tenant = membership.tenant
    endpoint, own = _endpoint(membership), own_teacher_of(tenant)
    initial = {"base_url": own.base_url, "model": own.model} if own else None
    steps = as_session_data(form.steps) if form else request.session.pop(STEPS_IN_SESSION, [])
    exam = newest_exam(endpoint) if endpoint else None
    context = {
        "rates": {name: exam.figures.get(name) for name in PASSING} if exam else {},
        "ways": [
            {"name": name, **exam.figures["tried"][way]}
            for way, name in WAYS.items()
            if exam and way in exam.figures.get("tried", {})
        ],
        "steps": steps,
        "presets": {
            each.name: {"base_url": each.base_url, "key_from": each.key_from} for each in PROVIDERS
        },
        "vouched": is_vouched_for(endpoint) if endpoint else False,
        "passing": PASSING,
        "progress": exam_progress(tenant, endpoint) if endpoint else None,
        "questions": len(load_exam()),
        "tenant": tenant,
        "endpoint": endpoint,
        "own": own,
        "host": urlsplit(endpoint.base_url).netloc if endpoint else None,
        "exam": exam,
        "may_examine": endpoint is not None and is_of_tenant(endpoint),
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
