"""Whether a sentence and a quote say the same of who did it, and to whom. English rules.

Around each verb, what stands before it acts and what stands after it is acted upon; a passive
turns this round. Something that changed sides was swapped. Only plain cases are judged: direct
objects, "X's support", "a student of X", "larger than X".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, takewhile

from rag.answer.gazetteer import CAPITALS
from rag.answer.lexicon import (
    BE,
    CONVERSE,
    DETERMINERS,
    FUTURE,
    INTENT,
    LINKS,
    OBJECT_AFTER,
    PREPOSITIONS,
    SAME,
    SYMMETRIC,
)
from rag.answer.reading import Token, is_auxiliary, is_verb, tokens
from rag.answer.verify_names import name_words

NOUNS = ("tions", "sions", "ments", "ists", "ities", "ences", "ances")
FAR = 14  # words from a verb to its "by"
BEFORE, AFTER = "before", "after"
OWNER, OPENING, DESCRIBES = "owner", "opening", "describes"
OTHER = {BEFORE: AFTER, AFTER: BEFORE}
PHRASE, BESIDE = " phrase", " beside"  # in place of a word, so that no word equals them
Place = tuple[str, str]
"""A side and the base form of the word that it is a side of."""


def swapped(text: str, quote: str) -> str | None:
    """What stands on the wrong side in a text, as a reason, or nothing."""
    mine, theirs = places(text), places(quote)
    named = {_entity(one) for one in name_words(text)}
    shared = [name for name in mine if name in theirs]
    for name in shared:
        if name not in named:
            continue
        for side, word in mine[name] - theirs[name]:
            if side not in (BEFORE, AFTER):
                continue
            turned = (OTHER[side], word)
            if turned in theirs[name] and turned not in mine[name]:
                return "in the quote it is the other way round"
    if _another_acts(mine, theirs, named, {_entity(one) for one in name_words(quote)}):
        return "in the quote somebody else does this"
    for one, other in combinations(shared, 2):
        first, second = mine[one] - mine[other], mine[other] - mine[one]
        crossed = first & (theirs[other] - theirs[one])
        back = second & (theirs[one] - theirs[other])
        same = {word for _, word in crossed} & {word for _, word in back}
        described = {side for side, _ in crossed} & {side for side, _ in back} & {DESCRIBES}
        if same or described:
            return "in the quote it is the other way round"
    return None


def _another_acts(
    mine: Mapping[str, frozenset[Place]],
    theirs: Mapping[str, frozenset[Place]],
    named: set[str],
    quoted: set[str],
) -> bool:
    """Whether a name acts in the text where the quote has another name act, and knows both."""
    for word in {word for held in mine.values() for side, word in held if side == BEFORE}:
        here = {name for name in mine if (BEFORE, word) in mine[name]} & named
        there = {name for name in theirs if (BEFORE, word) in theirs[name]} & quoted
        if (here - there) & quoted and there - here:
            return True
    return False


def _entity(one: Token) -> str:
    return CAPITALS.get(one.base, one.base)


@lru_cache(maxsize=4096)
def places(text: str) -> dict[str, frozenset[Place]]:
    """The sides of verbs on which the names and nouns of a text stand, by their base form."""
    words = tokens(text)
    found: dict[str, set[Place]] = {}
    for i, one in enumerate(words):
        if one.base in SYMMETRIC or one.base in ("be", "have", "do"):
            continue
        for side, group in _sides(words, i):
            if one.base in CONVERSE and side == AFTER:
                continue
            word = CONVERSE.get(one.base, SAME.get(one.base, one.base))
            real = OTHER[side] if one.base in CONVERSE else side
            for member in group:
                found.setdefault(_entity(member), set()).add((real, word))
    for i, one in enumerate(words):
        for place in _phrase(words, i):
            found.setdefault(_entity(one), set()).add(place)
    return {name: frozenset(held) for name, held in found.items()}


def _phrase(words: Sequence[Token], i: int) -> Iterator[Place]:
    """How a noun is bound to its sentence: it opens it, owns something, or follows "from"."""
    one = words[i]
    if one.stop or is_verb(one) or (one.word.endswith("ly") and not one.capital):
        return
    if i + 1 < len(words) and words[i + 1].text == "s" and one.capital:
        yield OWNER, PHRASE
        return
    if one.capital and i + 1 < len(words):
        after = words[i + 1]
        if not (after.capital or after.stop or is_verb(after)):
            yield DESCRIBES, after.base
    for j in range(i - 1, -1, -1):
        if words[j].word in PREPOSITIONS:
            yield words[j].word, BESIDE
            if words[j].word not in ("with", "and"):
                yield words[j].word, PHRASE
            return
        if is_verb(words[j]) or words[j].part != one.part or words[j].word in LINKS:
            return
    if one.capital:
        yield OPENING, PHRASE


def _sides(words: Sequence[Token], i: int) -> Iterator[tuple[str, list[Token]]]:
    """What stands before and after a word, as it would in the active voice."""
    one = words[i]
    owner = _owner(words, i)
    if owner:
        yield BEFORE, [owner]
        yield AFTER, _object(words, i)
    elif i + 1 < len(words) and words[i + 1].word == "by" and not is_verb(one):
        yield BEFORE, _object(words, i + 1)
    elif _acts(words, i):
        left, right = _subject(words, i), _object(words, i)
        by = _by(words, i)
        passive = any(word.word in BE for word in words[max(0, i - 2) : i])
        if by and (passive or one.word.endswith("ed")):
            yield BEFORE, _agents(words, by)
            yield AFTER, left
        elif passive and is_verb(one):
            yield AFTER, left
        else:
            carried_on = i + 1 < len(words) and words[i + 1].word in ("to", "that")
            if not _loose(words, i) and (right or carried_on):
                yield BEFORE, left
            yield AFTER, right


def _by(words: Sequence[Token], i: int) -> int | None:
    """Where the "by" of a passive stands: "was encouraged to come to the south by X"."""
    for j in range(i + 1, min(i + FAR, len(words))):
        if words[j].word == "by" and words[j + 1 : j + 2] and words[j + 1].word.endswith("ing"):
            return None  # "by scoring" tells how, not who
        if words[j].word == "by" or (words[j].word == "with" and words[i].base == "replac"):
            return j
        if is_verb(words[j]) or (words[j].part != words[i].part and words[j].word in LINKS):
            return None
    return None


def _loose(words: Sequence[Token], i: int) -> bool:
    """Whether an infinitive may belong to somebody else than what stands before it."""
    bound = i > 1 and (words[i - 2].base in INTENT or words[i - 2].word in ("able", "going", "set"))
    return i > 0 and words[i - 1].word == "to" and not bound


def _owner(words: Sequence[Token], i: int) -> Token | None:
    """The name that a noun belongs to: "Pakistan's repeated accusations"."""
    if words[i].stop or words[i].capital:
        return None
    for j in (i - 1, i - 2):
        if j > 0 and words[j].text == "s" and words[j - 1].capital:
            return words[j - 1]
    return None


def _acts(words: Sequence[Token], i: int) -> bool:
    """Whether a word is what a clause turns on."""
    one = words[i]
    if one.stop or one.capital or is_auxiliary(one) or not one.text.isalpha():
        return False
    before = words[i - 1].word if i else ""
    after = words[i + 1].word if i + 1 < len(words) else ""
    if after == "than":
        return True
    if before in DETERMINERS:
        return after == "of" and any(word.word in BE for word in words[max(0, i - 3) : i])
    if is_verb(one) or before in FUTURE or before == "to":
        return True
    if one.word.endswith(NOUNS):
        return False
    return one.word.endswith("s") and i > 0 and words[i - 1].capital and not words[i - 1].stop


def _subject(words: Sequence[Token], i: int) -> list[Token]:
    """What stands before a verb in its clause and is in no phrase of place or time."""
    found: list[Token] = []
    for j in range(i - 1, -1, -1):
        one = words[j]
        if one.word in ("who", "which") and not found and j and words[j - 1].capital:
            named = reversed(words[:j])
            return list(takewhile(lambda name: name.capital and not name.stop, named))
        if one.word in PREPOSITIONS:
            found.clear()
            continue
        if one.word in LINKS or (one.part != words[i].part and found):
            break
        if is_verb(one) and (found or not is_auxiliary(one)):
            # what stands between is what the verb before acts upon
            return []
        if not one.stop and (one.capital or not one.word.endswith("ly")):
            found.append(one)
    return found


def _agents(words: Sequence[Token], i: int) -> list[Token]:
    """Everybody named after a "by", up to the next verb."""
    found: list[Token] = []
    for one in words[i + 1 :]:
        if is_verb(one) or (one.word in PREPOSITIONS and one.word != "of"):
            break
        if not one.stop:
            found.append(one)
    return found


def _object(words: Sequence[Token], i: int) -> list[Token]:
    """What follows a verb up to the next verb or phrase."""
    found: list[Token] = []
    for j in range(i + 1, len(words)):
        one = words[j]
        if one.word == "of":
            continue
        if one.word in PREPOSITIONS and not (j == i + 1 and one.word in OBJECT_AFTER):
            break
        if one.word in LINKS and one.word != "and":
            break
        if is_verb(one) and words[j - 1].word not in DETERMINERS:
            break
        if not one.stop:
            found.append(one)
    return found
