"""Spans of what happened, sent to an OpenTelemetry collector where a setting names one.

A span has a name, times, numbers and the names of models: no question, article or answer. What
llama-index does for a question becomes parts of it, through llama-index's instrumentation. Sending
happens behind the answer's back: a collector that is gone costs spans and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import BadSettings
from rag.origins import is_web_address
from rag.sections import Telemetry
from rag.stopwatch import Span


class Tracer:
    """Makes spans, here such that nobody watches."""

    @contextmanager
    def span(self, name: str) -> Iterator[Span]:  # noqa: ARG002
        """A stretch of work that is part of no other."""
        yield Span()

    def close(self) -> None:
        """Send what is left; nothing is watched any more."""


def open_telemetry(settings: Telemetry) -> Tracer:
    """A tracer that sends to the endpoint of the settings, or nowhere.

    Raises BadSettings for an endpoint that is no web address.
    """
    endpoint = settings.endpoint.strip()
    if not endpoint:
        return Tracer()
    if not is_web_address(endpoint):
        raise BadSettings(
            f"telemetry.endpoint is {endpoint!r}, which is no web address. Write one such as "
            "http://127.0.0.1:4318/v1/traces, or leave it empty."
        )
    from rag.telemetry.otlp import SendingTracer

    return SendingTracer(endpoint)
