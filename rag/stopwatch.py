"""How long the stages of one question took, and the stretches of work that somebody may watch.

Knows nothing of who watches: `rag.telemetry` does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Span:
    """A stretch of work, here one that nobody watches."""

    def note(self, **sizes: int | float | str) -> None:
        """Say how large something was, or its name: never a text that somebody wrote."""

    @contextmanager
    def part(self, name: str) -> Iterator[Span]:  # noqa: ARG002
        """A stretch within this one; it ends, as failed, with what is raised inside."""
        yield self


class Stopwatch:
    """Measures named stages, in milliseconds of wall-clock time, as parts of a span."""

    def __init__(self, span: Span | None = None) -> None:
        self._span = span or Span()
        self._begun = time.perf_counter()
        self._taken: dict[str, float] = {}

    @contextmanager
    def measure(self, stage: str) -> Iterator[Span]:
        """Time what happens inside."""
        begun = time.perf_counter()
        with self._span.part(stage) as part:
            yield part
        self._taken[stage] = (time.perf_counter() - begun) * 1000

    def milliseconds(self) -> dict[str, float]:
        """The stages measured so far and, as `total`, the time since the watch was made."""
        total = (time.perf_counter() - self._begun) * 1000
        return {name: round(ms, 1) for name, ms in [*self._taken.items(), ("total", total)]}
