from collections.abc import Iterator
from datetime import date

import pytest

from rag.domain import Filters, Hit
from rag.index.reader import Reader
from rag.index.snapshot import Snapshot
from rag.query import Query, read_question
from rag.retrieve.rerank import LateInteraction
from rag.retrieve.retriever import rank_hits, retrieve
from rag.sections import Retrieve
from tests.fakes import HashEmbedder
from tests.rag.answer.pieces import hit
from tests.rag.index.folders import Shelf, mark, text, write

DATED = "---\ntitle: {0}\ndate: {1}\nsource: {2}\n---\n\nThe envoy spoke of {0} in Kabul today.\n"


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("retrieve")
    write(folder / "in", **{f"report{number}": text(number) for number in range(12)})
    for name, day, source in [
        ("trade", "2025-05-01", "Daily"),
        ("water", "2025-05-20", "Weekly"),
        ("roads", "2025-06-10", "Daily"),
    ]:
        (folder / "in" / f"{name}.md").write_text(DATED.format(name, day, source))
    shelf = Shelf(folder / "index")
    shelf.sync(folder / "in")
    with Reader(shelf.index) as reader:
        yield reader.current()


def read(question: str) -> Query:
    return read_question(question, HashEmbedder(), lambda stem: 1.0)


def find(now: Snapshot, question: str, filters: Filters = Filters(), **settings: int) -> list[Hit]:
    return retrieve(
        read(question), now, Retrieve.model_validate(settings), LateInteraction(), filters
    )


@pytest.mark.parametrize("number", [0, 7, 11])
def test_the_passage_that_holds_the_words_comes_first(now: Snapshot, number: int) -> None:
    word = mark(number, 2)
    hits = find(now, f"Was village {word} calm?")
    assert word in hits[0].passage.text
    assert hits[0].listing.id == hits[0].passage.article_id == f"report{number}.txt"


def test_hits_are_ranked_once_and_say_why(now: Snapshot) -> None:
    hits = find(now, "Was the village calm on Friday?", candidates=20, rerank=5)
    assert 5 < len(hits) <= 20
    assert len({h.passage.id for h in hits}) == len(hits)
    reranked = [h for h in hits if "interaction" in h.scores]
    assert hits[:5] == reranked
    assert [h.score for h in reranked] == sorted((h.score for h in reranked), reverse=True)
    rest = [h.scores["fusion"] for h in hits[5:]]
    assert rest == sorted(rest, reverse=True)
    assert all("dense" in h.scores or "lexical" in h.scores for h in hits)


def test_reranking_can_be_switched_off(now: Snapshot) -> None:
    hits = find(now, "Was the village calm?", rerank=0)
    assert [h.score for h in hits] == [h.scores["fusion"] for h in hits]
    assert not any("interaction" in h.scores for h in hits)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(source="Daily"), {"trade.md", "roads.md"}),
        (Filters(source="daily"), {"trade.md", "roads.md"}),
        (Filters(source="w*"), {"water.md"}),
        (Filters(after=date(2025, 5, 20)), {"water.md", "roads.md"}),
        (Filters(before=date(2025, 5, 20)), {"trade.md", "water.md"}),
        (Filters(date(2025, 5, 2), date(2025, 6, 1)), {"water.md"}),
        (Filters(source="report3.txt"), {"report3.txt"}),
        (Filters(source="Nobody"), set()),
        (Filters(after=date(2030, 1, 1)), set()),
    ],
)
def test_filters_say_who_may_answer(now: Snapshot, filters: Filters, names: set[str]) -> None:
    assert {h.listing.id for h in find(now, "The envoy in Kabul", filters)} == names


def test_filters_apply_before_anything_is_ranked(now: Snapshot) -> None:
    """With one candidate a side, what ranks far behind is still found when it alone may answer."""
    question = f"Was village {mark(3, 1)} calm?"
    (best,) = {h.listing.id for h in find(now, question, candidates=1)}
    assert best == "report3.txt"
    only = Filters(source="water.md")
    assert {h.listing.id for h in find(now, question, only, candidates=1)} == {"water.md"}


def test_a_question_without_a_known_word_still_finds_what_is_nearest(now: Snapshot) -> None:
    hits = find(now, "zzz", candidates=3)
    assert len(hits) == 3
    assert not any("lexical" in h.scores for h in hits)


def test_reranked_hits_come_before_the_others() -> None:
    hits = [
        hit("A.", "a", scores={"fusion": 3.0, "x": 0.1}),
        hit("B.", "b", scores={"fusion": 2.0, "x": 0.9}),
        hit("C.", "c", scores={"fusion": 1.0}),
        hit("D.", "d", scores={"fusion": 0.5}),
    ]
    ranked = rank_hits(hits, "x")
    assert [(h.listing.id, h.score) for h in ranked] == [
        ("b", 0.9),
        ("a", 0.1),
        ("c", 1.0),
        ("d", 0.5),
    ]
