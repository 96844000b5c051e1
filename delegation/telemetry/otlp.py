"""Makes spans with OpenTelemetry and sends them over OTLP. Imported only where traces are on."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Thread
from typing import Any
from uuid import UUID

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
)

from delegation.telemetry import traces
from delegation.telemetry.traces import Values
from delegation.telemetry.variables import TraceSettings
from tenants.row_security.scope import current_scope

FINISH_SECONDS = 3.0  # at a process's end: the library would wait 30 s for a silent collector
RANDOM_BITS = 56  # the last ones of a trace's id, as W3C's Trace Context says; an UUID's are random
KINDS = {
    traces.ACCEPT: SpanKind.SERVER,
    traces.ANSWER: SpanKind.CONSUMER,
    traces.ATTEMPT: SpanKind.CLIENT,
    traces.DELIVER: SpanKind.SERVER,
}


def first_span_id(escalation_id: UUID) -> int:
    """Return the id of a trace's first span: never zero, because it holds the UUID's version."""
    return escalation_id.int >> 64


class DerivedIds(RandomIdGenerator):
    """Gives the first span of a message the ids that every process derives; others random ones."""

    def __init__(self) -> None:
        self.first_of: ContextVar[UUID | None] = ContextVar("first_span_of", default=None)

    def generate_trace_id(self) -> int:
        first = self.first_of.get()
        return super().generate_trace_id() if first is None else first.int

    def generate_span_id(self) -> int:
        first = self.first_of.get()
        return super().generate_span_id() if first is None else first_span_id(first)


class ShareSampler(Sampler):
    """Decides by the trace's id alone, so that every process decides the same.

    OpenTelemetry's own compares 64 bits, two of which are the same in every UUID: it would take
    none of a tenth.
    """

    def __init__(self, share: float) -> None:
        self._share = share
        self._bound = round(share * (1 << RANDOM_BITS))

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Mapping[str, Any] | None = None,
        links: Sequence[Any] | None = None,
        trace_state: Any = None,
    ) -> SamplingResult:
        if trace_id & ((1 << RANDOM_BITS) - 1) >= self._bound:
            return SamplingResult(Decision.DROP)
        return SamplingResult(Decision.RECORD_AND_SAMPLE, attributes)

    def get_description(self) -> str:
        return f"ShareSampler{{{self._share}}}"


class OtlpTracing:
    """See `traces.Tracing`. `hashed` writes a tenant's id as log lines do."""

    def __init__(self, process: str, settings: TraceSettings, hashed: Callable[[int], str]) -> None:
        # The standard reads an empty variable as none; the library does not everywhere.
        for name in [each for each in os.environ if each.startswith("OTEL_")]:
            if not os.environ[name]:
                del os.environ[name]
        self._hashed = hashed
        self._ids = DerivedIds()
        self._provider = TracerProvider(
            sampler=ShareSampler(settings.share),
            resource=Resource.create(
                {
                    SERVICE_NAME: settings.service or f"self-delegation-{process}",
                    "delegation.process": process,
                }
            ),
            id_generator=self._ids,
            shutdown_on_exit=False,  # `finish` does that, and waits for less long
        )
        exporter = OTLPSpanExporter(endpoint=settings.endpoint, headers=settings.headers)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("delegation")

    def record_first(self, escalation_id: UUID, *, since: int, values: Values, fault: str) -> None:
        token = self._ids.first_of.set(escalation_id)
        try:
            span = self._start(traces.ACCEPT, Context(), since, values)
        finally:
            self._ids.first_of.reset(token)
        _set_fault(span, fault)
        span.end()

    def record(
        self,
        name: str,
        *,
        since: int,
        until: int | None,
        of: UUID | None,
        values: Values,
        moments: Mapping[str, int],
        fault: str,
    ) -> None:
        context = _below_first(of)
        if context is None and not _is_inside():
            return
        span = self._start(name, context, since, values)
        for moment, at in moments.items():
            span.add_event(moment, timestamp=at)
        _set_fault(span, fault)
        span.end(until)

    @contextmanager
    def span(
        self, name: str, *, of: UUID | None, since: int | None, values: Values
    ) -> Iterator[None]:
        context = _below_first(of)
        if context is None and not _is_inside():
            yield
            return
        span = self._start(name, context, since, values)
        # An error's message may quote a text: only its class is kept.
        with trace.use_span(
            span, end_on_exit=True, record_exception=False, set_status_on_exception=False
        ):
            try:
                yield
            except Exception as error:
                _set_fault(span, type(error).__name__)
                raise

    def note(self, values: Values, *, fault: str) -> None:
        span = trace.get_current_span()
        span.set_attributes(dict(values))
        _set_fault(span, fault)

    def mark(self, name: str) -> None:
        trace.get_current_span().add_event(name)

    def finish(self) -> None:
        sending = Thread(target=self._provider.shutdown, name="last-spans", daemon=True)
        sending.start()
        sending.join(FINISH_SECONDS)

    def _start(self, name: str, context: Context | None, since: int | None, values: Values) -> Span:
        attributes = dict(values)
        tenant_id = current_scope().tenant_id
        if tenant_id is not None:
            attributes["delegation.tenant"] = self._hashed(tenant_id)
        return self._tracer.start_span(
            name,
            context=context,
            kind=KINDS.get(name, SpanKind.INTERNAL),
            attributes=attributes,
            start_time=since,
        )


def _below_first(of: UUID | None) -> Context | None:
    """Return the context of spans below a message's first one, which another process made."""
    if of is None:
        return None
    flags = TraceFlags(TraceFlags.SAMPLED)
    first = SpanContext(of.int, first_span_id(of), is_remote=True, trace_flags=flags)
    return trace.set_span_in_context(NonRecordingSpan(first), Context())


def _is_inside() -> bool:
    """Return whether the running code is inside of a span; other calls have no message."""
    return trace.get_current_span().get_span_context().is_valid


def _set_fault(span: Span, fault: str) -> None:
    if fault:
        span.set_status(StatusCode.ERROR, fault)
