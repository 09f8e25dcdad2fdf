"""A portal, a site whose pages may ask it, and somebody in front of such a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request

from rag.sections import Serve
from tests.ui.fakes import FakeAssistant
from tests.ui.widget.site import Assistant, Site, portal, site


class Reader:
    """A browser of its own before one page; what must never happen is kept in `alarms`."""

    def __init__(self, browser: Browser, address: str, allowed: list[str], **options: Any) -> None:
        self.allowed = tuple(f"{one}/" for one in allowed)
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.alarms: list[str] = []
        self.page.on("dialog", lambda dialog: self._dialog(dialog))
        self.page.on("pageerror", lambda error: self.alarms.append(f"error {error}"))
        self.page.on("request", lambda request: self._request(request))
        self.page.on("console", lambda message: self._console(message))
        self.page.goto(address)
        self.chat: Locator = self.page.locator("footnote-chat").first

    def _dialog(self, dialog: Dialog) -> None:
        self.alarms.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.allowed):
            self.alarms.append(f"request {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.alarms.append(f"console {message.text}")

    def open(self) -> Reader:
        """Press the button that opens the panel."""
        self.chat.locator(".button").click()
        return self

    def ask(self, question: str, kind: str = "quoted", chat: Locator | None = None) -> Locator:
        """Ask by keyboard and wait for an answer of this kind, which is returned."""
        chat = chat or self.chat
        before = chat.locator(".turn").count()
        chat.locator(".input").fill(question)
        chat.locator(".input").press("Enter")
        reply = chat.locator(".turn").nth(before).locator(f".answer.{kind}")
        reply.wait_for()
        return reply

    def focused(self) -> str:
        """The class of what has the focus inside the widget, or the id of what has it outside."""
        found: str = self.page.evaluate(
            """() => {
                const outer = document.activeElement, inner = outer.shadowRoot;
                return inner ? inner.activeElement?.className ?? "" : outer.id;
            }"""
        )
        return found


Visit = Callable[..., Reader]


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant()


@pytest.fixture(scope="module")
def other() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture(scope="module")
def address(
    assistant: Assistant,
    other: FakeAssistant,
    elsewhere: Site,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The portal, which lets pages of `elsewhere` ask."""
    serve = Serve(origins=[elsewhere.address], rate=0)
    with portal(assistant, tmp_path_factory.mktemp("data"), serve, hr=other) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, elsewhere: Site, address: str) -> Iterator[Visit]:
    """Visits a page of `elsewhere` with these elements, and holds that nothing alarming happens."""
    readers: list[Reader] = []

    def make(elements: str = "<footnote-chat></footnote-chat>", **options: Any) -> Reader:
        headers = options.pop("headers", {})
        script = f'<script src="{options.pop("server", address)}/widget.js" defer></script>'
        body = f'<h1>Portal</h1><button id="own">Own</button><main>{elements}</main>'
        at = elsewhere.put(f"/{len(readers)}", body, script, **headers)
        allowed = [elsewhere.address, address, *options.pop("also", [])]
        readers.append(Reader(browser, at, allowed, **options))
        return readers[-1]

    yield make
    for reader in readers:
        reader.context.close()
    assert [alarm for reader in readers for alarm in reader.alarms] == []
