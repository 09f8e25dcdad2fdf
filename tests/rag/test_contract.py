import json
from datetime import date

import numpy as np

from rag.contract import to_json
from rag.domain import Answer, Hit, Listing, Passage, Quote, Span, Statement, Trace, Verdict

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


def test_a_notice_and_a_trace_come_only_where_they_are() -> None:
    answer = Answer("q", "q", "quoted", "A.", notice="The model is dead.")
    assert to_json(answer)["notice"] == "The model is dead."
    assert to_json(answer, explain=True)["trace"] is None
    assert "trace" not in to_json(answer)


def test_a_trace_is_plain_data() -> None:
    listing = Listing("a.txt", "T", "Wire", None, None, 1, 100)
    trace = Trace(
        passages=(Hit(Passage("p", "a.txt", 3, 7, "x"), listing, 1, {"dense": np.float64(0.5)}),),
        resolved_by="model",
        evidence=(QUOTE,),
        model="m",
        draft="D. [1]",
        verdicts=(Verdict("D.", (9,), "corrected", (1,), "why"),),
        tokens={"prompt": 3},
        timings_ms={"write": np.float64(1.25)},
    )
    told = to_json(Answer("q", "q", "written", "A.", trace=trace), explain=True)["trace"]
    evidence = told.pop("evidence")
    assert [quote["n"] for quote in evidence] == [1]
    assert json.loads(json.dumps(told)) == {
        "resolved_by": "model",
        "passages": [
            {
                "article": "a.txt",
                "title": "T",
                "date": None,
                "source": "Wire",
                "text": "x",
                "start": 3,
                "end": 7,
                "score": 1.0,
                "scores": {"dense": 0.5},
            }
        ],
        "model": "m",
        "draft": "D. [1]",
        "verdicts": [
            {"text": "D.", "claimed": [9], "fate": "corrected", "carried": [1], "reason": "why"}
        ],
        "fates": {"corrected": 1},
        "tokens": {"prompt": 3},
        "timings_ms": {"write": 1.2},
    }
