"""What every test stands on: settings of nobody else, and the real model loaded once."""

import os
from pathlib import Path

import pytest

from rag.answer.inference import PACKAGE, PackagedInference, load_tuning, whole_files
from rag.embedding import Embedder, open_embedder
from rag.errors import ModelUnavailable
from rag.llm.packaged import pull_packaged
from rag.settings import FILE, PREFIX, Settings, load


@pytest.fixture(autouse=True)
def _nobodys_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A developer's own RAG_… variables and rag.toml change no test."""
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    if FILE.exists():
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture(scope="session")
def model_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The packaged model with a cache of its own, where it is exported once."""
    return load(cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def minilm(model_settings: Settings) -> Embedder:
    """The packaged model; for tests marked `model`."""
    return open_embedder(model_settings)


@pytest.fixture(scope="session")
def smollm2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged SmolLM2 as a GGUF file; for tests marked `model`."""
    return pull_packaged(tmp_path_factory.mktemp("models"))[0]


@pytest.fixture(scope="session")
def inference_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The packaged inference model's graph and tokenizer; for tests marked `model`."""
    cache = tmp_path_factory.mktemp("inference")
    try:
        pull_packaged(cache, PACKAGE)
    except ModelUnavailable as error:
        if os.environ.get("FOOTNOTE_REQUIRE_ALL"):
            pytest.fail(f"FOOTNOTE_REQUIRE_ALL is set and {error}")
        pytest.skip(str(error))
    return whole_files(cache)


@pytest.fixture(scope="session")
def inference(inference_files: tuple[Path, Path]) -> PackagedInference:
    """The packaged inference model as the library opens it; for tests marked `model`."""
    return PackagedInference(*inference_files, load_tuning())
