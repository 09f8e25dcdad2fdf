import dataclasses
from datetime import date

import pytest

from rag import domain
from rag.domain import Article, Filters, Passage, Span

TEXT = "Kabul: “We agree,” he said."


def test_a_span_is_what_stands_there() -> None:
    assert Span(7, 18).of(TEXT) == "“We agree,”"
    assert sorted([Span(5, 9), Span(0, 3), Span(0, 2)]) == [Span(0, 2), Span(0, 3), Span(5, 9)]


def test_a_passage_is_sliced_with_the_article_s_offsets() -> None:
    passage = Passage("p", "a", 7, len(TEXT), TEXT[7:], (Span(7, 27),))
    assert passage.slice(Span(19, 21)) == TEXT[19:21] == "he"
    assert passage.slice(passage.sentences[0]) == TEXT[7:27]


@pytest.mark.parametrize(
    "filters", [Filters(after=date.min), Filters(before=date.max), Filters(source="")]
)
def test_filters_are_true_where_they_filter(filters: Filters) -> None:
    assert filters
    assert not Filters()


def test_nouns_are_frozen_and_can_be_compared() -> None:
    article = Article("a", "Title", TEXT, "a")
    assert article == Article("a", "Title", TEXT, "a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        article.text = ""  # type: ignore[misc]
    classes = [c for c in vars(domain).values() if dataclasses.is_dataclass(c)]
    assert len(classes) >= 10
    assert all(getattr(c, "__dataclass_params__").frozen for c in classes)  # noqa: B009
