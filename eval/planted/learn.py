"""Tune an inference model, and read planted sentences with one that has not seen their articles.

What a verdict weighs must be learned from a model that is as unsure of a sentence as it will be of
a new one. So the sentences are cut in two by article; each half is read with a model that was tuned
on the other, and the one that ships is tuned on both.
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
from rag.answer.inference import Inference, Tuning

HALVES = 2


def learn(
    laid: Sequence[Laid],
    tune: Callable[[Sequence[Pair], Told], Tuning],
    opened: Callable[[Tuning], Inference],
    told: Told,
) -> tuple[Tuning, list[Reading]]:
    """A tuning on all sentences, and the readings of those that claim something.

    `opened` is the model with a tuning. There must be sentences in both halves.
    """

    def tuned(cases: Sequence[Laid], name: str) -> Tuning:
        pairs = [pair for one in cases for pair in pairs_of(one)]
        return tune(pairs, lambda what, *far: told(f"{what}, {name}", *far))

    readings: list[Reading] = []
    seen = 0
    for side in range(HALVES):
        inference = opened(tuned([one for one in laid if half(one.case) != side], f"half {side}"))
        with single_threaded():  # not while tuning: torch would be on one thread too
            for one in laid:
                if half(one.case) == side:
                    readings += filter(None, [read(one, inference)])
                    seen += 1
                    told("sentences read", seen, len(laid))
    return tuned(laid, "all"), readings


def half(case: Planted) -> int:
    """Which half a sentence is in, 0 or 1: all about an article are in the same."""
    return drawn(case.about[0][0]) % HALVES
