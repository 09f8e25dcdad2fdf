"""The guide's examples for pages: in a real browser, on another site's page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from rag.assistant import Assistant
from rag.contract import to_json
from rag.embedding import Embedder
from rag.keys import Keys
from rag.settings import Settings
from tests.ui.portal.guide import GUIDE, KEY, LOCAL, PUBLIC, QUESTION, example
from tests.ui.portal.world import portal, site
from ui.strings import Strings

pytestmark = [
    pytest.mark.model,
    pytest.mark.browser,
    pytest.mark.filterwarnings(r"ignore::DeprecationWarning:gradio\..*"),
]

PAGES: dict[str, str] = {}
TITLE = "Ask the articles"
ORIGIN = "https://portal.example"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Another site, which shows what is in `PAGES`."""
    with site(PAGES) as address:
        yield address


@pytest.fixture(scope="module")
def keyed(seeds: Settings, minilm: Embedder, elsewhere: str) -> Iterator[tuple[str, str]]:
    """A server that asks for keys, and a key that pages of the other site may use."""
    keys = Keys(seeds.data)
    with portal(seeds, minilm, access="keys") as address:
        yield address, keys.add("pages", ["default"], [elsewhere])
        keys.revoke("pages")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def asked(chat: Locator, question: str = QUESTION) -> list[str]:
    """The quotes that a widget shows for a question."""
    chat.get_by_role("textbox").fill(question)
    chat.get_by_role("textbox").press("Enter")
    chat.locator(".quoted").last.wait_for()
    return chat.locator(".turn").last.locator("blockquote mark").all_text_contents()


def quotes(assistant: Assistant) -> list[str]:
    return [quote.text for quote in assistant.ask(QUESTION).quotes]


def test_a_few_lines_of_javascript(
    page: Page, keyed: tuple[str, str], elsewhere: str, assistant: Assistant
) -> None:
    address, key = keyed
    script = example("sse-js", {LOCAL: address, KEY: key})
    PAGES["/"] = f'<script type="module">{script}</script>'
    with page.expect_console_message(lambda said: said.type == "log") as logged:
        page.goto(elsewhere)
    told: list[dict[str, Any]] = logged.value.args[0].json_value()
    assert told == to_json(assistant.ask(QUESTION))["quotes"]
    assert json.dumps(told) != "[]"


def test_the_widget_of_an_open_server(
    page: Page, seeds: Settings, minilm: Embedder, assistant: Assistant, elsewhere: str
) -> None:
    with portal(seeds, minilm, origins=[elsewhere]) as address:
        PAGES["/"] = example("widget", {PUBLIC: address})
        page.goto(elsewhere)
        page.get_by_role("button", name=TITLE).click()
        assert asked(page.locator("footnote-chat")) == quotes(assistant)
    assert page.context.cookies() == []


def test_the_widget_with_a_key_under_the_page_s_own_policy(
    page: Page,
    browser: Browser,
    keyed: tuple[str, str],
    seeds: Settings,
    assistant: Assistant,
) -> None:
    address, _ = keyed
    policy = example("widget-csp", {ORIGIN: address}).strip()
    violated: list[str] = []
    page.on("console", lambda said: violated.append(said.text) if "Policy" in said.text else None)
    with site(PAGES, {"Content-Security-Policy": f"default-src 'none'; {policy}"}) as strict:
        key = Keys(seeds.data).add("strict", ["default"], [strict])
        PAGES["/"] = example("widget-key", {PUBLIC: address, KEY: key})
        page.goto(strict)
        assert asked(page.locator("footnote-chat")) == quotes(assistant)
        Keys(seeds.data).revoke("strict")
    assert violated == []


def test_a_page_that_the_key_does_not_name_gets_no_answer(
    page: Page, keyed: tuple[str, str]
) -> None:
    address, key = keyed
    with site(PAGES, host="127.0.0.3") as foreign:
        PAGES["/"] = example("widget-key", {PUBLIC: address, KEY: key})
        page.goto(foreign)
        chat = page.locator("footnote-chat")
        chat.get_by_role("textbox").fill(QUESTION)
        chat.get_by_role("textbox").press("Enter")
        chat.locator(".trouble").wait_for()
        assert chat.locator("blockquote").count() == 0


def test_the_widget_s_style(page: Page, keyed: tuple[str, str], elsewhere: str) -> None:
    address, key = keyed
    PAGES["/"] = f"<style>{example('widget-css')}</style>" + example(
        "widget-key", {PUBLIC: address, KEY: key}
    )
    page.goto(elsewhere)
    send = page.locator("footnote-chat").get_by_role("button", name="Send")
    colour = send.evaluate("element => getComputedStyle(element).backgroundColor")
    assert colour == "rgb(122, 31, 61)"
    rules = page.evaluate(
        """() => document.querySelector("footnote-chat").shadowRoot.adoptedStyleSheets
            .flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText)).join("\\n")"""
    )
    listed = re.search(r"CSS variables on the element \((.*?)\)", GUIDE.read_text(), re.DOTALL)
    assert listed is not None
    named = re.findall(r"`(?:--footnote)?(-[a-z-]+)`", listed[1])
    assert set(re.findall(r"var\(--footnote(-[a-z-]+)", rules)) == set(named)


def test_a_listed_page_may_frame_the_chat_and_no_other(
    page: Page, seeds: Settings, minilm: Embedder, assistant: Assistant, elsewhere: str
) -> None:
    with portal(seeds, minilm, frames=[elsewhere]) as address:
        PAGES["/"] = example("iframe", {PUBLIC: address})
        page.goto(elsewhere)
        frame = page.frame_locator("iframe")
        assert frame.locator("#masthead").is_hidden()
        box = frame.get_by_role("textbox", name=Strings.QUESTION_LABEL)
        frame.locator(".welcome").wait_for()
        box.fill(QUESTION)
        box.press("Enter")
        frame.locator(".reply.quoted").wait_for()
        shown = frame.locator("#evidence mark").all_text_contents()
        assert shown == quotes(assistant)
        with site(PAGES, host="127.0.0.3") as foreign:
            with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
                page.goto(foreign)
            assert page.frame_locator("iframe").locator("#masthead").count() == 0
