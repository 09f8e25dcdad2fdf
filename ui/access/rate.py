"""Token buckets: how fast each visitor may go. Knows names and seconds, nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ui.access.refused import TooMany

KEPT = 10_000
"""Buckets in memory; beyond that the full ones are forgotten, then the oldest."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    seen: float
    fill: float
    size: int


class Buckets:
    """A bucket for each name: `size` tokens at once, then `fill` new ones a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def take(self, name: str, size: int, fill: float) -> None:
        """Take one token. Raises TooMany when there is none."""
        with self._lock:
            bucket = self._filled(name, size, fill)
            if bucket.tokens < 1:
                raise TooMany((1 - bucket.tokens) / fill)
            bucket.tokens -= 1

    def check(self, name: str, size: int, fill: float) -> None:
        """Raise TooMany when there is no token, and take none."""
        with self._lock:
            bucket = self._filled(name, size, fill)
            if bucket.tokens < 1:
                raise TooMany((1 - bucket.tokens) / fill)

    def _filled(self, name: str, size: int, fill: float) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.get(name)
        if bucket is None:
            self._make_room(now)
            bucket = self._buckets[name] = _Bucket(size, now, fill, size)
        bucket.size, bucket.fill = size, fill
        bucket.tokens = min(size, bucket.tokens + (now - bucket.seen) * fill)
        bucket.seen = now
        return bucket

    def _make_room(self, now: float) -> None:
        if len(self._buckets) < KEPT:
            return
        self._buckets = {
            name: bucket
            for name, bucket in self._buckets.items()
            if bucket.tokens + (now - bucket.seen) * bucket.fill < bucket.size
        }
        while len(self._buckets) >= KEPT:
            del self._buckets[next(iter(self._buckets))]
