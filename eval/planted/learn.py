"""Tune an inference model on planted sentences, and read those whose articles it has not seen.

What a verdict weighs must be learned from a model that is as unsure of a sentence as it will be of
a new one. So one article in eight is kept from the tuning, and only what is about those is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eval.articles import Told
from eval.halves import drawn
from eval.planted.carriers import Laid
from eval.planted.cases import Planted
from eval.planted.pairs import Pair, pairs_of
from eval.planted.weigh import Reading, read
from eval.threads import single_threaded
from rag.answer.adapters import Tuning
from rag.answer.inference import Inference

KEPT = 8  # one article in so many is kept from the tuning


def learn(
    laid: Sequence[Laid],
    others: Sequence[Laid],
    tune: Callable[[Sequence[Pair], Told], Tuning],
    opened: Callable[[Tuning], Inference],
    told: Told,
) -> tuple[Tuning, list[Reading], list[Reading]]:
    """A tuning, the readings of those sentences kept from it, and those of others.

    `opened` is the model with a tuning. A sentence that claims nothing has no reading.
    """
    kept = [one for one in laid if is_kept(one.case)]
    tuning = tune([pair for one in laid if not is_kept(one.case) for pair in pairs_of(one)], told)
    inference = opened(tuning)
    with single_threaded():  # not while tuning: torch would be on one thread too
        return tuning, _read(kept, inference, told), _read(others, inference, told)


def _read(laid: Sequence[Laid], inference: Inference, told: Told) -> list[Reading]:
    readings: list[Reading] = []
    for done, one in enumerate(laid, start=1):
        readings += filter(None, [read(one, inference)])
        told("sentences read", done, len(laid))
    return readings


def is_kept(case: Planted) -> bool:
    """Whether a sentence is kept from the tuning: all about an article are, or none."""
    return drawn(case.about[0][0]) % KEPT == 0
