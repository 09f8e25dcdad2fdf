import contextvars
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from llama_index_instrumentation import get_dispatcher
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Sent
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from rag.errors import BadSettings
from rag.sections import Telemetry
from rag.stopwatch import Span, Stopwatch
from rag.telemetry import Tracer, open_telemetry


class Collector(BaseHTTPRequestHandler):
    """Takes spans as a collector does, with the status that the server says."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body)  # type: ignore[attr-defined]
        self.server.stuck.wait(10)  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Collector)
        self.bodies: list[bytes] = []
        self.status = 200
        self.stuck = threading.Event()
        self.stuck.set()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/traces"

    def spans(self) -> dict[str, Sent]:
        return {
            span.name: span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }


@pytest.fixture
def collector() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.stuck.set()
        server.shutdown()
        thread.join()


def opened(collector: Server) -> Tracer:
    return open_telemetry(Telemetry(endpoint=collector.endpoint))


def attributes(span: Sent) -> dict[str, Any]:
    values = ((each.key, each.value) for each in span.attributes)
    return {key: getattr(value, str(value.WhichOneof("value"))) for key, value in values}


@get_dispatcher(__name__).span
def generate(prompt: str) -> str:
    """Something that llama-index does."""
    if "fail" in prompt:
        raise ValueError(prompt)
    return "secret reply"


def test_stages_are_parts_of_one_span_with_their_sizes(collector: Server) -> None:
    tracer = opened(collector)
    with tracer.span("ask") as span:
        watch = Stopwatch(span)
        with watch.measure("retrieve") as part:
            part.note(passages=7)
        with watch.measure("write") as part:
            part.note(model="smol", longest=1.5)
            generate("secret prompt")
        span.note(status="written")
    tracer.close()
    spans = collector.spans()
    assert set(spans) == {"ask", "retrieve", "write", "generate"}
    assert {span.trace_id for span in spans.values()} == {spans["ask"].trace_id}
    assert spans["ask"].parent_span_id == b""
    assert spans["retrieve"].parent_span_id == spans["ask"].span_id
    assert spans["write"].parent_span_id == spans["ask"].span_id
    assert spans["generate"].parent_span_id == spans["write"].span_id
    assert attributes(spans["ask"]) == {"rag.status": "written"}
    assert attributes(spans["retrieve"]) == {"rag.passages": 7}
    assert attributes(spans["write"]) == {"rag.model": "smol", "rag.longest": 1.5}
    assert spans["retrieve"].end_time_unix_nano >= spans["retrieve"].start_time_unix_nano
    assert set(watch.milliseconds()) == {"retrieve", "write", "total"}
    assert b"footnote" in collector.bodies[0]


def test_no_text_is_sent(collector: Server) -> None:
    tracer = opened(collector)

    def ask() -> None:
        with tracer.span("ask") as span:
            span.note(model="m" * 1000)
            generate("secret prompt")
            generate("fail on the secret prompt")

    with pytest.raises(ValueError, match="secret"):
        ask()
    tracer.close()
    assert b"secret" not in b"".join(collector.bodies)
    assert b"m" * 101 not in b"".join(collector.bodies)
    failed = collector.spans()["ask"].status
    assert (failed.code, failed.message) == (Status.STATUS_CODE_ERROR, "ValueError")


def test_what_llama_index_does_elsewhere_is_not_ours_to_tell(collector: Server) -> None:
    tracer = opened(collector)
    generate("before")
    with tracer.span("ask"):
        pass
    generate("after")
    tracer.close()
    with tracer.span("late"):
        generate("when closed")
    assert set(collector.spans()) == {"ask"}


def test_two_tracers_do_not_see_each_other(collector: Server) -> None:
    with Server() as silent:
        other = open_telemetry(Telemetry(endpoint=silent.endpoint))
        tracer = opened(collector)
        with tracer.span("ask"):
            generate("x")
        tracer.close()
        other.close()
        assert set(collector.spans()) == {"ask", "generate"}
        assert silent.bodies == []


def test_a_stream_may_be_read_in_many_contexts_and_be_closed_early(collector: Server) -> None:
    tracer = opened(collector)

    def stream() -> Iterator[int]:
        with tracer.span("ask") as span, span.part("write"):
            yield 1
            with span.part("verify"):
                yield 2

    numbers = stream()
    assert [contextvars.copy_context().run(next, numbers) for _ in range(2)] == [1, 2]
    contextvars.copy_context().run(numbers.close)  # type: ignore[attr-defined]
    tracer.close()
    spans = collector.spans()
    assert spans["verify"].parent_span_id == spans["ask"].span_id
    assert {span.status.code for span in spans.values()} == {Status.STATUS_CODE_UNSET}


@pytest.mark.parametrize("trouble", ["dead", "stuck", "broken"])
def test_a_bad_collector_costs_spans_and_nothing_else(
    collector: Server, trouble: str, capfd: pytest.CaptureFixture[str]
) -> None:
    endpoint = collector.endpoint
    if trouble == "dead":
        endpoint = "http://127.0.0.1:9/v1/traces"
    elif trouble == "stuck":
        collector.stuck.clear()
    else:
        collector.status = 500
    tracer = open_telemetry(Telemetry(endpoint=endpoint))
    begun = time.perf_counter()
    with tracer.span("ask") as span, span.part("write"):
        pass
    assert time.perf_counter() - begun < 0.5
    tracer.close()
    assert time.perf_counter() - begun < 2.5
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("endpoint", ["127.0.0.1:4318", "ftp://x/", "http://", "http://x:99999999"])
def test_an_endpoint_must_be_a_web_address(endpoint: str) -> None:
    with pytest.raises(BadSettings, match=r"telemetry\.endpoint"):
        open_telemetry(Telemetry(endpoint=endpoint))


def test_without_an_endpoint_nothing_is_loaded_or_sent() -> None:
    script = (
        "import sys; from rag.sections import Telemetry; from rag.telemetry import open_telemetry\n"
        "tracer = open_telemetry(Telemetry())\n"
        "with tracer.span('ask') as span, span.part('write') as part: part.note(passages=1)\n"
        "tracer.close()\n"
        "assert not [m for m in sys.modules if m.startswith(('opentelemetry', 'llama_index'))]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_stretch_that_nobody_watches_is_measured_all_the_same() -> None:
    watch = Stopwatch()
    with watch.measure("resolve") as part:
        part.note(turns=1)
    assert isinstance(part, Span)
    assert set(watch.milliseconds()) == {"resolve", "total"}
