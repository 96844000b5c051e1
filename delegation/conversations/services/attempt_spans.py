"""A span for each request to a teacher: where it went and how it ended, without a word of it."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from delegation.teacher import EndedCall, Endpoint, Hooks
from delegation.telemetry import traces


def traced(hooks: Hooks, endpoint: Endpoint) -> Hooks:
    """Return hooks that also record spans; the same ones while traces are off."""
    if not traces.is_on():
        return hooks
    spans = AttemptSpans(hooks, endpoint)
    return replace(hooks, before_call=spans.begin, on_text=spans.note_text, after_call=spans.end)


@dataclass
class AttemptSpans:
    """Records one span for each call between its hooks, which run inside of the span."""

    hooks: Hooks
    endpoint: Endpoint
    _since: int = 0
    _moments: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        self.hooks.before_call()  # it may forbid the call
        self._since, self._moments = traces.now(), {}

    def note_text(self, piece: str) -> None:
        self._moments.setdefault("first piece", traces.now())
        self.hooks.on_text(piece)

    def end(self, call: EndedCall) -> None:
        until = traces.now()
        address = urlsplit(self.endpoint.base_url)
        values: dict[str, str | int | float | bool] = {
            "server.address": address.hostname or "",
            "gen_ai.request.model": self.endpoint.model,
            "delegation.outcome": call.outcome,
        }
        known = {
            "server.port": address.port,
            "http.response.status_code": call.status,
            "gen_ai.usage.input_tokens": call.input_tokens,
            "gen_ai.usage.output_tokens": call.output_tokens,
        }
        values.update({name: value for name, value in known.items() if value is not None})
        traces.record(
            traces.ATTEMPT,
            since=self._since,
            until=until,
            values=values,
            moments=self._moments,
            fault="" if call.outcome == "ok" else call.outcome,
        )
        self.hooks.after_call(call)
