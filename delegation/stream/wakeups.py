"""One Pub/Sub connection that wakes all of this process's streams.

A wake-up says only "look again": the truth is in the Valkey stream, so a lost or doubled one does
no harm.
"""

import asyncio
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager

import redis.asyncio
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as ValkeyAway

logger = logging.getLogger(__name__)

PING_SECONDS = 5.0  # of silence; two in a row without a sign of life mean a dead connection
RECONNECT_SECONDS = (0.05, 1.0)  # first and longest pause; a restart of Valkey takes about 0.2 s
ALWAYS = b"wake"  # subscribed as long as the connection lives, so that it can always be read


class Wakeups:
    """Wakes the watchers of a channel. `run` does the work; call the rest at any time."""

    def __init__(self, client: "redis.asyncio.Redis") -> None:
        self._client = client
        self._watchers: dict[bytes, set[asyncio.Event]] = {}
        self._subscribed: set[bytes] = set()
        self._changed = asyncio.Event()
        self.connected = False
        self.watchers = 0
        self.connections = 0  # since the start: one more than the times it was lost

    @contextmanager
    def watch(self, channel: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be something new on the channel."""
        name, woken = channel.encode(), asyncio.Event()
        self._watchers.setdefault(name, set()).add(woken)
        self.watchers += 1
        self._changed.set()
        try:
            yield woken
        finally:
            self.watchers -= 1
            self._watchers[name].discard(woken)
            if not self._watchers[name]:
                del self._watchers[name]
            self._changed.set()

    def watching(self, channel: str) -> int:
        """How many watch this channel."""
        return len(self._watchers.get(channel.encode(), ()))

    def wake_all(self) -> None:
        """Let everybody look again."""
        for channel in self._watchers:
            self._wake(channel)

    async def run(self) -> None:
        """Stay connected, for ever."""
        pause = RECONNECT_SECONDS[0]
        while True:
            before = self.connections
            try:
                async with self._client.pubsub() as pubsub:
                    await self._serve(pubsub)
            except* Exception as problems:
                logger.warning("Wake-ups wait for Valkey: %r", problems.exceptions[0])
            self.connected = False
            pause = RECONNECT_SECONDS[0] if self.connections > before else pause * 2
            pause = min(pause, RECONNECT_SECONDS[1])
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spread, not secret

    async def _serve(self, pubsub: PubSub) -> None:
        self._subscribed = set()
        await pubsub.subscribe(ALWAYS)
        self.connected = True
        self.connections += 1
        self.wake_all()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_subscribed(pubsub))
            tasks.create_task(self._listen(pubsub))

    async def _keep_subscribed(self, pubsub: PubSub) -> None:
        """Subscribe to what is watched. Only here: a cancelled write would cost the connection."""
        while True:
            self._changed.clear()
            wanted = set(self._watchers)
            added, removed = wanted - self._subscribed, self._subscribed - wanted
            self._subscribed = wanted
            if added:
                await pubsub.subscribe(*added)
            if removed:
                await pubsub.unsubscribe(*removed)
            if not added and not removed:
                await self._changed.wait()

    async def _listen(self, pubsub: PubSub) -> None:
        silences = 0
        while True:
            message = await pubsub.get_message(timeout=PING_SECONDS)
            if message is None:
                silences += 1
                if silences > 1:
                    raise ValkeyAway("no answer to a ping")
                await pubsub.ping()
                continue
            silences = 0
            # So does a confirmed subscription: something may have been written just before it.
            if message["type"] in {"message", "subscribe"}:
                self._wake(message["channel"])

    def _wake(self, channel: bytes) -> None:
        for woken in self._watchers.get(channel, ()):
            woken.set()
