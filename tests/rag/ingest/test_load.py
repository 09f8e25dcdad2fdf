"""From files on disk to articles: what is found, what is passed over and why."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path

import pytest

from rag.domain import Article
from rag.ingest.load import SUFFIXES, Raw, Skip, parse, survey
from rag.sections import Ingest

SEEDS = Path(__file__).parents[3] / "seeds"
LIMITS = Ingest()


def only(path: Path) -> Raw:
    raws, skips = survey(path, path.name, LIMITS)
    assert skips == []
    (raw,) = raws
    return raw


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def reason(path: Path, limits: Ingest = LIMITS) -> str:
    raws, (skip,) = survey(path, path.name, limits)
    assert raws == []
    assert skip.name == path.name
    return skip.reason


@pytest.mark.parametrize(
    ("number", "title", "day"),
    [
        (0, "Afghanistan welcomes upgraded diplomatic ties with Pakistan", date(2025, 5, 31)),
        (
            1,
            "In diplomatic breakthrough, Islamabad upgrades Afghanistan mission",
            date(2025, 5, 31),
        ),
        (2, "Afghanistan, Pakistan discuss upgrading diplomatic ties to ambassadorial level", None),
        (
            3,
            "Pakistan upgrades ties with Afghanistan after China's push, says it will send "
            "ambassador to Kabul",
            date(2025, 5, 30),
        ),
        (
            4,
            "Pakistan announced Friday that it is upgrading its diplomatic representation in…",
            date(2025, 5, 30),
        ),
    ],
)
def test_seeds(number: int, title: str, day: date | None) -> None:
    (path,) = SEEDS.glob(f"{number:03}_*.txt")
    article = parse(only(path))
    assert article.text == path.read_bytes().decode("utf-8")
    assert (article.title, article.date) == (title, day)
    assert article.source == article.id == path.name


def test_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    raw = only(write(tmp_path, "A.TXT", "Some text.\r\n"))
    assert raw == Raw("A.TXT", hashlib.sha256(b"Some text.\r\n").hexdigest(), tmp_path / "A.TXT")
    assert parse(raw).text == "Some text.\r\n"


def test_records(tmp_path: Path) -> None:
    lines = [
        {"text": "First text.", "id": "one", "title": "One", "date": "2025-05-30"},
        {"text": "Second text.", "url": "https://www.x.org/2", "extra": [1]},
        {"text": "Third text.", "id": 3, "source": "The Star", "url": "javascript:alert(1)"},
    ]
    content = "\r\n".join(json.dumps(line) for line in lines) + "\n\n"
    path = write(tmp_path, "a.jsonl", b"\xef\xbb\xbf" + content.encode())
    raws, skips = survey(path, "news/a.jsonl", LIMITS)
    assert skips == []
    assert [parse(raw) for raw in raws] == [
        Article("one", "One", "First text.", "one", date(2025, 5, 30)),
        Article(
            "news/a.jsonl:2", "Second text.", "Second text.", "x.org", url="https://www.x.org/2"
        ),
        Article("3", "Third text.", "Third text.", "The Star"),
    ]


def test_a_record_is_known_by_what_it_says_not_by_its_id(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.jsonl",
        '{"id": "a", "text": "T.", "title": "x"}\n{"title":"x","text":"T.","id":"b"}\n'
        '{"id": "c", "text": "T.", "title": "y"}\n',
    )
    a, b, c = survey(path, "a.jsonl", LIMITS)[0]
    assert a.digest == b.digest != c.digest


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "no JSON object"),
        ('{"title": "x"}', "no text"),
        ('{"text": 5}', "no text"),
        ('{"text": "  "}', "no text"),
        ('{"text": "x", "id": ["a"]}', "id"),
        ('{"text": "x", "id": true}', "id"),
        ('{"text": "x", "id": "a\\nb"}', "printable"),
        ('{"text": "x \\ud800"}', "surrogate"),
        ('{"text": "x", "id": "good"}', "'good'"),
    ],
)
def test_a_bad_line_leaves_the_others(tmp_path: Path, line: str, word: str) -> None:
    path = write(tmp_path, "a.jsonl", f'{{"text": "x", "id": "good"}}\n{line}\n{{"text": "y"}}\n')
    raws, skips = survey(path, "a.jsonl", LIMITS)
    assert [raw.id for raw in raws] == ["good", "a.jsonl:3"]
    assert [skip.name for skip in skips] == ["a.jsonl:2"]
    assert word in skips[0].reason


def test_what_is_passed_over(tmp_path: Path) -> None:
    assert ".csv" in reason(write(tmp_path, "a.csv", "x"))
    assert "without a suffix" in reason(write(tmp_path, "README", "x"))
    assert "empty" in reason(write(tmp_path, "a.txt", ""))
    assert "empty" in reason(write(tmp_path, "b.jsonl", " \n\n"))
    assert "binary" in reason(write(tmp_path, "c.jsonl", b"\x89PNG\r\n\x1a\n\0\0"))
    assert reason(tmp_path / "gone.txt") == "The file is gone."
    (tmp_path / "link.txt").symlink_to("nowhere")
    assert "not there" in reason(tmp_path / "link.txt")
    (tmp_path / "folder.txt").mkdir()
    assert "no regular file" in reason(tmp_path / "folder.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no regular file" in reason(tmp_path / "pipe.txt")
    large = write(tmp_path, "large.txt", b"x " * 1_000_000)
    assert "max_megabytes" in reason(large, Ingest(max_megabytes=1))
    assert survey(large, "large.txt", LIMITS)[1] == []


def test_a_file_that_vanishes_in_between(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Some text.")
    raw = only(path)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        parse(raw)


def test_every_type_is_named() -> None:
    assert set(SUFFIXES) == {".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl"}
    assert Skip("a", "b").reason == "b"
