"""Unanswerable questions out of answerable ones: each asked again without its source articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.gold import Case
from rag.errors import BadInput

LEFT_OUT = "left out"
"""The kind of these cases."""


def with_twins(cases: Sequence[Case]) -> list[Case]:
    """The cases and, behind each that names its sources, its twin that is to be refused.

    Raises BadInput when no case names one.
    """
    both: list[Case] = []
    for case in cases:
        both.append(case)
        if case.sources:
            twin = replace(
                case,
                id=f"{case.id} {LEFT_OUT}",
                kind=LEFT_OUT,
                refuse=True,
                answers=(),
                must_include=(),
                forbid=(),
                sources=(),
                without=case.sources,
            )
            both.append(twin)
    if len(both) == len(cases):
        raise BadInput("No question names its sources, so nothing can be left out.")
    return both
