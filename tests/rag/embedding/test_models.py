"""The real models: what they promise together, and what they do when they are not there."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag.embedding import Embedder, fingerprint, onnx, open_embedder, packaged
from rag.embedding.sentence_transformer import SentenceTransformerEmbedder
from rag.errors import ModelUnavailable
from rag.settings import Settings, load

pytestmark = pytest.mark.model

TEXTS = [
    "Who is the foreign minister of Pakistan?",
    "Pakistan upgrades its mission in Kabul to ambassador level. " * 60,  # beyond the window
    "",
    " ",
    "?",
    "chargé d’affaires — “trajectory” …",
    "喀布尔发生了什么？ افغانستان Кабул 👍🏽 Cafe\u0301",
    "x" * 500,
    "word\nword\t word\u00a0word",
    "\x00 \ufffd control",
]


@pytest.fixture(scope="module")
def reference() -> Embedder:
    """The same weights through sentence-transformers."""
    return SentenceTransformerEmbedder(str(packaged.folder()), "reference")


@pytest.fixture(scope="module")
def pairs(minilm: Embedder, reference: Embedder):
    return list(zip(TEXTS, minilm.encode(TEXTS), reference.encode(TEXTS), strict=True))


def test_both_implementations_give_the_same_vectors(pairs) -> None:
    for text, ours, theirs in pairs:
        assert float(ours.vector @ theirs.vector) > 0.9999, text[:40]


def test_both_implementations_give_the_same_tokens(pairs) -> None:
    for text, ours, theirs in pairs:
        assert ours.offsets.tolist() == theirs.offsets.tolist(), text[:40]
        assert ours.tokens.shape == theirs.tokens.shape
        if len(ours.tokens):
            assert float((ours.tokens * theirs.tokens).sum(axis=1).min()) > 0.999, text[:40]


def test_both_count_alike(minilm: Embedder, reference: Embedder) -> None:
    assert [minilm.count(text) for text in TEXTS] == [reference.count(text) for text in TEXTS]
    assert (minilm.dimension, minilm.max_pieces) == (reference.dimension, reference.max_pieces)


def test_offsets_lie_in_the_text_and_in_order(minilm: Embedder) -> None:
    for text, one in zip(TEXTS, minilm.encode(TEXTS), strict=True):
        assert one.offsets.shape == (len(one.tokens), 2)
        assert all(0 <= start < end <= len(text) for start, end in one.offsets)
        assert one.offsets[:, 0].tolist() == sorted(one.offsets[:, 0].tolist())
    (one,) = minilm.encode(["Ishaq Dar visited Kabul."])
    words = ["Ishaq Dar visited Kabul."[start:end] for start, end in one.offsets]
    assert "".join(words) == "IshaqDarvisitedKabul."


def test_rows_have_unit_length(minilm: Embedder) -> None:
    for one in minilm.encode(TEXTS):
        assert np.linalg.norm(one.vector) == pytest.approx(1, abs=1e-5)
        assert np.allclose(np.linalg.norm(one.tokens, axis=1), 1, atol=1e-5)


def test_a_text_beyond_the_window_is_cut_and_still_counted_whole(minilm: Embedder) -> None:
    (one,) = minilm.encode([TEXTS[1]])
    assert len(one.tokens) == minilm.max_pieces < minilm.count(TEXTS[1])


def test_a_vector_does_not_depend_on_its_batch(minilm: Embedder) -> None:
    together = minilm.encode(TEXTS)
    for text, one in zip(TEXTS, together, strict=True):
        (alone,) = minilm.encode([text])
        assert float(one.vector @ alone.vector) > 0.99999
        assert np.allclose(one.tokens, alone.tokens, atol=1e-4)
    assert minilm.encode([]) == []


def test_threads_may_share_it(minilm: Embedder) -> None:
    texts = TEXTS[:1] + TEXTS[4:7]
    expected = [one.vector for one in minilm.encode(texts)]
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: minilm.encode(texts), range(16)):
            assert all(
                np.allclose(a.vector, b, atol=1e-5) for a, b in zip(found, expected, strict=True)
            )


def test_like_is_near_like(minilm: Embedder) -> None:
    minister, secretary, rain = minilm.encode(
        ["The minister flew to Kabul.", "A government official travelled to Kabul.", "It rains."]
    )
    assert minister.vector @ secretary.vector > minister.vector @ rain.vector + 0.2


def test_the_export_is_made_once_and_leaves_nothing_beside_it(
    minilm: Embedder, model_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (graph,) = model_settings.cache.iterdir()
    assert graph.suffix == ".onnx"

    def refuse(*_: object) -> None:
        raise AssertionError("exported again")

    monkeypatch.setattr(onnx, "export", refuse)
    again = open_embedder(model_settings)
    assert again.encode(["Kabul"])[0].vector.tolist() == pytest.approx(
        minilm.encode(["Kabul"])[0].vector.tolist(), abs=1e-5
    )


def test_an_export_that_fails_leaves_no_graph(tmp_path: Path, monkeypatch) -> None:
    import torch

    def stop(*arguments: object, **_: object) -> None:
        Path(str(arguments[2])).write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(torch.onnx, "export", stop)
    with pytest.raises(KeyboardInterrupt):
        onnx.export(packaged.folder(), tmp_path / "cache" / "graph.onnx")
    assert not (tmp_path / "cache" / "graph.onnx").exists()


def test_tampered_weights_are_refused_before_they_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = shutil.copytree(packaged.folder(), tmp_path / "model")
    with (model / "model.safetensors").open("r+b") as weights:
        weights.seek(-10, 2)
        weights.write(b"\x7f")
    monkeypatch.setattr(packaged, "folder", lambda: model)
    with pytest.raises(ModelUnavailable, match="are not those of all-MiniLM-L6-v2"):
        open_embedder(load(cache=tmp_path / "cache"))
    assert not (tmp_path / "cache").exists()


def test_without_a_place_for_the_export_the_same_vectors_come_slower(
    tmp_path: Path, minilm: Embedder
) -> None:
    (tmp_path / "file").write_text("in the way")
    slower = open_embedder(load(cache=tmp_path / "file"))
    assert slower.fingerprint == minilm.fingerprint
    (one,), (other,) = slower.encode(["Kabul"]), minilm.encode(["Kabul"])
    assert float(one.vector @ other.vector) > 0.9999


OFFLINE = """
from rag.embedding import open_embedder
from rag.errors import ModelUnavailable
from rag.settings import load
try:
    open_embedder(load(embedding={"model": "nobody/nothing-of-this-name"}))
except ModelUnavailable as error:
    print(error)
"""


def test_a_model_that_nobody_has_is_one_clear_message() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        capture_output=True,
        text=True,
        check=False,
        env={"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "PATH": ""},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = done.stdout.strip()
    assert "nobody/nothing-of-this-name" in said
    assert "Set embedding.model" in said
    assert "\n" not in said
    assert len(said) < 500


def test_a_folder_without_a_model_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        open_embedder(load(embedding={"model": str(tmp_path)}))


@pytest.mark.parametrize("model", ["minilm", "folder"])
def test_the_fingerprint_without_loading_is_the_one_with(
    model: str, model_settings: Settings
) -> None:
    name = model if model == "minilm" else str(packaged.folder())
    settings = load(cache=model_settings.cache, embedding={"model": name})
    assert fingerprint(settings) == open_embedder(settings).fingerprint
