"""Thresholds that fail a build: read, checked and held against measures."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from eval.metrics import JUDGED, Measured, better_low
from rag.errors import BadInput

SLACK = 1e-9  # what a sum of tenths may lack


@dataclass(frozen=True, slots=True)
class Threshold:
    """A measure that has to be at least so high; `value` is None where it does not exist."""

    name: str
    least: float
    value: float | None

    @property
    def held(self) -> bool:
        """Whether it is high enough."""
        return self.value is not None and self.value >= self.least - SLACK

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name} could not be measured, and {self.least:g} is asked for"
        sign = "≥" if self.held else "<"
        return f"{self.name} {self.value:.4g} {sign} {self.least:g}"


def parse_thresholds(text: str) -> dict[str, float]:
    """Read "correctness=0.9,refusal_recall=0.8". Raises BadInput."""
    thresholds: dict[str, float] = {}
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals or not name:
            raise BadInput(f"{part.strip()!r} is no threshold; write NAME=NUMBER, NAME=NUMBER, …")
        if name in thresholds:
            raise BadInput(f"The threshold {name!r} is given twice.")
        try:
            thresholds[name] = float(number)
        except ValueError:
            raise BadInput(f"The threshold {name}={number} is not a number.") from None
    return thresholds


def check_thresholds(thresholds: Mapping[str, float], known: Collection[str]) -> None:
    """Raise BadInput for a name that is no share to be kept high, or a number beyond 0 to 1."""
    usable = [name for name in known if not better_low(name)]
    for name, least in thresholds.items():
        if name in JUDGED and name not in known:
            raise BadInput(
                f"The threshold {name!r} is unknown without a judge; name one in judge.base_url "
                "and judge.model, or leave it out."
            )
        if name not in usable:
            why = "is better when it is lower" if name in known else "is no measure"
            raise BadInput(f"The threshold {name!r} {why}; use one of {', '.join(usable)}.")
        if math.isnan(least) or not 0 <= least <= 1:
            raise BadInput(f"The threshold {name}={least:g} must be between 0 and 1.")


def judge(measures: Mapping[str, Measured], thresholds: Mapping[str, float]) -> Iterable[Threshold]:
    """Each threshold with what was measured."""
    return (Threshold(name, least, measures[name].value) for name, least in thresholds.items())
