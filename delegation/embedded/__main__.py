"""What `make demo` runs: starts everything, says where it is, and waits for Ctrl-C."""

import os
import signal
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

from delegation.embedded.demo import running_demo
from delegation.embedded.errors import EmbeddedError
from delegation.embedded.options import Options, read_options
from delegation.embedded.product import BASE_DIR

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """The person who started the demo wants it to end."""


def stop(_number: int, _frame: FrameType | None) -> None:
    for number in SIGNALS:  # a second Ctrl-C must not leave half of it running
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - for the person who started it


def ready_block(options: Options, seeded: Mapping[str, Any]) -> str:
    """What a newcomer needs to know, to read and to copy from."""
    lines = ["", f"ready {options.address('web')}/", ""]
    lines.append(f"  shop page   {options.address('shop')}/shop/")
    lines.append(f"  site key    {seeded['site_key']}")
    lines.append(f"  moderation  {options.address('web')}/moderation/")
    lines.append(f"  operator    {options.address('web')}/admin/")
    if options.needs_mailbox:
        lines.append(f"  mailbox     {options.address('mailbox')}/")
    lines += ["", "  demo logins"]
    width = max(len(login["who"]) for login in seeded["logins"])
    for login in seeded["logins"]:
        lines.append(f"    {login['who']:<{width}}  {login['email']}  {login['password']}")
    if options.needs_teacher:
        lines += [
            "",
            "  The teacher is a scripted one of our own. For a real one set OPENAI_API_KEY,",
        ]
        lines += ["  OPENAI_BASE_URL and TEACHER_MODEL."]
    lines += ["", "  try this first", *try_this_first(options)]
    lines += ["", f"  logs in {options.state}/logs; Ctrl-C stops everything", ""]
    return "\n".join(lines)


def try_this_first(options: Options) -> list[str]:
    """Five steps from the shop to a figure."""
    web, shop = options.address("web"), options.address("shop")
    steps = (
        f"Open the chat on {shop}/shop/ and write hello: the browser answers by itself.",
        "Order three tins of Kestrel Green. Your ok to “Shall I order three tins?” is sent.",
        "Write ok once more, after “You're all set”: now the browser answers, and sends nothing.",
        f"Sign in as the owner and read the proposals that wait: {web}/moderation/",
        f"Read whether it paid, from thirty simulated days: {web}/savings/",
    )
    return [f"    {number}. {step}" for number, step in enumerate(steps, 1)]


def main() -> int:
    for number in SIGNALS:
        signal.signal(number, stop)
    try:
        options = read_options(os.environ, BASE_DIR)
        with running_demo(options, say) as (supervisor, seeded):
            say(ready_block(options, seeded))
            supervisor.watch()
    except Stopped:
        say("stopped")
    except EmbeddedError as problem:
        say(f"{problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
