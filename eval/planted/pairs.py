"""Pairs of texts that teach an inference model: what quotes say, and what they carry or do not.

Made of planted sentences, taken whole: which of their clauses is the false one is not written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from eval.planted.carriers import Laid
from rag.answer.verify_grounds import pair, single

SHARED = 0.6  # what each of several quotes counts by itself, and a quote beside a true sentence


@dataclass(frozen=True, slots=True)
class Pair:
    """What quotes say, in the ways that a verifier shows them, and a sentence. Counts `weight`."""

    premises: tuple[str, ...]
    hypothesis: str
    carried: bool
    weight: float = 1.0


def pairs_of(laid: Laid) -> list[Pair]:
    """The pairs of one sentence and the quotes that its case names."""
    case, carriers = laid.case, laid.carriers
    grounds = [single(place, one, carriers) for place, one in enumerate(carriers)]
    own = grounds[: len(case.about)]
    beside = grounds[len(case.about) : len(case.places)]
    whole = reduce(pair, own)
    true = case.expect != "dropped"
    found = [Pair((whole.told, whole.around), case.sentence, true)]
    if not true and len(own) > 1:
        found += [Pair((one.told, one.around), case.sentence, False, SHARED) for one in own]
    found += [Pair((one.told, one.around), case.sentence, False, SHARED) for one in beside]
    return found
