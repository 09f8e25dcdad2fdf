"""Fit the weights of a verdict on planted sentences.

Which clause of a false sentence is the false one, and which quote carries a true one, is not
written down. So the fit goes round: the weights so far choose the reading that speaks most for each
sentence; of a false one its weakest clause must fail, of a true one each clause must hold. Knows
features and labels, not how they came to be (multiple-instance learning; Dietterich et al., 1997).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.planted.carriers import Laid
from eval.planted.cases import Planted
from eval.regress import regress, write_logistic
from rag.answer.claims import no_claim, ways_to_read
from rag.answer.inference import Inference
from rag.answer.logistic import Logistic
from rag.answer.verify_weighed import FEATURES, LOOKED_AT, WeighedTrial, least

Features = Mapping[str, float]
Way = tuple[tuple["Chance", ...], ...]
"""What may carry each clause of one way to read a sentence."""

ROUNDS = 4
STRENGTH = 0.3
SIGNS = dict.fromkeys(("covered", "weakest", "likeness", "agreement"), 1) | dict.fromkeys(
    (
        "elsewhere completed joint date unit name_near name_foreign name_opens name_replaced "
        "number_small number_large number_foreign"
    ).split(),
    -1,
)
MISSED = 2.0  # so many true ones may be lost for one false one that passes, of as many
FIRST = Logistic({"covered": 5.0, "agreement": 1.0, "number_large": -2.5}, 0.0, 0.5)
THRESHOLDS = np.arange(0.3, 0.99, 0.01)


@dataclass(frozen=True, slots=True)
class Chance:
    """The features of a clause and of quotes that may carry it, at these places from 0."""

    places: tuple[int, ...]
    features: Features


@dataclass(frozen=True, slots=True)
class Reading:
    """A planted sentence with every way to read it."""

    case: Planted
    ways: tuple[Way, ...]

    def carried(self, model: Logistic) -> set[int] | None:
        """The places that carry it; None where none do."""
        claimed = {n - 1 for n in self.case.claimed}
        for way in self.ways:
            found: set[int] = set()
            for clause in way:
                held = [
                    c
                    for c in clause
                    if model.probability(c.features) >= least(model, set(c.places) <= claimed)
                ]
                if not held:
                    break
                fewest = [c for c in held if len(c.places) == 1] or held[:1]
                found |= {place for chance in fewest for place in chance.places}
            else:
                return found
        return None

    def right(self, model: Logistic) -> bool:
        """Whether it is caught or survives as it should."""
        return self.case.right({place + 1 for place in self.carried(model) or ()})


def read(laid: Laid, inference: Inference) -> Reading | None:
    """A case with its features; None for what is no claim."""
    case = laid.case
    if no_claim(case.sentence):
        return None
    trial = WeighedTrial(laid.query, laid.carriers, inference, model=FIRST)
    claimed = {n - 1 for n in case.claimed}
    ways = []
    for clauses in ways_to_read(case.sentence):
        way = []
        for clause in clauses:
            nearest = trial.nearest(clause, trial.singles)
            grounds = [
                *nearest[:LOOKED_AT],
                *(one for one in nearest[LOOKED_AT:] if set(one.places) <= claimed),
                *(one for one in trial.pairs if set(one.places) <= claimed),
            ]
            way.append(
                tuple(
                    Chance(one.places, trial.describe(clause, one))
                    for one in grounds
                    if not trial.unfit(clause, one)
                )
            )
        ways.append(tuple(way))
    return Reading(case, tuple(ways))


def fit(
    readings: Sequence[Reading], others: Sequence[Reading]
) -> tuple[Logistic, tuple[float, float]]:
    """The model fitted on readings, and its shares caught and survived of those of other authors.

    Its threshold is where the mistakes about these others balance.
    """
    model = weigh(readings)
    apart = [imbalance(replace(model, threshold=each), others) for each in THRESHOLDS]
    best = round(float(THRESHOLDS[int(np.argmin(apart))]), 2)
    model = replace(model, threshold=best)
    return model, shares(model, others)


def shares(model: Logistic, readings: Sequence[Reading]) -> tuple[float, float]:
    """The shares of false sentences that are caught and of true ones that survive."""
    rights: dict[bool, list[bool]] = {True: [], False: []}
    for one in readings:
        rights[one.case.false].append(one.right(model))
    return float(np.mean(rights[True])), float(np.mean(rights[False]))


def imbalance(model: Logistic, readings: Sequence[Reading]) -> float:
    """How far apart the mistakes of the two kinds are.

    Their sum hardly changes over half of the thresholds; where they balance is one place.
    """
    caught, survived = shares(model, readings)
    return abs(MISSED * (1 - caught) - (1 - survived))


def weigh(readings: Sequence[Reading]) -> Logistic:
    """The weights, after some rounds of choosing the readings and fitting again."""
    model = FIRST
    for _ in range(ROUNDS):
        chosen = [pair for one in readings for pair in _choose(one, model)]
        rows, labels = zip(*chosen, strict=True)
        model = signed(rows, labels)
    return model


def signed(rows: Sequence[Features], labels: Sequence[bool]) -> Logistic:
    """The weights of which none has the wrong sign: what would have does not count.

    By chance a number that is missing may speak for a sentence, among some thousand. It must not.
    """
    names = list(FEATURES)
    while True:
        model = regress(rows, labels, names, strength=STRENGTH)
        wrong = {name for name in names if model.weights[name] * SIGNS.get(name, 0) < 0}
        if not wrong:
            return replace(model, weights={**dict.fromkeys(FEATURES, 0.0), **model.weights})
        names = [name for name in names if name not in wrong]


def _choose(one: Reading, model: Logistic) -> list[tuple[Features, bool]]:
    """The features that count for a sentence, with what they should speak for."""
    mine = len(one.case.about)
    if one.case.expect == "dropped":
        best = _best(one.ways, model)
        return [(min(best, key=_first)[1].features, False)] if best else []
    own = [tuple(tuple(c for c in k if max(c.places) < mine) for k in way) for way in one.ways]
    others = [
        (chance.features, False)
        for clause in one.ways[0]
        for chance in clause
        if mine <= min(chance.places) and max(chance.places) < mine + len(one.case.beside)
    ]
    return [(scored[1].features, True) for scored in _best(own, model)] + others


def _best(ways: Sequence[Way], model: Logistic) -> list[tuple[float, Chance]]:
    """The way whose weakest clause is strongest: for each clause, its best chance."""
    found: list[list[tuple[float, Chance]]] = []
    for way in ways:
        if all(way):
            found.append(
                [max(((model.probability(c.features), c) for c in k), key=_first) for k in way]
            )
    return max(found, key=lambda way: min(map(_first, way)), default=[])


def _first(scored: tuple[float, Chance]) -> float:
    return scored[0]


def write_weights(path: Path, model: Logistic, caught: float, survived: float) -> None:
    """Write the file that the library reads, with the shares on the threshold's sentences."""
    figures = {"caught": round(caught, 3), "survived": round(survived, 3)}
    write_logistic(path, model, {"chosen_at": figures})
