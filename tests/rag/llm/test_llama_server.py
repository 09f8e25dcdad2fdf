from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import LanguageModelFailed, ModelUnavailable
from rag.llm.base import Message
from rag.llm.llama_server import GgufModel

STORY = [Message("user", "Write a long story about the sea.")]


@pytest.fixture(scope="module")
def model(smollm2: Path) -> Iterator[GgufModel]:
    made = GgufModel(smollm2, 4096, 2)
    yield made
    made.close()


def opening(file: Path) -> str:
    with pytest.raises(ModelUnavailable) as raised:
        GgufModel(file, 1024, 1)
    said = str(raised.value)
    assert "\n" not in said
    assert str(file) in said
    return said


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    assert "No such file" in opening(tmp_path / "none.gguf")
    assert "cannot be read" in opening(tmp_path)
    (tmp_path / "empty.gguf").touch()
    assert "is no GGUF model" in opening(tmp_path / "empty.gguf")
    (tmp_path / "text.gguf").write_text("hello " * 1000)
    assert "is no GGUF model" in opening(tmp_path / "text.gguf")
    (tmp_path / "head.gguf").write_bytes(b"GGUF" + b"\0" * 1000)
    assert "cannot be loaded" in opening(tmp_path / "head.gguf")


@pytest.mark.model
def test_a_file_that_is_not_whole(smollm2: Path, tmp_path: Path) -> None:
    whole = smollm2.read_bytes()
    file = tmp_path / "model.gguf"
    file.write_bytes(whole[: len(whole) // 2])
    assert "cannot be loaded" in opening(file)
    damaged = bytearray(whole)
    damaged[60_000_000:60_000_400] = b"\xff" * 400
    file.write_bytes(damaged)
    assert "cannot be loaded" in opening(file)


@pytest.mark.model
def test_streams_and_counts(model: GgufModel, capfd: pytest.CaptureFixture[str]) -> None:
    writing = model.write(STORY, longest=20, seconds=60)
    assert len(list(writing)) > 10
    assert writing.tokens["completion"] == 20
    assert writing.cut
    assert model.context == 4096
    assert capfd.readouterr() == ("", "")


@pytest.mark.model
def test_the_context_is_what_the_model_was_trained_for(smollm2: Path) -> None:
    model = GgufModel(smollm2, 10_000, 1)
    assert model.context == 8192
    model.close()
    with pytest.raises(LanguageModelFailed, match="is closed"):
        list(model.write(STORY, longest=20, seconds=5))


@pytest.mark.model
def test_a_prompt_beyond_the_context(model: GgufModel) -> None:
    with pytest.raises(LanguageModelFailed, match=r"llm\.context"):
        list(model.write([Message("user", "sea " * 5000)], longest=20, seconds=60))


@pytest.mark.model
@pytest.mark.parametrize("first", [True, False], ids=["before the first word", "in the middle"])
def test_closing_frees_the_model_at_once(smollm2: Path, *, first: bool) -> None:
    model = GgufModel(smollm2, 4096, 1)
    try:
        asked = [Message("user", "sea " * 3500)] if first else STORY
        writing = model.write(asked, longest=2000, seconds=120)
        if first:
            thread = threading.Thread(target=lambda: list(writing))
            thread.start()
            time.sleep(0.5)
            writing.close()
            thread.join(5)
            assert not thread.is_alive()
        else:
            pieces = iter(writing)
            next(pieces)
            writing.close()
            assert list(pieces) == []
        begun = time.monotonic()  # the only slot is free for somebody else
        assert list(model.write([Message("user", "Hi.")], longest=2, seconds=60))
        assert time.monotonic() - begun < 4
    finally:
        model.close()
