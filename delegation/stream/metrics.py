"""What the stream process counts, for Prometheus."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of this process, in a separate registry."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.open_streams = Gauge(
            "delegation_stream_open_streams", "Event streams being sent.", registry=self._registry
        )
        self.open_polls = Gauge(
            "delegation_stream_open_polls", "Long polls being held.", registry=self._registry
        )
        self.events_sent = Counter(
            "delegation_stream_events_sent", "Events sent.", ["kind"], registry=self._registry
        )
        self.refusals = Counter(
            "delegation_stream_refusals", "Errors answered.", ["code"], registry=self._registry
        )

    def show(self, name: str, help_text: str, value: Callable[[], float]) -> None:
        """A gauge whose value is read when it is asked for."""
        Gauge(f"delegation_stream_{name}", help_text, registry=self._registry).set_function(value)

    def text(self) -> bytes:
        """All of them in Prometheus' text format."""
        return generate_latest(self._registry)
