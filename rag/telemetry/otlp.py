"""Spans in OpenTelemetry's protocol over HTTP. Knows nothing of settings."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from rag.stopwatch import Span
from rag.telemetry import Tracer

if TYPE_CHECKING:
    from llama_index_instrumentation.span_handlers import BaseSpanHandler
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as OtelSpan

SENDING = 2.0  # seconds that a collector has to take a batch
CLOSING = 1.0  # seconds that closing waits for the last batch to be taken
LONGEST = 100  # characters of a name


class SendingTracer(Tracer):
    """Sends its spans to a collector, and those of llama-index that belong to them."""

    def __init__(self, endpoint: str) -> None:
        from llama_index_instrumentation import get_dispatcher

        # Where the host logs nothing, a dead collector must not talk on stderr.
        logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
        self._provider = _provider(endpoint)
        self._open = OpenSpans(self._provider)
        self._dispatcher = get_dispatcher("root")
        self._handler = cast("BaseSpanHandler[Any]", self._open)
        self._dispatcher.add_span_handler(self._handler)

    @contextmanager
    def span(self, name: str) -> Iterator[Span]:
        """A stretch of work that is part of no other."""
        with self._open.run(name) as span:
            yield span

    def close(self) -> None:
        """Send what is left, for a second at most."""
        handlers = self._dispatcher.span_handlers
        self._dispatcher.span_handlers = [each for each in handlers if each is not self._handler]
        sending = threading.Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        sending.join(CLOSING)


class SentSpan(Span):
    """A stretch of work that ends up at the collector."""

    def __init__(self, key: str, otel: OtelSpan, all_open: OpenSpans) -> None:
        self.key = key
        self._otel = otel
        self._all_open = all_open

    def note(self, **sizes: int | float | str) -> None:
        """Say how large something was, or its name: never a text that somebody wrote."""
        for name, size in sizes.items():
            self._otel.set_attribute(f"rag.{name}", size)

    @contextmanager
    def part(self, name: str) -> Iterator[Span]:
        """A stretch within this one; it ends, as failed, with what is raised inside."""
        with self._all_open.run(name, self.key) as span:
            yield span


class OpenSpans:
    """The spans that have not ended, ours and llama-index's, whose dispatcher calls it a handler.

    llama-index tells of all it does in this process; only what it does within a span of ours is
    taken, and of that only the name, the times and whether it failed.
    """

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("footnote")
        self.open_spans: dict[str, OtelSpan] = {}

    @contextmanager
    def run(self, name: str, parent: str | None = None) -> Iterator[SentSpan]:
        """Open a span of ours, within which llama-index's are parts of it."""
        from llama_index_instrumentation.span import active_span_id

        key = f"{name}-{uuid4()}"
        otel = self._begin(key, parent)
        token = active_span_id.set(key)
        failure: BaseException | None = None
        try:
            yield SentSpan(key, otel, self)
        except BaseException as error:
            failure = error
            raise
        finally:
            # A stream that is read by several threads ends in another context.
            with suppress(ValueError):
                active_span_id.reset(token)
            self._end(key, failure)

    def span_enter(self, id_: str, *_: Any, parent_id: str | None = None, **__: Any) -> None:
        """llama-index begins something."""
        if parent_id in self.open_spans:
            self._begin(id_, parent_id)

    def span_exit(self, id_: str, *_: Any, **__: Any) -> None:
        """It is done."""
        self._end(id_)

    def span_drop(self, id_: str, *_: Any, err: BaseException | None = None, **__: Any) -> None:
        """It failed."""
        self._end(id_, err)

    def capture_propagation_context(self) -> dict[str, Any]:
        """Nothing for other processes."""
        return {}

    def restore_propagation_context(self, context: dict[str, Any]) -> None:
        """Nothing from other processes."""

    def close(self) -> None:
        """The dispatcher shuts down; spans are sent until the tracer is closed."""

    def _begin(self, key: str, parent: str | None) -> OtelSpan:
        from opentelemetry.context import Context
        from opentelemetry.trace import set_span_in_context

        above = self.open_spans.get(parent) if parent else None
        within = set_span_in_context(above, Context()) if above else Context()
        span = self._tracer.start_span(key.partition("-")[0], within)
        self.open_spans[key] = span
        return span

    def _end(self, key: str, failure: BaseException | None = None) -> None:
        span = self.open_spans.pop(key, None)
        if span is None:
            return
        # A stream that is closed early is stopped, not broken; an error's own text may quote one.
        if failure is not None and not isinstance(failure, GeneratorExit):
            from opentelemetry.trace import StatusCode

            span.set_status(StatusCode.ERROR, type(failure).__name__)
        span.end()


def _provider(endpoint: str) -> TracerProvider:
    """A provider of our own: the process's global one, which a host may have set, is left alone."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import SpanLimits, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(
        resource=Resource.create({SERVICE_NAME: "footnote"}),
        span_limits=SpanLimits(max_span_attribute_length=LONGEST),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=SENDING))
    )
    return provider
