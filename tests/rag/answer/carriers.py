"""Carriers made from plain sentences: passages whose sentences are numbered in order."""

from collections.abc import Sequence
from datetime import date

from rag.answer.evidence import Evidence, rows_of
from rag.answer.verify import Carrier, verify
from rag.domain import Verdict
from rag.terms import stems
from tests.rag.answer.pieces import ask, hit, matrix


def carriers(
    *texts: str,
    title: str = "A title",
    source: str = "Daily News",
    day: date | None = date(2025, 5, 31),
) -> list[Carrier]:
    """Every sentence of every text; each text is an article of its own."""
    found: list[Carrier] = []
    for number, text in enumerate(texts):
        one = hit(text, f"{number}.txt", title=title, source=source, day=day)
        tokens = matrix(one)
        for span in one.passage.sentences:
            held = frozenset(stems(one.passage.slice(span)))
            evidence = Evidence(one, span, held, 0.5, 0.5, 0.5)
            found.append(Carrier(len(found) + 1, evidence, rows_of(tokens, span, 0)))
    return found


def judge(text: str, *quotes: str, claimed: Sequence[int] = (1,)) -> Verdict:
    """A sentence before quotes."""
    return verify(text, claimed, carriers(*quotes), ask)
