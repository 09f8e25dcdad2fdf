"""When a written answer is put aside although every sentence of it is true."""

from datetime import date

import pytest

from rag.answer.adequate import what_is_missing
from rag.answer.evidence import Evidence
from rag.answer.quoted import Claim, mark_disputed
from rag.domain import Hit, Listing, Passage, Span
from rag.query import Query, read_question
from rag.terms import stems
from tests.fakes import HashEmbedder


def evidence(text: str, interaction: float = 0.8, article: str = "a.txt") -> Evidence:
    span = Span(0, len(text))
    passage = Passage(f"{article}#0", article, 0, len(text), text, (span,))
    listing = Listing(article, "T", article, date(2025, 5, 30), None, 1, len(text))
    return Evidence(Hit(passage, listing, 1.0), span, frozenset(stems(text)), interaction, 0.5, 0.0)


def query(text: str) -> Query:
    return read_question(text, HashEmbedder(), lambda stem: 1.0)


def missing(question: str, quoted: str, written: str, *, interaction: float = 0.8) -> str:
    best = evidence(quoted)
    carrier = best if interaction == 0.8 else evidence(f"{quoted} Again.", interaction)
    return what_is_missing(
        [query(question)],
        [[best, carrier]],
        [Claim((carrier,), words=written)],
        [Claim((best,))],
    )


@pytest.mark.parametrize(
    ("question", "quoted", "written", "reason"),
    [
        ("When did Dar come?", "Dar came on 19 April.", "Dar came on 19 April.", ""),
        ("When did Dar come?", "Dar came on 19 April.", "Dar came for talks.", "time, number"),
        ("How many came?", "In all 40 people came.", "People came.", "time, number"),
        ("Did Dar come?", "Dar did come on a train.", "Dar did come.", "only repeats"),
        ("Which team plays?", "The Clippers play here.", "A basketball team plays.", "every name"),
        ("Which team plays?", "The Clippers play here.", "It is the Clippers.", ""),
        ("Why did he leave?", "He left as Dar was late.", "He left for lateness.", ""),
        ("What limits it?", "The fluid limits it.", "The working fluid does.", ""),
    ],
)
def test_what_the_quoted_answer_has_and_the_written_has_not(
    question: str, quoted: str, written: str, reason: str
) -> None:
    found = missing(question, quoted, written)
    assert reason in found if reason else found == ""


def test_what_stands_next_to_what_was_asked_may_not_be_left_out() -> None:
    question = "What was Warsaw's first cabaret?"
    quoted = "It had Momus, Warsaw's first cabaret, and Leon Schiller's old musical house Melodram."
    assert missing(question, quoted, "The first cabaret was Momus.") == ""
    assert "next to" in missing(question, quoted, "The first cabaret was Melodram.")


def test_quotes_that_match_worse_are_not_as_good() -> None:
    assert "less well" in missing("Who came?", "Ishaq Dar came.", "Ishaq Dar.", interaction=0.6)
    assert missing("Who came?", "Ishaq Dar came.", "Ishaq Dar.", interaction=0.79) == ""


def test_a_disagreement_may_not_be_left_out() -> None:
    one = evidence("The visit of Dar to Kabul was on 19 April.", article="a.txt")
    other = evidence("The visit of Dar to Kabul was on 21 April.", article="b.txt")
    quoted = mark_disputed([Claim((one,)), Claim((other,))])
    assert all(claim.disputed for claim in quoted)
    asked, found = [query("When was the visit of Dar to Kabul?")], [[one, other]]
    half = [Claim((one,), words="Dar came on 19 April.")]
    both = [*half, Claim((other,), words="Another report says 21 April.")]
    assert "disagree" in what_is_missing(asked, found, half, quoted)
    assert what_is_missing(asked, found, both, quoted) == ""


def test_each_part_of_a_question_counts() -> None:
    when, who = evidence("Dar came on 19 April."), evidence("Dar met Amir Muttaqi.", article="b")
    asked = [query("When did Dar come?"), query("Whom did Dar meet?")]
    found, quoted = [[when], [who]], [Claim((when,)), Claim((who,))]
    one = [Claim((when,), words="Dar came on 19 April.")]
    assert what_is_missing(asked, found, one, quoted)
    two = [*one, Claim((who,), words="He met Amir Muttaqi.")]
    assert what_is_missing(asked, found, two, quoted) == ""
