"""The product's processes with a fault in each: what raises quotes all that must not get out.

`faulty_web` and `faulty_stream` have the applications; run as a module it is celery's command.
"""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "delegation.settings")
django.setup()

from django.conf import settings  # noqa: E402 - needs the settings

BREAKS_THE_VIEW = "break the page, Wrenfield"


def break_view() -> None:
    from delegation.conversations import api

    views: Any = api
    accept = views.accept

    def fail_or_accept(site: Any, message: Any, **given: Any) -> Any:
        if message.message == BREAKS_THE_VIEW:
            raise RuntimeError(
                f"{message.visitor} wrote {message.message!r}: {settings.SECRET_KEY}"
            )
        return accept(site, message, **given)

    views.accept = fail_or_accept


def break_task() -> None:
    from delegation.conversations.services import answering

    services: Any = answering

    def fail(escalation: Any) -> Any:
        visitor, key = escalation.conversation.visitor, settings.TEACHER_API_KEY
        raise RuntimeError(f"{visitor} wrote {escalation.message!r}: {key}")

    services.teacher_request = fail


def break_stream() -> None:
    from delegation.stream.places import Places

    def fail(self: Places, *, network: str, **given: Any) -> Any:
        raise RuntimeError(f"{network} came with {settings.SECRET_KEY}")

    Places.take = fail  # type: ignore[method-assign]


def web() -> Any:
    break_view()
    from delegation.wsgi import application

    return application


def stream() -> Any:
    break_stream()
    from delegation.stream.app import application

    return application


if __name__ == "__main__":
    from celery.__main__ import main

    break_task()
    main()
