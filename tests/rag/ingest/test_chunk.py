"""Passages: exact offsets, whole sentences, no clutter, never too long, nothing lost."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Article, Passage
from rag.ingest.chunk import chunk, passage_id, text_digest
from rag.ingest.clean import mark_clutter
from rag.ingest.lines import gaps
from rag.ingest.load import parse, survey
from rag.ingest.sentences import split_sentences
from rag.sections import Chunking, Ingest
from tests.fakes import HashEmbedder
from tests.rag.ingest import samples

SEEDS = Path(__file__).parents[3] / "seeds"
count = HashEmbedder().count


def article(text: str) -> Article:
    return Article("a.txt", "A title", text, "a source", clutter=mark_clutter(text))


def check(of: Article, passages: list[Passage], limits: Chunking, size=count) -> None:
    """All that must hold for any article."""
    for passage in passages:
        assert passage.article_id == of.id
        assert passage.text == of.text[passage.start : passage.end]
        assert size(passage.text) <= limits.pieces
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        ends = [0, *(span.end for span in passage.sentences)]
        assert all(e <= s.start < s.end for e, s in zip(ends, passage.sentences, strict=False))
        assert not any(c.start < passage.end and passage.start < c.end for c in of.clutter)
    assert len({passage.id for passage in passages}) == len(passages)
    assert [p.start for p in passages] == sorted(p.start for p in passages)
    covered = {at for p in passages for at in range(p.start, p.end)}
    for gap in gaps(of.clutter, len(of.text)):
        for sentence in split_sentences(of.text, gap.start, gap.end):
            if size(sentence.of(of.text)) <= limits.pieces:
                if re.search(r"[^\W_]", sentence.of(of.text)):
                    assert any(sentence in p.sentences for p in passages)
            elif passages:
                said = range(sentence.start, sentence.end)
                assert all(at in covered or not of.text[at].isalnum() for at in said)


@given(samples.texts, st.integers(20, 60), st.integers(0, 80))
@settings(deadline=None)
def test_any_text(text: str, pieces: int, overlap: int) -> None:
    limits = Chunking(pieces=pieces, overlap=overlap)
    of = article(text)
    check(of, chunk(of, count, limits), limits)


@given(samples.texts)
@settings(deadline=None)
def test_a_tokenizer_that_counts_characters(text: str) -> None:
    """More pieces in the whole than in its sentences, as white space counts too."""
    limits = Chunking(pieces=20, overlap=5)
    of = article(text)
    check(of, chunk(of, len, limits), limits, len)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_seeds(path: Path) -> None:
    (raw,), _ = survey(path, path.name, Ingest())
    of = parse(raw)
    passages = chunk(of, count, Chunking())
    check(of, passages, Chunking())
    assert 3 <= len(passages) <= 4


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "One sentence.\r\nAnother one.\r\n\r\nA third."),
        ("a.md", "---\ntitle: x\n---\n# Heading\n\nText with *stars*. More."),
        ("a.html", samples.page("<p>A first paragraph of it.</p><p>A second one. More.</p>")),
        ("a.pdf", samples.pdf([["A line of text. Another sen-", "tence of it is here."]])),
        ("a.docx", samples.word("A paragraph. Two sentences.", "Another.", table=[["a", "b"]])),
        ("a.jsonl", '{"text": "One text.\\nTwo sentences. Three."}'),
    ],
)
def test_every_format(tmp_path: Path, name: str, data: str | bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (raw,), _ = survey(path, name, Ingest())
    of = parse(raw)
    passages = chunk(of, count, Chunking())
    assert passages
    check(of, passages, Chunking())


def test_neighbours_share_about_a_sentence() -> None:
    of = article(" ".join(f"The minister said this for the {n} time." for n in range(100)))
    passages = chunk(of, count, Chunking(pieces=50, overlap=12))
    for one, two in pairwise(passages):
        assert len(set(one.sentences) & set(two.sentences)) == 1
        assert count(one.text) > 35
    apart = chunk(of, count, Chunking(pieces=50, overlap=0))
    assert sum(len(passage.sentences) for passage in apart) == 100


def test_repeated_sentences_keep_their_places() -> None:
    of = article("He said no. " * 200)
    passages = chunk(of, count, Chunking(pieces=20, overlap=0))
    assert [s for p in passages for s in p.sentences] == list(
        split_sentences(of.text, 0, len(of.text))
    )


def test_a_heading_stays_with_its_text() -> None:
    filler = "The minister spoke about trade and security. " * 3
    text = "\n".join(f"Heading {n}\n{filler}" for n in range(20))
    of = article(text)
    for passage in chunk(of, count, Chunking(pieces=40, overlap=8)):
        assert "Heading" not in passage.sentences[-1].of(text)


def test_an_endless_sentence_is_cut() -> None:
    text = "中" * 500 + " " + "word " * 500
    of = article(text)
    limits = Chunking(pieces=30, overlap=5)
    passages = chunk(of, lambda said: len(said.split()) + len(re.findall("中", said)), limits)
    assert "".join("".join(s.of(text) for p in passages for s in p.sentences).split()) >= "中" * 500
    assert all(len(p.text) < 200 for p in passages)


def test_nothing_but_clutter_has_no_passage() -> None:
    assert chunk(article("Read more\nShare this article\n"), count, Chunking()) == []
    assert chunk(article(""), count, Chunking()) == []


def test_ids_follow_the_text_not_the_name() -> None:
    of = article("A sentence. Another sentence.")
    renamed = Article("b.txt", "Other", of.text, "other")
    one, two = chunk(of, count, Chunking()), chunk(renamed, count, Chunking())
    assert [p.id for p in one] == [p.id for p in two]
    assert one[0].id == passage_id(text_digest(of.text), one[0].start, one[0].end)
    assert chunk(article("A sentence. Another sentence!"), count, Chunking())[0].id != one[0].id


def test_a_long_article_takes_seconds() -> None:
    text = " ".join(f"The minister number {n} said ties were upgraded." for n in range(20_000))
    began = time.monotonic()
    passages = chunk(article(text), count, Chunking())
    assert time.monotonic() - began < 20
    assert len(passages) > 1000
