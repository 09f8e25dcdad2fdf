"""The page in a real Chromium: what people see, press and must never run into."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from rag.domain import Answer, Quote
from rag.errors import BadQuestion
from tests.ui.browsing import Visit, Visitor, contrast, visiting
from tests.ui.fakes import (
    ANSWERED,
    FIRST,
    FOLLOW_UP,
    REFUSED,
    SECOND,
    SLOW,
    FakeAssistant,
    make_answer,
    make_article,
    make_quote,
    make_refusal,
)
from tests.ui.serving import serving
from ui.page import LONGEST_QUESTION
from ui.strings import Strings

pytestmark = [
    pytest.mark.browser,
    # Gradio's queue uses pandas in ways that are going away; an error would end its task here.
    pytest.mark.filterwarnings(r"ignore::DeprecationWarning:gradio\..*"),
]

PAYLOAD = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> [a](javascript:alert(3)) "
    "![b](http://foreign.example/pixel.png) <a href='javascript:alert(4)'>c</a> [1]"
)
HOSTILE = f"What about {PAYLOAD}?"
HOSTILE_REFUSED = f"{PAYLOAD} refused?"
LONG = "x" * 80


def make_hostile() -> Quote:
    around = PAYLOAD + " ", " " + PAYLOAD
    return make_quote(1, PAYLOAD, *around, article=PAYLOAD, title=PAYLOAD, source=PAYLOAD)


def hostile(question: str) -> Answer:
    quote = make_hostile()
    return make_answer(question, quote, standalone=f"{PAYLOAD} standalone")


def refuse_empty(question: str) -> Answer:
    raise BadQuestion("The question holds no word. Type one that does.")


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    assistant = FakeAssistant(
        {
            HOSTILE: hostile,
            HOSTILE_REFUSED: lambda q: make_refusal(q, make_quote(0, PAYLOAD, title=PAYLOAD)),
            LONG: lambda q: make_answer(q, make_quote(1, "y" * 200, title="z" * 200)),
            "...": refuse_empty,
        }
    )
    assistant.articles[PAYLOAD] = make_article(make_hostile())
    return assistant


@pytest.fixture(scope="module")
def address(assistant: FakeAssistant) -> Iterator[str]:
    with serving(assistant) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as visit:
        yield visit


def test_a_mark_shows_its_quote(visit: Visit) -> None:
    visitor = visit()
    reply = visitor.ask(ANSWERED)
    assert FIRST in reply.inner_text()
    visitor.page.get_by_role("link", name="Source 2: Islamabad to name envoy").click()
    lit = visitor.page.locator(".source.lit")
    assert lit.locator("mark").text_content() == SECOND
    assert "31 May 2025" in lit.inner_text()
    assert visitor.page.evaluate("document.activeElement.id") == "src-1-2"
    assert visitor.page.url.endswith("/chat/")


def test_a_mark_works_from_the_keyboard(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    visitor.page.locator("a.mark").first.focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.page.locator(".source.lit mark").text_content() == FIRST


def test_a_mark_of_an_older_answer_shows_that_answer_s_sources(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    visitor.ask(REFUSED, "refused")
    assert visitor.page.locator(".evidence:visible").get_attribute("id") == "evidence-2"
    visitor.page.locator("#turn-1 a.mark").first.click()
    assert visitor.page.locator("section.evidence:visible").get_attribute("id") == "evidence-1"
    visitor.ask("Anything else?")
    assert visitor.page.locator("section.evidence:visible").get_attribute("id") == "evidence-3"


def test_a_refusal_has_no_marks_and_shows_what_is_near(visit: Visit) -> None:
    visitor = visit()
    reply = visitor.ask(REFUSED, "refused")
    assert Strings.NOT_FOUND in reply.inner_text()
    assert reply.locator("a.mark").count() == 0
    panel = visitor.page.locator("#evidence")
    assert Strings.CLOSEST in panel.inner_text()
    assert Strings.CLOSEST_NOTE in panel.inner_text()
    assert panel.locator("mark").count() == 0


def test_a_follow_up_carries_the_conversation_and_shows_what_was_searched(
    visit: Visit, assistant: FakeAssistant
) -> None:
    visitor = visit()
    visitor.ask(ANSWERED)
    reply = visitor.ask(FOLLOW_UP)
    assert "searched for: Who is the counterpart of Ishaq Dar?" in reply.inner_text()
    assert [turn.question for turn in assistant.asked[-1][1]] == [ANSWERED]


def test_an_example_is_asked_by_a_click(visit: Visit) -> None:
    visitor = visit()
    visitor.button(ANSWERED).click()
    visitor.page.locator(".reply.quoted").wait_for()
    asked = visitor.page.locator(".question").all_text_contents()
    assert asked == [f"{Strings.YOU_ASKED} {ANSWERED}"]
    assert visitor.page.get_by_text(Strings.EXAMPLES, exact=True).count() == 0


def test_what_cannot_be_answered_is_said_calmly(visit: Visit) -> None:
    visitor = visit()
    reply = visitor.ask("...", "trouble")
    assert "The question holds no word." in reply.inner_text()
    assert visitor.ask(ANSWERED).is_visible()


def test_a_blank_question_does_nothing(visit: Visit, assistant: FakeAssistant) -> None:
    visitor = visit()
    visitor.box.fill("   ")
    visitor.box.press("Enter")
    visitor.ask(ANSWERED)
    assert visitor.page.locator(".turn").count() == 1


def test_hostile_text_stays_text(visit: Visit) -> None:
    visitor = visit()
    reply = visitor.ask(HOSTILE)
    assert PAYLOAD in reply.inner_text()
    assert visitor.page.locator(".source mark").text_content() == PAYLOAD
    visitor.page.locator("a.mark").first.hover()
    assert visitor.page.locator("#glimpse q").text_content() == PAYLOAD
    visitor.page.locator("button.open").first.click()
    reader = visitor.page.get_by_role("dialog")
    reader.wait_for()
    assert reader.locator("mark").text_content() == PAYLOAD
    assert reader.locator("img, script, a").count() == 0
    visitor.page.keyboard.press("Escape")
    visitor.ask(HOSTILE_REFUSED, "refused")
    for element in visitor.page.locator("#talk a, #sources a").all():
        assert (element.get_attribute("href") or "").startswith("#")
    assert visitor.page.locator("#desk img, #desk script").count() == 0


def test_even_unescaped_html_could_not_run(browser: Browser, address: str) -> None:
    visitor = Visitor(browser, address)
    visitor.page.evaluate(
        """() => {
            const hole = document.createElement("div");
            hole.innerHTML = '<img src="data:," onerror="window.ran = true">';
            document.body.append(hole);
        }"""
    )
    visitor.page.wait_for_timeout(200)
    assert visitor.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in alarm for alarm in visitor.alarms)
    visitor.context.close()


def test_two_browsers_stay_apart(visit: Visit, assistant: FakeAssistant) -> None:
    one, two = visit(), visit()
    one.ask("What is mine?")
    two.ask("What is yours?")
    one.ask("What is mine again?")
    assert [turn.question for turn in assistant.asked[-1][1]] == ["What is mine?"]
    assert "yours" not in one.page.locator("#desk").inner_text()
    assert "mine" not in two.page.locator("#desk").inner_text()


def test_stop_ends_the_work_and_the_next_question_is_answered(
    visit: Visit, assistant: FakeAssistant
) -> None:
    assistant.closed.clear()
    visitor = visit()
    visitor.ask(SLOW, "draft")
    assert not visitor.button(Strings.SEND).is_visible()
    visitor.button(Strings.STOP).click()
    visitor.page.locator(".reply.stopped").wait_for()
    assert assistant.closed.wait(5)
    assert visitor.ask(ANSWERED).is_visible()
    assert visitor.page.locator(".reply.stopped").count() == 1
    assert visitor.page.locator(".reply.draft").count() == 0
    assert assistant.asked[-1][1] == ()


def test_clear_empties_everything_even_while_answering(
    visit: Visit, assistant: FakeAssistant
) -> None:
    assistant.closed.clear()
    visitor = visit()
    visitor.ask(ANSWERED)
    visitor.ask(SLOW, "draft")
    visitor.button(Strings.CLEAR).click()
    visitor.page.locator(".welcome").wait_for()
    assert assistant.closed.wait(5)
    visitor.button(ANSWERED).wait_for()
    assert visitor.page.locator(".turn").count() == 0
    assert Strings.SOURCES_EMPTY in visitor.page.locator("#evidence").inner_text()
    visitor.ask("What now?")
    assert visitor.page.locator(".turn").count() == 1
    assert assistant.asked[-1] == ("What now?", ())


def test_a_question_is_bounded_by_the_box(visit: Visit) -> None:
    visitor = visit()
    assert visitor.box.get_attribute("maxlength") == str(LONGEST_QUESTION)


def test_a_phone_never_scrolls_sideways(visit: Visit) -> None:
    visitor = visit(viewport={"width": 360, "height": 740})
    widths = "[document.documentElement.scrollWidth, innerWidth]"
    assert visitor.page.evaluate(widths) == [360, 360]
    visitor.ask(LONG)
    visitor.ask(ANSWERED)
    assert visitor.page.evaluate(widths) == [360, 360]
    assert visitor.page.evaluate(
        """document.querySelector("#evidence").getBoundingClientRect().top
        >= document.querySelector("#talk").getBoundingClientRect().bottom"""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(visit: Visit, scheme: str) -> None:
    visitor = visit(color_scheme=scheme)
    assert contrast(visitor.page.locator(".ask").first) >= 4.5
    visitor.ask(ANSWERED)
    visitor.ask(REFUSED, "refused")
    visitor.page.locator("#turn-1 a.mark").first.click()
    for selector in (
        "#masthead p",
        ".question",
        ".statement",
        "a.mark",
        ".reply .origin",
        ".refused .body p",
        ".reply .state",
        ".tool.copy",
        "#sources .open:visible",
        ".source.lit blockquote",
        ".source.lit mark",
        ".source.lit .number",
        "#send",
        "#clear",
    ):
        assert contrast(visitor.page.locator(selector).first) >= 4.5, selector


def test_keyboard_focus_is_visible_and_the_language_is_named(visit: Visit) -> None:
    visitor = visit()
    assert visitor.page.locator("html").get_attribute("lang") == Strings.LANGUAGE
    visitor.box.press("Tab")
    assert visitor.page.evaluate("document.activeElement.id") == "send"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert visitor.page.evaluate(outline) == "solid"
