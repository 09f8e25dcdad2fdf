import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from rag.errors import BadPath
from rag.index.records import Record
from rag.ingest.scan import Scan, scan
from rag.sections import Ingest
from tests.rag.index.folders import write


def look(
    *paths: Path,
    records: Mapping[str, Record] | None = None,
    roots: tuple[Path, ...] = (),
    settings: Ingest | None = None,
) -> Scan:
    return scan(
        paths, records or {}, {os.fsencode(root) for root in roots}, (), settings or Ingest()
    )


def indexed(seen: Scan) -> dict[str, Record]:
    """The records an index would have after a scan."""
    return {
        name: Record(
            name, "v", found.raw.digest, found.path, found.name, found.local, "T", "S", None, None
        )
        for name, found in seen.found.items()
    }


def test_ids_are_paths_relative_to_the_folder(tmp_path: Path) -> None:
    write(tmp_path, b="b", a__c="c")
    seen = look(tmp_path)
    assert list(seen.found) == ["a/c.txt", "b.txt"]
    assert seen.roots == {os.fsencode(tmp_path)}


def test_hidden_files_linked_folders_and_index_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, a="a", old__catalog="x")
    (tmp_path / "old" / "catalog.sqlite").touch()
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    seen = look(tmp_path)
    assert list(seen.found) == ["a.txt"]
    assert seen.skips == ()


def test_what_only_has_the_name_of_an_article_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, a="a")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    seen = look(tmp_path)
    assert list(seen.found) == ["a.txt"]
    assert [skip.name for skip in seen.skips] == ["broken.txt", "loop.txt", "pipe.txt"]


def test_other_file_types_are_skipped_with_their_reason(tmp_path: Path) -> None:
    write(tmp_path, a="a")
    (tmp_path / "picture.png").write_bytes(b"x")
    (skip,) = look(tmp_path).skips
    assert skip.name == "picture.png"
    assert ".png" in skip.reason


def test_bad_paths_are_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.exe").touch()
    for path, words in (("nowhere", "does not exist"), ("empty", "no articles"), ("a.exe", "type")):
        with pytest.raises(BadPath, match=words):
            look(tmp_path / path)


def test_a_single_file_has_its_name_and_its_folder_is_not_watched(tmp_path: Path) -> None:
    write(tmp_path, a="a", b="b")
    seen = look(tmp_path / "a.txt")
    assert list(seen.found) == ["a.txt"]
    assert seen.roots == {os.fsencode(tmp_path / "a.txt")}


def test_what_lies_in_a_known_root_is_named_from_there(tmp_path: Path) -> None:
    write(tmp_path, sub__a="a", b="b")
    first = look(tmp_path)
    for path in (tmp_path / "sub", tmp_path / "sub" / "a.txt"):
        seen = look(path, records=indexed(first), roots=(tmp_path,))
        assert list(seen.found) == ["sub/a.txt"]
        assert seen.covered == {"sub/a.txt"}
        assert seen.roots == {os.fsencode(tmp_path)}


def test_a_parent_adopts_a_known_root_and_its_ids(tmp_path: Path) -> None:
    write(tmp_path, sub__a="a")
    first = look(tmp_path / "sub")
    write(tmp_path, sub__new="new", b="b")
    seen = look(tmp_path, records=indexed(first), roots=(tmp_path / "sub",))
    assert sorted(seen.found) == ["a.txt", "b.txt", "sub/new.txt"]
    assert seen.roots == {os.fsencode(tmp_path)}


def test_the_same_file_by_two_paths_is_found_once(tmp_path: Path) -> None:
    write(tmp_path, sub__a="a")
    (tmp_path / "link").symlink_to(tmp_path / "sub")
    for paths in ([tmp_path, tmp_path / "sub"], [tmp_path / "sub", tmp_path / "link", tmp_path]):
        assert [f.raw.path for f in look(*paths).found.values()] == [tmp_path / "sub" / "a.txt"]


def test_equal_names_of_two_roots_stay_apart(tmp_path: Path) -> None:
    for folder in ("one/news", "two/news", "three/news"):
        write(tmp_path / folder, x=folder)
    seen = look(*(tmp_path / folder / "news" for folder in ("one", "two", "three")))
    assert sorted(seen.found) == ["news/x.txt", "news/x.txt (2)", "x.txt"]
    # Whoever had an id keeps it.
    first = look(tmp_path / "two" / "news")
    seen = look(
        tmp_path / "one" / "news", records=indexed(first), roots=(tmp_path / "two" / "news",)
    )
    assert list(seen.found) == ["news/x.txt"]


def test_equal_ids_of_two_record_files_stay_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text(f'{{"id": "n1", "text": "news {name}"}}\n')
    assert sorted(look(tmp_path).found) == ["n1", f"{tmp_path.name}/n1"]


def test_a_renamed_record_file_keeps_its_ids(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "n1", "text": "news"}\n')
    records = indexed(look(tmp_path))
    (tmp_path / "a.jsonl").rename(tmp_path / "b.jsonl")
    assert list(look(records=records, roots=(tmp_path,)).found) == ["n1"]


def test_a_broken_line_shields_the_other_articles_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "n1", "text": "one"}\n{"id": "n2", "text": "two"}\n')
    records = indexed(look(tmp_path))
    path.write_text('{"id": "n1", "text": "one"}\n{"id": "n2", "te\n')
    seen = look(tmp_path, records=records, roots=(tmp_path,))
    assert list(seen.found) == ["n1"]
    assert "n2" in seen.unreadable


def test_a_file_that_is_too_large_is_skipped_and_shields_its_article(tmp_path: Path) -> None:
    write(tmp_path, a="a" * 100, b="b")
    records = indexed(look(tmp_path))
    seen = look(tmp_path, records=records, settings=Ingest(max_megabytes=0.00005))
    assert list(seen.found) == ["b.txt"]
    assert seen.unreadable == {"a.txt"}


def test_known_roots_that_are_missing_or_empty_are_skipped(tmp_path: Path) -> None:
    write(tmp_path, one__a="a", two__b="b")
    roots = (tmp_path / "one", tmp_path / "two")
    records = indexed(look(*roots))
    (tmp_path / "two" / "b.txt").unlink()
    for empty in (True, False):
        if not empty:
            (tmp_path / "two").rmdir()
        seen = look(records=records, roots=roots)
        assert list(seen.found) == ["a.txt"]
        assert seen.covered == {"a.txt"}
        assert "kept" in seen.skips[0].reason
        assert seen.roots == {os.fsencode(root) for root in roots}
    with pytest.raises(BadPath, match="any more"):
        look(records=records, roots=roots[1:])


def test_a_single_file_that_was_deleted_is_gone(tmp_path: Path) -> None:
    write(tmp_path, a="a", b="b")
    roots = (tmp_path / "a.txt", tmp_path / "b.txt")
    records = indexed(look(*roots))
    (tmp_path / "a.txt").unlink()
    seen = look(records=records, roots=roots)
    assert seen.covered == {"a.txt", "b.txt"}
    assert list(seen.found) == ["b.txt"]


def test_file_names_that_are_no_text_can_be_stored(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_text("a")
    except OSError:
        pytest.skip("the file system takes only UTF-8 names")
    (seen,) = look(tmp_path).found.values()
    assert seen.raw.id == "caf\\xe9.txt"
    assert os.fsdecode(seen.path).endswith(name)
