"""Cut an article into passages: runs of whole sentences with exact offsets, clutter left out.

llama-index's SentenceSplitter decides which sentences go together. It is shown one character for
each unit of sentences instead of the text, so that what it returns says which sentences it means
however often the same words return in the article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.domain import Article, Passage, Span
from rag.ingest.lines import BREAKS, gaps
from rag.ingest.sentences import cut, split_sentences
from rag.sections import Chunking

_FIRST = 0xF0000
"""The first of 65,534 private characters, none of which is white space."""

_MOST = 60_000
_LONGEST_HEADING, _MOST_HEADINGS = 120, 2
_ENDS = '.!?…。！？।۔؟;,"”’»)'


@dataclass(frozen=True, slots=True)
class _Unit:
    """Sentences that stay together, and their word pieces."""

    sentences: tuple[Span, ...]
    pieces: int


def chunk(article: Article, count: Callable[[str], int], settings: Chunking) -> list[Passage]:
    """The passages of an article, in order; none when all of it is clutter or wordless.

    `count` says how many word pieces a text has. No passage has more than `settings.pieces`;
    neighbours share up to `settings.overlap`, whole sentences only.
    """
    text = article.text
    digest = text_digest(text)
    sizes: dict[str, int] = {}

    def size(span: Span) -> int:
        said = text[span.start : span.end]
        if said not in sizes:
            sizes[said] = count(said)
        return sizes[said]

    passages: list[Passage] = []
    for region in gaps(article.clutter, len(text)):
        reached = Span(-1, -1)
        for run in _runs(list(_units(text, region, size, settings.pieces)), settings):
            # A run that has to be halved may begin inside what its predecessor's halves cover.
            ahead = [sentence for sentence in run if sentence.start > reached.start]
            for part in _fitting(text, ahead, count, settings.pieces):
                if part[-1].end > reached.end:
                    passages.append(_passage(article, digest, part))
                    reached = Span(part[0].start, part[-1].end)
    return [p for p in passages if any(character.isalnum() for character in p.text)]


def _runs(units: list[_Unit], settings: Chunking) -> Iterator[list[Span]]:
    """The sentences of each passage, as the SentenceSplitter puts them together."""
    from llama_index.core.node_parser import SentenceSplitter

    for first in range(0, len(units), _MOST):
        some = units[first : first + _MOST]
        splitter = SentenceSplitter(
            chunk_size=settings.pieces,
            # More than half would make passages that hardly move on.
            chunk_overlap=min(settings.overlap, settings.pieces // 2),
            tokenizer=lambda coded, some=some: range(
                sum(some[ord(character) - _FIRST].pieces for character in coded)
            ),
            chunking_tokenizer_fn=list,
        )
        for run in splitter.split_text("".join(chr(_FIRST + at) for at in range(len(some)))):
            yield [s for character in run for s in some[ord(character) - _FIRST].sentences]


def text_digest(text: str) -> str:
    """The SHA-256 of an article's text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def passage_id(digest: str, start: int, end: int) -> str:
    """A passage's id: the same for the same place of the same text, whatever the file's name."""
    return hashlib.sha256(f"{digest}:{start}:{end}".encode()).hexdigest()[:32]


def _passage(article: Article, digest: str, sentences: list[Span]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    return Passage(
        id=passage_id(digest, start, end),
        article_id=article.id,
        start=start,
        end=end,
        text=article.text[start:end],
        sentences=tuple(sentences),
    )


def _units(text: str, region: Span, size: Callable[[Span], int], most: int) -> Iterator[_Unit]:
    """The region's sentences, headings with the sentence after them, none over `most` pieces."""
    sentences = [
        part
        for sentence in split_sentences(text, region.start, region.end)
        for part in _cut(text, sentence, size, most)
    ]
    held: list[Span] = []
    pieces = 0
    for at, sentence in enumerate(sentences):
        more = min(size(sentence), most)
        if held and pieces + more > most:
            yield _Unit(tuple(held), pieces)
            held, pieces = [], 0
        held.append(sentence)
        pieces += more
        if len(held) > _MOST_HEADINGS or not _is_heading(text, sentences, at):
            yield _Unit(tuple(held), pieces)
            held, pieces = [], 0
    if held:
        yield _Unit(tuple(held), pieces)


def _is_heading(text: str, sentences: list[Span], at: int) -> bool:
    """Whether a sentence is a short line of its own, without a full stop, with more to come."""
    span = sentences[at]
    if at + 1 == len(sentences) or span.end - span.start > _LONGEST_HEADING:
        return False
    before = text[sentences[at - 1].end : span.start] if at else "\n"
    after = text[span.end : sentences[at + 1].start]
    return text[span.end - 1] not in _ENDS and _breaks(before) and _breaks(after)


def _breaks(between: str) -> bool:
    return any(character in BREAKS for character in between)


def _cut(text: str, span: Span, size: Callable[[Span], int], most: int) -> Iterator[Span]:
    """The sentence, in parts when it has more than `most` word pieces."""
    pieces, length = size(span), span.end - span.start
    if pieces <= most or length == 1:
        yield span
        return
    for part in cut(text, span, max(1, min(length - 1, length * most // pieces))):
        yield from _cut(text, part, size, most)


def _fitting(
    text: str, sentences: list[Span], count: Callable[[str], int], most: int
) -> Iterator[list[Span]]:
    """The run, in halves when a tokenizer finds more pieces in it than in its sentences."""
    if len(sentences) == 1 or count(text[sentences[0].start : sentences[-1].end]) <= most:
        yield sentences
        return
    half = len(sentences) // 2
    yield from _fitting(text, sentences[:half], count, most)
    yield from _fitting(text, sentences[half:], count, most)
