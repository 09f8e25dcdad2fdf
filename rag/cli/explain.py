"""How an answer came to be, for a person who wants to look behind it: `rag ask --explain`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console

from rag.cli.common import one_line
from rag.cli.show import INDENT, heading, indented
from rag.domain import Answer, Hit, Trace, Verdict, count_fates

PASSAGES = 10  # shown; the others are counted
OPENING = 160  # characters of each


def explain(answer: Answer, out: Console) -> None:
    """Print how an answer came to be, in the order it happened; nothing where it has no trace."""
    trace = answer.trace
    if trace is None:
        return
    changed = answer.standalone != answer.question
    model = "the language model" if trace.resolved_by == "model" else "rules"
    _title(f"Question, {f'made to stand alone by {model}' if changed else 'as asked'}", out)
    indented(one_line(answer.standalone), out)
    _passages(trace.passages, out)
    _title("Evidence, best first", out)
    for quote in trace.evidence:
        indented(f"[{quote.n}] {one_line(quote.text)}", out)
        indented(heading(quote), out, by=2 * INDENT, style="dim")
    if trace.model:
        _writing(trace, out)
    timings = {**answer.timings_ms, **trace.timings_ms}
    total = timings.pop("total", 0.0)
    _title("Time", out)
    indented(
        _listed(f"{name} {ms:,.0f} ms" for name, ms in [*timings.items(), ("total", total)]), out
    )


def _passages(hits: tuple[Hit, ...], out: Console) -> None:
    _title("Passages, best first, with their score at each stage", out)
    for rank, hit in enumerate(hits[:PASSAGES], 1):
        indented(f"{rank}. {heading(hit.listing)}", out)
        indented(_scores(hit.scores), out, by=2 * INDENT)
        text = one_line(hit.passage.text)
        text = text if len(text) <= OPENING else text[:OPENING].rstrip() + " …"
        indented(f"“{text}”", out, by=2 * INDENT, style="dim")
    if len(hits) > PASSAGES:
        indented(f"and {len(hits) - PASSAGES:,} more", out, style="dim")


def _writing(trace: Trace, out: Console) -> None:
    """The draft, and what became of its sentences."""
    _title(f"Draft by {one_line(trace.model)}", out)
    indented(trace.draft.strip() or "(none)", out)
    fates = _listed(f"{count:,} {fate}" for fate, count in count_fates(trace.verdicts).items())
    _title(f"Its sentences{fates and ': '}{fates}", out)
    for verdict in trace.verdicts:
        indented(f"{verdict.fate}: {one_line(verdict.text)} {_marks(verdict.carried)}", out)
        if why := _why(verdict):
            indented(why, out, by=2 * INDENT, style="dim")
    if trace.tokens:
        _title("Tokens", out)
        indented(_listed(f"{name} {count:,}" for name, count in trace.tokens.items()), out)


def _why(verdict: Verdict) -> str:
    """What the sentence claimed, where that was not what carries it, and the reason given."""
    claimed = f"claimed {_marks(verdict.claimed) or 'no quote'}" * (verdict.fate != "kept")
    return _listed(filter(None, (claimed, one_line(verdict.reason))))


def _scores(scores: Mapping[str, float]) -> str:
    return _listed(f"{stage} {score:.3f}" for stage, score in scores.items())


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _listed(parts: Iterable[str]) -> str:
    return " · ".join(part.replace("_", " ") for part in parts)


def _title(text: str, out: Console) -> None:
    out.print()
    indented(text, out, by=0, style="bold")
