"""What a model is told: the rules, the numbered sentences it may use, and the question.

Articles' text stands in a fence that it cannot close. Knows nothing of who is told, or of what is
made of the reply.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.cite import attribution, plain
from rag.domain import Quote
from rag.errors import BadSettings
from rag.llm.base import Message
from rag.prompts import fill

FIELDS = ("quotes", "question", "refusal")
REFUSAL = "The quotes do not say."
"""What a model writes that finds no answer."""

RULE = "\n---\n"
ROOM = 64  # tokens that a model's own format puts around the messages
A_TOKEN = 3  # characters of plain English and more; other scripts have about one a token

_FENCE = str.maketrans("<>", "‹›")


def build_prompt(
    template: str, question: str, evidence: Sequence[Quote], *, tokens: int
) -> list[Message]:
    """The messages, with as many of the evidence sentences, best first, as fit in `tokens`.

    None where not a single one fits. What never changes comes first, for the sake of the model's
    prompt cache.
    """
    rules, _, asking = template.partition(RULE)
    system = fill(rules, quotes="", question="", refusal=REFUSAL)
    lines: list[str] = []
    left = tokens - ROOM - count_tokens(template) - count_tokens(question)
    for quote in evidence:
        line = f"[{quote.n}] ({_fenced(attribution(quote))}) {_fenced(plain(quote.text))}"
        left -= count_tokens(line) + 1
        if left < 0:
            break
        lines.append(line)
    if not lines:
        return []
    user = fill(asking, quotes="\n".join(lines), question=_fenced(question), refusal=REFUSAL)
    return [Message("system", system.strip()), Message("user", user.strip())]


def check_template(template: str) -> str:
    """The template itself. Raises BadSettings where it does not part rules from the question."""
    if RULE not in template:
        raise BadSettings(
            "write.md, from llm.prompts, has no line --- between the rules and the question. "
            "Put one there."
        )
    return template


def count_tokens(text: str) -> int:
    """How many tokens a text has, at most: without a model's own tokenizer, guessed high."""
    plain_characters = sum(character.isascii() for character in text)
    return -(-plain_characters // A_TOKEN) + (len(text) - plain_characters)


def _fenced(text: str) -> str:
    return " ".join(text.translate(_FENCE).split())
