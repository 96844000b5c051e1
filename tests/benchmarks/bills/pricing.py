"""What the requests and replies of a policy cost, in input tokens.

A written token costs eight read ones. Providers that keep prefixes charge a tenth for the part of
a request that begins like an earlier one of the same tenant, from 1,024 equal tokens on; here an
earlier request counts if it is of the same dialogue, or by its system message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from delegation.teacher import Persona
from tests.benchmarks.bills.policies import Asked, Step
from tests.benchmarks.bills.request_texts import ChatMessage, messages_of
from tests.benchmarks.bills.tokens import TokenCounter

OUTPUT_PRICE, CACHED_PRICE = 8.0, 0.1  # of one input token
LEAST_CACHED = 1_024  # tokens
# What the chat format of these models adds to each message, and before the reply.
AROUND_MESSAGE, BEFORE_REPLY = 4, 3


@dataclass(frozen=True, slots=True)
class Call:
    """Tokens of one request and its reply. `cached` of the read ones began like earlier ones."""

    read: int
    cached: int
    written: int

    def cost(self, *, caching: bool) -> float:
        spared = self.cached * (1 - CACHED_PRICE) if caching else 0.0
        return self.read - spared + OUTPUT_PRICE * self.written


@dataclass(frozen=True, slots=True)
class Setting:
    """A company's persona, and how long its replies are: `times` as long as the file's."""

    persona: Persona
    times: int


@dataclass
class Ledger:
    """Counts the calls of one setting."""

    setting: Setting
    counter: TokenCounter
    _systems: set[str] = field(default_factory=set)
    _dialogue: int = -1
    _earlier: list[list[ChatMessage]] = field(default_factory=list)

    def calls_of(self, steps: Sequence[Step], *, asked: Asked | None = None) -> list[Call | None]:
        """Count every step's call; None for those without one.

        `asked` counts them as if each had been asked so, with the reply that belongs to it.
        """
        self._systems, self._dialogue = set(), -1
        requests = [self._request(step, asked) for step in steps]
        self.counter.learn(_texts(requests, steps))
        return [
            None if request is None else self._call(step, request, asked)
            for step, request in zip(steps, requests, strict=True)
        ]

    def _request(self, step: Step, asked: Asked | None) -> list[ChatMessage] | None:
        if step.asked is None:
            return None
        return messages_of(
            self.setting.persona, step.turns, step.exchange.text, asked or step.asked
        )

    def _call(self, step: Step, request: list[ChatMessage], asked: Asked | None) -> Call:
        mark = "" if asked is Asked.PLAIN else step.written
        reply = step.exchange.reply
        marked = self.counter.count(reply + mark) - self.counter.count(reply)
        return Call(
            read=BEFORE_REPLY + sum(map(self._tokens, request)),
            cached=self._cached(step.exchange.dialogue, request),
            written=self.counter.count(reply) * self.setting.times + marked,
        )

    def _tokens(self, message: ChatMessage) -> int:
        return AROUND_MESSAGE + self.counter.count(message["content"])

    def _cached(self, dialogue: int, request: list[ChatMessage]) -> int:
        """Tokens that begin like those of an earlier request; 0 below the least."""
        if dialogue != self._dialogue:
            self._dialogue, self._earlier = dialogue, []
        equal = max((self._equal(request, other) for other in self._earlier), default=0)
        system = request[0]["content"]
        for other in self._systems:
            equal = max(equal, self.counter.count(_beginning(system, other)))
        self._earlier.append(request)
        self._systems.add(system)
        return equal if equal >= LEAST_CACHED else 0

    def _equal(self, one: list[ChatMessage], other: list[ChatMessage]) -> int:
        tokens = 0
        for mine, theirs in zip(one, other, strict=False):
            if mine != theirs:
                break
            tokens += self._tokens(mine)
        return tokens


def _beginning(one: str, other: str) -> str:
    """The characters that both texts begin with."""
    length = min(len(one), len(other))
    return one[: next((at for at in range(length) if one[at] != other[at]), length)]


def _texts(requests: Sequence[list[ChatMessage] | None], steps: Sequence[Step]) -> Iterable[str]:
    for request, step in zip(requests, steps, strict=True):
        yield step.exchange.reply
        yield step.exchange.reply + step.written
        for message in request or ():
            yield message["content"]
