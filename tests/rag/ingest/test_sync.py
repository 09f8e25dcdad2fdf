import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.domain import Article
from rag.embedding import Encoded
from rag.errors import BadPath, IndexInUse, IndexMismatch, IndexMissing, ModelUnavailable
from rag.index import layout
from rag.index.lock import writing
from rag.ingest.load import Raw, parse
from tests.fakes import HashEmbedder
from tests.rag.index.folders import Shelf, mark, text, whole, write


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    write(tmp_path / "articles", one=text(1), two=text(2), three=text(3))
    return tmp_path / "articles"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "index")


def ids(shelf: Shelf) -> list[str]:
    with shelf.read() as reader:
        return [about.id for about in reader.current().listings()]


def finds(shelf: Shelf, number: int, part: int = 0) -> list[str]:
    """The articles in which a text's mark is found."""
    with shelf.read() as reader:
        now = reader.current()
        found = now.lexical([mark(number, part)], 99)
        return sorted({passage.article_id for passage in now.passages([key for key, _ in found])})


def stamps(index: Path) -> dict[str, int]:
    return {
        str(path): path.stat().st_mtime_ns
        for path in index.rglob("*")
        if path.name not in (layout.LOCK, layout.HOLDER)
    }


def test_the_first_sync_adds_everything(shelf: Shelf, articles: Path) -> None:
    report = shelf.sync(articles)
    assert report.added == ("one.txt", "three.txt", "two.txt")
    assert report.revision == 1
    assert report.embedded == report.passages == len(shelf.embedder.encoded)
    assert ids(shelf) == ["one.txt", "three.txt", "two.txt"]


def test_a_second_sync_opens_no_model_and_writes_nothing(shelf: Shelf, articles: Path) -> None:
    shelf.sync(articles)
    shelf.opened = 0
    before = stamps(shelf.index)
    for paths in ([articles], []):
        report = shelf.sync(*paths)
        assert len(report.unchanged) == 3
        assert report.revision == 1
    assert shelf.opened == 0
    assert stamps(shelf.index) == before


def test_one_edited_file_is_embedded_alone(shelf: Shelf, articles: Path) -> None:
    shelf.sync(articles)
    write(articles, two=text(22))
    report = shelf.sync(articles)
    assert report.changed == ("two.txt",)
    assert shelf.embedder.encoded
    assert all("Report 22" in said for said in shelf.embedder.encoded)
    assert finds(shelf, 2) == []
    assert finds(shelf, 22) == ["two.txt"]


def test_a_renamed_file_is_not_embedded_again(shelf: Shelf, articles: Path) -> None:
    shelf.sync(articles)
    (articles / "two.txt").rename(articles / "zwei.txt")
    report = shelf.sync(articles)
    assert (report.added, report.removed, report.embedded) == (("zwei.txt",), ("two.txt",), 0)
    assert finds(shelf, 2) == ["zwei.txt"]


def test_a_file_that_vanished_is_removed_with_its_passages(shelf: Shelf, articles: Path) -> None:
    shelf.sync(articles)
    (articles / "two.txt").unlink()
    assert shelf.sync().removed == ("two.txt",)
    assert finds(shelf, 2) == []
    assert mark(2, 0).encode() not in (shelf.index / layout.CATALOG).read_bytes()
    assert list(layout.revision_folders(shelf.index)) == [2]


def test_the_same_bytes_are_indexed_once_and_the_copy_takes_over(
    shelf: Shelf, articles: Path
) -> None:
    write(articles, copy=text(2))
    report = shelf.sync(articles)
    assert report.duplicates == (("two.txt", "copy.txt"),)
    (articles / "copy.txt").unlink()
    report = shelf.sync(articles)
    assert (report.removed, report.added, report.embedded) == (("copy.txt",), ("two.txt",), 0)
    assert finds(shelf, 2) == ["two.txt"]


def test_a_copy_in_another_folder_takes_over_too(
    shelf: Shelf, articles: Path, tmp_path: Path
) -> None:
    write(tmp_path / "other", copy=text(2), more=text(4))
    shelf.sync(articles)
    assert shelf.sync(tmp_path / "other").duplicates == (("copy.txt", "two.txt"),)
    (articles / "two.txt").unlink()
    assert shelf.sync(articles).added == ("copy.txt",)
    assert finds(shelf, 2) == ["copy.txt"]


def test_the_same_text_in_other_bytes_is_embedded_once(shelf: Shelf, articles: Path) -> None:
    shelf.sync(articles)
    (articles / "marked.txt").write_bytes(b"\xef\xbb\xbf" + text(2).encode())
    report = shelf.sync(articles)
    assert (report.added, report.embedded) == (("marked.txt",), 0)
    assert finds(shelf, 2) == ["marked.txt", "two.txt"]


def test_a_folder_that_was_moved_keeps_its_articles(
    shelf: Shelf, articles: Path, tmp_path: Path
) -> None:
    shelf.sync(articles)
    moved = articles.rename(tmp_path / "moved")
    write(moved, two=text(22))
    with pytest.raises(BadPath):
        shelf.sync()
    report = shelf.sync(moved)
    assert (report.unchanged, report.changed) == (("one.txt", "three.txt"), ("two.txt",))
    assert ids(shelf) == ["one.txt", "three.txt", "two.txt"]
    (moved / "one.txt").unlink()
    assert shelf.sync().removed == ("one.txt",)


def test_a_folder_of_other_articles_is_not_taken_for_the_lost_one(
    shelf: Shelf, articles: Path, tmp_path: Path
) -> None:
    shelf.sync(articles)
    articles.rename(tmp_path / "unplugged")
    write(tmp_path / "new", one=text(1), two=text(22), four=text(4))
    report = shelf.sync(tmp_path / "new")
    assert (report.changed, report.removed) == ((), ())
    assert ids(shelf) == ["four.txt", "new/two.txt", "one.txt", "three.txt", "two.txt"]


def test_other_folders_are_left_alone(shelf: Shelf, articles: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", four=text(4))
    shelf.sync(articles)
    assert shelf.sync(tmp_path / "other").removed == ()
    assert len(ids(shelf)) == 4


def test_an_unreadable_file_is_skipped_and_its_earlier_version_stays(
    shelf: Shelf, articles: Path
) -> None:
    shelf.sync(articles)
    (articles / "two.txt").write_bytes(bytes(range(256)) * 20)
    (articles / "new.pdf").write_bytes(b"%PDF-1.4 broken")
    for _ in range(2):
        report = shelf.sync(articles)
        assert sorted(skip.name for skip in report.skipped) == ["new.pdf", "two.txt"]
        assert all(skip.reason for skip in report.skipped)
        assert report.kept == ("two.txt",)
        assert (report.added, report.changed, report.revision) == ((), (), 1)
        assert finds(shelf, 2) == ["two.txt"]
    write(articles, two=text(22))
    assert shelf.sync(articles).changed == ("two.txt",)
    assert finds(shelf, 2) == []


def test_bad_paths_change_nothing(shelf: Shelf, articles: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadPath):
        shelf.sync(tmp_path / "empty")
    assert not shelf.index.exists()
    shelf.sync(articles)
    for path in articles.iterdir():
        path.unlink()
    for paths in ([articles], [tmp_path / "nowhere"], []):
        with pytest.raises(BadPath):
            shelf.sync(*paths)
    assert len(ids(shelf)) == 3


def test_only_unreadable_files_make_no_index(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(BadPath, match=r"broken\.pdf"):
        shelf.sync(tmp_path / "broken.pdf")
    with pytest.raises(IndexMissing):
        shelf.read()


def test_nothing_to_sync_says_what_to_do(shelf: Shelf) -> None:
    with pytest.raises(IndexMissing, match="rag ingest FOLDER"):
        shelf.sync()
    assert not shelf.index.exists()


def test_another_model_is_noticed_before_any_work(
    shelf: Shelf, articles: Path, tmp_path: Path
) -> None:
    shelf.sync(articles)
    other = Shelf(shelf.index)
    other.embedder.fingerprint = "other-32"
    write(articles, four=text(4))
    with pytest.raises(IndexMismatch, match=r"hash-32.*other-32.*rag ingest --rebuild"):
        other.sync(articles)
    assert other.opened == 0
    report = other.sync(rebuild=True)
    assert report.embedded == report.passages
    assert len(ids(other)) == 4
    with pytest.raises(IndexMismatch):
        shelf.sync(articles)


def test_a_rebuild_keeps_what_it_cannot_read(shelf: Shelf, articles: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", four=text(4))
    shelf.sync(articles, tmp_path / "other")
    (articles / "two.txt").write_bytes(bytes(range(256)) * 20)
    other = Shelf(shelf.index)
    other.embedder.fingerprint = "other-32"
    report = other.sync(articles, rebuild=True)
    assert report.kept == ("two.txt",)
    assert (finds(other, 2), finds(other, 4)) == (["two.txt"], ["four.txt"])
    assert report.embedded == report.passages


def test_an_article_of_clutter_alone_is_skipped_and_says_so(shelf: Shelf, articles: Path) -> None:
    write(articles, bare="...\n", list="Next In World News\nOne headline\nAnother headline\n")
    for _ in range(2):
        bare, lists = sorted(shelf.sync(articles).skipped, key=lambda skip: skip.name)
        assert (bare.name, lists.name) == ("bare.txt", "list.txt")
        assert "no words" in bare.reason
        assert "clutter" in lists.reason


def test_a_file_that_vanishes_meanwhile_is_read_when_it_is_back(
    shelf: Shelf, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(raw: Raw) -> Article:
        if raw.id == "two.txt":
            raw = replace(raw, path=raw.path.with_name("gone.txt"))
        return parse(raw)

    monkeypatch.setattr("rag.ingest.read.parse", vanished)
    (skip,) = shelf.sync(articles).skipped
    assert skip.reason == "The file cannot be opened: No such file or directory."
    monkeypatch.undo()
    assert shelf.sync(articles).added == ("two.txt",)


def test_a_file_that_was_refused_is_read_under_its_proper_name(
    shelf: Shelf, articles: Path
) -> None:
    (articles / "four.pdf").write_text(text(4))
    assert [skip.name for skip in shelf.sync(articles).skipped] == ["four.pdf"]
    (articles / "four.pdf").rename(articles / "four.txt")
    report = shelf.sync(articles)
    assert (report.added, report.skipped) == (("four.txt",), ())


def test_reasons_are_whole_sentences(shelf: Shelf, articles: Path) -> None:
    for name, data in {
        "a.xyz": b"x",
        "b": b"x",
        "c.pdf": b"x",
        "d.docx": b"y",
        "e.jsonl": b'x\n[]\n{}\n{"id": [], "text": "x"}\n{"id": "\\n", "text": "x"}',
        "f.html": b"<p></p>",
        "g.txt": b"",
        "h.txt": b"\0\1\2",
        "i.txt": b"...",
        "j.txt": b"Read more",
    }.items():
        (articles / name).write_bytes(data)
    reasons = {skip.name: skip.reason for skip in shelf.sync(articles).skipped}
    assert len(reasons) == 14
    assert [why for why in reasons.values() if not re.fullmatch(r"[A-Z].* .*\.", why)] == []


def test_lines_of_a_record_file_are_articles(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines = [f'{{"id": "n{n}", "text": "{text(n).strip()}"}}' for n in range(3)]
    path.write_text("\n".join(lines))
    shelf.sync(path)
    assert ids(shelf) == ["n0", "n1", "n2"]
    path.write_text("\n".join(lines[1:]))
    report = shelf.sync(path)
    assert (report.removed, report.embedded) == (("n0",), 0)
    path.write_text(f"{lines[1]}\n{lines[2][:20]}")
    report = shelf.sync(path)
    assert (report.removed, report.kept) == ((), ("n2",))
    assert ids(shelf) == ["n1", "n2"]


def test_a_second_writer_is_told_at_once_who_holds_the_index(shelf: Shelf, articles: Path) -> None:
    shelf.sync(articles)
    script = (
        "import sys; from pathlib import Path; from rag.index.lock import writing\n"
        f"with writing(Path({str(shelf.index)!r})):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexInUse, match=rf"in use by `rag ingest` \(process {holder.pid}, "):
            shelf.sync(articles)
        # Readers do not mind.
        assert len(ids(shelf)) == 3
        holder.kill()
    shelf.sync(articles)


def test_the_lock_is_free_after_an_error(shelf: Shelf) -> None:
    def fail() -> None:
        with writing(shelf.index):
            raise RuntimeError

    for _ in range(2):
        with pytest.raises(RuntimeError):
            fail()


class Failing(HashEmbedder):
    """Works for some batches, then never again."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self.batches = batches

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        if not self.batches:
            raise ModelUnavailable("The model is gone.")
        self.batches -= 1
        return super().encode(texts)


def test_what_an_interrupted_sync_has_embedded_is_not_embedded_again(
    tmp_path: Path, articles: Path
) -> None:
    shelf = Shelf(tmp_path / "index", embedding={"batch": 1})
    shelf.embedder = Failing(batches=5)  # a window of four is stored, the fifth is lost
    with pytest.raises(ModelUnavailable):
        shelf.sync(articles)
    with pytest.raises(IndexMissing):
        shelf.read()
    shelf.embedder = HashEmbedder()
    report = shelf.sync(articles)
    assert report.embedded == report.passages - 4
    assert len(report.added) == 3


EDITS = st.lists(
    st.tuples(st.sampled_from(["write", "delete", "rename", "copy"]), *[st.integers(0, 4)] * 2),
    max_size=5,
)


def edit(folder: Path, kind: str, first: int, second: int) -> None:
    one, other = folder / f"f{first}.txt", folder / f"f{second}.txt"
    if kind == "write":
        one.write_text(text(second, parts=2))
    elif kind == "delete":
        one.unlink(missing_ok=True)
    elif one.exists() and one != other:
        one.rename(other) if kind == "rename" else other.write_bytes(one.read_bytes())


@pytest.mark.slow
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_after_any_edits_the_index_equals_a_new_one(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int, int]]]
) -> None:
    tmp_path = tmp_path_factory.mktemp("edits")
    folder = tmp_path / "articles"
    write(folder, always=text(9, parts=2))
    shelf, new = Shelf(tmp_path / "index"), Shelf(tmp_path / "new")
    for edits in rounds:
        for kind, first, second in edits:
            edit(folder, kind, first, second)
        shelf.sync(folder)
    new.sync(folder)
    with shelf.read() as old_reader, new.read() as new_reader:
        old, fresh = old_reader.current(), new_reader.current()
        texts = {article.text for about in old.listings() if (article := old.article(about.id))}
        assert len(texts) == len(old.listings())
        assert texts == {path.read_text() for path in folder.iterdir()}
        if ids(shelf) == ids(new):  # which copy is indexed depends on which came first
            assert whole(old) == whole(fresh)
