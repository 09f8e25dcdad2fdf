"""A language model makes a question stand alone, where the rules see that it does not.

One short call, and only for a follow-up or a question of several parts. What it writes is held to
the asker's own words by `check`; whatever goes wrong, the rules' version stands. Knows neither
the articles nor how the question is answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.chat.resolve import ASKING, DUMMY, MANY, PERSON, PLACE, THING, VERB_FIRST
from rag.domain import Turn
from rag.errors import LanguageModelFailed
from rag.llm.base import LanguageModel, Message
from rag.names import find_names
from rag.prompts import fill
from rag.terms import fold, stems, terms

FIELDS = ("conversation", "question")  # of the prompt
TURNS = 3  # of the conversation that the model reads
ASKED, TOLD = 200, 300  # characters of each
LONGEST_QUESTION = 300  # characters; a longer one would be cut off on its way back
LONGEST = 100  # tokens the model may write
PATIENCE = 10.0  # seconds
MOST = 4  # lines
ADDED = 200  # characters a line may be longer than the question

# Small words that change what is asked; the other ones may come and go.
TELLING = frozenset(
    """
    above after all before below between both during except few further least many more most much
    neither never no nor not only other over since under until when where who why without
    """.split()
)
SAME = {"whom": "who", "whose": "who", "t": "not", "cannot": "not"}
MARKUP = frozenset("<>[]{}|`*_#\\@=")
ITEM = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")
LABEL = re.compile(r"^(?:the )?(?:\w+ )?questions?(?: alone)?:\s+", re.IGNORECASE)
NUMBERED = re.compile(r"\s*\[\d+\]")


def rewrite(
    question: str,
    history: Sequence[Turn],
    by_rules: str,
    *,
    several: bool,
    llm: LanguageModel,
    prompt: str,
    seconds: float,
) -> str | None:
    """The question as it stands alone, by the model; None where the rules' version is to stand.

    `by_rules` is that version and `several` whether it asks several things; the model is asked
    only if it does, or if the rules put in something. Several questions come back one after the
    other, each with its question mark. Takes at most `seconds`, and never more than ten; raises
    nothing.
    """
    if not (several or follows_up(question, by_rules)) or len(question) > LONGEST_QUESTION:
        return None
    turns = history[-TURNS:]
    told = fill(prompt, conversation=_conversation(turns), question=_plain(question))
    reply = _ask(llm, told, MOST if several else 1, min(seconds, PATIENCE))
    lines = check(reply, question, turns, by_rules, several=several)
    return " ".join(lines) or None


def follows_up(question: str, by_rules: str) -> bool:
    """Whether the rules put something of the conversation into the question."""
    return bool(set(stems(by_rules)) - set(stems(question)))


def check(
    reply: str, question: str, history: Sequence[Turn], by_rules: str, *, several: bool
) -> list[str]:
    """The questions in a model's reply, or none where one of them is not to be trusted.

    Together they keep what the asker said, apart from what the rules left out too; they add no
    word that neither the conversation nor the rules have, and nothing that they point at is open.
    """
    lines = [_question(line) for line in reply.splitlines() if line.strip()]
    if not 1 <= len(lines) <= (MOST if several else 1):
        return []
    if any(not _well_formed(line, question) or _points_away(line) for line in lines):
        return []
    asked, ruled, written = _words(question), _words(by_rules), _words(" ".join(lines))
    known = asked | ruled
    for turn in history:
        known |= _words(f"{turn.question} {turn.answer}")
    if not asked & ruled <= written <= known:
        return []
    own = set(stems(question))
    if follows_up(question, by_rules) and not set(stems(" ".join(lines))) - own:
        return []
    if len(lines) > 1 and any(own.isdisjoint(stems(line)) for line in lines):
        return []
    return lines


def _ask(llm: LanguageModel, told: str, most: int, seconds: float) -> str:
    """What the model replies, `most` lines of it; nothing where it fails or is cut off.

    A small model that has said what it should often goes on: it is not listened to.
    """
    reply = ""
    writing = llm.write([Message("user", told)], longest=LONGEST, seconds=seconds)
    try:
        for piece in writing:
            reply += piece
            whole = [line for line in reply.split("\n")[:-1] if line.strip()]
            if len(whole) >= most:
                return "\n".join(whole[:most])
        return "" if writing.cut else reply
    except LanguageModelFailed:
        return ""
    finally:
        writing.close()


def _conversation(turns: Sequence[Turn]) -> str:
    told = [
        f"Asked: {_plain(turn.question)[:ASKED]}\n"
        f"Told: {_plain(NUMBERED.sub('', turn.answer))[:TOLD]}"
        for turn in turns
    ]
    return "\n".join(told) or "(none yet)"


def _plain(text: str) -> str:
    """Text on one line that cannot close the fence it stands in."""
    return " ".join(text.split()).replace("<", "‹").replace(">", "›")


def _question(line: str) -> str:
    """A line of the reply without the number, label or quotation marks that models put around."""
    bare = LABEL.sub("", ITEM.sub("", line.strip())).strip("\"“”'‘’ ")
    asking = ASKING.match(bare) or VERB_FIRST.match(bare)
    return f"{bare.rstrip(' .!…?')}?" if asking else bare


def _well_formed(line: str, question: str) -> bool:
    return (
        line.endswith("?")
        and line.isprintable()
        and bool(terms(line))
        and len(line) <= len(question) + ADDED
        and not (MARKUP & set(line)) - set(question)
    )


def _points_away(line: str) -> bool:
    """Whether a pronoun stands in the question with no name before it."""
    if DUMMY.search(line):
        return False
    found = [match for each in (PERSON, PLACE, MANY, THING) if (match := each.search(line))]
    names = [name.start for name in find_names(line) if name.start > 0]
    return any(not any(start < match.start() for start in names) for match in found)


def _words(text: str) -> set[str]:
    """The stems of what a text is about, and the small words that change what it says."""
    found = set()
    for term in terms(text):
        word = fold(text[term.start : term.end])
        word = SAME.get(word, word)
        if word in TELLING:
            found.add(word)
        elif not term.stop:
            found.add(term.stem)
    return found
