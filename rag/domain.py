"""The nouns: what an article, a passage, a quote and an answer are.

Frozen data without behaviour beyond what their own fields say. Every offset counts characters
(Unicode code points) of the stored article's text, the end exclusive, so that
`article.text[start:end]` is the thing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Status = Literal["quoted", "written", "refused"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters in an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """What stands there."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is stored: its whole text, and which parts of it are clutter.

    `text` is never rewritten; `clutter` marks the spans that are not part of the report (related
    headlines, appeals, share prompts), sorted and apart from each other. `date` is when the
    article says it is from, or None; never a guess from the clock or the file system.
    """

    id: str
    title: str
    text: str
    source: str
    date: date | None = None
    url: str | None = None
    clutter: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article, the unit that is embedded and retrieved.

    `text == article.text[start:end]`. `sentences` are spans in the article, not in the passage;
    they are sorted, apart from each other, and inside `start` to `end`.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...] = ()

    def slice(self, span: Span) -> str:
        """The text of a span of the article that lies inside this passage."""
        return self.text[span.start - self.start : span.end - self.start]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of an indexed article without reading its text."""

    id: str
    title: str
    source: str
    date: date | None
    url: str | None
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with its rank's score and the score of each stage."""

    passage: Passage
    listing: Listing
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of an article, character for character, that a statement stands on.

    `n` is its number in the answer, from 1; 0 in `Answer.closest`, which no text refers to.
    `context` is the wider span to show around it (the sentence before a pronoun, or its passage)
    and `context_text` what stands there.
    """

    n: int
    article: str
    title: str
    date: date | None
    source: str
    text: str
    start: int
    end: int
    context: Span
    context_text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the numbers of the quotes that carry it, never none."""

    text: str
    quotes: tuple[int, ...]


Fate = Literal["kept", "corrected", "dropped"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one sentence that a language model wrote.

    `claimed` are the numbers of evidence that the model put behind it, whether they exist or not;
    `carried` those that do carry it, none for a dropped one. `corrected` is a sentence that was
    kept with other numbers than it claimed. `reason` says in a clause why it was not kept as it
    was; `text` has no numbers in brackets.
    """

    text: str
    claimed: tuple[int, ...]
    fate: Fate
    carried: tuple[int, ...] = ()
    reason: str = ""


def count_fates(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many sentences met each fate that any of them met."""
    return dict(Counter(str(verdict.fate) for verdict in verdicts))


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer came to be: for people who want to look behind it; nothing depends on it.

    `passages` are what retrieval found, best first. `evidence` are the sentences that a model was
    given, their `n` being the number it knew them by; without a model, the best sentences.
    `tokens` has what the model counted, `prompt` and `completion`, where it said so.
    `timings_ms` adds `first_word`, `write` and `verify` to the answer's own where a model wrote.
    """

    passages: tuple[Hit, ...] = ()
    resolved_by: Literal["rules", "model"] = "rules"
    evidence: tuple[Quote, ...] = ()
    model: str = ""
    draft: str = ""
    verdicts: tuple[Verdict, ...] = ()
    tokens: Mapping[str, int] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What `ask` returns: an answer whose statements all carry quotes, or a refusal.

    `text` holds the statements with `[n]` after each. A refusal has no statements and no quotes;
    `closest` then names passages worth reading. `confidence` is the calibrated probability that
    the articles hold the answer. `notice` is a sentence for the reader where something did not go
    as set: a language model that failed, or whose answer was not as good as the quoted one.
    """

    question: str
    standalone: str
    status: Status
    text: str
    statements: tuple[Statement, ...] = ()
    quotes: tuple[Quote, ...] = ()
    closest: tuple[Quote, ...] = ()
    confidence: float = 0.0
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    notice: str = ""
    trace: Trace | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and the text it was answered with."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer: dated on or after, on or before, source or id like a glob.

    An article without a date passes no date filter.
    """

    after: date | None = None
    before: date | None = None
    source: str | None = None

    def __bool__(self) -> bool:
        return self != Filters()
