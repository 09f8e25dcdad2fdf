"""Words that make what follows them not so, only said or still to come, with what they govern.

Knows no quotes and none of those words: its neighbours on denial and firmness look for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.reading import Token

ADVERBS = frozenset("yet also formally officially ever even only just still longer one".split())


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that makes what follows not so, only said, or still to come.

    `scope` are the words that say something after it in its clause, `head` the first of them;
    before it stands `subject`.
    """

    word: Token
    scope: tuple[Token, ...]
    subject: tuple[Token, ...]

    @property
    def head(self) -> Token | None:
        """What is denied, alleged or planned."""
        return self.scope[0] if self.scope else None

    @property
    def bases(self) -> frozenset[str]:
        """The base forms of the scope."""
        return frozenset(token.base for token in self.scope)


def cue_at(words: Sequence[Token], i: int) -> Cue:
    """A word as a cue, with what it governs."""
    part = [one for one in words if one.part == words[i].part]
    at = part.index(words[i])
    scope = [one for one in part[at + 1 :] if says_something(one)]
    subject = [one for one in part[:at] if says_something(one)]
    return Cue(words[i], tuple(scope), tuple(subject))


def says_something(one: Token) -> bool:
    """Whether a word is more than grammar or emphasis."""
    return not one.stop and one.word not in ADVERBS and (one.capital or not one.word.endswith("ly"))
