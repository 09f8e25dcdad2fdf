from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexForeign
from rag.index.lexical import TERMS, LexicalIndex, build, saved_terms

ROWS = [["war", "peace", "peace"], ["peace"], ["trade", "war"], []]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    build(tmp_path / "words", ["a", "b", "c", "d"], ROWS)
    return LexicalIndex(tmp_path / "words")


def test_only_rows_that_share_a_term_are_ranked(index: LexicalIndex) -> None:
    assert {key for key, _ in index.query(["peace"], 10)} == {"a", "b"}
    scores = [score for _, score in index.query(["peace", "war"], 10)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_filters_apply_before_ranking(index: LexicalIndex) -> None:
    best = index.query(["war"], 1)[0][0]
    mask = np.array([key != best for key in index.keys])
    assert {key for key, _ in index.query(["war"], 1, mask)} == {"a", "c"} - {best}


def test_unknown_terms_find_nothing(index: LexicalIndex) -> None:
    assert index.query(["nowhere"], 10) == []
    assert index.query([], 10) == []
    assert index.query(["war"], 0) == []


def test_the_rows_that_hold_a_term_are_counted(index: LexicalIndex) -> None:
    assert (index.df("peace"), index.df("trade"), index.df("nowhere")) == (2, 1, 0)
    assert "war" in index
    assert "nowhere" not in index


@pytest.mark.parametrize("rows", [[], [[]], [[], []]])
def test_an_index_without_terms_answers_nothing(tmp_path: Path, rows: list[list[str]]) -> None:
    build(tmp_path / "words", [str(number) for number in range(len(rows))], rows)
    index = LexicalIndex(tmp_path / "words")
    assert len(index) == len(rows)
    assert index.query(["war"], 5) == []
    assert index.df("war") == 0


def test_a_damaged_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexForeign, match="--rebuild"):
        LexicalIndex(tmp_path)


@pytest.mark.parametrize("rows", [[["war", "peac"], [], ["charg"]], [[]], [[], []]])
def test_the_terms_it_was_made_of_are_kept(tmp_path: Path, rows: list[list[str]]) -> None:
    keys = [str(number) for number in range(len(rows))]
    build(tmp_path / "words", keys, rows)
    assert saved_terms(tmp_path / "words") == dict(zip(keys, rows, strict=True))


def test_terms_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    assert saved_terms(tmp_path / "nowhere") == {}
    build(tmp_path / "none", [], [])
    assert saved_terms(tmp_path / "none") == {}
    build(tmp_path / "words", ["a", "b"], [["war"], ["peac"]])
    (tmp_path / "words" / TERMS).write_text("war")
    assert saved_terms(tmp_path / "words") == {}
