"""Questions asked with and without their answer in the index: what the refusal model learns from.

Each answerable question is put to sets of articles that hold the answer: all of them, all with
its source printed twice (as news is), the few articles nearest to its source. And to sets that do
not: the first and the last of these without the source, and all articles whole but for the
sentences that hold the answer, near the question and still no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

import numpy as np

from eval.corpus import Corpus, Entry, encode_article
from eval.fold import fold
from eval.gold import Case
from eval.match import any_of
from eval.remember import Remembering
from rag.answer.compose import find_evidence
from rag.answer.refuse import describe
from rag.desk import Desk
from rag.domain import Article
from rag.embedding import Embedder
from rag.ingest.lines import merge
from rag.ingest.sentences import split_sentences
from rag.retrieve.rerank import LateInteraction
from rag.settings import Settings

NEAREST = 5  # articles in a small set: as many as a small folder has


@dataclass(frozen=True, slots=True)
class Sample:
    """The features of one question over one set of articles, and whether that holds the answer."""

    case: Case
    setting: str
    answerable: bool
    features: dict[str, float]


def usable(cases: Sequence[Case], articles: Collection[str]) -> list[Case]:
    """The cases that have answers and a source among the articles' ids, by source."""
    found = [case for case in cases if case.answers and set(case.sources) & set(articles)]
    return sorted(found, key=lambda case: case.sources)


def collect_samples(
    cases: Sequence[Case],
    entries: Sequence[Entry],
    embedder: Embedder,
    settings: Settings,
    jobs: int = 1,
) -> Iterator[list[Sample]]:
    """Six samples for each usable case, the cases of one source together, by source.

    `jobs` sources are looked at at once; what comes out does not depend on it.
    """
    asking = Remembering(embedder)  # a question is put to six sets
    entries = [entry for entry in entries if entry.rows]
    everything = Corpus(entries)
    known = {entry.article.id: entry for entry in entries}
    groups = [list(g) for _, g in groupby(usable(cases, known), key=lambda case: case.sources)]

    def one(group: Sequence[Case]) -> list[Sample]:
        return list(_of_source(group, known, everything, embedder, asking, settings))

    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield from pool.map(one, groups)
        finally:
            pool.shutdown(cancel_futures=True)


def _of_source(
    cases: Sequence[Case],
    known: dict[str, Entry],
    everything: Corpus,
    embedder: Embedder,
    asking: Embedder,
    settings: Settings,
) -> Iterator[Sample]:
    """The samples of cases that have the same sources."""
    sources = [name for name in cases[0].sources if name in known]
    sets = _sets(sources, everything, list(known.values()))

    @cache
    def encode(article: Article) -> Entry:
        return encode_article(article, embedder, settings.chunking)

    for case in cases:
        for name, corpus in sets.items():
            yield _sample(case, name, not name.endswith("without"), corpus, asking, settings)
        blanked = [encode(blank(known[name].article, case)) for name in sources]
        near = everything.without(sources, [entry for entry in blanked if entry.rows])
        yield _sample(case, "sentence without", False, near, asking, settings)


def blank(article: Article, case: Case) -> Article:
    """The article with each sentence that holds an accepted answer marked as clutter."""
    holding = [
        span
        for span in split_sentences(article.text, 0, len(article.text))
        if any_of(fold(span.of(article.text)), case.answers)
    ]
    return replace(article, clutter=merge(article.text, [*article.clutter, *holding]))


def _sets(
    sources: Sequence[str], everything: Corpus, entries: Sequence[Entry]
) -> dict[str, Corpus]:
    again = [e.called(f"reprint of {e.article.id}") for e in entries if e.article.id in sources]
    few = everything.only({*_nearest(sources, entries), *sources})
    return {
        "all": everything,
        "all without": everything.without(sources),
        "all twice": everything.without((), again),
        "few": few,
        "few without": few.without(sources),
    }


def _nearest(sources: Sequence[str], entries: Sequence[Entry]) -> list[str]:
    """The articles whose mean vector is nearest to that of the first source."""
    means = np.stack([np.mean([row.vector for row in entry.rows], axis=0) for entry in entries])
    own = next(i for i, entry in enumerate(entries) if entry.article.id == sources[0])
    order = np.argsort(-(means @ means[own]), kind="stable")
    return [entries[i].article.id for i in order if i != own][:NEAREST]


def _sample(
    case: Case, name: str, answerable: bool, corpus: Corpus, embedder: Embedder, settings: Settings
) -> Sample:
    desk = Desk(corpus, embedder, LateInteraction(), settings)
    standalone = desk.resolve(case.question, case.history)
    hits = desk.retrieve(standalone)
    best = hits[: settings.answer.passages]
    query = desk.read(standalone)
    found = find_evidence(query, best, corpus.tokens([hit.passage.id for hit in best]))
    return Sample(case, name, answerable, describe(query, *found))
