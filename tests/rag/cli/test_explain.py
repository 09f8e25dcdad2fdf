import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from rag.cli.explain import explain
from rag.domain import Answer, Hit, Listing, Passage, Quote, Span, Trace, Verdict

LISTING = Listing("a.txt", "A [bold]title\x1b[2J", "Wire", date(2025, 5, 30), None, 1, 100)
PASSAGE = Passage("p", "a.txt", 0, 300, "It was\nso. " * 30)
HIT = Hit(PASSAGE, LISTING, 1.25, {"fusion": 2.5, "dense": 0.81234, "late": 1.25})
QUOTE = Quote(
    2, "a.txt", "A title", date(2025, 5, 30), "Wire", "It was so.", 0, 10, Span(0, 10), "…"
)
TRACE = Trace(
    passages=(HIT,) * 12,
    resolved_by="model",
    evidence=(QUOTE,),
    model="scripted\x07",
    draft="It was so. [2]\n\nIt was [/] not so. [7]",
    verdicts=(
        Verdict("It was so.", (2,), "kept", (2,)),
        Verdict("It was thus.", (7,), "corrected", (2,), "another quote carries it"),
        Verdict("It was [/] not so.", (), "dropped", (), "no quote says not"),
    ),
    tokens={"prompt": 1200, "completion": 20},
    timings_ms={"first_word": 55.4, "write": 900, "verify": 4},
)
ANSWER = Answer(
    "Was it?",
    "Was the village so?",
    "written",
    "It was so. [1]",
    timings_ms={"resolve": 1, "retrieve": 2.2, "answer": 3, "total": 965},
    trace=TRACE,
)


def explained(answer: Answer, width: int = 10_000) -> str:
    out = io.StringIO()
    explain(answer, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_an_answer_is_explained_in_the_order_it_happened() -> None:
    said = explained(ANSWER)
    wanted = [
        "made to stand alone by the language model\n    Was the village so?",
        "1. A [bold]title�[2J · Wire · 2025-05-30",
        "fusion 2.500 · dense 0.812 · late 1.250",
        "“It was so. It was so.",
        "and 2 more",
        "[2] It was so.\n",
        "Draft by scripted�",
        "    It was so. [2]\n\n    It was [/] not so. [7]\n",
        "Its sentences: 1 kept · 1 corrected · 1 dropped\n",
        "kept: It was so. [2]\n    corrected: It was thus. [2]\n",
        "claimed [7] · another quote carries it\n    dropped: It was [/] not so.\n",
        "claimed no quote · no quote says not\n",
        "prompt 1,200 · completion 20",
        "resolve 1 ms · retrieve 2 ms · answer 3 ms · first word 55 ms · write 900 ms · "
        "verify 4 ms · total 965 ms",
    ]
    places = [said.find(part) for part in wanted]
    assert -1 not in places
    assert places == sorted(places)
    assert not {"\x1b", "\x07"} & set(said)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = explained(ANSWER, width).splitlines()
    assert [line for line in lines if len(line) > width or line != line.rstrip()] == []


def test_without_a_model_nothing_is_said_of_one() -> None:
    quoted = replace(ANSWER, standalone="Was it?", trace=Trace((HIT,), evidence=(QUOTE,)))
    said = explained(quoted)
    assert "Question, as asked\n" in said
    assert not [word for word in ("Draft", "Tokens", "sentences", "model") if word in said]


def test_without_a_trace_nothing_is_said() -> None:
    assert explained(replace(ANSWER, trace=None)) == ""
