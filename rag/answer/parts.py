"""What a question asks for: one thing, several, or a list. Rules over English wording."""

from __future__ import annotations

import re

ASKING = r"(?:who|whom|whose|what|when|where|which|why|how)"
# "When did he visit and whom did he meet?": a second question begins at the second question word.
JOINT = re.compile(rf"(?:[?;]\s+(?=\w)|,?\s+(?:and|or)\s+(?={ASKING}\b))", re.IGNORECASE)
LIST = re.compile(
    r"\b(which|what)\s+(?:\w+\s+){0,3}(countries|nations|reasons|areas|issues|sectors|steps|topics|"
    r"places|people|ministers|leaders|groups|fields|events|differences|factors|measures|"
    r"benefits|ways|examples|names|spheres|concerns|conditions|kinds|types|subjects|points)\b"
    r"|\b(list|name|enumerate)\s+(the|all|some|every)\b|\ball (the|of)\b|\bboth\b|\beach of\b"
    r"|\bwho (are|were|all)\b|\bsummar|\bcompare\b|\bdifferent (reports|articles|sources)\b",
    re.IGNORECASE,
)
LEAST = 3  # words: a shorter piece hangs on the one before it


def split_question(question: str) -> list[str]:
    """The questions that are put in one, in order; just the question where it is one."""
    pieces = [piece.strip() for piece in JOINT.split(question)]
    if len(pieces) < 2 or any(len(piece.split()) < LEAST for piece in pieces):
        return [question]
    return pieces


def asks_for_several(question: str) -> bool:
    """Whether one sentence can hardly be the whole answer."""
    return bool(LIST.search(question))
