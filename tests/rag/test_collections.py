"""Several indexes side by side: named, found, and apart from each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.__main__ import app
from rag.collections import DEFAULT, LONGEST, at, check_name, names
from rag.errors import BadInput
from rag.index.reader import Reader
from tests.fakes import HashEmbedder
from tests.rag.index.folders import Shelf, settings_for, text, write


@pytest.mark.parametrize("name", ["default", "hr", "a", "2026-q1", "a_b", "x" * LONGEST])
def test_a_name(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "HR", "a b", "../x", "a/b", "a\\b", ".", "..", "-x", "_x", "é", "a.b", "a\n", "\x00",
     "x" * (LONGEST + 1), "con:1"],
)  # fmt: skip
def test_what_is_no_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot name a collection"):
        check_name(name)
    with pytest.raises(BadInput):
        at(settings_for(tmp_path), name)


def test_the_default_collection_is_the_index_itself(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "index")
    assert at(settings, DEFAULT) is settings
    assert at(settings, "hr").index == tmp_path / "index" / "collections" / "hr"
    assert at(settings, "hr").chunking == settings.chunking


def test_only_what_is_published_is_named(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "index")
    assert names(settings) == []
    write(tmp_path / "articles", one=text(1))
    folders = tmp_path / "index" / "collections"
    for name in ("law", "hr"):
        Shelf(folders / name).sync(tmp_path / "articles")
    assert names(settings) == ["hr", "law"]
    for stranger in ("empty", "Not A Name", DEFAULT):
        (folders / stranger).mkdir()
    (folders / "file").write_text("x")
    (folders / "damaged").mkdir()
    (folders / "damaged" / "catalog.sqlite").write_bytes(b"junk" * 999)
    assert names(settings) == ["hr", "law"]


def test_a_collection_inside_does_not_disturb_the_default_one(tmp_path: Path) -> None:
    write(tmp_path / "articles", one=text(1))
    write(tmp_path / "others", two=text(2))
    shelf = Shelf(tmp_path / "index")
    shelf.sync(tmp_path / "articles")
    Shelf(at(shelf.settings, "hr").index).sync(tmp_path / "others")
    shelf.sync(rebuild=True)
    assert names(shelf.settings) == [DEFAULT, "hr"]
    for name, article in ((DEFAULT, "one"), ("hr", "two")):
        with Reader(at(shelf.settings, name).index) as reader:
            assert [listing.id for listing in reader.current().listings()] == [f"{article}.txt"]


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.embedding.open_embedder", lambda settings: HashEmbedder())
    monkeypatch.setattr("rag.embedding.fingerprint", lambda settings: "hash-32")


@pytest.mark.usefixtures("fake_model")
def test_ingest_fills_the_collection_that_is_named(tmp_path: Path) -> None:
    write(tmp_path / "articles", one=text(1))
    where = ["--index", str(tmp_path / "index")]
    arguments = ["ingest", str(tmp_path / "articles"), *where]
    done = CliRunner().invoke(app, [*arguments, "--collection", "hr"])
    assert done.exit_code == 0, done.output
    assert names(settings_for(tmp_path / "index")) == ["hr"]
    bad = CliRunner().invoke(app, [*arguments, "--collection", "../hr"])
    assert bad.exit_code == 2
    assert "cannot name a collection" in bad.stderr
    assert not (tmp_path / "hr").exists()
