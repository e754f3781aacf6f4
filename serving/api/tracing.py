"""Spans for OpenTelemetry, where it is asked for: on when ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set.

A span tells method, route template, status and office: no path, no query, no header, no body. OpenTelemetry's own
instrumentation would tell the URL.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.types import Scope

SETTING = "OTEL_EXPORTER_OTLP_ENDPOINT"


class MissingError(ImportError):
    """Tracing is asked for, and its libraries are not installed."""


class Span:
    """A request that is being traced."""

    def __init__(self, span: Any, method: str) -> None:
        self._span, self._method = span, method

    def end(self, route: str, status: int, office: str) -> None:
        """The request has ended."""
        self._span.update_name(f"{self._method} {route}")
        self._span.set_attribute("http.route", route)
        self._span.set_attribute("http.response.status_code", status)
        if office:
            self._span.set_attribute("cleanclaim.office", office)
        self._span.end()


class Tracing:
    """Makes spans and sends them off."""

    def __init__(self, provider: Any) -> None:
        from opentelemetry import propagate, trace  # noqa: PLC0415

        self._provider = provider
        self._tracer = provider.get_tracer("cleanclaim")
        self._extract, self._kind = propagate.extract, trace.SpanKind.SERVER

    def begin(self, scope: Scope) -> Span:
        """A request has arrived; what its caller traces goes on."""
        parent = None
        for name, value in scope["headers"]:
            if name == b"traceparent":
                parent = self._extract({"traceparent": value.decode("latin-1")})
        attributes = {"http.request.method": scope["method"], "cleanclaim.request_id": scope["request_id"]}
        return Span(self._tracer.start_span("request", parent, self._kind, attributes), scope["method"])

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def tracing_here(environment: Mapping[str, str]) -> Tracing | None:
    """Tracing, where the setting asks for it.

    Raises:
        MissingError: the libraries are not installed.
    """
    if not environment.get(SETTING):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise MissingError(f"{SETTING} is set: install cleanclaim[tracing], or unset it") from error
    provider = TracerProvider(resource=Resource.create({"service.name": "cleanclaim"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)
