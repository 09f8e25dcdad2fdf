"""HTML shows what was written, links only an answer's own quotes, and lets nothing through."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Answer, Listing, Statement
from tests.ui.fakes import ANSWERED, FIRST, make_answer, make_quote, make_refusal, two_sources
from ui import render, strings
from ui.conversation import Conversation, Exchange

ALLOWED = {"div", "article", "section", "h2", "h3", "p", "a", "span", "mark", "blockquote"}
ATTRIBUTES = {"class", "id", "dir", "href", "title", "aria-label", "aria-live", "role", "tabindex"}


class Reader(HTMLParser):
    """What a browser would see: elements with attributes, and the text of each mark."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked: list[str] = []
        self.in_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "mark":
            self.in_mark = True
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.in_mark = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.in_mark:
            self.marked[-1] += data

    def links(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.elements if tag == "a"]

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.elements if "id" in attrs]


def answered(*answers: Answer) -> Conversation:
    now = Conversation()
    for answer in answers:
        now = now.asked(answer.question).answered(answer)
    return now


def test_marks_link_to_the_sources_of_their_own_answer() -> None:
    now = answered(two_sources("first"), two_sources("second"))
    links = Reader(render.transcript(now)).links()
    assert links == ["#src-1-1", "#src-1-2", "#src-2-1", "#src-2-2"]
    ids = Reader(render.sources(now)).ids()
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)


def test_a_bracketed_number_in_an_article_is_no_link() -> None:
    quote = make_quote(1, "The ruling [1] cites an older one [2].")
    now = answered(make_answer("q", quote))
    reader = Reader(render.transcript(now))
    assert reader.links() == ["#src-1-1"]
    assert "The ruling [1] cites an older one [2]." in reader.text


def test_a_number_without_a_quote_is_no_link() -> None:
    answer = make_answer("q", make_quote(1), statements=(Statement(FIRST, (1, 7)),))
    assert Reader(render.transcript(answered(answer))).links() == ["#src-1-1"]


def test_the_highlight_is_the_quote() -> None:
    assert Reader(render.sources(answered(two_sources(ANSWERED)))).marked[0] == FIRST


def test_a_source_has_title_source_date_and_number() -> None:
    text = Reader(render.sources(answered(two_sources(ANSWERED)))).text
    assert "1Pakistan upgrades ties with AfghanistanThe Independent · 30 May 2025" in text


def test_markdown_and_html_in_an_article_come_out_as_written() -> None:
    raw = "**bold** [x](javascript:alert(1)) ![](http://e.example/i) <b>b</b> $$x$$ `c` {{y}} ${z}"
    now = answered(make_answer(raw, make_quote(1, raw, title=raw, source=raw)))
    for html in (render.transcript(now), render.sources(now)):
        assert raw in Reader(html).text
        assert "<b>" not in html


def test_a_refusal_has_no_marks_and_its_passages_are_not_called_sources() -> None:
    now = answered(make_refusal("q", make_quote(0)))
    talk, panel = render.transcript(now), Reader(render.sources(now))
    assert 'class="reply refused"' in talk
    assert Reader(talk).links() == []
    assert strings.CLOSEST in panel.text
    assert strings.CLOSEST_NOTE in panel.text
    assert panel.marked == []
    assert strings.SOURCES not in panel.text


def test_a_refusal_with_nothing_near_says_so() -> None:
    assert strings.CLOSEST_NONE in render.sources(answered(make_refusal("q")))


def test_only_the_last_answer_s_evidence_is_shown_at_first() -> None:
    html = render.sources(answered(two_sources("first"), make_refusal("second")))
    assert html.count(" shown") == 1
    assert 'class="evidence closest shown" id="evidence-2"' in html


def test_the_standalone_question_is_shown_only_when_it_differs() -> None:
    same = answered(make_answer("q", make_quote(1)))
    other = answered(make_answer("q", make_quote(1), standalone="Who is <Dar>?"))
    assert "searched for" not in render.transcript(same)
    assert "searched for: Who is &lt;Dar&gt;?" in render.transcript(other)


def test_a_statement_of_several_articles_says_how_many() -> None:
    quotes = (make_quote(1), make_quote(2, article="b.txt"), make_quote(3, article="c.txt"))
    answer = make_answer("q", *quotes, statements=(Statement(FIRST, (1, 2, 3)),))
    assert "reported by 3 articles" in render.transcript(answered(answer))


def test_statements_of_different_articles_carry_source_and_date() -> None:
    text = render.transcript(answered(two_sources("q")))
    assert "The Independent, 30 May 2025" in text
    assert "The Star, 31 May 2025" in text
    assert "30 May" not in render.transcript(answered(make_answer("q", make_quote(1))))


def test_pending_stopped_drafted_and_failed_look_different() -> None:
    asked = Conversation().asked("q")
    for now, look in (
        (asked, "searching"),
        (asked.drafted("a <b>"), "draft"),
        (asked.stopped(), "stopped"),
        (asked.failed("Too <long>."), "trouble"),
    ):
        assert f'class="reply {look}"' in render.transcript(now)
    assert "Too &lt;long&gt;." in render.transcript(asked.failed("Too <long>."))


def test_a_very_long_question_is_echoed_short() -> None:
    html = render.transcript(Conversation().asked("x" * 100_000).failed("Too long."))
    assert len(html) < 4000


def test_the_welcome_says_what_is_there_or_what_to_do() -> None:
    listing = Listing("a", "A", "s", date(2025, 5, 3), None, 1, 1)
    later = Listing("b", "B", "s", date(2025, 6, 30), None, 1, 1)
    assert "1 article and nowhere else.</p>" in render.welcome([listing])
    assert "2 articles" in render.welcome([later, listing])
    assert "3 May 2025 to 30 June 2025" in render.welcome([later, listing])
    assert "rag ingest FOLDER" in render.welcome([])


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2025, 5, 30), "30 May 2025"), (date(1999, 12, 1), "1 December 1999")],
)
def test_dates_read_as_in_a_newspaper(day: date, shown: str) -> None:
    assert render.long_date(day) == shown


NASTY = st.text(alphabet=st.sampled_from("<>&\"'/=! \r\nascriptonerror[1](){}$*_`"), max_size=60)


@given(st.one_of(NASTY, st.text(max_size=60)))
def test_no_text_becomes_an_element_or_an_attribute(raw: str) -> None:
    quote = make_quote(1, raw or "x", raw, raw, title=raw, source=raw)
    now = answered(
        make_answer(raw, quote, standalone=raw + "?"), make_refusal(raw, make_quote(0, title=raw))
    )
    now = now.asked(raw).failed(raw).asked(raw).drafted(raw)
    assert isinstance(now.exchanges[-1], Exchange)
    for html in (render.transcript(now), render.sources(now), render.notice(raw)):
        for tag, attrs in Reader(html).elements:
            assert tag in ALLOWED
            assert set(attrs) <= ATTRIBUTES
            assert (attrs.get("href") or "#").startswith("#")


@given(st.text(max_size=80).filter(lambda raw: "\x00" not in raw))
def test_escaped_text_reads_as_it_was_written(raw: str) -> None:
    assert Reader(f"<p>{render.text(raw)}</p>").text == raw
