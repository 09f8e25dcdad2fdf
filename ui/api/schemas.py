"""What REST takes, each field bounded, and what it gives besides answers. Knows no route."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema

from rag.chat.question import LONGEST
from rag.collections import DEFAULT
from rag.collections import LONGEST as LONGEST_NAME
from rag.domain import Article, Filters, Listing, Turn
from rag.errors import BadInput
from rag.feedback import LONGEST_NOTE, Rating
from ui.api.asking import Asked

TURNS = 50
LONGEST_ANSWER = 20_000

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _as_day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a date looks like 2025-05-30")
    return date.fromisoformat(value)


Day = Annotated[
    date, BeforeValidator(_as_day), WithJsonSchema({"type": "string", "format": "date"})
]
Question = Annotated[str, Field(min_length=1, max_length=LONGEST)]
# Lists of two rather than tuples, which come out wrong in the document.
Earlier = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_ANSWER)]], Field(min_length=2, max_length=2)
]
Pair = Annotated[list[int], Field(min_length=2, max_length=2)]


class Given(BaseModel):
    """A body: a field that is not here is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(Given):
    """A question, with what the conversation adds and which articles may answer."""

    question: Question = Field(description="What to ask.", examples=["Who met the minister?"])
    history: list[Earlier] = Field(
        default=[], max_length=TURNS, description="Earlier turns, oldest first: question, answer."
    )
    collection: str = Field(default=DEFAULT, min_length=1, max_length=LONGEST_NAME)
    after: Day | None = Field(default=None, description="Only articles from this day on.")
    before: Day | None = Field(default=None, description="Only articles up to this day.")
    source: str | None = Field(
        default=None, min_length=1, max_length=200, description="Only sources like this; * is any."
    )
    stream: StrictBool = Field(
        default=False, description="Answer with server-sent events as the answer comes to be."
    )

    def asked(self) -> Asked:
        """The question in the library's terms. Raises BadInput for filters nothing can pass."""
        if self.after and self.before and self.after > self.before:
            raise BadInput(f"after {self.after} is later than before {self.before}; swap them.")
        turns = tuple(Turn(question, answer) for question, answer in self.history)
        filters = Filters(self.after, self.before, self.source)
        return Asked(self.question, turns, filters, self.collection)


class Rate(Given):
    """What somebody thinks of an answer that they were given."""

    answer: str = Field(
        min_length=1, max_length=64, description="The answer's id: `Answer-Id`, or the event's id."
    )
    rating: Rating
    note: str = Field(default="", max_length=LONGEST_NOTE)


class Collections(BaseModel):
    """The collections that this visitor may ask."""

    collections: list[str] = Field(examples=[[DEFAULT, "hr"]])


class ArticleListed(BaseModel):
    """An article of the index."""

    id: str
    title: str
    source: str
    date: date | None
    url: str | None
    passages: int
    characters: int

    @classmethod
    def of(cls, listing: Listing) -> ArticleListed:
        """As the index lists it."""
        return cls(**{name: getattr(listing, name) for name in cls.model_fields})


class Articles(BaseModel):
    """What is indexed in a collection."""

    articles: list[ArticleListed]


class ArticleWhole(BaseModel):
    """An article with its text, which offsets of quotes count the characters of.

    `clutter` are spans, start and end, that are not part of the report.
    """

    id: str
    title: str
    source: str
    date: date | None
    url: str | None
    text: str
    clutter: list[Pair]

    @classmethod
    def of(cls, article: Article) -> ArticleWhole:
        """As it is stored."""
        return cls(
            id=article.id,
            title=article.title,
            source=article.source,
            date=article.date,
            url=article.url,
            text=article.text,
            clutter=[[span.start, span.end] for span in article.clutter],
        )


class Place(BaseModel):
    """A span of an article; `text` stands there character for character."""

    article: str
    title: str
    date: date | None
    source: str
    text: str
    start: int
    end: int


class NumberedQuote(Place):
    """A quote; `n` is its number in the answer."""

    n: int


class StatementTold(BaseModel):
    """A sentence of an answer, and the numbers of the quotes that carry it."""

    text: str
    quotes: list[int] = Field(min_length=1)


class StageTimes(BaseModel):
    """Milliseconds of each stage."""

    resolve: float
    retrieve: float
    answer: float
    total: float


class AnswerTold(BaseModel):
    """An answer whose statements all carry quotes, or a refusal with passages worth reading.

    `notice` is there only where something did not go as set.
    """

    model_config = ConfigDict(extra="forbid")

    question: str
    standalone: str
    status: Literal["quoted", "written", "refused"]
    text: str
    statements: list[StatementTold]
    quotes: list[NumberedQuote]
    closest: list[Place]
    confidence: float = Field(ge=0, le=1)
    timings_ms: StageTimes
    notice: str = ""
