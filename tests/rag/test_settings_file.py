import tomllib
from pathlib import Path

import pytest

from rag.errors import BadSettings, StorageFailed
from rag.settings import load
from rag.settings_file import write_section

SET = {"provider": "gguf", "file": '/models/it\'s a "model".gguf'}
FULL = """# Ours.
index = "there"   # on the big disk

[serve]
port = 8000

[llm]  # who writes
provider = "none"   # for now
timeout = 30
"""


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rag.toml"


def test_a_file_is_made_where_there_is_none(file: Path) -> None:
    write_section("llm", SET)
    assert tomllib.loads(file.read_text()) == {"llm": SET}
    assert load().llm.file == Path(SET["file"])


def test_comments_and_everything_else_stay(file: Path) -> None:
    file.write_text(FULL)
    write_section("llm", SET)
    lines = file.read_text().splitlines()
    kept = [line for line in FULL.splitlines() if not line.startswith("provider")]
    assert [line for line in lines if line in kept] == kept
    assert 'provider = "gguf"   # for now' in lines
    assert load().llm.timeout == 30
    write_section("llm", SET)
    assert file.read_text().splitlines() == lines


@pytest.mark.parametrize(
    "text",
    [
        'llm.provider = "none"\nllm.timeout = 30\n[serve]\nport = 8000\n',
        'llm = { provider = "none", timeout = 30 }\n[serve]\nport = 8000\n',
        '[llm]\r\nprovider = "none"\r\ntimeout = 30\r\n[serve]\r\nport = 8000\r\n',
        "[llm]\ntimeout = 30\n\n[serve]\nport = 8000",
    ],
)
def test_a_section_may_be_written_in_any_way(file: Path, text: str) -> None:
    file.write_bytes(text.encode())
    write_section("llm", SET)
    assert tomllib.loads(file.read_text()) == {
        "llm": SET | {"timeout": 30},
        "serve": {"port": 8000},
    }
    if "\r\n" in text:
        assert b"timeout = 30\r\n" in file.read_bytes()


@pytest.mark.parametrize("text", [b"[llm\n", b"llm = 3\n", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_broken_file_is_not_touched(file: Path, text: bytes) -> None:
    file.write_bytes(text)
    with pytest.raises(BadSettings, match="left as it is"):
        write_section("llm", SET)
    assert file.read_bytes() == text


def test_a_link_stays_a_link_and_rights_stay(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "kept" / "real.toml"
    real.parent.mkdir()
    real.write_text(FULL)
    real.chmod(0o600)
    file.symlink_to(real)
    write_section("llm", SET)
    assert file.is_symlink()
    assert tomllib.loads(real.read_text())["llm"]["provider"] == "gguf"
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_refuses_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    file.write_text(FULL)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StorageFailed, match="No space left"):
        write_section("llm", SET)
    assert file.read_text() == FULL
