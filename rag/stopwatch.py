"""How long the stages of one question took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Measures named stages, in milliseconds of wall-clock time."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self._taken: dict[str, float] = {}

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Time what happens inside."""
        begun = time.perf_counter()
        yield
        self._taken[stage] = (time.perf_counter() - begun) * 1000

    def milliseconds(self) -> dict[str, float]:
        """The stages measured so far and, as `total`, the time since the watch was made."""
        total = (time.perf_counter() - self._begun) * 1000
        return {name: round(ms, 1) for name, ms in [*self._taken.items(), ("total", total)]}
