"""How an answer came to be, folded away below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rag.domain import Answer, Hit, Quote, Trace, Verdict, count_fates
from ui.look import Look
from ui.render.markup import shorten, text
from ui.strings import Strings

SHOWN = 220
"""Characters of a passage that are shown, at most."""
PASSAGES = 10


def trace(look: Look, answer: Answer) -> str:
    """The fold, or nothing for an answer without a trace."""
    if answer.trace is None:
        return ""
    words, how = look.words, answer.trace
    parts = [
        _part(words.TRACE_QUESTION, _question(words, answer, how)),
        _part(words.TRACE_PASSAGES, _list(_passage(words, hit) for hit in how.passages[:PASSAGES])),
        _part(words.TRACE_EVIDENCE, _list(_evidence(words, quote) for quote in how.evidence)),
    ]
    if how.draft:
        title = words.TRACE_DRAFT.format(model=how.model)
        parts.append(_part(title, f'<p class="said" dir="auto">{text(how.draft)}</p>'))
    title = _with_fates(words, how.verdicts)
    parts.append(_part(title, _list(_verdict(words, each) for each in how.verdicts)))
    parts.append(_part(words.TRACE_TOKENS, _pairs(how.tokens, "{:,.0f}")))
    parts.append(
        _part(words.TRACE_TIMES, _pairs({**answer.timings_ms, **how.timings_ms}, "{:,.0f} ms"))
    )
    parts.append(_part(words.TRACE_CONFIDENCE, f"<p>{answer.confidence:.2f}</p>"))
    summary = text(words.TRACE)
    return f'<details class="trace"><summary>{summary}</summary>{"".join(parts)}</details>'


def _part(title: str, body: str) -> str:
    return f"<section><h3>{text(title)}</h3>{body}</section>" if body else ""


def _list(items: Iterable[str]) -> str:
    joined = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{joined}</ul>" if joined else ""


def _pairs(numbers: Mapping[str, float], form: str) -> str:
    shown = " · ".join(
        f"{name.replace('_', ' ')} {form.format(number)}" for name, number in numbers.items()
    )
    return f'<p class="figures">{text(shown)}</p>' if shown else ""


def _question(words: Strings, answer: Answer, how: Trace) -> str:
    by = words.TRACE_BY_MODEL if how.resolved_by == "model" else words.TRACE_BY_RULES
    note = (
        f' <span class="figures">{text(by)}</span>' if answer.standalone != answer.question else ""
    )
    return f'<p dir="auto">{text(answer.standalone)}{note}</p>'


def _passage(words: Strings, hit: Hit) -> str:
    scores = " · ".join(f"{name} {score:.3f}" for name, score in hit.scores.items())
    figures = f"{hit.score:.3f}" + (f" ({scores})" if scores else "")
    said = text(shorten(" ".join(hit.passage.text.split()), SHOWN, words))
    title = text(hit.listing.title or hit.listing.id)
    return (
        f'<p dir="auto"><strong>{title}</strong> <span class="figures">{text(figures)}</span></p>'
        f'<p class="said" dir="auto">{said}</p>'
    )


def _evidence(words: Strings, quote: Quote) -> str:
    return (
        f'<p dir="auto"><span class="figures">[{quote.n}]</span> '
        f"{text(shorten(quote.text, 2 * SHOWN, words))}</p>"
    )


def _fates(words: Strings) -> dict[str, str]:
    return {"kept": words.KEPT, "corrected": words.CORRECTED, "dropped": words.DROPPED}


def _with_fates(words: Strings, verdicts: Iterable[Verdict]) -> str:
    """The heading of the verdicts, with how many sentences met each fate."""
    fates = _fates(words)
    counts = (f"{count} {fates[fate]}" for fate, count in count_fates(verdicts).items())
    return ": ".join(filter(None, (words.TRACE_VERDICTS, " · ".join(counts))))


def _verdict(words: Strings, verdict: Verdict) -> str:
    fates = _fates(words)
    why = [words.TRACE_CLAIMED.format(numbers=_numbers(words, verdict.claimed))]
    if verdict.carried:
        why.append(words.TRACE_CARRIED.format(numbers=_numbers(words, verdict.carried)))
    if verdict.reason:
        why.append(verdict.reason)
    return (
        f'<p dir="auto"><span class="fate {verdict.fate}">{text(fates[verdict.fate])}</span> '
        f'{text(verdict.text)}</p><p class="figures" dir="auto">{text("; ".join(why))}</p>'
    )


def _numbers(words: Strings, numbers: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in numbers) or words.TRACE_NONE
