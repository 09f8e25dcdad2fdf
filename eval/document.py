"""A result as JSON: all that a later run needs to be compared with, and a reader to look into."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from eval.compare import Comparison
from eval.metrics import Measured
from eval.result import Result, past
from eval.run import Record
from eval.verdict import Opinion, Verdict
from rag.contract import to_json

SHOWN = 10  # of the passages that were found


def document(result: Result) -> dict[str, Any]:
    """The whole run, ready for `json.dumps`. `records` alone make a baseline."""
    kept = past(result.records, result.metrics)
    return {
        "about": dict(result.about),
        "asked": result.asked,
        "cases": len(result.records),
        "overall": {name: _plain(one) for name, one in result.measures.items()},
        "kinds": {
            kind: {name: _plain(one) for name, one in of_kind.items()}
            for kind, of_kind in result.kinds.items()
        },
        "gate": [
            {"name": one.name, "least": one.least, "value": one.value, "held": one.held}
            for one in result.gate
        ],
        "comparison": result.comparison and _compared(result.comparison),
        "records": [_recorded(record, dict(kept[record.case.id])) for record in result.records],
    }


def _recorded(record: Record, kept: dict[str, Any]) -> dict[str, Any]:
    case = record.case
    return {
        "id": case.id,
        "kind": case.kind,
        "outcome": kept["outcome"],
        "question": case.question,
        "history": [[turn.question, turn.answer] for turn in case.history],
        "expected": [list(group) for group in case.wanted],
        "refuse": case.refuse,
        "sources": list(case.sources),
        "without": list(case.without),
        "answer": to_json(record.answer),
        "judged": {name: asdict(one) for name, one in _opinions(record.verdict).items()},
        "found": [
            {
                "article": hit.passage.article_id,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "scores": {name: round(float(score), 4) for name, score in hit.scores.items()},
            }
            for hit in record.hits[:SHOWN]
        ],
        "rows": kept["rows"],
    }


def _opinions(verdict: Verdict) -> dict[str, Opinion]:
    found = {"correctness": verdict.correctness, "faithfulness": verdict.faithfulness}
    return {name: one for name, one in found.items() if one}


def _compared(comparison: Comparison) -> dict[str, Any]:
    return {
        "paired": comparison.paired,
        "only_before": comparison.only_before,
        "only_now": comparison.only_now,
        "differences": [
            {
                "name": one.name,
                "before": one.before,
                "now": one.now,
                "change": one.change,
                "low": one.interval and one.interval.low,
                "high": one.interval and one.interval.high,
                "verdict": one.verdict,
            }
            for one in comparison.differences
        ],
        "flips": [
            {"id": one.id, "question": one.question, "before": one.before, "now": one.now}
            for one in comparison.flips
        ],
    }


def _plain(one: Measured) -> dict[str, Any]:
    low, high = (one.interval.low, one.interval.high) if one.interval else (None, None)
    return {"value": one.value, "low": low, "high": high, "cases": one.count}
