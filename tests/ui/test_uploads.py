"""Articles that visitors add follow sync's rules, and only theirs can be removed."""

from __future__ import annotations

import base64
from dataclasses import replace
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pytest

from rag.domain import Listing
from rag.errors import BadInput, BadPath
from rag.ingest.progress import Progress, Quiet
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.rag.index.folders import Shelf, settings_for, text, write
from tests.ui.fakes import FakeAssistant, FakeService
from tests.ui.serving import Held
from ui import uploads
from ui.access.visitor import Visitor
from ui.look import Look
from ui.page_articles import steps, take_piece
from ui.render import shelf
from ui.strings import Strings
from ui.uploads import Outcome, Uploads, clean_name

WHO = "address 127.0.0.1"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    embedder = HashEmbedder()
    monkeypatch.setattr(uploads, "open_embedder", lambda _: embedder)
    monkeypatch.setattr(uploads, "fingerprint", lambda _: embedder.fingerprint)
    found = settings_for(tmp_path / "index")
    return found.model_copy(update={"data": tmp_path / "data"})


@pytest.fixture
def place(settings: Settings) -> Uploads:
    return Uploads(settings, "default", Strings())


def add(place: Uploads, **files: str) -> Outcome:
    for name, content in files.items():
        place.take(WHO, f"{name}.txt", 0, content.encode())
    return place.add(WHO, Quiet())


def names(outcome: Outcome) -> tuple[str, ...]:
    assert outcome.report is not None
    return outcome.report.added


def test_what_is_added_is_indexed_and_can_be_removed_to_the_last(place: Uploads) -> None:
    assert names(add(place, one=text(1), two=text(2))) == ("one.txt", "two.txt")
    assert place.removable() == {"one.txt", "two.txt"}
    for name in ("one.txt", "two.txt"):
        removed = place.remove(name, Quiet()).report
        assert removed is not None
        assert removed.removed == (name,)
        assert not (place.folder / name).exists()
    assert place.removable() == frozenset()


def test_articles_of_other_folders_stay(place: Uploads, settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "articles", mine=text(3))
    Shelf(settings.index).sync(tmp_path / "articles")
    add(place, one=text(1))
    assert place.removable() == {"one.txt"}
    with pytest.raises(BadInput, match="comes from a folder of the server"):
        place.remove("mine.txt", Quiet())
    place.remove("one.txt", Quiet())
    assert (tmp_path / "articles" / "mine.txt").exists()


def test_what_holds_no_article_is_said_and_not_kept(place: Uploads) -> None:
    add(place, one=text(1))
    place.take(WHO, "virus.exe", 0, b"MZ")
    place.take(WHO, "empty.txt", 0, b"")
    outcome = add(place, one=text(2), copy=text(1))
    assert {skip.name for skip in outcome.skips} == {"virus.exe", "empty.txt", "one.txt"}
    assert outcome.report is not None
    assert outcome.report.duplicates
    assert sorted(path.name for path in place.folder.iterdir()) == [".coming", "one.txt"]


def test_nothing_readable_leaves_nothing_behind(place: Uploads) -> None:
    place.take(WHO, "empty.txt", 0, b" ")
    with pytest.raises(BadPath):
        place.add(WHO, Quiet())
    assert [path.name for path in place.folder.iterdir()] == [".coming"]
    assert place.add(WHO, Quiet()) == Outcome()


def test_a_file_comes_in_pieces_and_no_further_than_it_may(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = settings.ingest.model_copy(update={"max_megabytes": 0.001})
    place = Uploads(settings.model_copy(update={"ingest": small}), "default", Strings())
    for at in range(0, 3000, 500):
        place.take(WHO, "long.txt", at, b"x" * 500)
    coming = next((place.folder / ".coming").rglob("long.txt"))
    assert coming.stat().st_size == 1001
    place.take(WHO, "long.txt", 0, b"short")
    place.take(WHO, "long.txt", 400, b"misplaced")
    assert coming.read_bytes() == b"short"
    monkeypatch.setattr(uploads, "FILES_AT_ONCE", 1)
    with pytest.raises(BadInput, match="at most 1"):
        place.take(WHO, "more.txt", 0, b"x")


def test_visitors_do_not_mix(place: Uploads) -> None:
    place.take("user a", "a.txt", 0, text(1).encode())
    assert place.add("user b", Quiet()) == Outcome()
    assert names(place.add("user a", Quiet())) == ("a.txt",)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("a\nb\x00.txt", "a_b_.txt"),
        ("...hidden.txt", "hidden.txt"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize("given", ["", "..", "/", ".txt/.."])
def test_no_name_is_refused(given: str) -> None:
    with pytest.raises(BadInput, match="cannot name a file"):
        clean_name(given)


def test_the_page_tells_how_far_the_work_is_and_what_came_of_it(place: Uploads) -> None:
    place.take(WHO, "one.txt", 0, text(1).encode())
    told = list(steps(Look(), lambda progress: place.add(WHO, progress)))
    assert Strings.WORKING in told[0]
    assert any("Reading 1 of 1" in step for step in told)
    assert Strings.ADDED.format(count=1) in told[-1]


def test_the_page_says_what_went_wrong(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_: Progress) -> Outcome:
        raise BadPath("It is <gone>.")

    def crash(_: Progress) -> Outcome:
        raise ZeroDivisionError("a secret of the server")

    assert "It is &lt;gone&gt;." in list(steps(Look(), refuse))[-1]
    assert escape(Strings.UNEXPECTED) in list(steps(Look(), crash))[-1]
    assert "a secret of the server" in caplog.text


def test_pieces_are_taken_from_who_may_ask_the_collection(settings: Settings) -> None:
    service = FakeService(settings, Held(default=FakeAssistant(), hr=FakeAssistant()))
    data = base64.b64encode(b"some text").decode()
    piece = SimpleNamespace(name="a.txt", at=0, data=data, number=7)
    visitor = Visitor(WHO, frozenset({"default"}))
    assert 'data-piece="7"' in take_piece(service, Look(), visitor, "default", piece)
    assert "no collection" in take_piece(service, Look(), visitor, "hr", piece)
    broken = SimpleNamespace(name="a.txt", at=0, data="%%%", number=7)
    assert escape(Strings.UNEXPECTED) in take_piece(service, Look(), visitor, "default", broken)


def test_the_table_names_what_can_be_removed_and_nothing_becomes_markup() -> None:
    one = Listing("a<b>.txt", "<i>A</i>", "s", None, None, 1, 1)
    html = shelf.table(Look(), [one, replace(one, id="b.txt")], {"a<b>.txt"})
    assert html.count("<button") == 1
    assert 'data-article="a&lt;b&gt;.txt"' in html
    assert html.count(Strings.FROM_FOLDER) == 1
    assert "<i>" not in html
