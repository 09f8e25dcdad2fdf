"""An answer as JSON: what `rag ask --json` prints and the web server sends. Knows only the shape.

{"question": "…", "standalone": "…", "status": "quoted | written | refused",
 "text": "… [1] … [2][3]", "statements": [{"text": "…", "quotes": [1, 2]}],
 "quotes": [{"n": 1, "article": "…", "title": "…", "date": "2025-05-30", "source": "…",
             "text": "…", "start": 0, "end": 0}],
 "closest": [like quotes, without n], "confidence": 0.0,
 "timings_ms": {"resolve": 0, "retrieve": 0, "answer": 0, "total": 0}}

and "notice": "…" only where there is one; and, only where it is asked for, how the answer came to
be, of which nothing is promised to stay as it is:

 "trace": {"resolved_by": "rules | model",
           "passages": [like closest, and "score": 0.0, "scores": {"dense": 0.0, …}],
           "evidence": [like quotes], "model": "…", "draft": "…",
           "verdicts": [{"text": "…", "claimed": [3], "fate": "kept | corrected | dropped",
                         "carried": [2], "reason": "…"}],
           "tokens": {"prompt": 0, "completion": 0}, "timings_ms": {"write": 0, …}}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.domain import Answer, Hit, Quote, Trace, count_fates

STAGES = ("resolve", "retrieve", "answer", "total")


def to_json(answer: Answer, *, explain: bool = False) -> dict[str, Any]:
    """The answer as plain data, these keys and no others; a date is ISO 8601 or None.

    `explain` adds the trace, which is None for an answer that has none.
    """
    told: dict[str, Any] = {
        "question": answer.question,
        "standalone": answer.standalone,
        "status": answer.status,
        "text": answer.text,
        "statements": [
            {"text": statement.text, "quotes": list(statement.quotes)}
            for statement in answer.statements
        ],
        "quotes": [_numbered(quote) for quote in answer.quotes],
        "closest": [_place(quote) for quote in answer.closest],
        "confidence": round(float(answer.confidence), 4),
        "timings_ms": {
            stage: round(float(answer.timings_ms.get(stage, 0.0)), 1) for stage in STAGES
        },
    }
    if answer.notice:
        told["notice"] = answer.notice
    if explain:
        told["trace"] = _traced(answer.trace) if answer.trace else None
    return told


def _traced(trace: Trace) -> dict[str, Any]:
    return {
        "resolved_by": trace.resolved_by,
        "passages": [_found(hit) for hit in trace.passages],
        "evidence": [_numbered(quote) for quote in trace.evidence],
        "model": trace.model,
        "draft": trace.draft,
        "verdicts": [
            {
                "text": verdict.text,
                "claimed": list(verdict.claimed),
                "fate": verdict.fate,
                "carried": list(verdict.carried),
                "reason": verdict.reason,
            }
            for verdict in trace.verdicts
        ],
        "fates": count_fates(trace.verdicts),
        "tokens": {name: int(count) for name, count in trace.tokens.items()},
        "timings_ms": _rounded(trace.timings_ms, 1),
    }


def _found(hit: Hit) -> dict[str, Any]:
    return {
        "article": hit.listing.id,
        "title": hit.listing.title,
        "date": hit.listing.date.isoformat() if hit.listing.date else None,
        "source": hit.listing.source,
        "text": hit.passage.text,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "score": round(float(hit.score), 4),
        "scores": _rounded(hit.scores, 4),
    }


def _numbered(quote: Quote) -> dict[str, Any]:
    return {"n": quote.n, **_place(quote)}


def _place(quote: Quote) -> dict[str, Any]:
    return {
        "article": quote.article,
        "title": quote.title,
        "date": quote.date.isoformat() if quote.date else None,
        "source": quote.source,
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
    }


def _rounded(numbers: Mapping[str, float], digits: int) -> dict[str, float]:
    return {name: round(float(number), digits) for name, number in numbers.items()}
