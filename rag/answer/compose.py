"""From found passages to an answer or a refusal. Joins the files of this folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, zip_longest

from rag.answer.cite import attribution, cite, quote_passage
from rag.answer.evidence import Evidence, PassageMatch, match_passages, weigh_evidence
from rag.answer.expected import holds_expected, names_person
from rag.answer.parts import asks_for_several
from rag.answer.quoted import Claim, choose_claims
from rag.answer.refuse import describe, load_model
from rag.domain import Hit, Quote, Statement
from rag.index.tokens import TokenMatrix
from rag.query import Query
from rag.sections import Answering

REFUSAL = "I could not find this in the articles."


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer's content: statements on quotes, or none and the closest passages to read.

    `claims` are what the statements were made of. `answered` are the places of the questions, of
    those put in one, that it answers, all of them for a refusal; `found` has the evidence for
    each of these, best first.
    """

    text: str
    confidence: float
    statements: tuple[Statement, ...] = ()
    quotes: tuple[Quote, ...] = ()
    closest: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    answered: tuple[int, ...] = ()
    found: tuple[tuple[Evidence, ...], ...] = ()

    @property
    def evidence(self) -> list[Evidence]:
        """The evidence for all questions in turns, best first, each sentence once."""
        turns = chain.from_iterable(zip_longest(*self.found))
        return list({one.place: one for one in turns if one is not None}.values())


def compose(
    queries: Sequence[Query],
    hits: Sequence[Hit],
    tokens: Sequence[TokenMatrix],
    settings: Answering,
    article_text: Callable[[str], str],
) -> Composed:
    """Answer from the hits, best first; `tokens` belong to the first of them.

    `queries` holds the question, or each of the questions that were put in one. Those of them
    that the evidence does not answer are left out; when it answers none, this is a refusal.
    """
    best = hits[: len(tokens)]
    found = [find_evidence(query, best, tokens) for query in queries]
    model = load_model()
    threshold = model.threshold if settings.threshold is None else settings.threshold
    confidences = [
        model.probability(describe(query, passages, evidence))
        for query, (passages, evidence) in zip(queries, found, strict=True)
    ]
    answered = [i for i, confidence in enumerate(confidences) if confidence >= threshold]
    claims = join_claims(
        [
            choose_claims(
                found[i][1],
                most=settings.statements if len(queries) == 1 else 1,
                several=asks_for_several(queries[i].text),
                fits=partial(_fits, queries[i]),
            )
            for i in answered
        ],
        settings.statements,
    )
    if not claims:
        closest = tuple(quote_passage(hit) for hit in hits[: settings.closest])
        every = tuple(tuple(evidence) for _, evidence in found)
        return Composed(
            REFUSAL,
            max(confidences, default=0.0),
            closest=closest,
            answered=tuple(range(len(queries))),
            found=every,
        )
    confidence = min(confidences[i] for i in answered)
    composed = compose_claims(claims, confidence, [found[i][1] for i in answered], article_text)
    return replace(composed, answered=tuple(answered))


def compose_claims(
    claims: Sequence[Claim],
    confidence: float,
    found: Sequence[Sequence[Evidence]],
    article_text: Callable[[str], str],
) -> Composed:
    """The claims as statements on their quotes."""
    statements, quotes = cite(claims, article_text)
    return Composed(
        text=write_text(claims, statements, quotes),
        confidence=confidence,
        statements=tuple(statements),
        quotes=tuple(quotes),
        claims=tuple(claims),
        found=tuple(tuple(evidence) for evidence in found),
    )


def find_evidence(
    query: Query, hits: Sequence[Hit], tokens: Sequence[TokenMatrix]
) -> tuple[list[PassageMatch], list[Evidence]]:
    """How the passages match as a whole, and their sentences, best first."""
    passages = match_passages(query, hits, tokens)
    return passages, weigh_evidence(query, passages)


def _fits(query: Query, sentence: str) -> bool:
    return holds_expected(query, sentence) and names_person(query, sentence)


def join_claims(answers: Sequence[Sequence[Claim]], most: int) -> list[Claim]:
    """The claims of several questions in their order, each sentence once, `most` in all."""
    joined: dict[object, Claim] = {}
    for claims in answers:
        for claim in claims:
            joined.setdefault(claim.best.place, claim)
    return list(joined.values())[:most]


def write_text(
    claims: Sequence[Claim], statements: Sequence[Statement], quotes: Sequence[Quote]
) -> str:
    """The statements with their quotes' numbers.

    Where articles may disagree, each statement says which article and of when it is from.
    """
    written = []
    for claim, statement in zip(claims, statements, strict=True):
        first = quotes[statement.quotes[0] - 1]
        origin = f" ({attribution(first)})" if claim.disputed else ""
        marks = "".join(f"[{n}]" for n in statement.quotes)
        written.append(f"{statement.text}{origin} {marks}")
    return " ".join(written)
