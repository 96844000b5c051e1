"""`make compose`: docker/ on a real engine. Starts it, chats, upgrades, kills, backs up, restores.

PREVIOUS=<commit> starts with that commit's docker/ and image, so that the upgrade is a real one.
"""

import os
import subprocess
import sys
import time

import httpx2

from tests.docker.base_images import build_base_images
from tests.docker.chats import HEADER, ORIGIN, Chats, Seen
from tests.docker.engine import bring_compose, docker_engine
from tests.docker.making import BASE
from tests.docker.stack import Stack

VISITORS = 20
QUIET_SECONDS = 15
SERVICES = ("web", "stream", "worker", "beat", "caddy", "valkey", "events", "cache", "postgres")
OFFICIAL = "python:3.11-slim-bookworm"


class Table:
    """What is printed at the end, and what went wrong."""

    def __init__(self) -> None:
        self.lines = [HEADER]
        self.problems: list[str] = []

    def add(self, name: str, seen: Seen, *, refused_allowed: bool = False) -> None:
        self.lines.append(seen.row(name))
        print(self.lines[-1], flush=True)
        lost = sum(seen.ends.values()) - seen.ends["answer"]
        if lost:
            print(f"{name}: {dict(seen.ends)} {seen.refused_posts[:3]}", flush=True)
            self.problems.append(f"{name}: lost {lost}: {dict(seen.ends)}")
        if seen.refused_posts and not refused_allowed:
            self.problems.append(f"{name}: refused {seen.refused_posts[:5]}")

    def note(self, name: str, value: str) -> None:
        self.lines.append(f"{name:28} {value}")
        print(self.lines[-1], flush=True)

    def check(self, name: str, holds: bool) -> None:
        self.note(name, "yes" if holds else "NO")
        if not holds:
            self.problems.append(name)


def registry_answers() -> bool:
    """Tell whether the images of the example can be pulled, or are here already."""
    return (
        subprocess.run(["docker", "pull", "--quiet", OFFICIAL], capture_output=True).returncode == 0
    )


def try_everything(stack: Stack, table: Table, *, previous: str | None) -> None:
    started = time.monotonic()
    stack.check_out(previous)
    stack.compose("build")
    table.note("image built", f"{time.monotonic() - started:.0f} s")
    started = time.monotonic()
    stack.start()
    table.note("first start", f"{time.monotonic() - started:.0f} s")
    key = stack.found_company(ORIGIN)
    table.check("sign-up page answers", page_answers(f"{stack.url}/accounts/signup/"))
    table.check("counters are hidden", not page_answers(f"{stack.url}/metrics"))
    with Chats(stack.url, key, VISITORS) as seen:
        time.sleep(QUIET_SECONDS)
    table.add("quiet", seen)
    try_upgrade(stack, table, key)
    for service in SERVICES:
        with Chats(stack.url, key, VISITORS) as seen:
            time.sleep(3)
            seconds = stack.signal(service, "KILL")
            time.sleep(3)
        # What was on its way through the killed process itself is refused, and sent again.
        table.add(f"kill -9 {service} ({seconds:.0f} s)", seen, refused_allowed=True)
    seconds = stack.signal("stream", "STOP")
    table.note("a hung stream is restarted", f"after {seconds:.0f} s")
    try_backup(stack, table)


def try_upgrade(stack: Stack, table: Table, key: str) -> None:
    stack.check_out(None)
    stack.set_variable("VERSION", "trial-2")
    with Chats(stack.url, key, VISITORS) as seen:
        started = time.monotonic()
        stack.run("./upgrade")
        seconds = time.monotonic() - started
    table.add(f"upgrade ({seconds:.0f} s)", seen)


def try_backup(stack: Stack, table: Table) -> None:
    """Back up, throw everything away, restore as the guide says, and look whether all is there."""
    before = stack.count_escalations()
    dump = stack.compose(
        *("exec", "-T", "postgres", "pg_dump", "--username", "postgres"),
        *("--format", "custom", "delegation"),
    )
    drilled = stack.run("./restore-drill", "-", stdin=dump).decode()
    table.check("restore drill", f"{before} conversations_escalation" in drilled)
    stack.stop()
    started = time.monotonic()
    stack.compose("up", "--detach", "--wait", "postgres")
    stack.compose("run", "--rm", "roles")
    stack.compose(
        *("exec", "-T", "postgres", "pg_restore", "--username", "postgres", "--dbname"),
        "delegation",
        stdin=dump,
    )
    stack.compose("up", "--detach", "--wait")
    table.note("restore", f"{len(dump) / 1e6:.1f} MB in {time.monotonic() - started:.0f} s")
    table.check("everything is restored", stack.count_escalations() == before)
    stack.compose("run", "--rm", "web", "python", "-m", "manage", "row_security")


def page_answers(address: str) -> bool:
    return httpx2.get(address, trust_env=False).status_code == 200


def main() -> int:
    state = BASE / ".state" / "compose"
    state.mkdir(parents=True, exist_ok=True)
    table = Table()
    with docker_engine(state):
        bring_compose(state)
        images = {} if registry_answers() else build_base_images()
        stack = Stack(state, images)
        try:
            try_everything(stack, table, previous=os.environ.get("PREVIOUS"))
        finally:
            stack.stop()
    print("\n" + "\n".join(table.lines))
    for problem in table.problems:
        print(f"WRONG  {problem}")
    return int(bool(table.problems))


if __name__ == "__main__":
    sys.exit(main())
