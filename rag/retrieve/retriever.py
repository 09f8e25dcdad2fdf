"""A question's passages: dense and lexical candidates, fused, the best of them reranked."""

from __future__ import annotations

from rag.domain import Filters, Hit
from rag.index.searchable import Searchable
from rag.query import Query
from rag.retrieve.fusion import fuse
from rag.retrieve.rerank import Reranker
from rag.sections import Retrieve


def retrieve(
    query: Query,
    index: Searchable,
    settings: Retrieve,
    reranker: Reranker,
    filters: Filters = Filters(),
) -> list[Hit]:
    """The passages most likely to answer, best first; none where the filters leave no article.

    Filters apply to both sides before anything is ranked. Passages beyond the reranked ones
    follow in the order of fusion.
    """
    allowed = index.allowed(filters)
    if allowed is not None and not allowed:
        return []
    dense = dict(index.dense(query.encoded.vector, settings.candidates, allowed))
    lexical = dict(index.lexical(query.stems, settings.candidates, allowed))
    fused = fuse(dense, lexical)

    keys = list(fused)[: settings.candidates]
    passages = index.passages(keys)
    best = passages[: settings.rerank]
    again = reranker.score(
        query,
        [passage.text for passage in best],
        [matrix.vectors for matrix in index.tokens([passage.id for passage in best])],
    )
    hits = []
    for rank, passage in enumerate(passages):
        scores = {"fusion": fused[passage.id]}
        scores |= {"dense": dense[passage.id]} if passage.id in dense else {}
        scores |= {"lexical": lexical[passage.id]} if passage.id in lexical else {}
        if rank < len(best):
            scores[reranker.name] = again[rank]
        listing = index.listing(passage.article_id)
        if listing is not None:
            hits.append(Hit(passage, listing, 0.0, scores))
    return rank_hits(hits, reranker.name)


def rank_hits(hits: list[Hit], stage: str) -> list[Hit]:
    """Reranked hits by their score at `stage`, the others behind them as they were."""
    again = sorted((h for h in hits if stage in h.scores), key=lambda h: -h.scores[stage])
    rest = [hit for hit in hits if stage not in hit.scores]
    return [
        Hit(hit.passage, hit.listing, hit.scores.get(stage, hit.scores["fusion"]), hit.scores)
        for hit in again + rest
    ]
