"""The variables of traces and error reports: OpenTelemetry's and Sentry's own names."""

from typing import Literal, NamedTuple
from urllib.parse import unquote

from pydantic import AnyHttpUrl, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TRACES_PATH = "/v1/traces"  # what the standard adds to OTEL_EXPORTER_OTLP_ENDPOINT


class TraceSettings(NamedTuple):
    """Where spans go, and which traces are kept."""

    endpoint: str
    headers: dict[str, str]
    share: float  # of all traces, from 0 to 1
    service: str  # empty: a name for each kind of process


class TelemetryVariables(BaseSettings):
    """The variables that switch on what helps operators to watch the product."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    otel_exporter_otlp_endpoint: AnyHttpUrl | None = Field(
        None,
        description="Where traces go by OTLP over HTTP, as http://collector:4318. Empty, as by"
        " default: no traces.",
    )
    otel_exporter_otlp_traces_endpoint: AnyHttpUrl | None = Field(
        None, description="The same with its whole path, where that does not end in /v1/traces."
    )
    otel_exporter_otlp_headers: str | None = Field(
        None, description="Headers for it, such as a key, as name=value, separated by commas."
    )
    otel_exporter_otlp_protocol: Literal["http/protobuf"] = Field(
        "http/protobuf", description="The one protocol that the product speaks to it."
    )
    otel_traces_sampler: Literal[
        "always_on",
        "always_off",
        "traceidratio",
        "parentbased_always_on",
        "parentbased_always_off",
        "parentbased_traceidratio",
    ] = Field(
        "parentbased_always_on",
        description="Which traces are sent: all, none (always_off), or a share (traceidratio)."
        " Every process decides the same for a trace, so parentbased_ changes nothing.",
    )
    otel_traces_sampler_arg: float = Field(
        1.0, ge=0, le=1, description="The share, where one is sent; 0.1 is a tenth."
    )
    otel_service_name: str = Field(
        "",
        description="The service that spans name. Default: one for each kind of process, such as"
        " self-delegation-web.",
    )
    otel_resource_attributes: str = Field(
        "", description="What each span says of where it comes from, as name=value,name=value."
    )
    otel_sdk_disabled: bool = Field(False, description="Send no traces, whatever else is set.")
    sentry_dsn: AnyHttpUrl | None = Field(
        None,
        description="Where errors go: Sentry, or what speaks its protocol. Empty, as by default:"
        " nowhere.",
    )
    sentry_environment: str = Field(
        "production", description="The name of this installation in error reports."
    )

    @field_validator("otel_exporter_otlp_headers")
    @classmethod
    def _name_headers(cls, text: str | None) -> str | None:
        if text and not all("=" in part for part in text.split(",")):
            raise ValueError("headers read like authorization=Basic%20abc,x-team=chat")
        return text

    @field_validator("otel_resource_attributes")
    @classmethod
    def _name_attributes(cls, text: str) -> str:
        if text and not all("=" in part for part in text.split(",")):
            raise ValueError("attributes read like deployment.environment.name=production")
        return text

    def traces(self) -> TraceSettings | None:
        """Return where traces go; None where they are off."""
        endpoint = self._traces_endpoint()
        if endpoint is None or self.otel_sdk_disabled:
            return None
        pairs = (part.split("=", 1) for part in (self.otel_exporter_otlp_headers or "").split(","))
        return TraceSettings(
            endpoint,
            {
                unquote(name.strip()): unquote(value.strip())
                for name, *rest in pairs
                for value in rest
            },
            self._share(),
            self.otel_service_name,
        )

    def _traces_endpoint(self) -> str | None:
        if self.otel_exporter_otlp_traces_endpoint:
            return str(self.otel_exporter_otlp_traces_endpoint)
        if self.otel_exporter_otlp_endpoint:
            return str(self.otel_exporter_otlp_endpoint).rstrip("/") + TRACES_PATH
        return None

    def _share(self) -> float:
        kind = self.otel_traces_sampler.removeprefix("parentbased_")
        return {"always_on": 1.0, "always_off": 0.0}.get(kind, self.otel_traces_sampler_arg)
