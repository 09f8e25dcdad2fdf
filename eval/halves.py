"""Two halves of a gold set: one that choices are made on, one that is reported.

A case says itself which it is in. Where it does not, its source articles decide, so that all
questions about an article stand on one side; the refusal model is fitted on the same "dev".
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from eval.gold import Case, Split
from rag.errors import BadInput


def draw(case: Case) -> int:
    """A number that depends on the source articles alone; on the id where there are none."""
    return drawn("\0".join(case.sources or (case.id,)))


def drawn(key: str) -> int:
    """A number that depends on a text alone."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16)


def half(case: Case) -> Split:
    """Which half the case is in."""
    return case.split or ("test" if draw(case) % 2 else "dev")


def choose(cases: Sequence[Case], split: Split | None, limit: int | None, seed: int) -> list[Case]:
    """The cases of a half, or `limit` of them drawn at random, in their order.

    Raises BadInput when none is left.
    """
    chosen = [case for case in cases if split is None or half(case) == split]
    if not chosen:
        raise BadInput(f"No question is in the half {split!r}; leave out --split.")
    if limit is not None and limit < len(chosen):
        drawn = np.random.default_rng(seed).choice(len(chosen), limit, replace=False)
        chosen = [chosen[place] for place in sorted(drawn)]
    return chosen
