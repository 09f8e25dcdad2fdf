from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexForeign
from rag.index import dense as dense_module
from rag.index.dense import DenseIndex

AXES = np.eye(4, dtype=np.float32)


@pytest.fixture
def dense(tmp_path: Path) -> Iterator[DenseIndex]:
    index = DenseIndex(tmp_path / "vectors", create=True)
    yield index
    index.close()


def fill(index: DenseIndex) -> None:
    index.upsert((f"k{n}", f"article {n % 2}", AXES[n]) for n in range(4))


def test_an_empty_collection_finds_nothing(dense: DenseIndex) -> None:
    assert len(dense) == 0
    assert dense.keys() == set()
    assert dense.query(AXES[0], 5) == []
    dense.upsert([])
    dense.delete([])


def test_the_score_is_the_cosine(dense: DenseIndex) -> None:
    fill(dense)
    found = dense.query(3 * AXES[0] + 4 * AXES[1], 50)
    assert [key for key, _ in found[:2]] == ["k1", "k0"]
    assert found[0][1] == pytest.approx(0.8, abs=1e-5)
    assert len(found) == 4
    assert dense.query(AXES[0], 0) == []


def test_only_allowed_articles_are_ranked(dense: DenseIndex) -> None:
    fill(dense)
    assert {key for key, _ in dense.query(AXES[0], 4, {"article 1"})} == {"k1", "k3"}
    assert dense.query(AXES[0], 4, set()) == []
    assert dense.query(AXES[0], 4, {"no such article"}) == []


def test_many_allowed_articles_are_asked_in_parts(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(dense)
    monkeypatch.setattr(dense_module, "ARTICLES_AT_ONCE", 1)
    found = dense.query(AXES[0], 3, {"article 0", "article 1"})
    assert len(found) == 3
    assert found[0][0] == "k0"


def test_an_upsert_replaces_and_a_delete_removes(dense: DenseIndex) -> None:
    fill(dense)
    dense.upsert([("k0", "article 0", AXES[3])])
    dense.delete(["k3", "no such key"])
    assert dense.keys() == {"k0", "k1", "k2"}
    ((key, score),) = dense.query(AXES[3], 1)
    assert (key, round(score, 5)) == ("k0", 1)


def test_the_folder_can_be_closed_and_opened_again(tmp_path: Path) -> None:
    first = DenseIndex(tmp_path / "vectors", create=True)
    fill(first)
    first.close()
    first.close()
    second = DenseIndex(tmp_path / "vectors")
    assert len(second) == 4
    second.close()


def test_more_rows_than_a_batch_takes(dense: DenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense_module, "ROWS_AT_ONCE", 3)
    fill(dense)
    assert dense.keys() == {"k0", "k1", "k2", "k3"}


@pytest.mark.parametrize("content", [None, b"not a database" * 100])
def test_a_missing_or_damaged_folder_says_what_to_do(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(IndexForeign, match="--rebuild"):
        DenseIndex(tmp_path)


def test_a_reader_has_a_copy_and_leaves_the_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    folder = tmp_path / "vectors"
    written = DenseIndex(folder, create=True)
    fill(written)
    written.close()

    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    handles = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        first, second = DenseIndex.copy_of(folder), DenseIndex.copy_of(folder)
        assert len(first.query(AXES[0], 4)) == 4
        first.close()
        assert len(second.query(AXES[0], 4)) == 4
        second.close()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert list(scratch.iterdir()) == []
    # Chroma may keep one file of the last client, not one of each.
    assert len(list(Path("/proc/self/fd").iterdir())) <= handles + 3
