"""Kills, suspends and restarts the processes of a world while it works."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import redis

from delegation.embedded.process import Process
from tests.faults.work import note_death
from tests.faults.world import World, resume, suspend

STALL_SECONDS = 26.0  # longer than a lease, so that others take over before it wakes
PAIR_SECONDS = 2.0  # between two restarts in a row: the second meets clients that reconnect
IDLE_SECONDS = 10.0  # that a worker may take to start and to find work before it is killed
LEAST_PAUSE = 1.0  # seconds between two hurts of one kind


@dataclass(frozen=True)
class Plan:
    """How often each thing happens, spread over `seconds`."""

    seconds: float
    kills: int
    stalls: int = 0
    valkey_restarts: int = 0
    flushes: int = 0
    postgres_restarts: int = 0


@dataclass(frozen=True)
class Hurt:
    """Something to do to the world, and the seconds that it takes."""

    act: Callable[[], None]
    seconds: float = 0.0


@dataclass
class Nemesis:
    """What was done: counts, and (when, which worker) of every kill."""

    world: World
    plan: Plan
    done: Counter[str] = field(default_factory=Counter)
    kills: list[tuple[float, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)  # last words of workers that just ended

    def threads(self) -> list[threading.Thread]:
        """One for each worker and each server, so that hurts of different kinds overlap."""
        plan, crew = self.plan, self.world.workers
        jobs = [self._hurts_of(worker, number) for number, worker in enumerate(crew)]
        pairs = plan.valkey_restarts // 4
        single = Hurt(self.restart_valkey)
        jobs.append([Hurt(self.restart_valkey_twice, PAIR_SECONDS)] * pairs)
        jobs[-1] += [single] * (plan.valkey_restarts - 2 * pairs)
        jobs.append([Hurt(self.flush_valkey)] * plan.flushes)
        jobs.append([Hurt(self.restart_postgres)] * plan.postgres_restarts)
        numbered = enumerate(jobs)
        return [threading.Thread(target=self._do, args=job) for job in numbered if job[1]]

    def _hurts_of(self, worker: Process, number: int) -> list[Hurt]:
        of = len(self.world.workers)
        kills = _share(self.plan.kills, number, of)
        stalls = _share(self.plan.stalls, of - 1 - number, of)
        hurts = [Hurt(partial(self.kill, worker))] * kills
        hurts += [Hurt(partial(self.stall, worker), STALL_SECONDS)] * stalls
        random.Random(number).shuffle(hurts)
        return hurts

    def _do(self, seed: int, hurts: list[Hurt]) -> None:
        """Spread them evenly with some chance, never two of one kind at once."""
        chance = random.Random(seed)
        taken = sum(hurt.seconds for hurt in hurts)
        pause = max((self.plan.seconds - taken) / len(hurts), LEAST_PAUSE)
        for hurt in hurts:
            time.sleep(pause * chance.uniform(0.7, 1.2))
            try:
                hurt.act()
            except Exception as problem:
                self.failures.append(f"{problem!r}")

    def kill(self, worker: Process) -> None:
        self._wait_for_work(worker)
        self.kills.append((time.time(), worker.name))
        worker.kill()
        note_death(self.world.work / worker.name)
        self.done["worker kills"] += 1
        worker.start()

    def stall(self, worker: Process) -> None:
        """Others take over; when it wakes up, it is too late with whatever it goes on with."""
        self._wait_for_work(worker)
        suspend(worker)
        try:
            time.sleep(STALL_SECONDS)
        finally:
            resume(worker)
        self.done["worker stalls"] += 1

    def _wait_for_work(self, worker: Process) -> None:
        """What is idle would not be missed. Returns all the same if nothing comes."""
        self.revive(worker)
        give_up = time.monotonic() + IDLE_SECONDS
        while not self.world.work_of(worker) and time.monotonic() < give_up:
            time.sleep(0.02)

    def revive(self, worker: Process) -> None:
        """Nothing that is done here may end a worker but a kill. A supervisor would do this too."""
        if not worker.is_running():
            self.endings.append(worker.tail())
            worker.start()

    def restart_valkey(self) -> None:
        valkey = self.world.servers.valkey
        end = valkey.kill if self.done["Valkey restarts"] % 2 == 0 else valkey.stop
        end()
        valkey.start()
        self.done["Valkey restarts"] += 1

    def restart_valkey_twice(self) -> None:
        self.restart_valkey()
        time.sleep(PAIR_SECONDS)
        self.restart_valkey()

    def flush_valkey(self) -> None:
        with redis.Redis.from_url(self.world.servers.redis_url) as client:
            client.flushall()
        self.done["FLUSHALL"] += 1

    def restart_postgres(self) -> None:
        """An immediate stop or a crash of the whole server, and recovery."""
        postgres = self.world.servers.postgres
        crash = self.done["Postgres restarts"] % 2 == 0
        if not crash and postgres.process and postgres.process.pid:
            os.kill(postgres.process.pid, signal.SIGQUIT)
            postgres.process.wait(30)
        postgres.kill()
        postgres.start()
        self.done["Postgres restarts"] += 1


def _share(total: int, number: int, of: int) -> int:
    return total // of + (number < total % of)


@contextmanager
def hurting(world: World, plan: Plan) -> Iterator[Nemesis]:
    """At work until the plan is fulfilled; then everything runs again."""
    nemesis = Nemesis(world, plan)
    threads = nemesis.threads()
    for thread in threads:
        thread.start()
    try:
        yield nemesis
    finally:
        for thread in threads:
            thread.join()
        for worker in world.workers:
            nemesis.revive(worker)
