"""Gold candidates for a person to accept or correct. Knows proposals, not where they come from.

A draft is a gold file whose cases say `"reviewed": false`; no run takes it as it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from eval.cloze import ask_back
from eval.run import Assistant
from rag.chat.examples import propose_questions
from rag.domain import Article, Turn
from rag.errors import BadQuestion
from rag.feedback import Feedback
from rag.ingest.lines import gaps

GUESSED = 4

_MARKS = re.compile(r"\s*(?:\[\d+\])+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question worth asking; `answers` and `sources` as far as who proposes it knows them.

    `asked` is true for a question that somebody did ask, not one that was made up.
    """

    question: str
    kind: str = "fact"
    history: tuple[Turn, ...] = ()
    answers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""
    asked: bool = False


def from_feedback(rated: Iterable[Feedback], limit: int) -> list[Proposal]:
    """At most `limit` proposals from what people rated, the latest first, each question once.

    An answer that was liked is proposed as right; one that was not only stands in the note, to be
    corrected.
    """
    chosen: dict[str, Proposal] = {}
    for one in sorted(rated, key=lambda one: one.when, reverse=True):
        right = one.rating == "up" and one.status != "refused"
        answer = _MARKS.sub("", one.text)
        said = "" if right else f" It was answered: {answer}"
        reader = f" The reader's note: {one.note}" if one.note else ""
        proposal = Proposal(
            one.standalone,
            answers=(answer,) if right else (),
            sources=tuple(dict.fromkeys(quote.article for quote in one.quotes)) if right else (),
            note=f"Rated {one.rating}.{said}{reader}",
            asked=True,
        )
        chosen.setdefault(one.standalone, proposal)
    return list(chosen.values())[:limit]


def from_articles(articles: Sequence[Article], limit: int, seed: int) -> list[Proposal]:
    """At most `limit` proposals from what the articles say: half of them about names they speak
    of, half sentences asked back, spread over the articles.
    """
    named = [Proposal(one) for one in propose_questions(map(_report, articles), limit)]
    backs = [
        Proposal(
            back.question,
            answers=(back.answer,),
            sources=(back.article,),
            note=f"From the sentence: {back.sentence}",
        )
        for article in articles
        for back in ask_back(article)
    ]
    drawn = np.random.default_rng(seed).permutation(len(backs))
    some = [backs[place] for place in drawn[: limit - min(len(named), limit // 2)]]
    chosen = [*named[: limit - len(some)], *some]
    return list({one.question: one for one in chosen}.values())


def draft(proposals: Iterable[Proposal], assistant: Assistant) -> Iterator[dict[str, object]]:
    """Each proposal as an unreviewed case, with what the assistant says to it put in.

    A question that was proposed without an answer gets the assistant's best sentence and its
    sources; where the assistant refuses, `refuse` is proposed. Of the questions that nobody asked
    that is done for one in GUESSED at most: a guess that nothing answers is seldom asked.
    """
    made = refused = 0
    for proposal in proposals:
        try:
            answer = assistant.ask(proposal.question, proposal.history)
        except BadQuestion:
            continue
        case: dict[str, object] = {
            "id": f"draft-{hashlib.sha256(proposal.question.encode()).hexdigest()[:8]}",
            "reviewed": False,
            "kind": proposal.kind,
            "question": proposal.question,
        }
        if proposal.history:
            case["history"] = [[turn.question, turn.answer] for turn in proposal.history]
        said = answer.statements[0].text if answer.statements else ""
        cited = dict.fromkeys(quote.article for quote in answer.quotes)
        if proposal.answers:
            sources = dict.fromkeys((*proposal.sources, *cited))
            case |= {"answers": list(proposal.answers), "sources": list(sources)}
        elif said:
            case |= {"answers": [said], "sources": list(cited)}
        else:
            refused += not proposal.asked
            if not proposal.asked and refused > 1 + made // GUESSED:
                continue
            case |= {"refuse": True, "kind": "near"}
        made += 1
        case["note"] = " ".join(part for part in (proposal.note, _advice(proposal, said)) if part)
        yield case


def as_lines(cases: Iterable[dict[str, object]]) -> str:
    """A draft as a file."""
    return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)


def _report(article: Article) -> str:
    """An article's text without its clutter, on one line."""
    parts = gaps(article.clutter, len(article.text))
    return " ".join(" ".join(span.of(article.text) for span in parts).split())


def _advice(proposal: Proposal, said: str) -> str:
    if not said:
        return "The assistant refuses; is the answer really not there?"
    if proposal.answers:
        return f"The assistant says: {said}"
    return "The assistant's sentence; shorten it to the words that have to be there."
