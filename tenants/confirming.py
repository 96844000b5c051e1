"""Asking once before something that cannot be undone."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_stubs_ext import StrOrPromise

from tenants.models import Tenant

CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Question:
    """What a person is asked: the question, what happens after a yes, and the yes."""

    title: StrOrPromise
    consequence: StrOrPromise
    button: StrOrPromise


def confirmed(request: HttpRequest) -> bool:
    """Return whether the form was sent from the page of `ask_once`."""
    return CONFIRMED in request.POST


def ask_once(
    request: HttpRequest, question: Question, *, back: str, tenant: Tenant
) -> HttpResponse:
    """Show the question, with the form as it was sent; `back` names the page of the no."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {"question": question, "kept": kept, "back": back, "tenant": tenant}
    return render(request, "tenants/confirm.html", context)
