"""The widget on a page of another site: what becomes of a question."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.ui.fakes import ANSWERED, FIRST, FOLLOW_UP, REFUSED, SECOND, SLOW, FakeAssistant
from tests.ui.widget.conftest import Visit
from tests.ui.widget.site import ARABIC, BEYOND, CHANGED, DRAFTED, GONE, Assistant

pytestmark = pytest.mark.browser

INLINE = '<footnote-chat mode="inline"></footnote-chat>'


def test_a_mark_opens_its_source_with_the_quote_in_its_place(visit: Visit) -> None:
    reader = visit().open()
    reply = reader.ask(ANSWERED)
    reply.get_by_role("button", name="Source 2: Islamabad to name envoy").click()
    assert reader.focused() == "source"
    assert reply.locator("mark:visible").text_content() == SECOND
    assert "The Star · 31 May 2025" in reply.locator("li").nth(1).inner_text()
    reply.locator(".mark").first.click()
    quote = reply.locator(".quote").first
    expect(quote).to_contain_text("Islamabad announced that it will send an ambassador. This is")
    assert quote.locator("mark").text_content() == FIRST


@pytest.mark.parametrize("question", [ANSWERED, BEYOND])
def test_the_whole_article_is_scrolled_to_the_quote(visit: Visit, question: str) -> None:
    reader = visit().open()
    reply = reader.ask(question)
    reply.locator(".mark").first.click()
    reply.get_by_role("button", name="Open article: Pakistan upgrades").click()
    article = reader.chat.locator(".article")
    highlight = article.locator("mark")
    expect(highlight).to_have_text(FIRST)
    assert highlight.text_content() == FIRST
    box, inner = article.bounding_box(), highlight.bounding_box()
    assert box
    assert inner
    assert box["y"] <= inner["y"] < box["y"] + box["height"] / 2
    assert article.locator(".clutter").text_content() == "Share this."
    reader.page.keyboard.press("Escape")
    assert reader.focused() == "quiet"
    expect(article).to_have_count(0)
    expect(reader.chat.locator(".log")).to_be_visible()


@pytest.mark.parametrize("question", [CHANGED, GONE])
def test_a_quote_whose_article_went_stands_alone(visit: Visit, question: str) -> None:
    reader = visit().open()
    reply = reader.ask(question)
    reply.locator(".mark").click()
    reply.get_by_role("button", name="Open article").click()
    reading = reader.chat.locator(".reader")
    expect(reading).to_contain_text("The quote does not stand in this article any more.")
    assert reading.locator("mark").count() == 0
    reader.page.keyboard.press("Escape")
    assert reply.locator(".quote").text_content() == reply.locator(".quote mark").text_content()


def test_a_draft_is_replaced_by_the_verified_answer_without_a_jump(
    visit: Visit, assistant: Assistant
) -> None:
    assistant.go_on.clear()
    reader = visit().open()
    reader.ask(ANSWERED)
    draft = reader.ask(DRAFTED, "draft")
    expect(draft).to_contain_text("Islamabad upgrades its ties for the first time since 2021.")
    assert "Draft, not checked yet" in draft.inner_text()
    where = "element => element.getBoundingClientRect().y"
    before = reader.chat.locator(".draft .body p").evaluate(where)
    assert "Draft" not in (reader.chat.locator(".status").text_content() or "")
    assistant.go_on.set()
    written = reader.chat.locator(".answer.written")
    written.wait_for()
    assert "Every sentence checked" in written.inner_text()
    assert "reported by 2 articles" in written.inner_text()
    assert written.locator(".body p").evaluate(where) == before
    assert reader.chat.locator(".draft").count() == 0
    heard = reader.chat.locator(".status").text_content() or ""
    assert heard.count("It will send an ambassador.") == 1


def test_a_refusal_shows_what_is_near(visit: Visit) -> None:
    reader = visit().open()
    reply = reader.ask(REFUSED, "refused")
    assert "Not in the articles" in reply.inner_text()
    assert reply.locator("mark, .mark").count() == 0
    reply.get_by_role("button", name="Pakistan upgrades ties").click()
    assert FIRST in reply.locator(".quote").inner_text()


def test_follow_ups_carry_the_last_turns_until_a_new_conversation(
    visit: Visit, assistant: Assistant
) -> None:
    reader = visit().open()
    for number in range(7):
        reader.ask(f"What is number {number}?")
    reply = reader.ask(FOLLOW_UP)
    assert "searched for: Who is the counterpart of Ishaq Dar?" in reply.inner_text()
    turns = assistant.asked[-1][1]
    assert [turn.question for turn in turns] == [f"What is number {n}?" for n in range(1, 7)]
    assert turns[-1].answer == "A sentence about: What is number 6? [1]"
    reader.chat.get_by_role("button", name="New conversation").click()
    assert reader.chat.locator(".turn").count() == 0
    reader.ask("What now?")
    assert assistant.asked[-1] == ("What now?", ())


def test_stop_ends_the_work_and_the_next_question_is_answered(
    visit: Visit, assistant: Assistant
) -> None:
    assistant.closed.clear()
    reader = visit().open()
    reader.ask(SLOW, "draft")
    reader.chat.get_by_role("button", name="Stop").click()
    expect(reader.chat.locator(".answer.stopped")).to_contain_text("Stopped before")
    assert assistant.closed.wait(5)
    assert "input" in reader.focused()
    reader.ask(ANSWERED)


@pytest.mark.parametrize("how", ["remove()", "setAttribute('collection', 'hr')"])
def test_what_runs_ends_with_the_element_or_its_conversation(
    visit: Visit, assistant: Assistant, how: str
) -> None:
    assistant.closed.clear()
    reader = visit().open()
    reader.ask(SLOW, "draft")
    reader.page.evaluate(f"document.querySelector('footnote-chat').{how}")
    assert assistant.closed.wait(5)


def test_two_widgets_of_one_page_stay_apart(
    visit: Visit, assistant: Assistant, other: FakeAssistant
) -> None:
    reader = visit(f'{INLINE}<footnote-chat mode="inline" collection="hr"></footnote-chat>')
    one, two = reader.page.locator("footnote-chat").all()
    reader.ask("What is mine?", chat=one)
    reader.ask("What is yours?", chat=two)
    reader.ask("What is mine again?", chat=one)
    assert [turn.question for turn in assistant.asked[-1][1]] == ["What is mine?"]
    assert other.asked[-1] == ("What is yours?", ())
    assert "yours" not in one.locator(".log").inner_text()
    assert "mine" not in two.locator(".log").inner_text()


def test_a_rating_is_kept(visit: Visit) -> None:
    reader = visit(INLINE)
    reply = reader.ask(ANSWERED)
    up = reply.get_by_role("button", name="Helpful", exact=True)
    with reader.page.expect_response("**/api/feedback") as caught:
        up.click()
    assert caught.value.status == 204
    expect(reply.locator(".rating")).to_contain_text("Thank you.")
    assert up.get_attribute("aria-pressed") == "true"


def test_text_runs_the_way_its_language_does(visit: Visit) -> None:
    reader = visit('<footnote-chat mode="inline" language="de"></footnote-chat>')
    reply = reader.ask(ARABIC)
    direction = "e => getComputedStyle(e).direction"
    assert reply.locator(".body p").evaluate(direction) == "rtl"
    assert reply.locator(".state").evaluate(direction) == "ltr"
    assert "Zitiert aus den Artikeln" in reply.inner_text()
    assert "30. Mai 2025" in reply.inner_text()
    assert reader.chat.locator(".root").get_attribute("lang") == "de"
