from __future__ import annotations

from pathlib import Path

import pytest

from eval.files import check_writable, write_whole
from rag.errors import BadInput, StorageFailed


def test_a_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_whole(path, "one")
    write_whole(path, "two")
    assert path.read_text() == "two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    write_whole(path, "one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageFailed, match="No space left"):
        write_whole(path, "two")
    assert path.read_text() == "one"
    assert list(tmp_path.iterdir()) == [path]


def test_is_checked_before_the_work(tmp_path: Path) -> None:
    check_writable(None)
    check_writable(tmp_path / "new.json")
    for path in (tmp_path, tmp_path / "no" / "x.json"):
        with pytest.raises(BadInput):
            check_writable(path)
