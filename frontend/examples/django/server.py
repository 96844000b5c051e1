"""A chat with a model of its own that teaches the gatekeeper, in Django, in one file."""

import json
import logging
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from openai import OpenAI

import delegation_teacher as dt

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY", "for this example only"),
)

HOST = os.environ["DELEGATION_HOST"]
SECRET_KEY = os.environ["DELEGATION_SECRET_KEY"]
MODEL = os.environ.get("MODEL", "gpt-4o-mini")
PERSONA = "You answer visitors of a tea shop, in one or two sentences."
PAGE = (
    (Path(__file__).parent.parent / "page.html")
    .read_text(encoding="utf-8")
    .replace("{{HOST}}", HOST)
    .replace("{{SITE_KEY}}", os.environ["DELEGATION_SITE_KEY"])
)

model = OpenAI()
receipts = ThreadPoolExecutor(max_workers=1)  # a task queue, if you have one


def send(receipt: dict[str, Any]) -> None:
    try:
        dt.send_receipts(HOST, SECRET_KEY, receipt)
    except OSError:
        logging.exception("The receipt was not sent.")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


@csrf_exempt  # it changes nothing, and visitors have no session
@require_POST
def chat(request: HttpRequest) -> JsonResponse:
    asked = json.loads(request.body)
    began = time.monotonic()
    system = {"role": "system", "content": f"{PERSONA}\n\n{dt.LINE}"}
    written = model.chat.completions.create(model=MODEL, messages=[system, *asked["messages"]])

    reply = dt.Reply(asked["messages"][-1]["content"], asked["awaiting"])
    reply.hear(written.choices[0].message.content or "")
    reply.finish()

    receipt = reply.receipt(
        id=asked["id"],
        visitor=asked["visitor"],
        model=MODEL,
        usage={"input": written.usage.prompt_tokens, "output": written.usage.completion_tokens},
        milliseconds=round((time.monotonic() - began) * 1000),
    )
    receipts.submit(send, receipt)  # the visitor need not wait
    return JsonResponse(reply.json())


urlpatterns = [path("", page), path("chat", chat)]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
