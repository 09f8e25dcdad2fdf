import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from rag.domain import Filters, Listing
from rag.errors import IndexForeign, IndexMissing
from rag.index import layout, schema
from rag.index.listing import overview
from rag.index.snapshot import SnapshotGone, passes
from rag.terms import stems
from tests.rag.index.folders import Shelf, mark, text, whole, write


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    write(tmp_path / "articles", one=text(1), two=text(2), three=text(3))
    return tmp_path / "articles"


@pytest.fixture
def shelf(tmp_path: Path, articles: Path) -> Shelf:
    shelf = Shelf(tmp_path / "index")
    shelf.sync(articles)
    return shelf


def test_passages_stand_where_they_say(shelf: Shelf) -> None:
    with shelf.read() as reader:
        snapshot = reader.current()
        keys = [key for key, _ in snapshot.lexical(stems("calm village"), 100)]
        assert len(keys) == snapshot.size > 3
        for key, passage in zip(keys, snapshot.passages(keys), strict=True):
            article = snapshot.article(passage.article_id)
            assert article is not None
            assert passage.id == key
            assert article.text[passage.start : passage.end] == passage.text
            assert snapshot.article_of(key) == passage.article_id


def test_tokens_belong_to_their_passages(shelf: Shelf) -> None:
    with shelf.read() as reader:
        snapshot = reader.current()
        keys = [key for key, _ in snapshot.lexical(["calm"], 3)]
        for passage, matrix in zip(snapshot.passages(keys), snapshot.tokens(keys), strict=True):
            assert passage.text[slice(*matrix.offsets[0])] == passage.text.split()[0]
            assert len(matrix.vectors) == len(matrix.offsets)


def test_both_sides_respect_the_allowed_articles(shelf: Shelf) -> None:
    with shelf.read() as reader:
        snapshot = reader.current()
        vector = shelf.embedder.encode(["village"])[0].vector
        allowed = snapshot.allowed(Filters(source="TWO*"))
        assert allowed == {"two.txt"}
        for found in (snapshot.dense(vector, 9, allowed), snapshot.lexical(["calm"], 9, allowed)):
            assert {snapshot.article_of(key) for key, _ in found} == {"two.txt"}


def test_what_is_not_indexed_is_none(shelf: Shelf) -> None:
    with shelf.read() as reader:
        assert reader.current().article("nowhere") is None
        assert reader.current().listing("nowhere") is None
        assert reader.current().text("nowhere") == ""


def test_a_reader_notices_a_new_revision_and_forgets_deleted_text(
    shelf: Shelf, articles: Path
) -> None:
    with shelf.read() as reader:
        before = reader.current()
        assert reader.current() is before
        (articles / "two.txt").unlink()
        shelf.sync(articles)
        after = reader.current()
        assert after.revision == before.revision + 1
        assert after.lexical([mark(2, 0)], 5) == []
        vector = shelf.embedder.encode([text(2)])[0].vector
        assert "two.txt" not in {after.article_of(key) for key, _ in after.dense(vector, 99)}
        # Who still holds the old snapshot is told so, or gets what was true then.
        keys = [key for key, _ in before.lexical([mark(2, 0)], 5)]
        with pytest.raises(SnapshotGone):
            before.passages(keys)
        assert reader.read(lambda now: now.revision) == after.revision


def test_read_asks_again_when_the_snapshot_was_replaced(shelf: Shelf, articles: Path) -> None:
    with shelf.read() as reader:
        asked: list[int] = []

        def ask(snapshot: object) -> str:
            asked.append(1)
            current = reader.current()
            if len(asked) == 1:
                write(articles, two=text(22))
                shelf.sync(articles)
                keys = [key for key, _ in current.lexical([mark(2, 0)], 1)]
                return current.passages(keys)[0].text
            return "asked again"

        assert reader.read(ask) == "asked again"


def test_an_index_that_was_removed_and_made_again_is_opened_again(
    shelf: Shelf, articles: Path
) -> None:
    with shelf.read() as reader:
        reader.current()
        shutil.rmtree(shelf.index)
        with pytest.raises(IndexMissing):
            reader.current()
        write(articles, two=text(22))
        shelf.sync(articles)
        found = reader.current().lexical([mark(22, 0)], 1)
        assert reader.current().passages([key for key, _ in found])[0].article_id == "two.txt"


def test_two_readers_of_one_process_do_not_close_each_other(shelf: Shelf) -> None:
    first, second = shelf.read(), shelf.read()
    vector = shelf.embedder.encode(["village"])[0].vector
    first.close()
    assert second.current().dense(vector, 1)
    second.close()


def test_a_read_only_catalog_can_be_read(shelf: Shelf) -> None:
    (shelf.index / layout.CATALOG).chmod(0o400)
    with shelf.read() as reader:
        assert reader.current().size


def test_an_overview_needs_no_vectors(shelf: Shelf) -> None:
    shutil.rmtree(layout.revision_folder(shelf.index, 1))
    state = overview(shelf.index)
    assert [listing.id for listing in state.listings] == ["one.txt", "three.txt", "two.txt"]
    assert state.size > 1000


@pytest.mark.parametrize("made", ["nothing", "an empty folder", "a killed start"])
def test_a_missing_index_says_what_to_do(tmp_path: Path, made: str) -> None:
    if made != "nothing":
        (tmp_path / "index").mkdir()
    if made == "a killed start":
        (tmp_path / "index" / layout.CATALOG).touch()
        (tmp_path / "index" / layout.LOCK).touch()
    with pytest.raises(IndexMissing, match="rag ingest"):
        Shelf(tmp_path / "index").read()


def test_folders_that_are_not_ours_are_refused(tmp_path: Path, articles: Path) -> None:
    for path in (articles, articles / "one.txt"):
        with pytest.raises(IndexForeign, match="--index"):
            Shelf(path).read()
        with pytest.raises(IndexForeign, match="--index"):
            Shelf(path).sync(articles)
    assert not (articles / layout.LOCK).exists()


def damage(index: Path, how: str) -> None:
    catalog = index / layout.CATALOG
    if how == "garbage":
        catalog.write_bytes(b"garbage" * 1000)
    elif how == "torn":
        catalog.write_bytes(catalog.read_bytes()[:5000])
    else:
        pragma = {"format": "user_version=99", "program": "application_id=7"}[how]
        connection = sqlite3.connect(catalog)
        connection.execute(f"PRAGMA {pragma}")
        connection.close()


@pytest.mark.parametrize("how", ["garbage", "torn", "format", "program"])
def test_a_damaged_or_foreign_catalog_is_one_clear_sentence(
    shelf: Shelf, articles: Path, how: str
) -> None:
    damage(shelf.index, how)
    with pytest.raises(IndexForeign):
        shelf.read()
    with pytest.raises(IndexForeign):
        shelf.sync(articles)


@pytest.mark.parametrize("gone", [".", "chroma", "chroma/chroma.sqlite3", "lexical"])
def test_missing_files_of_a_revision_name_the_remedy_and_the_next_sync_is_one(
    shelf: Shelf, articles: Path, gone: str
) -> None:
    with shelf.read() as reader:
        before = whole(reader.current())
    missing = layout.revision_folder(shelf.index, 1) / gone
    shutil.rmtree(missing) if missing.is_dir() else missing.unlink()
    with pytest.raises(IndexForeign, match=r"revision-000001.*--rebuild"):
        shelf.read()
    assert shelf.sync(articles).embedded == 0
    with shelf.read() as reader:
        assert whole(reader.current()) == before


def test_a_damaged_collection_is_made_anew(shelf: Shelf, articles: Path) -> None:
    folder = layout.revision_folder(shelf.index, 1) / layout.DENSE
    (folder / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
    with pytest.raises(IndexForeign, match="--rebuild"):
        shelf.read()
    assert shelf.sync(rebuild=True).embedded == 0
    with shelf.read() as reader:
        assert reader.current().dense(shelf.embedder.encode(["calm"])[0].vector, 3)


def test_filters() -> None:
    about = Listing("a/b.txt", "T", "The Wire", date(2025, 5, 30), None, 1, 1)
    undated = Listing("c.txt", "T", "Post", None, None, 1, 1)
    assert passes(about, Filters(after=date(2025, 5, 30), before=date(2025, 5, 30)))
    assert not passes(about, Filters(after=date(2025, 5, 31)))
    assert not passes(about, Filters(before=date(2025, 5, 29)))
    assert passes(about, Filters(source="*wire"))
    assert passes(about, Filters(source="A/*"))
    assert not passes(about, Filters(source="wire"))
    assert not passes(undated, Filters(after=date(2000, 1, 1)))


def test_the_catalog_is_marked_as_ours(shelf: Shelf) -> None:
    connection = sqlite3.connect(shelf.index / layout.CATALOG)
    assert connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION
    assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.FORMAT
    connection.close()
