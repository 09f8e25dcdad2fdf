"""Questions asked with and without their answer in the index: what the refusal model learns from.

Each answerable question is put to sets of articles that hold the answer: all of them, all with
its source printed twice (as news is), the few articles nearest to its source. And to sets that do
not: the first and the last of these without the source, and all articles whole but for the
sentences that hold the answer, near the question and still no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.corpus import Corpus, Entry, encode_article
from eval.fold import fold
from eval.gold import Case
from eval.match import any_of
from rag.answer.compose import find_evidence
from rag.answer.refuse import describe
from rag.assistant import Desk
from rag.domain import Article, Span
from rag.embedding import Embedder
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


def collect_samples(
    cases: Sequence[Case],
    articles: Sequence[Article],
    embedder: Embedder,
    settings: Settings,
    done: Callable[[int], None] = lambda _: None,
) -> Iterator[Sample]:
    """Six samples for each case that has answers and one source among the articles.

    `done` is told after each case how many there have been.
    """
    entries = [encode_article(article, embedder, settings.chunking) for article in articles]
    entries = [entry for entry in entries if entry.passages]
    sources = {entry.article.id: entry for entry in entries}
    everything = Corpus(entries)
    usable = [case for case in cases if case.answers and set(case.sources) & set(sources)]
    usable.sort(key=lambda case: case.sources)  # sets of articles are made once for each source
    made: tuple[tuple[str, ...], dict[str, Corpus]] = ((), {})
    for number, case in enumerate(usable, start=1):
        if made[0] != case.sources:
            made = (case.sources, _sets(case.sources, everything, entries))
        for name, corpus in made[1].items():
            yield _sample(case, name, not name.endswith("without"), corpus, embedder, settings)
        blanked = [
            encode_article(blank(sources[name].article, case), embedder, settings.chunking)
            for name in case.sources
            if name in sources
        ]
        near = everything.without(case.sources, [entry for entry in blanked if entry.passages])
        yield _sample(case, "sentence without", False, near, embedder, settings)
        done(number)


def blank(article: Article, case: Case) -> Article:
    """The article with each sentence that holds an accepted answer marked as clutter."""
    from rag.ingest.sentences import split_sentences

    holding = [
        span
        for span in split_sentences(article.text, 0, len(article.text))
        if any_of(fold(span.of(article.text)), case.answers)
    ]
    spans = sorted({*article.clutter, *holding})
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return replace(article, clutter=tuple(merged))


def _sets(
    sources: Sequence[str], everything: Corpus, entries: Sequence[Entry]
) -> dict[str, Corpus]:
    own = [entry for entry in entries if entry.article.id in sources]
    few = everything.only({*_nearest(sources, entries), *sources})
    return {
        "all": everything,
        "all without": everything.without(sources),
        "all twice": everything.without((), [_reprint(entry) for entry in own]),
        "few": few,
        "few without": few.without(sources),
    }


def _reprint(entry: Entry) -> Entry:
    """The same article under another name."""
    return replace(entry, article=replace(entry.article, id=f"reprint of {entry.article.id}"))


def _nearest(sources: Sequence[str], entries: Sequence[Entry]) -> list[str]:
    """The articles whose mean vector is nearest to that of the first source."""
    means = np.stack([np.mean([e.vector for e in entry.encoded], axis=0) for entry in entries])
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
    return Sample(case, name, answerable, describe(query, hits, *found))
