"""Named ways to answer, one change each from the default, so that a default is a measured choice.

A variant changes settings, hides one retriever, chooses statements in another way, or lets a
language model write. Knows how an assistant is put together in memory, and nothing of gold
questions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.corpus import Corpus, Entry
from eval.subject import InMemory, furnisher
from eval.written import Unverified
from rag.answer.compose import compose_claims
from rag.answer.quoted import Claim
from rag.answer.written import Ground, Writer
from rag.desk import Desk
from rag.domain import Hit
from rag.embedding import Embedder
from rag.settings import Settings


class DenseOnly(Corpus):
    """A corpus whose words cannot be searched."""

    def lexical(
        self,
        terms: Sequence[str],  # noqa: ARG002
        limit: int,  # noqa: ARG002
        allowed: Collection[str] | None = None,  # noqa: ARG002
    ) -> list[tuple[str, float]]:
        """Nothing."""
        return []


class LexicalOnly(Corpus):
    """A corpus whose vectors cannot be searched."""

    def dense(
        self,
        vector: NDArray[np.float32],  # noqa: ARG002
        limit: int,  # noqa: ARG002
        allowed: Collection[str] | None = None,  # noqa: ARG002
    ) -> list[tuple[str, float]]:
        """Nothing."""
        return []


class TwoAlways(Desk):
    """A desk that answers with the two best sentences, however far the second is behind."""

    def ground(self, standalone: str, hits: Sequence[Hit]) -> Ground:
        """The shipped answer with other statements; a refusal stays one."""
        ground = super().ground(standalone, hits)
        if not ground.quoted.claims:
            return ground
        found = ground.quoted.found
        claims = [Claim((one,)) for one in found[0][:2]]
        two = compose_claims(claims, ground.quoted.confidence, found, self.index.text)
        return replace(ground, quoted=two)


@dataclass(frozen=True, slots=True)
class Variant:
    """A name, the settings that differ (by section), and which corpus and desk are used.

    Only where `writes` is true does a language model write; else answers are quoted.
    """

    name: str
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    corpus: type[Corpus] = Corpus
    desk: type[Desk] = Desk
    writes: bool = False

    def settings(self, base: Settings) -> Settings:
        """The settings with what this variant changes."""
        sections = {
            name: getattr(base, name).model_copy(update=dict(values))
            for name, values in self.changes.items()
        }
        return base.model_copy(update=sections)

    def open(
        self,
        entries: Sequence[Entry],
        embedder: Embedder,
        base: Settings,
        writer: Writer | None = None,
    ) -> InMemory:
        """A subject over entries that were cut with this variant's chunk settings."""
        furnish = furnisher(
            embedder, self.settings(base), self.desk, writer if self.writes else None
        )
        return InMemory(self.corpus(entries), furnish)


PLAIN = {"retrieve": {"rerank": 0}}

VARIANTS = (
    Variant("default"),
    Variant("written, unverified", desk=Unverified, writes=True),
    Variant("written, verified", writes=True),
    Variant("dense only, no reranking", PLAIN, DenseOnly),
    Variant("lexical only, no reranking", PLAIN, LexicalOnly),
    Variant("fusion, no reranking", PLAIN),
    Variant("dense, reranked", corpus=DenseOnly),
    Variant("lexical, reranked", corpus=LexicalOnly),
    Variant("20 reranked", {"retrieve": {"rerank": 20}}),
    Variant("3 passages answer", {"answer": {"passages": 3}}),
    Variant("one statement", {"answer": {"statements": 1}}),
    Variant("two statements always", desk=TwoAlways),
    Variant("refuses nothing", {"answer": {"threshold": 0.0}}),
    Variant("passages of 90 pieces", {"chunking": {"pieces": 90}}),
    Variant("passages of 240 pieces", {"chunking": {"pieces": 240}}),
)
"""The first is what the others are compared with; those that cut articles alike come together.

The default quotes; those that write come only where a language model is set.
"""
