"""HTML shows what was written, links only an answer's own quotes, and lets nothing through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import (
    Answer,
    Article,
    Filters,
    Hit,
    Listing,
    Passage,
    Quote,
    Span,
    Statement,
    Trace,
    Verdict,
)
from tests.ui.fakes import (
    ANSWERED,
    FIRST,
    make_answer,
    make_article,
    make_quote,
    make_refusal,
    two_sources,
)
from ui.conversation import Conversation, Exchange
from ui.look import Look
from ui.render import article, frame, markup, sources, trace, turns
from ui.render.answer import statements

ALLOWED = set(
    "a article blockquote button dialog details div h2 h3 header label li mark p section span "
    "strong summary textarea ul".split()
)
ATTRIBUTES = set(
    "aria-describedby aria-haspopup aria-label aria-labelledby aria-pressed class data-answer "
    "data-copied data-copy data-exchange data-failed data-key data-place data-rating dir for "
    "hidden href id maxlength role rows tabindex title type".split()
)
LOOK = Look()
WORDS = LOOK.words


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


def transcript(now: Conversation) -> str:
    return turns.past(LOOK, now) + turns.current(LOOK, now)


def panel(now: Conversation) -> str:
    return sources.sources(LOOK, now)


def answered(*answers: Answer) -> Conversation:
    now = Conversation()
    for answer in answers:
        now = now.asked(answer.question).answered(answer)
    return now


def test_marks_link_to_the_sources_of_their_own_answer() -> None:
    now = answered(two_sources("first"), two_sources("second"))
    links = Reader(transcript(now)).links()
    assert links == ["#src-1-1", "#src-1-2", "#src-2-1", "#src-2-2"]
    ids = Reader(panel(now)).ids()
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)


def test_a_bracketed_number_in_an_article_is_no_link() -> None:
    quote = make_quote(1, "The ruling [1] cites an older one [2].")
    now = answered(make_answer("q", quote))
    reader = Reader(transcript(now))
    assert reader.links() == ["#src-1-1"]
    assert "The ruling [1] cites an older one [2]." in reader.text


def test_a_number_without_a_quote_is_no_link() -> None:
    answer = make_answer("q", make_quote(1), statements=(Statement(FIRST, (1, 7)),))
    assert Reader(transcript(answered(answer))).links() == ["#src-1-1"]


def test_the_highlight_is_the_quote() -> None:
    assert Reader(panel(answered(two_sources(ANSWERED)))).marked[0] == FIRST


def test_a_source_has_title_source_date_and_number() -> None:
    text = Reader(panel(answered(two_sources(ANSWERED)))).text
    assert "1Pakistan upgrades ties with AfghanistanThe Independent · 30 May 2025" in text


def test_markdown_and_html_in_an_article_come_out_as_written() -> None:
    raw = "**bold** [x](javascript:alert(1)) ![](http://e.example/i) <b>b</b> $$x$$ `c` {{y}} ${z}"
    now = answered(make_answer(raw, make_quote(1, raw, title=raw, source=raw)))
    for html in (transcript(now), panel(now)):
        assert raw in Reader(html).text
        assert "<b>" not in html


def test_a_refusal_has_no_marks_and_its_passages_are_not_called_sources() -> None:
    now = answered(make_refusal("q", make_quote(0)))
    talk, shown = transcript(now), Reader(panel(now))
    assert 'class="reply refused"' in talk
    assert Reader(talk).links() == []
    assert WORDS.CLOSEST in shown.text
    assert WORDS.CLOSEST_NOTE in shown.text
    assert shown.marked == []
    assert WORDS.SOURCES not in shown.text


def test_a_refusal_with_nothing_near_says_so() -> None:
    assert WORDS.CLOSEST_NONE in panel(answered(make_refusal("q")))


def test_only_the_last_answer_s_evidence_is_shown_at_first() -> None:
    html = panel(answered(two_sources("first"), make_refusal("second")))
    assert html.count(" shown") == 1
    assert 'class="evidence closest shown" id="evidence-2"' in html


def test_the_standalone_question_is_shown_only_when_it_differs() -> None:
    same = answered(make_answer("q", make_quote(1)))
    other = answered(make_answer("q", make_quote(1), standalone="Who is <Dar>?"))
    assert "searched for" not in transcript(same)
    assert "searched for: Who is &lt;Dar&gt;?" in transcript(other)


def test_a_statement_of_several_articles_says_how_many() -> None:
    quotes = (make_quote(1), make_quote(2, article="b.txt"), make_quote(3, article="c.txt"))
    answer = make_answer("q", *quotes, statements=(Statement(FIRST, (1, 2, 3)),))
    assert "reported by 3 articles" in transcript(answered(answer))


def test_statements_of_different_articles_carry_source_and_date() -> None:
    text = transcript(answered(two_sources("q")))
    assert "The Independent, 30 May 2025" in text
    assert "The Star, 31 May 2025" in text
    alone = transcript(answered(make_answer("q", make_quote(1))))
    assert "30 May" not in Reader(alone).text


def test_pending_stopped_drafted_and_failed_look_different() -> None:
    asked = Conversation().asked("q")
    for now, look in (
        (asked, "searching"),
        (asked.drafted("a <b>"), "draft"),
        (asked.stopped(), "stopped"),
        (asked.failed("Too <long>."), "trouble"),
    ):
        assert f'class="reply {look}"' in transcript(now)
    assert "Too &lt;long&gt;." in transcript(asked.failed("Too <long>."))


def test_a_very_long_question_is_echoed_short() -> None:
    html = transcript(Conversation().asked("x" * 100_000).failed("Too long."))
    assert len(html) < 4000


def test_the_welcome_says_what_is_there_or_what_to_do() -> None:
    listing = Listing("a", "A", "s", date(2025, 5, 3), None, 1, 1)
    later = Listing("b", "B", "s", date(2025, 6, 30), None, 1, 1)
    assert "1 article and nowhere else.</p>" in frame.welcome(LOOK, [listing])
    assert "2 articles" in frame.welcome(LOOK, [later, listing])
    assert "3 May 2025 to 30 June 2025" in frame.welcome(LOOK, [later, listing])
    assert "rag ingest FOLDER" in frame.welcome(LOOK, [])


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2025, 5, 30), "30 May 2025"), (date(1999, 12, 1), "1 December 1999")],
)
def test_dates_read_as_in_a_newspaper(day: date, shown: str) -> None:
    assert markup.long_date(WORDS, day) == shown


def traced(raw: str, quote: Quote) -> Answer:
    """A written answer whose every text is `raw`."""
    listing = Listing(raw, raw, raw, None, None, 1, 1)
    how = Trace(
        passages=(Hit(Passage("p", raw, 0, len(raw), raw), listing, 1.0, {raw: 0.5}),),
        resolved_by="model",
        evidence=(quote,),
        model=raw,
        draft=raw + "x",
        verdicts=(Verdict(raw, (1, 9), "dropped", (), raw), Verdict(raw, (), "corrected", (1,))),
        tokens={raw: 5},
    )
    return replace(make_answer(raw, quote), status="written", notice=raw, trace=how)


def test_the_trace_counts_what_became_of_the_sentences() -> None:
    html = trace.trace(LOOK, traced("It was so.", make_quote(1)))
    assert f"{WORDS.TRACE_VERDICTS}: 1 {WORDS.DROPPED} · 1 {WORDS.CORRECTED}" in html
    assert f"{WORDS.TRACE_VERDICTS}:" not in trace.trace(LOOK, make_answer("Was it?"))


NASTY = st.text(alphabet=st.sampled_from("<>&\"'/=! \r\nascriptonerror[1](){}$*_`"), max_size=60)


@given(st.one_of(NASTY, st.text(max_size=60)))
def test_no_text_becomes_an_element_or_an_attribute(raw: str) -> None:
    quote = make_quote(1, raw or "x", raw, raw, title=raw, source=raw)
    now = answered(
        make_answer(raw, quote, standalone=raw + "?"), make_refusal(raw, make_quote(0, title=raw))
    )
    now = now.asked(raw, Filters(source=raw)).answered(traced(raw, quote), raw)
    now = now.asked(raw).failed(raw).asked(raw).drafted(raw)
    assert isinstance(now.exchanges[-1], Exchange)
    opened = article.reader(LOOK, quote, make_article(quote), raw)
    for html in (transcript(now), panel(now), turns.notice(LOOK, raw), opened):
        for tag, attrs in Reader(html).elements:
            assert tag in ALLOWED
            assert set(attrs) <= ATTRIBUTES
            assert (attrs.get("href") or "#").startswith("#")


def written(*texts: str, **changes: Any) -> Answer:
    quotes = (make_quote(1), make_quote(2, article="b.txt", day=date(2025, 6, 1)))
    said = tuple(Statement(text, (n % 2 + 1,)) for n, text in enumerate(texts))
    answer = make_answer("q", *quotes, statements=said)
    return replace(answer, status="written", **changes)


def test_what_a_model_wrote_is_one_paragraph_as_its_draft_was() -> None:
    drafted = Conversation().asked("q").drafted("It rained. He came.")
    html = transcript(drafted) + transcript(answered(written("It rained.", "He came.")))
    assert html.count('<p class="flow" dir="auto">') == 2
    assert "Every sentence checked against 2 quotes" in html


def test_a_model_in_trouble_looks_different_and_says_why() -> None:
    html = transcript(answered(replace(two_sources("q"), notice="The <model> is slow.")))
    assert 'class="reply quoted noticed"' in html
    assert "The &lt;model&gt; is slow." in html


def test_articles_that_may_disagree_stand_side_by_side_with_their_dates() -> None:
    html = statements(
        LOOK, 1, written("They signed 7 deals in May.", "They signed 9 deals in May.")
    )
    assert WORDS.DIFFER in html
    assert html.index("30 May 2025") < html.index("7 deals") < html.index("1 June 2025")


def test_one_article_does_not_disagree_with_itself() -> None:
    said = (Statement("They signed 7 deals.", (1,)), Statement("They signed 9 deals.", (1,)))
    answer = make_answer("q", make_quote(1), statements=said)
    assert WORDS.DIFFER not in statements(LOOK, 1, answer)


def test_the_fold_shows_each_sentence_s_fate_and_why() -> None:
    quote = make_quote(1)
    verdicts = (Verdict("He left.", (3,), "dropped", (), "no quote says so"),)
    how = Trace(evidence=(quote,), model="m", draft="He left.", verdicts=verdicts)
    text = Reader(transcript(answered(replace(two_sources("q"), trace=how)))).text
    assert "Draft of m" in text
    assert "dropped He left.claimed [3]; no quote says so" in text


def test_an_article_is_highlighted_where_the_quote_stands_and_nowhere_else() -> None:
    quote = make_quote(1)
    reader = Reader(article.reader(LOOK, quote, make_article(quote), "k"))
    assert reader.marked == [FIRST]
    assert make_article(quote).text in reader.text
    changed = replace(make_article(quote), text="Something else.")
    html = article.reader(LOOK, quote, changed, "k")
    assert Reader(html).marked == []
    assert WORDS.ARTICLE_CHANGED in html


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))), st.text(max_size=30))
def test_the_pieces_of_an_article_are_its_text(places: list[tuple[int, int]], raw: str) -> None:
    spans = [Span(min(pair), max(pair)) for pair in places]
    whole = Article("a", "a", raw, "s", clutter=tuple(spans[1:]))
    found = list(article.pieces(whole, spans[0] if spans else None))
    assert "".join(piece for piece, _, _ in found) == raw


def test_filters_that_an_answer_was_narrowed_to_are_said() -> None:
    asked = Conversation().asked("q", Filters(date(2025, 5, 1), None, "A [[]b]"))
    html = transcript(asked.answered(make_refusal("q")))
    assert "only A [b], from 1 May 2025" in html


def test_the_options_offer_what_there_is() -> None:
    one = Listing("a", "A", "<s>", date(2025, 5, 3), None, 1, 1)
    two = Listing("b", "B", "t", None, None, 1, 1)
    assert "<select" not in frame.options(LOOK, ["default"], "default", [one])
    html = frame.options(LOOK, ["default", "hr"], "hr", [one, two])
    assert '<option value="hr" selected>' in html
    assert '<option value="&lt;s&gt;">' in html
    assert 'type="date"' not in frame.options(LOOK, ["default"], "default", [two])


@given(st.text(max_size=80).filter(lambda raw: "\x00" not in raw))
def test_escaped_text_reads_as_it_was_written(raw: str) -> None:
    assert Reader(f"<p>{markup.text(raw)}</p>").text == raw
