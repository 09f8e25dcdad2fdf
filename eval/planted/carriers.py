"""What a verifier is given with a planted sentence: the quotes that an answer would have had.

First the sentences that the case names, then what the shipped retrieval finds for its question.
Knows how articles are held in memory, and nothing of what a verifier does with quotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.articles import Told, encode_articles, read_articles
from eval.corpus import Corpus, Entry
from eval.planted.cases import Place, Planted
from eval.subject import furnisher
from rag.answer.compose import find_evidence
from rag.answer.evidence import Evidence, rows_of
from rag.answer.verify import Carrier
from rag.assistant import Desk
from rag.domain import Hit, Passage
from rag.embedding import Embedder
from rag.errors import BadInput
from rag.query import Query, coverage, interaction, match_words
from rag.settings import Settings
from rag.terms import stems


class Bench:
    """Articles to look planted sentences up in, with a desk before them."""

    def __init__(self, entries: Sequence[Entry], corpus: Corpus, desk: Desk) -> None:
        """`corpus` and `desk` are over these entries."""
        self._passages = {e.article.id: [row.passage for row in e.rows] for e in entries}
        self._corpus = corpus
        self.desk = desk

    @property
    def articles(self) -> frozenset[str]:
        """The ids of the articles that are there."""
        return frozenset(self._passages)

    def carriers(self, case: Planted, settings: Settings) -> list[Carrier]:
        """The quotes behind a case, numbered from 1.

        Raises BadInput for a place that is not made of whole sentences of an article that is here.
        """
        query = self.desk.read(case.question)
        named = [self._evidence(query, place, case.id) for place in case.places]
        taken = {one.place for one in named}
        found = [one for one in self._found(query, settings) if one.place not in taken]
        most = max(settings.llm.evidence, len(named))
        return [self._carrier(n, one) for n, one in enumerate([*named, *found][:most], start=1)]

    def check(self, case: Planted) -> None:
        """Raise BadInput for a case whose places are not whole sentences."""
        for place in case.places:
            self._passage(place, case.id)

    def _found(self, query: Query, settings: Settings) -> list[Evidence]:
        hits = self.desk.retrieve(query.text)[: settings.answer.passages]
        tokens = self._corpus.tokens([hit.passage.id for hit in hits])
        return find_evidence(query, hits, tokens)[1]

    def _evidence(self, query: Query, place: Place, case: str) -> Evidence:
        passage, (article, span) = self._passage(place, case), place
        listing = self._corpus.listing(article)
        assert listing is not None
        held = frozenset(stems(passage.slice(span)))
        [matrix] = self._corpus.tokens([passage.id])
        score = interaction(query, match_words(query, rows_of(matrix, span, passage.start)))
        hit = Hit(passage, listing, 0.0)
        return Evidence(hit, span, held, score, coverage(query, held), 0.0)

    def _passage(self, place: Place, case: str) -> Passage:
        article, span = place
        for passage in self._passages.get(article, []):
            starts = {sentence.start for sentence in passage.sentences}
            ends = {sentence.end for sentence in passage.sentences}
            if span.start in starts and span.end in ends:
                return passage
        raise BadInput(
            f"{case}: characters {span.start} to {span.end} of {article} are not whole sentences; "
            "correct the offsets."
        )

    def _carrier(self, n: int, evidence: Evidence) -> Carrier:
        passage = evidence.hit.passage
        [matrix] = self._corpus.tokens([passage.id])
        return Carrier(n, evidence, rows_of(matrix, evidence.span, passage.start))


def open_bench(settings: Settings, folder: Path, embedder: Embedder, told: Told) -> Bench:
    """A bench over the articles of a folder. Raises RagError as reading them does."""
    entries = encode_articles(read_articles(settings, folder), embedder, settings.chunking, told)
    corpus = Corpus(entries)
    return Bench(entries, corpus, furnisher(embedder, settings)(corpus))
