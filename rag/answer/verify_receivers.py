"""Whether somebody who gives in a quote receives in a sentence, or the other way round.

"X gave an opinion to Y" for "Y gave an opinion". English rules; only names are judged.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

from rag.answer.lexicon import CONVERSE, DETERMINERS, SYMMETRIC
from rag.answer.reading import is_auxiliary, is_verb, tokens
from rag.answer.verify_names import name_words
from rag.answer.verify_roles import BEFORE, places

NEAR = 5  # words from a verb to its "to"


def turned_to(text: str, quote: str) -> str | None:
    """Somebody who acts in the one and is acted for in the other, as a reason, or nothing."""
    mine, theirs = receivers(text), receivers(quote)
    acts, acted = places(text), places(quote)
    for here, there, gives, given in ((mine, theirs, acts, acted), (theirs, mine, acted, acts)):
        for name, verb in here - there:
            does = (BEFORE, verb)
            if does in given.get(name, ()) and does not in gives.get(name, ()):
                return "in the quote it is the other way round"
    return None


@lru_cache(maxsize=4096)
def receivers(text: str) -> frozenset[tuple[str, str]]:
    """Names after "to" or "for", each with the verb that it belongs to."""
    words = tokens(text)
    names = {one.start for one in name_words(text)}
    found = set()
    for i, one in enumerate(words):
        if not is_verb(one) or is_auxiliary(one) or one.base in SYMMETRIC or one.base in CONVERSE:
            continue
        for j in range(i + 1, min(i + NEAR, len(words) - 1)):
            if is_verb(words[j]) or words[j].part != one.part:
                break
            after = words[j + 1]
            if words[j].word in ("to", "for") and (after.capital or after.word in DETERMINERS):
                run = takewhile(lambda word: not is_verb(word), words[j + 1 :])
                here = {word.base for word in run if word.start in names and word.part == one.part}
                found |= {(name, one.base) for name in here}
                break
    return frozenset(found)
