"""What the tools take, each argument bounded and described to an assistant. Knows no protocol."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError

from rag.chat.question import LONGEST
from rag.collections import DEFAULT
from rag.collections import LONGEST as LONGEST_NAME
from rag.domain import Filters, Turn
from rag.errors import BadInput
from ui.api.schemas import LONGEST_ANSWER, TURNS, Day, Given, Question

LONGEST_ID = 1_000
LONGEST_PAGE = 20_000
PAGE = 8_000
MOST = 20

_WRONG = "Value error, "

Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_NAME,
        description="Which of several collections to look in.",
    ),
]


class Narrowed(Given):
    """Which articles count."""

    collection: Name = DEFAULT
    after: Day | None = Field(default=None, description="Only articles from this day on.")
    before: Day | None = Field(default=None, description="Only articles up to this day.")
    source: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Only articles whose source or id is like this; * stands for anything.",
    )

    def filters(self) -> Filters:
        """In the library's terms. Raises BadInput for filters nothing can pass."""
        if self.after and self.before and self.after > self.before:
            raise BadInput(f"after {self.after} is later than before {self.before}; swap them.")
        return Filters(self.after, self.before, self.source)


class Earlier(Given):
    """An earlier turn of the conversation."""

    question: str = Field(max_length=LONGEST)
    answer: str = Field(max_length=LONGEST_ANSWER)


class AskArguments(Narrowed):
    """A question to be answered."""

    question: Question = Field(
        description="What to ask, in a sentence; it may refer to `history`.",
        examples=["Who met the minister?"],
    )
    history: list[Earlier] = Field(
        default=[], max_length=TURNS, description="Earlier questions and answers, oldest first."
    )

    def turns(self) -> tuple[Turn, ...]:
        """The history in the library's terms."""
        return tuple(Turn(each.question, each.answer) for each in self.history)


class SearchArguments(Narrowed):
    """Something to look for."""

    query: Question = Field(description="What to look for: a question, or a few words.")
    limit: int = Field(default=5, ge=1, le=MOST, description="Passages at most.")


class ReadArguments(Given):
    """A part of an article."""

    id: str = Field(
        min_length=1,
        max_length=LONGEST_ID,
        description="The article's id: what ask and search call `article`.",
    )
    collection: Name = DEFAULT
    start: int = Field(default=0, ge=0, description="The first character, counted from 0.")
    length: int = Field(default=PAGE, ge=1, le=LONGEST_PAGE, description="Characters at most.")


def explain(error: ValidationError) -> str:
    """What is wrong with arguments, in a sentence for the assistant that gave them."""
    first = error.errors(include_url=False, include_context=False)[0]
    # A union puts the names of its branches there, too, which nobody gave.
    parts = [
        str(part) for part in first["loc"] if str(part).isidentifier() or isinstance(part, int)
    ]
    name = ".".join(parts[:4])[:100] or "of that name"
    problem = first["msg"].removeprefix(_WRONG)[:200]
    return f"The argument {name} cannot be used: {problem}. Correct it and call again."
