"""A run's numbers as tables and as JSON. Knows measures and records, computes none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from eval.failures import outcome
from eval.metrics import Measured
from eval.run import Record

Measures = Mapping[str, Measured]
# What is worth a column for every kind; the rest stands in the table over all.
COLUMNS = {
    "accuracy": "accuracy",
    "correctness": "correct",
    "refusal_recall": "refused",
    "citation_precision": "cited",
    "hit@1": "hit@1",
    "answer_words": "words",
}


def overall(measures: Measures) -> Table:
    """Every measure that exists, with its interval."""
    table = Table("measure", title="All questions", title_justify="left")
    for heading in ("value", "95 % interval", "cases"):
        table.add_column(heading, justify="right")
    for one in measures.values():
        if one.value is not None:
            table.add_row(one.name, number(one, one.value), interval(one), str(one.count))
    return table


def kinds(measures: Mapping[str, Measures], counts: Mapping[str, int]) -> Table:
    """The chief measures of each kind of question."""
    table = Table("kind", title="By kind", title_justify="left")
    for heading in ("cases", *COLUMNS.values()):
        table.add_column(heading, justify="right")
    for kind, of_kind in measures.items():
        cells = [of_kind[name] for name in COLUMNS]
        values = ["–" if one.value is None else number(one, one.value) for one in cells]
        table.add_row(Text(kind), str(counts[kind]), *values)
    return table


def failures(records: Sequence[Record]) -> Group:
    """Every question that was not answered right: what was due, what came, which stage lost it."""
    lines = []
    for record in records:
        if (why := outcome(record)) == "right":
            continue
        case, answer = record.case, record.answer
        due = " + ".join("|".join(group) for group in case.wanted) or "a refusal"
        found = ", ".join(dict.fromkeys(hit.passage.article_id for hit in record.hits[:5]))
        lines.append(
            Text.assemble(
                (f"{case.id}: {why}", "bold"),
                f"\n  question  {case.question}\n  expected  {due}\n  got       {answer.text}"
                f"\n  searched  {answer.standalone}\n  found     {found}"
                f"\n  confidence {answer.confidence:.2f}\n",
            )
        )
    return Group(*lines)


def as_json(
    records: Sequence[Record], measures: Measures, of_kinds: Mapping[str, Measures]
) -> dict[str, Any]:
    """The whole run, ready for `json.dumps`."""
    return {
        "cases": len(records),
        "overall": {name: _plain(one) for name, one in measures.items()},
        "kinds": {
            kind: {name: _plain(one) for name, one in of_kind.items()}
            for kind, of_kind in of_kinds.items()
        },
        "records": [
            {
                "id": record.case.id,
                "kind": record.case.kind,
                "outcome": outcome(record),
                "status": record.answer.status,
                "text": record.answer.text,
                "confidence": record.answer.confidence,
            }
            for record in records
        ],
    }


def number(one: Measured, value: float) -> str:
    """A share with three places, words and milliseconds with one."""
    return f"{value:.1f}" if one.name.endswith(("_ms", "_words")) else f"{value:.3f}"


def interval(one: Measured) -> str:
    """The range of a measure."""
    if one.interval is None:
        return ""
    return f"{number(one, one.interval.low)} – {number(one, one.interval.high)}"


def _plain(one: Measured) -> dict[str, Any]:
    low, high = (one.interval.low, one.interval.high) if one.interval else (None, None)
    return {"value": one.value, "low": low, "high": high, "cases": one.count}
