"""Trace spans, by OpenTelemetry where it is installed and `BILDSTELLE_TRACES_URL` is set; otherwise nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer


def span(name: str, attributes: Mapping[str, Any]) -> AbstractContextManager[Any]:
    """A span around the block."""
    tracer = _tracer() if settings.TRACES_URL else None
    if tracer is None:
        return nullcontext()
    return tracer.start_as_current_span(name, attributes={f"bildstelle.{key}": attributes[key] for key in attributes})


@lru_cache(maxsize=1)
def _tracer() -> Tracer:
    """This process's tracer. Made at the first span, because the exporter's thread does not survive a fork."""
    return _provider().get_tracer("bildstelle")


@lru_cache(maxsize=1)
def _provider() -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "bildstelle"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{settings.TRACES_URL}/v1/traces")))
    return provider
