"""Questions out of sentences: what a sentence says who did, when, or how many, asked back.

Simple rules over English. What they make is not always a question that a person would put; a
person looks at it before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import Article
from rag.ingest.lines import gaps
from rag.ingest.sentences import split_sentences
from rag.names import find_names

WORDS = range(7, 29)  # of a sentence: less says too little, more asks too much at once
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DAY = re.compile(
    rf"\bon ((?:\d{{1,2}}(?:st|nd|rd|th)? {MONTH}|{MONTH} \d{{1,2}})(?:,? \d{{4}})?)\b"
)
YEAR = re.compile(rf"\b[Ii]n ((?:{MONTH} )?(?:1[5-9]|20)\d{{2}})\b(?![-–])")
COUNT = re.compile(
    r"(?<!\bthe )(?<!\bthese )(?<!\btheir )\b"
    r"(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3}(?:,\d{3})*)"
    r" (?!percent|per|or|and|to|million|billion|thousand|hundred|years? old)([a-z]{3,}s)\b"
)
DID = re.compile(
    r"\s+(?:said|told|met|held|won|led|made|took|gave|became|wrote|founded|was|were|has|had|will|"
    r"[a-z]{3,}ed)\b"
)
OPENS = re.compile(
    r"^(?:he|she|it|they|this|that|these|those|but|and|so|however|since|meanwhile|both|as|while|"
    r"after|before|when|his|her|its|their)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cloze:
    """A question, what its sentence holds in that place, and the sentence."""

    question: str
    answer: str
    article: str
    sentence: str


def ask_back(article: Article) -> Iterator[Cloze]:
    """Questions about an article's sentences, clutter left out, one a sentence at most."""
    for region in gaps(article.clutter, len(article.text)):
        for span in split_sentences(article.text, region.start, region.end):
            sentence = " ".join(span.of(article.text).split())
            if _fit(sentence):
                found = _when(sentence) or _how_many(sentence) or _who(sentence)
                if found:
                    yield Cloze(*found, article.id, sentence)


def _fit(sentence: str) -> bool:
    """Whether the sentence stands on its own: its length, its first word, its quotation marks."""
    quoted = sentence.count("“") == sentence.count("”") and sentence.count('"') % 2 == 0
    return len(sentence.split()) in WORDS and quoted and not OPENS.match(sentence)


def _when(sentence: str) -> tuple[str, str] | None:
    if day := DAY.search(sentence):
        return _put(sentence, day, "on what date"), day[1]
    if year := YEAR.search(sentence):
        month = " " in year[1]
        return _put(sentence, year, "in what month and year" if month else "in what year"), year[1]
    return None


def _how_many(sentence: str) -> tuple[str, str] | None:
    count = COUNT.search(sentence)
    return (_put(sentence, count, f"how many {count[2]}"), count[1]) if count else None


def _who(sentence: str) -> tuple[str, str] | None:
    for name in find_names(sentence)[:1]:
        rest = sentence[len(name.text) :]
        if name.start == 0 and name.person > 0 and DID.match(rest):
            return _question(f"Who{rest}"), name.text
    return None


def _put(sentence: str, place: re.Match[str], asking: str) -> str:
    before, after = sentence[: place.start()], sentence[place.end() :]
    if not before and after.startswith(","):  # "In May, he came." asks "He came in what month?"
        return _question(f"{after[1:].strip().rstrip(' .')} {asking}")
    return _question(f"{before}{asking}{after}")


def _question(text: str) -> str:
    text = text.strip("\"“”'‘’ ").rstrip(' .!?…"”’')
    return f"{text[0].upper()}{text[1:]}?"
