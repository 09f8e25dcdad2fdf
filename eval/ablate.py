"""The same questions over every variant. Knows variants and metrics, shows nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eval.articles import Told, encode_articles
from eval.compare import Difference, Past, compare
from eval.corpus import Entry
from eval.drafts import RememberingModel
from eval.gold import Case
from eval.metrics import Measured, measure, metrics
from eval.remember import Remembering
from eval.result import past
from eval.run import nothing, run
from eval.variants import Variant
from rag.assistant import open_writer
from rag.domain import Article
from rag.embedding import Embedder
from rag.llm.base import LanguageModel
from rag.sections import Chunking
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Row:
    """A variant's measures, and how they differ from the first variant's."""

    name: str
    measures: Mapping[str, Measured]
    differences: Mapping[str, Difference]


def ablate(
    variants: Sequence[Variant],
    cases: Sequence[Case],
    articles: Sequence[Article],
    embedder: Embedder,
    settings: Settings,
    told: Told,
    *,
    llm: LanguageModel | None = None,
    jobs: int = 1,
    seed: int = 0,
) -> Iterator[Row]:
    """Measure the variants in order; the first is what the others are compared with.

    Articles are embedded once for each way to cut them, and a language model writes each draft
    once. No row has times: a question that was asked before is not encoded again. A variant that
    writes needs an `llm`; it is closed when this is interrupted.
    """
    asking = Remembering(embedder)
    writer = open_writer(settings, RememberingModel(llm)) if llm else None

    @lru_cache(maxsize=1)
    def entries(chunking: Chunking) -> list[Entry]:
        return encode_articles(articles, embedder, chunking, told)

    texts = {article.id: article.text for article in articles}
    chosen = [one for one in metrics(texts.__getitem__) if not one.name.endswith("_ms")]
    first: Past | None = None
    for number, variant in enumerate(variants):
        subject = variant.open(
            entries(variant.settings(settings).chunking), asking, settings, writer
        )
        records = []
        for record in run(subject.door, cases, jobs, llm.close if llm else nothing):
            records.append(record)
            told("questions asked", number * len(cases) + len(records), len(variants) * len(cases))
        now = past(records, chosen)
        first = first or now
        found = compare(first, now, chosen, seed).differences
        measures = measure(records, chosen, seed=seed)
        yield Row(variant.name, measures, {one.name: one for one in found})
