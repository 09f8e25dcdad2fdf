"""What only a browser shows of the doors: signing in, also in a frame, and staying out of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from rag.domain import Answer
from rag.sections import Serve
from rag.settings import PASSWORD, Settings
from tests.ui.fakes import ANSWERED, FIRST, FakeAssistant, make_answer, make_article, make_quote
from tests.ui.portal.world import site
from tests.ui.serving import serving
from ui.access.password import COOKIE
from ui.strings import Strings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings(r"ignore::DeprecationWarning:gradio\..*"),
]

WORD = "correct horse battery"
FRAME = '<iframe src="{address}/chat/?embed=1" title="Chat" width="900" height="700"></iframe>'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def sign_in(page: Page | FrameLocator) -> None:
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button").click()
    page.locator(".welcome").wait_for()


def ask(page: Page | FrameLocator, question: str = ANSWERED) -> None:
    box = page.get_by_role("textbox", name=Strings.QUESTION_LABEL)
    box.fill(question)
    box.press("Enter")
    page.locator(".reply.quoted").wait_for()


def guarded(data: Path, *frames: str) -> Settings:
    return Settings(data=data, serve=Serve(access="password", frames=[*frames]))


def test_people_sign_in_and_ask(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, WORD)
    with serving(FakeAssistant(), guarded(tmp_path)) as address:
        page.goto(address)
        page.get_by_label("Password").fill("something else")
        page.get_by_role("button").click()
        page.get_by_role("alert").wait_for()
        assert page.locator("#masthead").count() == 0
        sign_in(page)
        ask(page)
        (cookie,) = [each for each in page.context.cookies() if each["name"] == COOKIE]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


def test_people_sign_in_in_a_frame_of_the_same_site(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, WORD)
    pages: dict[str, str] = {}
    with (
        site(pages, host="127.0.0.1") as neighbour,
        serving(FakeAssistant(), guarded(tmp_path, neighbour)) as address,
    ):
        pages["/"] = FRAME.format(address=address)
        page.goto(neighbour)
        frame = page.frame_locator("iframe")
        sign_in(frame)
        ask(frame)
        assert frame.locator("#masthead").is_hidden()  # still without its head after signing in


@pytest.mark.parametrize("listed", ["http://127.0.0.4:1", None])
def test_a_page_that_is_not_listed_frames_nothing(
    page: Page, tmp_path: Path, listed: str | None
) -> None:
    pages: dict[str, str] = {}
    settings = Settings(data=tmp_path, serve=Serve(frames=[listed] if listed else []))
    with site(pages) as foreign, serving(FakeAssistant(), settings) as address:
        pages["/"] = FRAME.format(address=address)
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            page.goto(foreign)
        assert page.frame_locator("iframe").locator("#masthead").count() == 0


def test_a_new_conversation_opens_its_own_article(page: Page, tmp_path: Path) -> None:
    other = make_quote(1, "An owl was seen.", article="owl.txt", title="Owls")

    def owls(question: str) -> Answer:
        return make_answer(question, other)

    assistant = FakeAssistant({"Who saw an owl?": owls})
    assistant.articles["owl.txt"] = replace(make_article(other), title="Owls")
    with serving(assistant, Settings(data=tmp_path)) as address:
        page.goto(address)
        page.locator(".welcome").wait_for()
        ask(page)
        page.locator("#src-1-1 button.open").click()
        reader = page.locator("dialog[open]")
        assert reader.locator("mark").text_content() == FIRST
        reader.get_by_role("button", name=Strings.CLOSE).click()
        page.get_by_role("button", name=Strings.CLEAR).click()
        page.locator(".welcome").wait_for()
        ask(page, "Who saw an owl?")
        page.locator("#src-1-1 button.open").click()
        page.wait_for_timeout(1_000)
        assert page.locator("dialog[open]").count() == 1
        assert page.locator("dialog[open] mark").text_content() == "An owl was seen."
