"""What people thought of answers: kept whole, once an answer, by many writers, or a plain error."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from rag.cli.common import Commands
from rag.cli.feedback import feedback
from rag.domain import Answer, Quote, Span
from rag.errors import StorageFailed
from rag.feedback import (
    FILE,
    LONGEST_NOTE,
    Feedback,
    Quoted,
    Rating,
    count,
    fingerprint,
    rate,
    read,
    record,
)
from rag.sections import Answering, Llm
from rag.settings import Settings
from tests.rag.index.folders import Shelf, settings_for, text, write

QUOTE = Quote(
    1,
    "a.txt",
    "Ties",
    date(2025, 5, 30),
    "The Star",
    "He went.",
    5,
    13,
    Span(0, 13),
    "Yes. He went.",
)
ANSWER = Answer("Who?", "Who went?", "quoted", "He went. [1]", quotes=(QUOTE,))


def settings_in(folder: Path) -> Settings:
    return Settings(data=folder / "data", index=folder / "index")


def rated(
    settings: Settings, identity: str = "one", rating: Rating = "up", note: str = ""
) -> Feedback:
    return rate(
        ANSWER, identity, rating, note, settings=settings, collection="default", visitor="user ann"
    )


def test_what_is_kept_comes_back_whole(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert read(settings) == []
    given = rated(settings, note=" Exactly “this”.\n")
    record(settings, given)
    assert read(settings) == [given]
    assert given.note == "Exactly “this”."
    assert given.quotes == (Quoted("a.txt", 5, 13, "He went."),)
    assert (given.question, given.standalone, given.text) == ("Who?", "Who went?", "He went. [1]")
    assert (settings.data / FILE).stat().st_mode & 0o077 == 0


def test_a_second_rating_replaces_the_first(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    record(settings, rated(settings, rating="up"))
    record(settings, rated(settings, rating="down"))
    record(settings, rated(settings, "two"))
    assert [(one.answer_id, one.rating) for one in read(settings)] == [
        ("one", "down"),
        ("two", "up"),
    ]
    assert count(settings) == {"up": 1, "down": 1}


def test_days_and_ratings_are_chosen(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    ratings: dict[int, Rating] = {29: "up", 30: "down", 31: "up"}
    for day, rating in ratings.items():
        given = rated(settings, str(day), rating)
        record(settings, replace(given, when=f"2025-05-{day}T00:00:00+00:00"))
    assert [one.answer_id for one in read(settings, since=date(2025, 5, 30))] == ["30", "31"]
    assert [one.answer_id for one in read(settings, rating="up")] == ["29", "31"]
    assert read(settings, date(2025, 5, 31), "down") == []


def test_a_note_is_bounded_and_half_a_character_is_no_trouble(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    record(settings, rated(settings, note="x" * (LONGEST_NOTE + 1)))
    assert len(read(settings)[0].note) == LONGEST_NOTE
    record(settings, rated(settings, note="\ud800\0'; DROP TABLE feedback"))
    assert read(settings)[0].note == "?\0'; DROP TABLE feedback"


def record_many(folder: Path, name: str) -> None:
    settings = settings_in(folder)
    for number in range(10):
        record(settings, rated(settings, f"{name}-{number}"))


def test_threads_and_processes_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    other = context.Process(target=record_many, args=(tmp_path, "process"))
    other.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: record_many(tmp_path, name), "abcd"))
    other.join(60)
    assert other.exitcode == 0
    assert len(read(settings_in(tmp_path))) == 50


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    settings = settings_in(tmp_path)
    with pytest.raises(StorageFailed, match="setting `data`"):
        record(settings, rated(settings))
    with pytest.raises(StorageFailed, match="cannot be read or written"):
        read(settings)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_can_be_read(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    record(settings, rated(settings))
    settings.data.chmod(0o500)
    (settings.data / FILE).chmod(0o400)
    with pytest.raises(StorageFailed):
        record(settings, rated(settings))
    assert len(read(settings)) == 1
    settings.data.chmod(0o700)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.data.mkdir()
    (settings.data / FILE).symlink_to("/dev/full")
    with pytest.raises(StorageFailed):
        record(settings, rated(settings))


def test_damage_is_told(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.data.mkdir()
    (settings.data / FILE).write_bytes(b"no database at all" * 100)
    for broken in (lambda: record(settings, rated(settings)), lambda: read(settings)):
        with pytest.raises(StorageFailed, match="not a database"):
            broken()


def test_the_fingerprint_tells_settings_apart_and_no_secret(tmp_path: Path) -> None:
    write(tmp_path / "articles", one=text(1))
    shelf = Shelf(tmp_path / "index")
    assert fingerprint(settings_in(tmp_path)).startswith("no index; settings ")
    shelf.sync(tmp_path / "articles")
    plain = settings_for(tmp_path / "index")
    assert fingerprint(plain).startswith("model hash-32, passages of")
    other = plain.model_copy(update={"answer": Answering(statements=2)})
    assert fingerprint(other) != fingerprint(plain)
    here, there = (
        plain.model_copy(update={"llm": Llm(base_url=f"http://{who}127.0.0.1/v1")})
        for who in ("", "ann:secret@")
    )
    assert fingerprint(here) != fingerprint(plain)
    assert fingerprint(there).split("; ")[0] == fingerprint(here).split("; ")[0]
    assert "secret" not in fingerprint(there)


# The command

app = typer.Typer(cls=Commands, callback=lambda: None)
app.command()(feedback)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    record(settings, replace(rated(settings), when="2025-05-29T10:00:00+00:00"))
    given = rated(settings, "two", "down", "=1+1\x1b[31m\nwrong")
    record(settings, replace(given, when="2025-05-30T10:00:00+00:00"))
    return settings


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["feedback", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_it_is_listed(kept: Settings) -> None:
    status, out, _ = run()
    assert status == 0
    assert "up" in out
    assert "\x1b" not in out
    assert "Who went?" in out
    assert "2 ratings: 1 up, 1 down." in out


def test_json_is_one_object_a_line(kept: Settings) -> None:
    _, out, _ = run("--json", "--rating", "up")
    assert [json.loads(line) for line in out.splitlines()] == [read(kept)[0].to_json()]


def test_csv_is_no_formula(kept: Settings) -> None:
    _, out, _ = run("--csv", "--since", "2025-05-30")
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["note"].startswith("'=1+1")
    assert json.loads(row["quotes"])[0]["start"] == 5
    assert row["rating"] == "down"


def test_bad_options_are_told(kept: Settings) -> None:
    assert run("--since", "yesterday")[0] == 2
    assert run("--rating", "sideways")[0] == 2
    status, _, error = run("--json", "--csv")
    assert status == 2
    assert "one of" in error


def test_nothing_kept_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, _ = run()
    assert status == 0
    assert "0 ratings" in out
    assert run("--json")[1] == ""
