"""OpenAI's forms: what a chat completion takes and gives, as far as it has a meaning here.

Parameters that have none (temperature, n, tools …) are ignored, as such servers do.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from rag.collections import DEFAULT
from rag.domain import Answer, Quote, Turn
from rag.errors import BadInput
from ui.api.asking import Asked
from ui.api.schemas import LONGEST_ANSWER, AnswerTold

MODEL = "footnote"
MESSAGES = 500

Text = Annotated[str, Field(max_length=LONGEST_ANSWER)]

Role = Literal["system", "developer", "user", "assistant", "tool", "function"]

_NOTES = "\n\n[1] “"
"""Where the footnotes begin in an answer of ours that comes back as history."""

_MARKUP = re.compile(r"<|(?<=\])(?=\()|(?<=\])(?=\[[^\]\d])")


class Taken(BaseModel):
    """A form whose further fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Part(Taken):
    """A part of a message; only text can be read."""

    type: str = Field(max_length=50, examples=["text"])
    text: Text | None = None


class Message(Taken):
    """One message of the conversation."""

    role: Role
    content: Text | Annotated[list[Part], Field(max_length=MESSAGES)] | None = None

    def text(self) -> str:
        """Its text. Raises BadInput for a part of another kind."""
        if not isinstance(self.content, list):
            return self.content or ""
        if any(part.type != "text" for part in self.content):
            raise BadInput("Only text can be asked here; leave the other parts out.")
        return "\n".join(part.text or "" for part in self.content)


class StreamOptions(Taken):
    """What a stream brings besides."""

    include_usage: StrictBool | None = None


class Completion(Taken):
    """A chat completion asked for: the last user message is the question, those before it and
    their answers are the history. What system messages say is not obeyed."""

    model: str = Field(
        min_length=1,
        max_length=100,
        description=f"A collection: `{MODEL}`, or `{MODEL}-NAME` for the one called NAME.",
        examples=[MODEL],
    )
    messages: list[Message] = Field(min_length=1, max_length=MESSAGES)
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None

    def asked(self) -> Asked:
        """The question in the library's terms. Raises BadInput where there is none."""
        collection = collection_of(self.model)
        said = [one for one in self.messages if one.role in ("user", "assistant")]
        while said and said[-1].role != "user":
            said.pop()
        if not said:
            raise BadInput("There is no message of the user; the last one is the question.")
        pairs = pairwise(said)
        turns = [
            Turn(one.text(), two.text().partition(_NOTES)[0])
            for one, two in pairs
            if (one.role, two.role) == ("user", "assistant")
        ]
        return Asked(said[-1].text(), tuple(turns), collection=collection)


class ReplyMessage(BaseModel):
    """The answer; `footnote` is it whole, with every quote."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    footnote: AnswerTold


class Choice(BaseModel):
    """The one answer there is."""

    index: int = 0
    message: ReplyMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Usage(BaseModel):
    """Tokens that a language model counted; none where none wrote."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class Reply(BaseModel):
    """A chat completion. The part of `id` after `chatcmpl-` is the answer's id for feedback."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage


class Model(BaseModel):
    """A collection, as a model."""

    id: str = Field(examples=[MODEL])
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class Models(BaseModel):
    """The collections that this visitor may ask."""

    object: Literal["list"] = "list"
    data: list[Model]


def model_of(collection: str) -> str:
    """The model's name of a collection."""
    return MODEL if collection == DEFAULT else f"{MODEL}-{collection}"


def collection_of(model: str) -> str:
    """The collection that a model names; for any other name, one that nobody has."""
    return DEFAULT if model == MODEL else model.removeprefix(f"{MODEL}-")


def with_footnotes(answer: Answer) -> str:
    """The text, its quotes by number, and what the reader is to be told of a language model.

    Clients show it as Markdown: nothing that articles say becomes a link, a picture or a tag there.
    """
    notes = (f"[{quote.n}] “{_line(quote.text)}” — {_origin(quote)}" for quote in answer.quotes)
    told = filter(None, [answer.text, *notes, answer.notice])
    return "\n\n".join(map(_inert, told))


def usage(answer: Answer) -> Usage:
    """What the model counted."""
    tokens = answer.trace.tokens if answer.trace else {}
    asked, written = int(tokens.get("prompt", 0)), int(tokens.get("completion", 0))
    return Usage(prompt_tokens=asked, completion_tokens=written, total_tokens=asked + written)


def _origin(quote: Quote) -> str:
    day = quote.date.isoformat() if quote.date else ""
    return ", ".join(_line(part) for part in (quote.title, quote.source, day) if part)


def _line(text: str) -> str:
    return " ".join(text.split())


def _inert(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found.group()}", text)
