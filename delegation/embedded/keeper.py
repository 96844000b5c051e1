"""Keeps one program for a parent: ends it, with all that it started, when the parent stops or dies.

Run by `process.Process` as `python -I -S keeper.py ORDER`, where ORDER is JSON (see `Order`). It
uses the standard library alone and imports nothing of the project, so that it starts in
milliseconds and works from a folder that the kept program's account may not enter.

It tells the program's process id over the line to its parent, as one line of digits. A closed line,
a dead parent and SIGTERM all mean the same: send the stop signal, wait for the grace time, then
kill. It exits with the program's status, or 128 + the number of the signal that ended it.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import sys
import time
from typing import NamedTuple, NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
CANNOT_RUN = 127  # what a shell answers too when a program does not start


class Order(NamedTuple):
    """What to run and how: file descriptors, ids and signals are numbers, grace is seconds."""

    argv: list[str]
    line: int
    parent: int
    stop: int
    grace: float
    folder: str
    uid: int | None
    gid: int | None


def prctl(option: int, value: int) -> None:
    """Linux only; elsewhere the line alone tells that the parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def become_program(order: Order, keeper: int) -> NoReturn:
    try:
        os.setsid()
        if order.uid is not None and order.gid is not None:
            os.setgroups([])
            os.setgid(order.gid)
            os.setuid(order.uid)
        # After setuid, which clears it. This one is for a keeper that is itself killed.
        prctl(PR_SET_PDEATHSIG, order.stop)
        if os.getppid() != keeper:
            os._exit(CANNOT_RUN)
        for number in (*HEARD, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
        os.chdir(order.folder)
        os.execvp(order.argv[0], order.argv)  # noqa: S606  # the parent's own argv, without a shell
    except OSError as problem:
        os.write(2, f"cannot run {order.argv[0]}: {problem}\n".encode())
    finally:
        os._exit(CANNOT_RUN)


def ended(program: int) -> bool:
    """Looks without reaping: while it is a zombie, its process group's number cannot be reused."""
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, program, flags) is not None


def wait_for_end(program: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not ended(program):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def children() -> list[int]:
    me = os.getpid()
    try:
        with open(f"/proc/{me}/task/{me}/children") as listed:
            return [int(pid) for pid in listed.read().split()]
    except OSError:
        return []


def kill_the_rest(program: int) -> None:
    """Kills the program's group, and what left the group: as subreaper we have inherited that."""
    for kill, target in [(os.killpg, program), *((os.kill, pid) for pid in children())]:
        try:
            kill(target, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def reap_all(program: int) -> int:
    """Waits for everything that was killed; returns the program's own wait status."""
    _, status = os.waitpid(program, 0)
    while True:
        for pid in children():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return status


def watch(order: Order, program: int, wake: socket.socket) -> None:
    """Returns when the program has ended or should."""
    poll = select.poll()
    poll.register(order.line, select.POLLIN | select.POLLHUP)
    poll.register(wake, select.POLLIN)
    parent = None
    if hasattr(os, "pidfd_open"):
        try:
            parent = os.pidfd_open(order.parent)
            poll.register(parent, select.POLLIN)
        except ProcessLookupError:
            return
        except OSError:  # a kernel without it: the line tells
            parent = None
    while os.getppid() == order.parent and not ended(program):
        for descriptor, _ in poll.poll():
            if descriptor in (order.line, parent):
                return
        if any(number != signal.SIGCHLD for number in wake.recv(64)):
            return


def main() -> int:
    order = Order(**json.loads(sys.argv[1]))
    os.set_inheritable(order.line, False)
    for descriptor in os.listdir("/dev/fd"):
        if int(descriptor) > 2:  # the state folder's lock: ours to hold, not the program's
            try:
                os.set_inheritable(int(descriptor), False)
            except OSError:  # the listing's own descriptor, closed by now
                continue
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    wake, waker = socket.socketpair()
    waker.setblocking(False)
    signal.set_wakeup_fd(waker.fileno())
    for number in HEARD:
        signal.signal(number, lambda *_: None)

    keeper = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)  # or a stop between fork and exec were lost
    program = os.fork()
    if program == 0:
        become_program(order, keeper)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
    with contextlib.suppress(OSError):  # the parent may be gone already; watch sees it
        os.write(order.line, f"{program}\n".encode())
    watch(order, program, wake)
    if not ended(program):
        os.kill(program, order.stop)
        wait_for_end(program, order.grace)
    kill_the_rest(program)
    status = reap_all(program)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
