"""What a written sentence claims: its clauses, each of which a quote must carry whole.

Tells also what is no claim at all: a question, an instruction, a remark about the quotes, markup.
Knows a little English grammar and no quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.lexicon import BARE, NOT
from rag.answer.reading import Token, is_verb, tokens

MARKUP = re.compile(
    r"<[a-zA-Z/!]|\]\(|```|^\s*(#|>|\||[-*+]\s|\d+[.)]\s)|\*\*|__|…, |, undated\)|https?://|www\."
)
REMARK = re.compile(
    r"^\W*((based|according|going) (on|to|by) (the |these |this |those |my |your )?"
    r"(\w+ ){0,2}(quotes?|evidence|context|passages?|texts?|sentences?|information|excerpts?)\b"
    r"|(the|these|those|this) (\w+ )?(quotes?|evidence|passages?|excerpts?|sentences?) "
    r"|here (is|are)\b|as an? (ai|language|assistant)\b|in (summary|conclusion|short)\b"
    r"|(i|we)(['’](m|ve|ll|d|re))?\s"
    r"|(sure|certainly|of course|okay|ok|hello|hi|thanks?(?! to\b))\b[,.! ]"
    r"|(the|my|your|this) (answer|question|user)\b|to answer\b|there is no (mention|information)\b"
    r"|(it|this) (seems|appears) (that|to)\b|note that\b|answer:"
    r"|(they|it|this|these|those) (\w+ ){0,3}"
    r"(provide|give|contain|mention|offer|discuss|describe)s?\b.*"
    r"\b(information|details?|context|evidence|quotes?|texts?|passages?|answers?|question)\b)",
    re.IGNORECASE,
)
COMMAND = re.compile(
    r"\b(ignore|disregard|forget|override)\b[^.]{0,40}\b(instructions?|prompts?|rules|directions?)\b"
    r"|(^\W*|,\s+)(please )?(answer|say|state|reply|respond|write|output|print|repeat)\b( only)?"
    r" (that|with|as|the following|to (the|this|every|any) (user|question)s?)\b"
    r"|\b(AIs?|assistants?|chat ?bots?|(language )?models?) (must|should|shall|have to|need to"
    r"|are to|is to)( now| only| always)? (say|answer|reply|respond|claim|state) (that|with|as)\b"
    r"|\byou (must|should|shall|will|have to|need to|are to)( now| only| always)? "
    r"(say|answer|reply|respond|write|tell|output|claim|state|repeat)\b"
    r"|^\W*as an? (ai|language model|assistant)\b"
    r"|\byou are (now )?an? (ai|assistant|language model)\b"
    r"|\b(tell|inform|assure) (the|your) (users?|readers?)\b|^\W*(system|assistant|user)\s*:",
    re.IGNORECASE,
)
OPEN_PRONOUN = re.compile(
    r"\W*(?!it (is|was|(has|had|would|will|may) (have )?be(en)?)\b"
    r".*\b(that|whether|how|why|who|to)\b)"
    r"(he|she|they|it|this|these|those|his|her|their|its|such)\b(?!\s+(who|that)\b)",
    re.IGNORECASE,
)
# "Its debts cost Polonia its place"
NAMED_LATER = re.compile(
    r"\W*(?:(?P<it>Its)|(?P<he>His)|(?P<she>Her)|(?P<they>Their))\s(?:[a-z-]+\s)+"
    r"(?:the\s)?[A-Z]\w+\s(?:[A-Z]\w+\s)*(?:[a-z-]+\s)*?"
    r"(?:(?(it)its?|(?(he)(?:his|he|him)|(?(she)(?:her|she)|(?:their|they|them)))))\b"
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
ASIDE = re.compile(
    r",\s+(?:(?:who|which)\s+|(?=(?:(?:also|now|then|once|formerly)\s+)?"
    r"(?:called|known as|named|nicknamed|founded|established|built|born)\b))"
    r"((?:[^,]|,(?! ))+),\s+"
)
PRONOUN = re.compile(r"(he|she|they|it|who|which)\b\s*", re.IGNORECASE)
BETWEEN_PARTS = re.compile(
    r",\s+(?:and\s+|but\s+)?|;\s+|\s+(?:while|whereas|although|because|since|so that)\s+"
)
OPENINGS = frozenset(
    """while when although though because since if after before during in on at by with from as for
    to until once""".split()
)
ADVERBS = frozenset("later soon then afterwards subsequently".split())
PLURAL = re.compile(r"[^ius]s$")  # or a verb
BEFORE_NOUN = frozenset(
    """a an the this that these those my your his her its our their no any some every each of in on
    at by for from with without into over under between to first last""".split()
)
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
    if text.startswith("(") or not _has_verb(text):
        return "it is no whole sentence"
    if text.rstrip("\"”’') ").endswith("?"):
        return "it is a question"
    if _says_itself(text):
        return "it says nothing"
    if REMARK.match(text):
        return "it speaks of the answer, not of what happened"
    if INSTRUCTION.match(text):
        return "it is an instruction"
    return None


def commands(text: str) -> bool:
    """Whether a text tells its reader, or a model, what to do or to say."""
    return bool(COMMAND.search(text))


def opens_with_pronoun(text: str) -> bool:
    """Whether a sentence is about somebody or something that it does not name."""
    return bool(OPEN_PRONOUN.match(text)) and not NAMED_LATER.match(text)


def _says_itself(text: str) -> bool:
    """Whether a sentence says of something only that it is itself."""
    words = tokens(text)
    verb = next((i for i, one in enumerate(words) if is_verb(one)), 0)
    told = {one.base for one in words[verb + 1 :] if not one.stop}
    denied = any(one.word in NOT for one in words)
    be = words[verb].base == "be" and not denied
    return be and bool(told) and told <= {one.base for one in words[:verb]}


def _has_verb(text: str) -> bool:
    """Whether a word may be a verb; an ending in -s is given the benefit of the doubt."""
    words = tokens(text)
    if any(map(is_verb, words)):
        return True
    if words[0].text.islower():
        return False
    return any(
        one.text.islower()
        and ((PLURAL.search(one.word) and not one.stop) or _several_do(before, one))
        for before, one in pairwise(words)
    )


def _several_do(before: Token, word: Token) -> bool:
    """Whether a word is what several do, not a noun."""
    noun = before.word in BEFORE_NOUN or word.start - before.end > 1
    return word.word in BARE and not noun


def ways_to_read(text: str) -> list[tuple[Clause, ...]]:
    """The sentence as one claim, then cut into clauses, at one joint or at all of them."""
    whole = Clause(text, ((0, len(text)),))
    joints = list(JOINT.finditer(text))
    ways: list[tuple[Clause, ...]] = [(whole,)]
    ways += filter(None, [_without_aside(text)])
    for cut in [*([joint] for joint in joints), joints]:
        clauses = _cut(text, cut)
        if len(clauses) == len(cut) + 1 > 1 and clauses not in ways:
            ways.append(clauses)
    return ways


def parts(text: str) -> list[tuple[int, int]]:
    """The parts of a sentence that say enough to be looked up by themselves, as ranges."""
    cuts = [*BETWEEN_PARTS.finditer(text)]
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(text)]
    return [
        (start, end)
        for start, end in zip(starts, ends, strict=True)
        if sum(not one.stop for one in tokens(text[start:end])) >= SHORTEST
    ]


def subject_end(text: str) -> int:
    """Where the subject ends that a sentence opens with; 0 where it opens with something else."""
    words = tokens(text)
    verb = next((one for one in words if is_verb(one)), None)
    # "the bands peak", "it peaks": what ends in -s is the verb where there is no other
    verb = verb or next((one for one in words[1:] if PLURAL.search(one.word)), None)
    plain = verb and verb.part == 0 and words[0].word not in OPENINGS
    return verb.start if verb and plain else 0


def _without_aside(text: str) -> tuple[Clause, ...]:
    """A sentence and what it says aside of its subject: "X, who did this, did that"."""
    aside = ASIDE.search(text)
    if not aside or any(is_verb(one) for one in tokens(text[: aside.start()])):
        return ()
    subject = (0, aside.start())
    return (
        _clause(text, subject, aside.span(1)),
        _clause(text, subject, (aside.end(), len(text))),
    )


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
            opened = piece.find(", ") if words[0].word in OPENINGS else -1
            main = [i for i in verbs if words[i].start > opened]
            if main and main[0] and words[main[0] - 1].start > opened:
                subject = (start + max(opened + 1, 0), start + words[main[0] - 1].end)
            clauses.append(_clause(text, (start, end)))
    return tuple(clauses)


def _clause(text: str, *ranges: tuple[int, int]) -> Clause:
    return Clause(" ".join(text[start:end].strip() for start, end in ranges), ranges)
