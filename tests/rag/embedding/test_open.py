from pathlib import Path

import pytest

from rag.embedding import fingerprint, packaged
from rag.errors import ModelUnavailable
from rag.settings import Settings, load


def settings_for(model: str) -> Settings:
    return load(embedding={"model": model})


def test_the_packaged_model_is_told_by_its_weights() -> None:
    assert fingerprint(load()) == f"minilm-{packaged.SHA256[:12]}"


def test_a_model_by_name_is_told_by_its_name() -> None:
    assert fingerprint(settings_for("some/model")) == "some/model"


def test_a_retrained_model_in_the_same_folder_does_not_pass_for_it(tmp_path: Path) -> None:
    settings = settings_for(str(tmp_path))
    (tmp_path / "weights").write_bytes(b"a" * 300_000)
    first = fingerprint(settings)
    assert first.startswith(str(tmp_path))
    assert fingerprint(settings) == first
    (tmp_path / "weights").write_bytes(b"a" * 299_999 + b"b")
    second = fingerprint(settings)
    (tmp_path / "other").write_bytes(b"")
    assert len({first, second, fingerprint(settings)}) == 3


def test_weights_that_were_tampered_with_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not those")
    with pytest.raises(ModelUnavailable, match=r"are not those of all-MiniLM-L6-v2.*Reinstall"):
        packaged.check(tmp_path)


def test_the_packaged_weights_are_whole() -> None:
    packaged.check(packaged.folder())
