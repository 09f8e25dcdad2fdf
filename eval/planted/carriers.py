"""What a verifier is given with a planted sentence: the quotes that an answer would have had.

First the sentences that the case names, then what the shipped path finds for its question. Knows
how articles are held in memory, and nothing of what a verifier does with quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.articles import Told, encode_articles, read_articles
from eval.corpus import Corpus, Entry
from eval.planted.cases import Place, Planted, about_these
from eval.subject import furnisher
from rag.answer.evidence import Evidence, rows_of
from rag.answer.verify import Carrier
from rag.desk import Desk
from rag.domain import Hit, Passage
from rag.embedding import Embedder
from rag.errors import BadInput
from rag.index.searchable import Searchable
from rag.query import Query, coverage, interaction, match_words
from rag.settings import Settings
from rag.terms import stems


@dataclass(frozen=True, slots=True)
class Laid:
    """A case with the quotes behind it, numbered from 1, and its sentence as it is compared."""

    case: Planted
    carriers: Sequence[Carrier]
    query: Query


class Bench:
    """Articles that planted sentences are put to, each as evidence for a question."""

    def __init__(self, entries: Sequence[Entry], desk: Desk) -> None:
        """`desk` stands before these entries."""
        self._listed = {e.article.id: [row.passage for row in e.rows] for e in entries}
        self.desk = desk

    @property
    def articles(self) -> frozenset[str]:
        """The ids of the articles that are there."""
        return frozenset(self._listed)

    def carriers(self, case: Planted) -> list[Carrier]:
        """The quotes behind a case, numbered from 1.

        Raises BadInput for a place that is not made of whole sentences of an article that is here.
        """
        query = self.desk.read(case.question)
        named = [self._carrier(query, place, case.id) for place in case.places]
        found = self.desk.ground(case.question, self.desk.retrieve(case.question)).carriers
        others = [one for one in found if one.evidence.place not in case.places]
        first = [*named, *others][: max(len(found), len(named))]
        return [replace(one, n=n) for n, one in enumerate(first, start=1)]

    def lay(self, case: Planted) -> Laid:
        """A case with all that is known of it. Raises BadInput as `carriers` does."""
        return Laid(case, self.carriers(case), self.desk.read(case.sentence))

    def _carrier(self, query: Query, place: Place, case: str) -> Carrier:
        index: Searchable = self.desk.index
        passage, (article, span) = self._passage(place, case), place
        listing = index.listing(article)
        if listing is None:
            raise BadInput(f"{case}: there is no article {article}.")
        [matrix] = index.tokens([passage.id])
        rows = rows_of(matrix, span, passage.start)
        held = frozenset(stems(passage.slice(span)))
        score = interaction(query, match_words(query, rows))
        hit = Hit(passage, listing, 0.0)
        return Carrier(0, Evidence(hit, span, held, score, coverage(query, held), 0.0), rows)

    def _passage(self, place: Place, case: str) -> Passage:
        article, span = place
        for passage in self._listed.get(article, []):
            starts = {sentence.start for sentence in passage.sentences}
            ends = {sentence.end for sentence in passage.sentences}
            if span.start in starts and span.end in ends:
                return passage
        raise BadInput(
            f"{case}: characters {span.start} to {span.end} of {article} are not whole sentences; "
            "correct the offsets."
        )


def at_benches(
    cases: Sequence[Planted],
    settings: Settings,
    folders: Iterable[Path],
    embedder: Embedder,
    told: Told,
) -> Iterator[tuple[Planted, Bench]]:
    """Each case with the bench of each folder that holds its articles, a folder at a time."""
    for folder in folders:
        bench = open_bench(settings, folder, embedder, told)
        for case in about_these(cases, bench.articles):
            yield case, bench


def open_bench(settings: Settings, folder: Path, embedder: Embedder, told: Told) -> Bench:
    """A bench over the articles of a folder. Raises RagError as reading them does."""
    entries = encode_articles(read_articles(settings, folder), embedder, settings.chunking, told)
    return Bench(entries, furnisher(embedder, settings)(Corpus(entries)))
