"""Spans reach an OTLP endpoint when one is set, and cost nothing when none is."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider

from workers import journal, traces


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a collector, and the bodies it has received."""
    bodies: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if self.path == "/v1/traces":
                bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", bodies
    server.shutdown()
    server.server_close()


def test_a_stage_is_a_span_at_the_collector(collector: tuple[str, list[bytes]], settings: Any) -> None:
    settings.TRACES_URL, bodies = collector
    traces._tracer.cache_clear()
    with journal.stage("developed", photo="0123456789ab"):
        pass
    provider = traces._provider()
    assert isinstance(provider, TracerProvider)
    provider.shutdown()
    traces._tracer.cache_clear()
    request = ExportTraceServiceRequest.FromString(bodies[0])
    [span] = request.resource_spans[0].scope_spans[0].spans
    assert span.name == "developed"
    assert {one.key: one.value.string_value for one in span.attributes} == {"bildstelle.photo": "0123456789ab"}


def test_without_an_endpoint_there_is_no_span(settings: Any) -> None:
    settings.TRACES_URL = ""
    traces._tracer.cache_clear()
    with traces.span("developed", {}) as span:
        assert span is None
    assert not traces._tracer.cache_info().currsize
