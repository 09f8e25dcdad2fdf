"""What a written sentence claims: its clauses, each of which a quote must carry whole.

Tells also what is no claim at all: a question, an instruction, a remark about the quotes, markup.
Knows a little English grammar and no quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answer.reading import is_verb, tokens

MARKUP = re.compile(r"<[a-zA-Z/!]|\]\(|```|^\s*(#|>|\||[-*+]\s|\d+[.)]\s)|\*\*|__|https?://|www\.")
REMARK = re.compile(
    r"^\W*((based|according|going) (on|to|by) (the |these |this |those |my |your )?"
    r"(\w+ ){0,2}(quotes?|evidence|context|passages?|texts?|sentences?|information|excerpts?)\b"
    r"|(the|these|those|this) (\w+ )?(quotes?|evidence|passages?|excerpts?|sentences?) "
    r"|here (is|are)\b|as an? (ai|language|assistant)\b|in (summary|conclusion|short)\b"
    r"|(i|we)(['’](m|ve|ll|d|re))?\s|(sure|certainly|of course|okay|ok|hello|hi|thanks?)\b[,.! ]"
    r"|(the|my|your|this) (answer|question|user)\b|to answer\b|there is no (mention|information)\b"
    r"|(it|this) (seems|appears) (that|to)\b|note that\b|answer:)",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"^\W*(please|ignore|disregard|forget|click|subscribe|follow|visit|see|read|remember|let['’]?s?"
    r"|do not|don['’]t|never (say|tell|mention)|you (must|should|can|may|are|will|need)|contact"
    r"|consider|check|make sure|download|sign up|write|say|tell|send|respond|reply|output)\b"
    r"(?!\s+(is|are|was|were|has|had)\b)",
    re.IGNORECASE,
)
JOINT = re.compile(
    r";\s+|,?\s+(?:and|but|while|whereas|although|though|yet)\s+|,\s+(?:who|which|where)\s+"
)
PRONOUN = re.compile(r"(he|she|they|it|who|which)\b\s*", re.IGNORECASE)
ADVERBS = frozenset("later soon then afterwards subsequently".split())
SHORTEST = 3  # words of a clause


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that says something by itself.

    `ranges` are its characters in the sentence: its own, and before them those of the subject
    that it shares with the clause before. `text` is what stands there.
    """

    text: str
    ranges: tuple[tuple[int, int], ...]


def no_claim(text: str) -> str | None:
    """Why a sentence claims nothing that a quote could carry, or nothing when it does."""
    if not tokens(text) or all(token.stop for token in tokens(text)):
        return "it says nothing"
    if MARKUP.search(text):
        return "it is markup"
    if text.rstrip("\"”’') ").endswith("?"):
        return "it is a question"
    if REMARK.match(text):
        return "it speaks of the answer, not of what happened"
    if INSTRUCTION.match(text):
        return "it is an instruction"
    return None


def ways_to_read(text: str) -> list[tuple[Clause, ...]]:
    """The sentence as one claim, then cut into clauses, at one joint or at all of them."""
    whole = Clause(text, ((0, len(text)),))
    joints = list(JOINT.finditer(text))
    ways: list[tuple[Clause, ...]] = [(whole,)]
    for cut in [*([joint] for joint in joints), joints]:
        clauses = _cut(text, cut)
        if len(clauses) == len(cut) + 1 > 1 and clauses not in ways:
            ways.append(clauses)
    return ways


def _cut(text: str, joints: list[re.Match[str]]) -> tuple[Clause, ...]:
    """The clauses between joints; none when a piece is no clause."""
    starts = [0, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(text)]
    subject: tuple[int, int] | None = None
    clauses = []
    for start, end in zip(starts, ends, strict=True):
        piece = text[start:end]
        words = tokens(piece)
        verbs = [i for i, word in enumerate(words) if is_verb(word)]
        if not verbs or len(words) < SHORTEST:
            return ()
        pronoun = PRONOUN.match(piece)
        relative = start and text[:start].rstrip().endswith(("who", "which"))
        bare = all(
            word.stop or word.word.endswith("ly") or word.word in ADVERBS
            for word in words[: verbs[0]]
        )
        if start and subject and (pronoun or relative or (verbs[0] <= 1 and bare)):
            own = start + (pronoun.end() if pronoun else 0)
            clauses.append(_clause(text, subject, (own, end)))
        else:
            if verbs[0]:
                subject = (start, start + words[verbs[0] - 1].end)
            clauses.append(_clause(text, (start, end)))
    return tuple(clauses)


def _clause(text: str, *ranges: tuple[int, int]) -> Clause:
    return Clause(" ".join(text[start:end].strip() for start, end in ranges), ranges)
