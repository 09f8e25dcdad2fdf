"""Somebody in front of the page: what they can do, and what must never happen to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Request

from ui.strings import Strings


class Visitor:
    """A browser of its own, with what it should never do recorded in `alarms`."""

    def __init__(self, browser: Browser, address: str, path: str = "", **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.alarms: list[str] = []
        self.page.on("dialog", lambda dialog: self._dialog(dialog))
        self.page.on("pageerror", lambda error: self.alarms.append(f"error {error}"))
        self.page.on("console", self._console)
        self.page.on("request", lambda request: self._request(request, address))
        self.page.goto(address + path)
        self.page.wait_for_selector(".welcome")

    def _dialog(self, dialog: Dialog) -> None:
        self.alarms.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        # Gradio asks to cancel an event that ended a moment ago, without its number.
        cancelled_late = message.location.get("url", "").endswith("/gradio_api/cancel")
        if message.type == "error" and not cancelled_late:
            self.alarms.append(f"console {message.text} {message.location}")

    def _request(self, request: Request, address: str) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:")):
            self.alarms.append(f"request {request.url}")

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name=Strings.QUESTION_LABEL)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def submit(self) -> None:
        """Press Enter until it is taken: the page ignores it while the last event is ending."""
        for _ in range(20):
            self.box.press("Enter")
            self.page.wait_for_timeout(100)
            if not self.box.input_value():
                return

    def ask(self, question: str, look: str = "quoted") -> Locator:
        before = self.page.locator(f".reply.{look}").count()
        self.box.fill(question)
        self.submit()
        reply = self.page.locator(f".reply.{look}").nth(before)
        reply.wait_for()
        if look not in {"draft", "searching"}:
            self.button(Strings.SEND).wait_for()
        return reply


Visit = Callable[..., Visitor]


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Visit]:
    """Makes visitors, and holds at the end that nothing alarming happened to any."""
    visitors: list[Visitor] = []

    def make(path: str = "", **options: Any) -> Visitor:
        visitors.append(Visitor(browser, address, path, **options))
        return visitors[-1]

    yield make
    # Before the pages close: what they have open then is broken off, and Chromium may say so.
    alarms = [alarm for visitor in visitors for alarm in visitor.alarms]
    for visitor in visitors:
        visitor.context.close()
    assert not alarms, alarms


def contrast(locator: Locator) -> float:
    """WCAG contrast of an element's text with the nearest background behind it."""
    measured: float = locator.evaluate(
        """element => {
            const channels = color => color.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
                .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            let behind = element, back = channels(getComputedStyle(behind).backgroundColor);
            while (back[3] === 0 && behind.parentElement) {
                behind = behind.parentElement;
                back = channels(getComputedStyle(behind).backgroundColor);
            }
            const a = light(channels(getComputedStyle(element).color)), b = light(back);
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        }"""
    )
    return measured
