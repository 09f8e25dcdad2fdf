"""What is around an answer in a real Chromium: drafts, glimpses, articles, copies, options."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from rag.domain import Answer, Filters, Statement, Trace, Turn, Verdict
from rag.sections import Brand, Serve
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.rag.index.folders import text
from tests.ui.browsing import Visit, visiting
from tests.ui.fakes import (
    ANSWERED,
    EVERYTHING,
    FIRST,
    REFUSED,
    SECOND,
    SLOW,
    FakeAssistant,
    FakeService,
    two_sources,
)
from tests.ui.serving import Held, serving
from ui import uploads
from ui.strings import German, Strings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings(r"ignore::DeprecationWarning:gradio\..*"),
]

DRAFTED = "What does the model write?"
DRAFT = "It wrote one long sentence that nothing carries, about this and that and much else. " * 6
BLOCKED = "What is still being read?"
TROUBLED = "What does the model fail at?"
NOTICE = "The language model did not answer. The quoted sentences are shown instead."


def written(question: str) -> Answer:
    verdicts = (Verdict("It wrote one long sentence.", (1,), "dropped", (), "nothing carries it"),)
    said = (Statement("It wrote something short.", (1, 2)),)
    trace = Trace(model="a model", draft=DRAFT, verdicts=verdicts)
    return replace(two_sources(question), status="written", statements=said, trace=trace)


class Drafting(FakeAssistant):
    """Writes a draft for `DRAFTED` and waits for `checked` before its answer."""

    def __init__(self) -> None:
        super().__init__(
            {DRAFTED: written, TROUBLED: lambda q: replace(two_sources(q), notice=NOTICE)}
        )
        self.checked = threading.Event()

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str | Answer]:
        if question == DRAFTED:
            yield from DRAFT.split(" ")[0:5]
            yield DRAFT
            self.checked.wait(10)
        if question == BLOCKED:
            self.checked.wait(30)
        yield from super().stream(question, history, filters)


@pytest.fixture(scope="module")
def assistant() -> Drafting:
    return Drafting()


@pytest.fixture(scope="module")
def service(assistant: Drafting) -> FakeService:
    return FakeService(Settings(), Held(default=assistant, hr=FakeAssistant()))


@pytest.fixture(scope="module")
def address(service: FakeService) -> Iterator[str]:
    with serving(service) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as visit:
        yield visit


def test_the_answer_takes_the_draft_s_place_without_a_jump(
    visit: Visit, assistant: Drafting
) -> None:
    assistant.checked.clear()
    visitor = visit(reduced_motion="reduce")
    visitor.ask(ANSWERED)
    draft = visitor.ask(DRAFTED, "draft")
    assert Strings.DRAFT in draft.inner_text()
    before = draft.bounding_box()
    talk = visitor.page.locator("#scroll")
    height = talk.evaluate("element => element.scrollHeight")
    at = talk.evaluate("element => element.scrollTop")
    visitor.page.evaluate("document.querySelector('#current .reply').dataset.same = 'yes'")
    assistant.checked.set()
    answer = visitor.page.locator(".reply.written")
    answer.wait_for()
    visitor.button(Strings.SEND).wait_for()
    after = answer.bounding_box()
    assert before is not None
    assert after is not None
    assert (after["x"], after["y"]) == (before["x"], before["y"])
    assert answer.locator(".flow").count() == 1
    assert talk.evaluate("element => element.scrollHeight") >= height
    assert talk.evaluate("element => element.scrollTop") == at


def test_how_an_answer_came_to_be_is_folded_below_it(visit: Visit, assistant: Drafting) -> None:
    assistant.checked.set()
    visitor = visit()
    reply = visitor.ask(DRAFTED, "written")
    assert not reply.get_by_text("nothing carries it").is_visible()
    reply.get_by_text(Strings.TRACE).click()
    assert reply.get_by_text("nothing carries it").is_visible()


def test_a_model_in_trouble_leaves_the_quoted_answer(visit: Visit) -> None:
    reply = visit().ask(TROUBLED, "noticed")
    assert NOTICE in reply.inner_text()
    assert FIRST in reply.inner_text()


def test_closing_the_tab_stops_the_work(visit: Visit, assistant: Drafting) -> None:
    assistant.closed.clear()
    visitor = visit()
    visitor.ask(SLOW, "draft")
    visitor.page.close()
    assert assistant.closed.wait(10)


def test_stop_does_not_wait_for_the_first_word(visit: Visit, assistant: Drafting) -> None:
    assistant.checked.clear()
    visitor = visit()
    visitor.ask(BLOCKED, "searching")
    visitor.button(Strings.STOP).click()
    visitor.page.locator(".reply.stopped").wait_for(timeout=5_000)
    assert visitor.ask(ANSWERED).is_visible()
    assistant.checked.set()


def test_a_glimpse_shows_the_mark_s_quote_and_escape_closes_it(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    glimpse = visitor.page.get_by_role("tooltip")
    visitor.page.locator("a.mark").nth(1).hover()
    assert glimpse.locator("q").text_content() == SECOND
    assert "31 May 2025" in glimpse.inner_text()
    visitor.page.keyboard.press("Escape")
    assert glimpse.count() == 0
    visitor.box.press("Shift+Tab")
    visitor.page.locator("a.mark").nth(0).focus()
    visitor.page.keyboard.press("Shift+Tab")
    visitor.page.keyboard.press("Tab")
    assert glimpse.locator("q").text_content() == FIRST
    visitor.page.keyboard.press("Escape")
    assert glimpse.count() == 0


def test_an_article_opens_at_its_quote_and_gives_the_focus_back(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    opener = visitor.page.locator("#src-1-1 button.open")
    opener.click()
    reader = visitor.page.get_by_role("dialog", name="Pakistan upgrades ties with Afghanistan")
    reader.wait_for()
    assert reader.locator("mark").text_content() == FIRST
    assert reader.locator(".clutter").text_content() == "Share this."
    inside = """mark => {
        const box = mark.getBoundingClientRect(), view = mark.closest(".article").getBoundingClientRect();
        return box.top >= view.top && box.bottom <= view.bottom;
    }"""  # noqa: E501
    assert reader.locator("mark").evaluate(inside)
    visitor.page.keyboard.press("Escape")
    assert reader.count() == 0
    assert opener.evaluate("element => element === document.activeElement")
    opener.click()
    reader.wait_for()
    reader.get_by_role("button", name=Strings.CLOSE).click()
    visitor.page.locator("#src-1-2 button.open").click()
    visitor.page.get_by_text(Strings.ARTICLE_GONE).wait_for()


def test_an_answer_is_copied_and_the_conversation_exported(visit: Visit, tmp_path: Path) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    visitor.ask(ANSWERED)
    visitor.ask(REFUSED, "refused")
    turn = visitor.page.locator("#turn-1")
    turn.get_by_role("button", name=Strings.COPY_TEXT_NAME).click()
    turn.get_by_text(Strings.COPIED).wait_for()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert f"{SECOND} [2]" in copied
    assert f"[1] “{FIRST}”" in copied
    with visitor.page.expect_download() as download:
        visitor.button(Strings.EXPORT_NAME).click()
    download.value.save_as(tmp_path / "out.md")
    exported = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert download.value.suggested_filename == Strings.EXPORT_FILE
    assert exported.count(f"**{Strings.EXPORT_QUESTION}:**") == 2
    assert "[^1-2]: “" in exported


def test_a_rating_and_its_note_are_kept_and_still_shown_later(
    visit: Visit, service: FakeService
) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    service.ratings.clear()
    down = visitor.page.get_by_role("button", name=Strings.NOT_HELPFUL)
    down.click()
    visitor.page.locator(".rated", has_text=Strings.RATED).wait_for()
    assert down.get_attribute("aria-pressed") == "true"
    visitor.page.get_by_label(Strings.NOTE_LABEL).fill("Too long.")
    visitor.button(Strings.NOTE_SEND).click()
    visitor.ask("Anything else?")
    assert service.ratings == [(ANSWERED, "down", ""), (ANSWERED, "down", "Too long.")]
    first = visitor.page.locator("#turn-1 .rate.down")
    assert first.get_attribute("aria-pressed") == "true"


def test_a_follow_up_is_offered_and_asked_by_a_click(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    visitor.button("What happened in Kabul?").click()
    visitor.page.locator("#turn-2 .reply.quoted").wait_for()
    visitor.button("Who is Ishaq Dar?").wait_for()
    assert visitor.button("What happened in Kabul?").count() == 0


def test_filters_go_with_the_question_and_are_said(visit: Visit, assistant: Drafting) -> None:
    visitor = visit()
    visitor.page.get_by_text(Strings.FILTERS).click()
    visitor.page.get_by_label(Strings.AFTER).fill("2025-05-01")
    visitor.page.get_by_label(Strings.SOURCE).select_option("The Star")
    visitor.page.keyboard.press("Escape")
    assert not visitor.page.get_by_label(Strings.AFTER).is_visible()
    reply = visitor.ask(ANSWERED)
    assert assistant.filters[-1].source == "The Star"
    assert str(assistant.filters[-1].after) == "2025-05-01"
    assert "only The Star, from 1 May 2025" in reply.inner_text()


def test_a_collection_is_chosen_and_begins_anew(visit: Visit, assistant: Drafting) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    asked = len(assistant.asked)
    visitor.page.get_by_label(Strings.COLLECTION).select_option("hr")
    visitor.page.locator(".welcome").wait_for()
    visitor.ask(ANSWERED)
    assert len(assistant.asked) == asked
    visitor.button(Strings.CLEAR).click()
    visitor.page.locator(".welcome").wait_for()
    assert visitor.page.get_by_label(Strings.COLLECTION).input_value() == "hr"


def test_embedded_the_page_has_no_head(visit: Visit) -> None:
    visitor = visit("/chat/?embed=1")
    assert not visitor.page.locator("#masthead").is_visible()
    assert visitor.ask(ANSWERED).is_visible()


def test_what_happens_is_said_once(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    said = visitor.page.locator("body > [role=status]").text_content() or ""
    assert "Quoted from 2 articles" in said
    assert FIRST in said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_serious(
    visit: Visit, assistant: Drafting, scheme: str, width: int
) -> None:
    assistant.checked.set()
    visitor = visit(color_scheme=scheme, viewport={"width": width, "height": 780})
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.page.locator("button.ask").first.wait_for()
    found = findings(visitor.page)
    visitor.ask(TROUBLED, "noticed")
    visitor.ask(DRAFTED, "written").get_by_text(Strings.TRACE).click()
    visitor.page.locator("#turn-2 .rate.up").click()
    visitor.page.locator(".rated", has_text=Strings.RATED).wait_for()
    visitor.page.get_by_text(Strings.FILTERS).click()
    found += findings(visitor.page)
    visitor.ask(REFUSED, "refused")
    visitor.page.locator(".source:visible button.open").first.click()
    visitor.page.get_by_role("dialog").wait_for()
    found += findings(visitor.page)
    assert found == []


def findings(page: Page) -> list[str]:
    """What axe finds that is serious or worse."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert result["passes"]
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in result["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a German page that takes articles."""
    embedder = HashEmbedder()
    monkeypatch.setattr(uploads, "open_embedder", lambda _: embedder)
    monkeypatch.setattr(uploads, "fingerprint", lambda _: embedder.fingerprint)
    settings = Settings(
        index=tmp_path / "index",
        data=tmp_path / "data",
        serve=Serve(articles_page=True),
        brand=Brand(title="Archiv", language="de", accent="#8a1f5c"),
    )
    with serving(FakeService(settings, Held(default=FakeAssistant()))) as address:
        yield address


def test_articles_are_added_in_another_language_too(
    browser: Browser, shelf: str, tmp_path: Path
) -> None:
    words = German()
    (tmp_path / "one.txt").write_text(text(1) + "x" * 200_000)
    (tmp_path / "bad.exe").write_bytes(b"MZ")
    with visiting(browser, shelf) as visit:
        page = visit().page
        assert page.title() == "Archiv"
        page.get_by_role("button", name=words.ARTICLES, exact=True).click()
        field: Any = page.get_by_label(words.ADD_ARTICLES)
        field.set_input_files([tmp_path / "one.txt", tmp_path / "bad.exe"])
        done = page.locator(".done")
        done.wait_for()
        assert words.ADDED.format(count=1) in done.inner_text()
        assert "bad.exe" in done.inner_text()
        assert findings(page) == []
    stored = tmp_path / "data" / "uploads" / "default" / "one.txt"
    assert stored.read_bytes() == (tmp_path / "one.txt").read_bytes()
