"""A logistic regression over named features, with its coefficients in a JSON file of this package.

Knows numbers and names, not what they mean; fitting is done elsewhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Logistic:
    """`bias + weights · features`, and the probability from which the answer is yes."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """What the features speak for, 0 to 1. Features without a weight do not count."""
        logit = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@lru_cache(maxsize=8)
def load_logistic(name: str) -> Logistic:
    """The fitted model that comes with the library as `name`.json."""
    stored = json.loads((files("rag.answer") / f"{name}.json").read_text())
    return Logistic(stored["weights"], stored["bias"], stored["threshold"])
