"""Messages about rules that could not be decided, above the list."""

from collections.abc import Collection
from itertools import islice

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

SHOWN_PROBLEMS = 10  # more lines would push the list off the page


def tell_problems(request: HttpRequest, problems: Collection[str]) -> None:
    """Show the first problems and the number of the rest."""
    for problem in islice(problems, SHOWN_PROBLEMS):
        messages.error(request, problem)
    if len(problems) > SHOWN_PROBLEMS:
        messages.error(
            request,
            gettext("And %(problems)s more like these.")
            % {"problems": len(problems) - SHOWN_PROBLEMS},
        )
