"""A chat with a model of its own that teaches the gatekeeper, in FastAPI."""

import os
import time
from pathlib import Path
from typing import Any

from fastapi import BackgroundTasks, FastAPI
from fastapi.responses import HTMLResponse
from openai import OpenAI
from pydantic import BaseModel

import delegation_teacher as dt

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

app = FastAPI()
model = OpenAI()


class Message(BaseModel):
    """What the page sends: the conversation, and what the gatekeeper says of its last message."""

    messages: list[dict[str, str]]
    awaiting: str
    id: str
    visitor: str


@app.get("/")
def page() -> HTMLResponse:
    return HTMLResponse(PAGE)


@app.post("/chat")
def chat(asked: Message, after: BackgroundTasks) -> dict[str, Any]:
    began = time.monotonic()
    system = {"role": "system", "content": f"{PERSONA}\n\n{dt.LINE}"}
    written = model.chat.completions.create(model=MODEL, messages=[system, *asked.messages])

    reply = dt.Reply(asked.messages[-1]["content"], asked.awaiting)
    reply.hear(written.choices[0].message.content or "")
    reply.finish()

    receipt = reply.receipt(
        id=asked.id,
        visitor=asked.visitor,
        model=MODEL,
        usage={"input": written.usage.prompt_tokens, "output": written.usage.completion_tokens},
        milliseconds=round((time.monotonic() - began) * 1000),
    )
    after.add_task(dt.send_receipts, HOST, SECRET_KEY, receipt)  # the visitor need not wait
    return reply.json()
