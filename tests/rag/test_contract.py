import json
from datetime import date

from rag.contract import to_json
from rag.domain import Answer, Quote, Span, Statement

QUOTE = Quote(1, "a.txt", "T", date(2025, 5, 30), "Wire", "It was so.", 3, 13, Span(0, 20), "…")


def test_an_answer_has_these_keys_and_no_others() -> None:
    answer = Answer(
        question="Was it?",
        standalone="Was it so?",
        status="quoted",
        text="It was so. [1]",
        statements=(Statement("It was so.", (1,)),),
        quotes=(QUOTE,),
        confidence=0.91234567,
        timings_ms={"resolve": 0.12, "retrieve": 3, "answer": 4, "total": 7.12},
    )
    place = {
        "article": "a.txt",
        "title": "T",
        "date": "2025-05-30",
        "source": "Wire",
        "text": "It was so.",
        "start": 3,
        "end": 13,
    }
    assert to_json(answer) == {
        "question": "Was it?",
        "standalone": "Was it so?",
        "status": "quoted",
        "text": "It was so. [1]",
        "statements": [{"text": "It was so.", "quotes": [1]}],
        "quotes": [{"n": 1, **place}],
        "closest": [],
        "confidence": 0.9123,
        "timings_ms": {"resolve": 0.1, "retrieve": 3.0, "answer": 4.0, "total": 7.1},
    }


def test_a_refusal_names_passages_without_numbers() -> None:
    quote = Quote(0, "a.txt", "T", None, "Wire", "x", 0, 1, Span(0, 1), "x")
    told = to_json(Answer("q", "q", "refused", "No.", closest=(quote,)))
    assert told["quotes"] == told["statements"] == []
    assert set(told["closest"][0]) == {"article", "title", "date", "source", "text", "start", "end"}
    assert told["closest"][0]["date"] is None
    assert set(told["timings_ms"]) == {"resolve", "retrieve", "answer", "total"}
    json.dumps(told)
