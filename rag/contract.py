"""An answer as JSON: what `rag ask --json` prints and the web server sends. Knows only the shape.

{"question": "…", "standalone": "…", "status": "quoted | written | refused",
 "text": "… [1] … [2][3]", "statements": [{"text": "…", "quotes": [1, 2]}],
 "quotes": [{"n": 1, "article": "…", "title": "…", "date": "2025-05-30", "source": "…",
             "text": "…", "start": 0, "end": 0}],
 "closest": [like quotes, without n], "confidence": 0.0,
 "timings_ms": {"resolve": 0, "retrieve": 0, "answer": 0, "total": 0}}
"""

from __future__ import annotations

from typing import Any

from rag.domain import Answer, Quote

STAGES = ("resolve", "retrieve", "answer", "total")


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain data, these keys and no others; a date is ISO 8601 or None."""
    return {
        "question": answer.question,
        "standalone": answer.standalone,
        "status": answer.status,
        "text": answer.text,
        "statements": [
            {"text": statement.text, "quotes": list(statement.quotes)}
            for statement in answer.statements
        ],
        "quotes": [{"n": quote.n, **_place(quote)} for quote in answer.quotes],
        "closest": [_place(quote) for quote in answer.closest],
        "confidence": round(float(answer.confidence), 4),
        "timings_ms": {
            stage: round(float(answer.timings_ms.get(stage, 0.0)), 1) for stage in STAGES
        },
    }


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
