"""Asks the teacher and streams its answer: the product's only door to a model."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from delegation.domain.teaching.replies import ParsedReply
from delegation.domain.teaching.ways import Way
from delegation.teacher.assembly import Assembly
from delegation.teacher.breaker import Breaker
from delegation.teacher.connection import Connections, converse
from delegation.teacher.endpoint import Endpoint, TeacherRequest
from delegation.teacher.error_table import Remedy
from delegation.teacher.errors import (
    EndedCall,
    TeacherError,
    TeacherStopped,
    TeacherUnavailable,
)
from delegation.teacher.guard import Guard
from delegation.teacher.limits import Limits
from delegation.teacher.prompts import Built, build, most_input_tokens, shorten_request
from delegation.teacher.retry import backoff_seconds
from delegation.teacher.shape import (
    Format,
    Memory,
    Shape,
    Thoughts,
    knows_apart,
    recall_shape,
    remember_apart,
    remember_shape,
)
from delegation.teacher.speaking import Speaker
from delegation.teacher.watch import Watch, watching


@dataclass(frozen=True, slots=True)
class TeacherReply:
    """A complete reply. The pieces given to `on_text`, joined, are `parsed.user_response`."""

    parsed: ParsedReply
    format: Format  # what the endpoint could promise
    calls: tuple[EndedCall, ...]  # every request that went out, in order; the last is this reply
    shape: Shape = field(default_factory=Shape)  # what is known of how the endpoint wants it


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the caller wants to hear while a reply is worked for."""

    on_text: Callable[[str], None] = lambda piece: None
    should_stop: Callable[[], bool] = lambda: False
    before_call: Callable[[], None] = lambda: None
    after_call: Callable[[EndedCall], None] = lambda call: None
    on_accepted: Callable[[], None] = lambda: None  # the endpoint did not refuse the request


@dataclass(slots=True)
class _Effort:
    """One reply being worked for: what it may use, what it has used."""

    endpoint: Endpoint
    request: TeacherRequest
    hooks: Hooks
    shape: Shape
    deadline: float  # on the client's clock
    known: Shape  # the shape without what only a bad day made necessary
    failures: int = 0
    shortened: bool = False  # the history was longer than the model can read
    calls: list[EndedCall] = field(default_factory=list)

    def learn_refusal(self, shape: Shape) -> None:
        """Use the shape that avoids a refusal."""
        self.shape = self.known = shape

    def learn_thoughts(self, thoughts: Thoughts) -> None:
        """Note where the model's thoughts are."""
        self.shape = replace(self.shape, thoughts=thoughts)
        self.known = replace(self.known, thoughts=thoughts)

    @property
    def asked(self) -> TeacherRequest:
        """The request as the endpoint can be asked: without a lesson where it promises no JSON."""
        if self.request.way is Way.JSON and not self.shape.structured:
            return replace(self.request, way=Way.NONE)
        return self.request

    def shape_of(self, built: Built) -> Shape:
        """Only a JSON reply has a format to promise."""
        return self.shape if built.structured else replace(self.shape, format=Format.TEXT)


class Teacher:
    """Keeps connections; safe to share among threads."""

    def __init__(
        self,
        *,
        memory: Memory,
        breaker: Breaker,
        guard: Guard | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.limits = limits or Limits()
        self._memory = memory
        self._breaker = breaker
        self._connections = Connections(self.limits, guard or Guard())
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter

    def close(self) -> None:
        self._connections.close()

    def most_tokens(self, request: TeacherRequest) -> tuple[int, int]:
        """The most input and output tokens that one call for this request can use."""
        return most_input_tokens(build(request)), self.limits.output_tokens

    def reply(
        self,
        endpoint: Endpoint,
        request: TeacherRequest,
        hooks: Hooks | None = None,
        *,
        total_seconds: float | None = None,
    ) -> TeacherReply:
        """Ask, stream, check, and where it is safe ask again.

        `on_text` receives the visitor's text as it grows. Once it was called nothing is asked
        again: a second answer would not continue the first. The error then has `shown`, and the
        caller decides whether to start again where the visitor can see it. `before_call` runs
        before every request and forbids it by raising; `after_call` runs after every request,
        failed ones too. `total_seconds` shortens the limit for all attempts together. Raises
        TeacherUnavailable, TeacherMisconfigured, TeacherBroken or TeacherStopped.
        """
        seconds = min(total_seconds or self.limits.total_seconds, self.limits.total_seconds)
        deadline = self._clock() + seconds
        shape = self._recall(endpoint)
        effort = _Effort(endpoint, request, hooks or Hooks(), shape, deadline, known=shape)
        self._breaker.admit(endpoint.key)
        while True:
            try:
                return self._attempt(effort)
            except TeacherError as error:
                error.calls = tuple(effort.calls)
                self._tell_breaker(effort, error)
                self._prepare_next(effort, error)

    def _attempt(self, effort: _Effort) -> TeacherReply:
        effort.hooks.before_call()
        built, speaker = build(effort.asked), Speaker(effort.hooks.on_text, effort.asked)
        assembly = effort.endpoint.protocol.start_assembly()
        outcome, refused = "interrupted", False  # by an exception that is not ours, from a hook
        started = self._clock()
        try:
            parsed = self._listen(effort, built, speaker, assembly)
            outcome = "ok"
        except TeacherError as error:
            outcome, refused = error.code, error.is_refusal
            error.shown = speaker.shown
            raise
        finally:
            seconds = self._clock() - started
            call = EndedCall(
                outcome,
                assembly.input_tokens,
                assembly.output_tokens,
                seconds,
                usage=assembly.usage,
                refused=refused,
                asked=built.asked,
                written=speaker.overhead,
                written_bytes=assembly.written_bytes,
                status=assembly.status,
            )
            effort.calls.append(call)
            effort.hooks.after_call(call)
        self._breaker.succeeded(effort.endpoint.key)
        self._remember(effort)
        promised = effort.shape_of(built).format
        return TeacherReply(parsed, promised, tuple(effort.calls), effort.known)

    def _recall(self, endpoint: Endpoint) -> Shape:
        shape = recall_shape(self._memory, endpoint.key)
        known = shape.thoughts is Thoughts.UNKNOWN and not endpoint.guarded
        if known and knows_apart(self._memory, endpoint.name):
            shape = replace(shape, thoughts=Thoughts.APART)
        return shape

    def _remember(self, effort: _Effort) -> None:
        endpoint = effort.endpoint
        if effort.known == self._recall(endpoint):
            return
        if not endpoint.guarded and effort.known.thoughts is Thoughts.APART:
            remember_apart(self._memory, endpoint.name)  # the platform's, the same for all tenants
        remember_shape(self._memory, endpoint.key, effort.known)

    def _listen(
        self, effort: _Effort, built: Built, speaker: Speaker, assembly: Assembly
    ) -> ParsedReply:
        watch = Watch(
            self.limits,
            deadline=effort.deadline,
            should_stop=effort.hooks.should_stop,
            clock=self._clock,
        )
        watch.check()
        with watching(watch):
            thoughts = converse(
                self._connections,
                effort.endpoint,
                built.messages,
                shape=effort.shape_of(built),
                assembly=assembly,
                watch=watch,
                on_accepted=effort.hooks.on_accepted,
                on_piece=speaker.hear,
            )
        effort.learn_thoughts(thoughts)
        return speaker.finish()

    def _tell_breaker(self, effort: _Effort, error: TeacherError) -> None:
        """Any answer shows that the endpoint is alive, also a 429; silence and 5xx do not."""
        if error.row.their_fault is None:
            return
        if error.row.their_fault:
            self._breaker.failed(effort.endpoint.key)
        else:
            self._breaker.succeeded(effort.endpoint.key)

    def _prepare_next(self, effort: _Effort, error: TeacherError) -> None:
        """Arrange the next attempt and wait for its time, or raise the error for good."""
        remedy = error.row.remedy
        if remedy is Remedy.LOOK_FOR_THOUGHTS:
            effort.learn_thoughts(Thoughts.UNOPENED)
            self._remember(effort)
        if error.shown:
            raise error
        if remedy is Remedy.AVOID_REFUSAL:
            if not (avoiding := effort.shape.without(error.refusal)):
                raise error
            effort.learn_refusal(avoiding)
            return
        if remedy is Remedy.SHORTEN:
            if effort.shortened or not effort.request.turns:
                raise error
            effort.request, effort.shortened = shorten_request(effort.request), True
            return
        effort.failures += 1
        if not error.row.retry or effort.failures >= self.limits.attempts:
            raise error
        if remedy is Remedy.WEAKEN_FORMAT:
            # The model does not manage this format today; nothing is remembered of a bad day.
            if effort.asked.way is Way.JSON:
                effort.shape = effort.shape.weaker() or effort.shape
            return
        self._pause(effort, error)

    def _pause(self, effort: _Effort, error: TeacherError) -> None:
        asked = error.retry_after_seconds
        pause = asked
        if pause is None:
            pause = backoff_seconds(effort.failures, limits=self.limits, random=self._jitter)
        until = self._clock() + pause
        if until >= effort.deadline:
            raise error
        while (left := until - self._clock()) > 0:
            if effort.hooks.should_stop():
                raise TeacherStopped
            self._sleep(min(left, self.limits.poll_seconds))
        try:
            self._breaker.admit(effort.endpoint.key)
        except TeacherUnavailable as resting:
            error.retry_after_seconds = resting.retry_after_seconds
            raise error from resting  # what went wrong says more than that we rest now
