"""Is the evidence enough? A calibrated probability from a handful of named features.

The coefficients stand in `refusal.json`, fitted by `eval calibrate` on questions whose source
article was left out of the index. Knows scores, not how they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rag.answer.evidence import Evidence, PassageMatch
from rag.answer.expected import lacks_expected
from rag.answer.logistic import Logistic, load_logistic
from rag.query import Query
from rag.terms import stems

FEATURES = (
    "passage_interaction",  # late interaction with the best passage
    "sentence_interaction",  # with the best sentence
    "passage_coverage",  # share of the question's weight found literally in the best passage
    "sentence_coverage",  # in the best sentence
    "phrases",  # share of the question's neighbouring words that a good sentence has side by side
    "weakest_word",  # the question's word that matches worst
    "names_missing",  # share of the question's names that the best passage lacks
    "length",  # words asked, up to LONG: in a long question some always match badly
    "expected_missing",  # a time, number or name is asked for and not given
)
LONG = 15
LOOKED_AT = 3  # best sentences


def load_model() -> Logistic:
    """The fitted model that comes with the library."""
    return load_logistic("refusal")


def describe(
    query: Query, passages: Sequence[PassageMatch], evidence: Sequence[Evidence]
) -> dict[str, float]:
    """The features of what was found, by name; all zero where nothing was.

    `passages` are the best that retrieval found, `evidence` their sentences, best first.
    """
    if not passages or not evidence or not query.content:
        return dict.fromkeys(FEATURES, 0.0)
    ranked = sorted(passages, key=lambda match: -match.interaction)
    best, top = ranked[0], evidence[0]
    asked = np.array([not word.stop for word in query.words])
    absent = [word for word in query.content if word.stem not in best.stems]
    names = [word for word in query.content if word.capital]
    return {
        "passage_interaction": best.interaction,
        "sentence_interaction": max(one.interaction for one in evidence),
        "passage_coverage": max(match.coverage for match in passages),
        "sentence_coverage": top.coverage,
        "phrases": max(shared_phrases(query, one.text) for one in evidence[:LOOKED_AT]),
        "weakest_word": float(best.words[asked].min()),
        "names_missing": sum(w.capital for w in absent) / len(names) if names else 0.0,
        "length": min(len(query.words), LONG) / LONG,
        "expected_missing": float(lacks_expected(query, [one.text for one in evidence[:2]])),
    }


def shared_phrases(query: Query, sentence: str) -> float:
    """The share of the question's neighbouring content words that are neighbours here too."""
    wanted = set(pairwise(query.stems))
    return len(wanted & set(pairwise(stems(sentence)))) / len(wanted) if wanted else 0.0
