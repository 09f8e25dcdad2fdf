"""What happens, in numbers for Prometheus. Labels name roads, collections and outcomes only.

`Meters` belong to one app: every road counts on the same ones. Knows no question's text.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from rag import feedback
from rag.domain import Answer
from rag.errors import RagError
from ui.access.visitor import Visitor
from ui.service import Service

__all__ = ["CONTENT_TYPE_LATEST", "Meters", "Watch"]

logger = logging.getLogger(__name__)

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120)
SERVER = Visitor("the server itself", None)


class Meters:
    """The counters of one app, in a registry of their own. Safe for threads."""

    def __init__(self, service: Service) -> None:
        registry = self._registry = CollectorRegistry()
        road = ("road", "collection")
        self.questions = Counter(
            "footnote_questions",
            "Questions by what came of them: quoted, written, refused, failed or left.",
            (*road, "status"),
            registry=registry,
        )
        self.latency = Histogram(
            "footnote_answer_seconds",
            "From the question to the verified answer.",
            road,
            buckets=SECONDS,
            registry=registry,
        )
        self.first = Histogram(
            "footnote_first_word_seconds",
            "From the question to the first word, of a draft or of the answer.",
            road,
            buckets=SECONDS,
            registry=registry,
        )
        self.dropped = Counter(
            "footnote_dropped_sentences",
            "Sentences that a language model wrote and that no quote carries.",
            ("collection",),
            registry=registry,
        )
        self.model_failures = Counter(
            "footnote_model_failures",
            "Answers that were to be written and are quoted, since the model failed or fell short.",
            ("collection",),
            registry=registry,
        )
        self.in_flight = Gauge(
            "footnote_questions_in_flight", "Questions being answered.", registry=registry
        )
        registry.register(_Stored(service))

    @contextmanager
    def question(self, road: str, collection: str) -> Iterator[Watch]:
        """Count what is inside as one question; `saw` tells it what came."""
        watch = Watch(self, road, collection)
        outcome = "failed"
        with self.in_flight.track_inprogress():
            try:
                yield watch
                outcome = watch.status or "left"
            finally:
                self.questions.labels(road, collection, outcome).inc()

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self._registry)


class Watch:
    """One question while it is answered."""

    def __init__(self, meters: Meters, road: str, collection: str) -> None:
        self.status = ""
        self._meters = meters
        self._labels = (road, collection)
        self._begun: float = time.perf_counter()
        self._quiet = True

    def saw(self, part: str | Answer) -> None:
        """A piece of a draft, or the answer."""
        taken, meters = time.perf_counter() - self._begun, self._meters
        if self._quiet:
            meters.first.labels(*self._labels).observe(taken)
            self._quiet = False
        if isinstance(part, str):
            return
        collection = self._labels[1]
        self.status = part.status
        meters.latency.labels(*self._labels).observe(taken)
        if part.trace is None or not part.trace.model:
            return
        dropped = sum(verdict.fate == "dropped" for verdict in part.trace.verdicts)
        meters.dropped.labels(collection).inc(dropped)
        if part.status != "written":
            meters.model_failures.labels(collection).inc()


class _Stored:
    """What lies on the disk, looked up when somebody asks."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Nothing, so that registering looks nothing up."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Articles and passages of each collection, and how answers were rated."""
        articles = GaugeMetricFamily("footnote_articles", "Indexed.", labels=["collection"])
        passages = GaugeMetricFamily("footnote_passages", "Indexed.", labels=["collection"])
        rated = GaugeMetricFamily("footnote_feedback", "Rated answers.", labels=["rating"])
        try:
            for name in self._service.collections(SERVER):
                listings = self._service.assistant(SERVER, name).listings()
                articles.add_metric([name], len(listings))
                passages.add_metric([name], sum(listing.passages for listing in listings))
            for rating, number in feedback.count(self._service.settings).items():
                rated.add_metric([rating], number)
        except RagError as error:
            logger.warning("Some metrics are left out: %s", error)
        yield from (articles, passages, rated)
