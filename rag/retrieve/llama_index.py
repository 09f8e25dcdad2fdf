"""The retriever as a llama-index `BaseRetriever`, for people who build with llama-index.

Imported only by those who ask for it: asking without a language model loads no llama-index.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.domain import Hit

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever


def as_llama_index(retrieve: Callable[[str], list[Hit]], top_k: int = 10) -> BaseRetriever:
    """A llama-index retriever that gives the `top_k` best passages as text nodes.

    A node's id is the passage's, its character indices are offsets in the stored article, and its
    metadata name the article, title, source and date.
    """
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    class PassageRetriever(BaseRetriever):
        """Passages of an index folder."""

        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            return [
                NodeWithScore(
                    node=TextNode(
                        id_=hit.passage.id,
                        text=hit.passage.text,
                        start_char_idx=hit.passage.start,
                        end_char_idx=hit.passage.end,
                        metadata={
                            "article": hit.listing.id,
                            "title": hit.listing.title,
                            "source": hit.listing.source,
                            "date": hit.listing.date.isoformat() if hit.listing.date else None,
                        },
                    ),
                    score=hit.score,
                )
                for hit in retrieve(query_bundle.query_str)[:top_k]
            ]

    return PassageRetriever()
