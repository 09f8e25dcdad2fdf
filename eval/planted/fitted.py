"""What of an inference network is fitted: biases and norms, and thin matrices on top of its own.

The rest stays as it is, and so little is learned that it comes with the library. Biases alone
(BitFit; Ben Zaken et al., 2022) take in too little of some thousand sentences; two thin matrices
on top of each matrix (LoRA; Hu et al., 2021) take in more.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.files import write_whole
from eval.planted.network import ROOT
from rag.answer.adapters import DOWN, UP, Tuning

if TYPE_CHECKING:
    import torch

RANK = 8  # of thin matrices
GAIN = 2.0  # what their product counts
ADAPTED = "encoder.layer."


class Fitted:
    """The parameters of a network that are fitted; the others no longer are."""

    def __init__(self, network: torch.nn.Module, matrices: Mapping[str, str]) -> None:
        """`matrices` are those of the graph by the names that the network has for them."""
        import torch

        self._own: dict[str, torch.nn.Parameter] = {}
        self._thin: dict[str, torch.nn.Parameter] = {}
        for name, one in network.named_parameters():
            one.requires_grad_(is_fitted(name))
            if is_fitted(name):
                self._own[ROOT + name] = one
        for name, layer in network.named_modules():
            matrix = matrices.get(f"{ROOT}{name}.weight")
            if matrix and ADAPTED in name and isinstance(layer, torch.nn.Linear):
                bound = layer.in_features**-0.5
                down = torch.empty(layer.in_features, RANK).uniform_(-bound, bound)
                up = torch.zeros(RANK, layer.out_features)
                pair = torch.nn.Parameter(down), torch.nn.Parameter(up)
                self._thin[matrix + DOWN], self._thin[matrix + UP] = pair
                layer.register_forward_hook(partial(add, *pair))

    @property
    def parameters(self) -> list[torch.nn.Parameter]:
        """All of them."""
        return [*self._own.values(), *self._thin.values()]

    def tuning(self) -> Tuning:
        """Them as they are now."""
        gains = {UP: GAIN, DOWN: 1.0}
        own = {name: one.detach().numpy() for name, one in self._own.items()}
        return own | {
            name: one.detach().numpy() * np.float32(gains[name[name.rindex(".") :]])
            for name, one in self._thin.items()
        }


def add(
    down: torch.Tensor,
    up: torch.Tensor,
    _: torch.nn.Module,
    given: tuple[torch.Tensor, ...],
    out: torch.Tensor,
) -> torch.Tensor:
    """A layer's output with what two thin matrices make of its input added (a forward hook)."""
    return out + given[0] @ down @ up * GAIN


def is_fitted(name: str) -> bool:
    """Whether a parameter is a bias or belongs to a norm."""
    return name.endswith(".bias") or "LayerNorm" in name


def tunings(tuning: Tuning) -> int:
    """How many tunings are in one: its thin matrices have them side by side."""
    return next((one.shape[1] // RANK for name, one in tuning.items() if name.endswith(DOWN)), 0)


def joined(earlier: Tuning, further: Tuning) -> Tuning:
    """The mean of a tuning and of one that went on from it, which errs less than either does.

    Both have the earlier's thin matrices on top, the further one its own beside them (model soups;
    Wortsman et al., 2022). Without an earlier tuning, just the further one.
    """
    if not earlier:
        return further
    found = {}
    for name, one in further.items():
        if name.endswith(DOWN):
            found[name] = np.concatenate([earlier[name], one], axis=1)
        elif name.endswith(UP):
            found[name] = np.concatenate([earlier[name], one / 2])
        else:
            found[name] = (earlier[name] + one) / 2
    return found


def halved(tuning: Tuning) -> Tuning:
    """The parameters as they come back out of a file, which keeps them in half precision."""
    return {name: one.astype(np.float16).astype(np.float32) for name, one in tuning.items()}


def write_tuning(path: Path, tuning: Tuning) -> None:
    """Write the file that the library reads."""
    held = io.BytesIO()
    halves: dict[str, Any] = {name: one.astype(np.float16) for name, one in tuning.items()}
    np.savez_compressed(held, **halves)
    write_whole(path, held.getvalue())
