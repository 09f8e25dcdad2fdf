import asyncio
from datetime import date

import pytest

from rag.domain import Hit
from rag.retrieve.llama_index import as_llama_index
from tests.rag.answer.pieces import hit

ARTICLE = "First. Dar visited Kabul. Rain fell."


def found(question: str) -> list[Hit]:
    assert question == "Who visited Kabul?"
    return [
        hit(ARTICLE[7:], "a.txt", start=7, day=date(2025, 5, 31)),
        hit("Other.", "b.txt", day=None),
    ]


@pytest.mark.slow
def test_passages_become_nodes_that_keep_their_place() -> None:
    retriever = as_llama_index(found)
    nodes = retriever.retrieve("Who visited Kabul?")
    node = nodes[0].node
    assert node.node_id == "a.txt-7"
    assert node.get_content() == ARTICLE[node.start_char_idx : node.end_char_idx]  # type: ignore[attr-defined]
    assert node.metadata == {
        "article": "a.txt",
        "title": "A title",
        "source": "Daily News",
        "date": "2025-05-31",
    }
    assert nodes[1].node.metadata["date"] is None
    assert [scored.score for scored in nodes] == [1.0, 1.0]
    assert [n.node_id for n in asyncio.run(retriever.aretrieve("Who visited Kabul?"))] == [
        "a.txt-7",
        "b.txt-0",
    ]
    assert len(as_llama_index(found, top_k=1).retrieve("Who visited Kabul?")) == 1
