"""What one record contributes to each metric. Knows no other record and no average.

Every function gives a row of numbers, or None for a record that the metric leaves out.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from eval import match
from eval.fold import fold
from eval.run import Record
from eval.verdict import Opinion

ArticleText = Callable[[str], str]
Row = tuple[float, ...] | None


def accuracy(record: Record) -> Row:
    """Whether the answer is right, or the refusal due."""
    return (float(match.correct(record.case, record.answer)),)


def correctness(record: Record) -> Row:
    """Whether an answerable question is answered right."""
    return None if record.case.refuse else accuracy(record)


def answer_recall(record: Record) -> Row:
    """Whether an answerable question is answered, right or wrong."""
    return None if record.case.refuse else (float(not record.refused),)


def refusal_precision(record: Record) -> Row:
    """Whether a refusal is due."""
    return (float(record.case.refuse),) if record.refused else None


def refusal_recall(record: Record) -> Row:
    """Whether an unanswerable question is refused."""
    return (float(record.refused),) if record.case.refuse else None


def refusal_f1(record: Record) -> Row:
    """The parts of 2 TP / (refused + due), to be summed and divided, and whether one is due."""
    refused, due = float(record.refused), float(record.case.refuse)
    return (2 * refused * due, refused + due, due) if refused or due else None


def token_f1(record: Record) -> Row:
    """Words shared with the closest accepted answer; 0 for a refusal, which says nothing."""
    if not record.case.answers:
        return None
    return (match.token_f1(match.said(record.answer), record.case.answers),)


def answer_words(record: Record) -> Row:
    """Words of an answer, citation marks not counted."""
    return None if record.refused else (float(len(match.said(record.answer).split())),)


def citation_precision(record: Record) -> Row:
    """Share of an answer's quotes that come from one of the sources."""
    if record.refused or not record.case.sources or not record.answer.quotes:
        return None
    cited = [quote.article for quote in record.answer.quotes]
    return (sum(article in record.case.sources for article in cited) / len(cited),)


def citation_recall(record: Record) -> Row:
    """Share of the sources that an answer quotes."""
    if record.refused or not record.case.sources:
        return None
    cited, sources = {quote.article for quote in record.answer.quotes}, set(record.case.sources)
    return (len(cited & sources) / len(sources),)


def quotes_verbatim(record: Record, article_text: ArticleText) -> Row:
    """Share of all quotes, those of a refusal too, that stand in their article as shown."""
    quotes = (*record.answer.quotes, *record.answer.closest)
    if not quotes:
        return None
    exact = 0
    for quote in quotes:
        text = article_text(quote.article)
        shown = quote.text == text[quote.start : quote.end]
        exact += shown and quote.context_text == quote.context.of(text)
    return (exact / len(quotes),)


def carried(record: Record) -> Row:
    """Share of a quoted answer's statements whose words all stand in their own quotes."""
    statements = record.answer.statements
    if not statements or record.answer.status == "written":
        return None
    quoted = {quote.n: fold(quote.text) for quote in record.answer.quotes}
    held = [{word for n in one.quotes for word in quoted.get(n, ())} for one in statements]
    whole = [set(fold(one.text)) <= words for one, words in zip(statements, held, strict=True)]
    return (sum(whole) / len(whole),)


def written(record: Record) -> Row:
    """Whether an answer is in a language model's words, where one was asked to write."""
    trace = record.answer.trace
    if record.refused or trace is None or not trace.model:
        return None
    return (float(record.answer.status == "written"),)


def verified(record: Record) -> Row:
    """Share of a written answer's statements that the verifier let pass."""
    answer = record.answer
    if answer.status != "written" or answer.trace is None:
        return None
    passed = {one.text for one in answer.trace.verdicts if one.fate != "dropped"}
    return (sum(one.text in passed for one in answer.statements) / len(answer.statements),)


def first_word(record: Record) -> Row:
    """Milliseconds until a language model's first word, where it wrote one."""
    trace = record.answer.trace
    taken = trace.timings_ms.get("first_word", 0.0) if trace else 0.0
    return (taken,) if taken else None


def judged_correctness(record: Record) -> Row:
    """How right the judge finds the answer, its 1 to 5 as 0 to 1."""
    return _score(record.verdict.correctness)


def judged_faithfulness(record: Record) -> Row:
    """Whether the judge finds the answer carried by its quotes."""
    return _score(record.verdict.faithfulness)


def hit(record: Record, depth: int) -> Row:
    """Whether a passage from one of the sources is among the first `depth` found."""
    if not record.case.sources:
        return None
    rank = _rank(record)
    return (float(rank is not None and rank <= depth),)


def reciprocal_rank(record: Record) -> Row:
    """1 / rank of the first passage from one of the sources; 0 where none was found."""
    if not record.case.sources:
        return None
    rank = _rank(record)
    return (1 / rank if rank else 0.0,)


def ndcg(record: Record, depth: int) -> Row:
    """Discounted gain over articles, each at the rank of its best passage, of the best possible."""
    sources = set(record.case.sources)
    if not sources:
        return None
    articles = list(dict.fromkeys(hit.passage.article_id for hit in record.hits))[:depth]
    gain = sum(1 / math.log2(rank + 1) for rank, a in enumerate(articles, 1) if a in sources)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(sources), depth) + 1))
    return (gain / best,)


def confidence(record: Record) -> Row:
    """The answer's confidence, and 1 where the articles do hold the answer."""
    return (record.answer.confidence, float(not record.case.refuse))


def time(stage: str) -> Callable[[Record], Row]:
    """Milliseconds that a stage of `ask` took."""

    def row(record: Record) -> Row:
        taken = record.answer.timings_ms.get(stage)
        return None if taken is None else (float(taken),)

    return row


def _score(opinion: Opinion | None) -> Row:
    """What a judge gave, if it was asked and understood."""
    return None if opinion is None or opinion.score is None else (opinion.score,)


def _rank(record: Record) -> int | None:
    """Rank, from 1, of the first passage from one of the sources."""
    for rank, found in enumerate(record.hits, start=1):
        if found.passage.article_id in record.case.sources:
            return rank
    return None
