"""Which embedder the settings name, and its fingerprint without loading it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.embedding import packaged
from rag.embedding.base import Embedder
from rag.settings import Settings


def open_embedder(settings: Settings) -> Embedder:
    """Load the embedder. Raises ModelUnavailable."""
    batch = settings.embedding.batch
    if settings.embedding.model == packaged.NAME:
        from rag.embedding.onnx import OnnxEmbedder, export

        model = packaged.folder()
        graph = settings.cache / f"{packaged.NAME}-{packaged.SHA256[:12]}.onnx"
        if not graph.exists():
            packaged.check(model)
            try:
                export(model, graph)
            except OSError:
                # Without a cache the same weights run where they are, only slower.
                return _sentence_transformer(str(model), OnnxEmbedder.fingerprint, batch)
        return OnnxEmbedder(graph, model / "tokenizer.json", batch)
    return _sentence_transformer(settings.embedding.model, fingerprint(settings), batch)


def fingerprint(settings: Settings) -> str:
    """The fingerprint that the settings' embedder has, without loading a model."""
    name = settings.embedding.model
    if name == packaged.NAME:
        return f"{packaged.NAME}-{packaged.SHA256[:12]}"
    return f"{name}-{_digest(Path(name))}" if Path(name).is_dir() else name


def _digest(folder: Path) -> str:
    """Names, sizes and ends of a model folder's files: a retrained model does not pass for it."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(65536))
            file.seek(max(0, size - 65536))
            digest.update(file.read())
    return digest.hexdigest()[:12]


def _sentence_transformer(name: str, identity: str, batch: int) -> Embedder:
    from rag.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name, identity, batch)
