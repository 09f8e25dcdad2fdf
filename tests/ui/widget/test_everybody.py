"""The widget for everybody: by keyboard and touch, read out, light and dark, in a page's style."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.ui.browsing import contrast
from tests.ui.fakes import ANSWERED, REFUSED
from tests.ui.widget.conftest import Visit
from tests.ui.widget.site import LONG

pytestmark = pytest.mark.browser

INLINE = '<footnote-chat mode="inline"></footnote-chat>'
PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 568},
    "has_touch": True,
    "is_mobile": True,
}


def test_everything_is_done_by_keyboard(visit: Visit) -> None:
    reader = visit()
    press = reader.page.keyboard.press
    reader.page.locator("#own").focus()
    press("Tab")
    assert reader.focused() == "button"
    press("Enter")
    assert reader.focused() == "input"
    assert reader.page.get_by_role("dialog", name="Ask the articles").is_visible()
    reader.page.keyboard.type(ANSWERED)
    press("Shift+Enter")
    press("Enter")
    reader.chat.locator(".quoted").wait_for()
    press("Shift+Tab")
    for _ in range(6):
        if reader.focused() == "mark":
            break
        press("Shift+Tab")
    # Up from the box: both ratings, both sources, then the marks.
    assert reader.focused() == "mark"
    assert outlined(reader.chat.locator(".mark:focus"))
    press("Enter")
    assert reader.focused() == "source"
    press("Tab")
    press("Enter")
    assert reader.page.get_by_role("document", name="Islamabad to name envoy").is_visible()
    press("Escape")
    assert reader.focused() == "quiet"
    press("Escape")
    assert reader.focused() == "button"
    assert not reader.page.get_by_role("dialog").is_visible()
    assert reader.page.locator(".button").get_attribute("aria-expanded") == "false"


def outlined(locator: Locator) -> bool:
    return bool(locator.evaluate("e => getComputedStyle(e).outlineStyle === 'solid'"))


def test_a_page_opens_the_panel_by_an_attribute_and_gets_its_focus_back(visit: Visit) -> None:
    reader = visit()
    chat = "document.querySelector('footnote-chat')"
    reader.page.evaluate(f"void (own.onclick = () => {chat}.setAttribute('open', ''))")
    reader.page.locator("#own").click()
    assert reader.focused() == "input"
    reader.chat.get_by_role("button", name="Close").click()
    assert reader.focused() == "own"
    assert reader.chat.get_attribute("open") is None


def test_an_open_panel_leaves_the_focus_to_the_page(visit: Visit) -> None:
    reader = visit("<footnote-chat open></footnote-chat>")
    assert reader.page.get_by_role("dialog").is_visible()
    assert reader.focused() == ""
    assert reader.page.evaluate("document.activeElement === document.body")


def test_keys_typed_into_it_are_not_the_page_s(visit: Visit) -> None:
    reader = visit(INLINE)
    reader.page.evaluate("addEventListener('keydown', () => { window.heard = true; })")
    reader.ask(ANSWERED)
    assert reader.page.evaluate("window.heard") is None


def test_a_phone_is_covered_and_never_scrolls_sideways(visit: Visit) -> None:
    reader = visit("<footnote-chat open></footnote-chat>", **PHONE)
    assert not reader.page.get_by_role("dialog").is_visible()
    reader.open()
    box = reader.chat.locator(".panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 568}
    assert reader.chat.locator("dialog").evaluate("dialog => dialog.matches(':modal')")
    reader.ask(LONG)
    reply = reader.ask(ANSWERED)
    for scrolled in (".panel", ".log"):
        sizes = "element => [element.scrollWidth, element.clientWidth]"
        wide, room = reader.chat.locator(scrolled).evaluate(sizes)
        assert wide <= room
    for control in (*reader.chat.locator("button:visible").all(), reader.chat.locator(".input")):
        touched = control.evaluate(
            """element => [element, "::after"].map((part, place) => {
                const style = getComputedStyle(element, place ? part : null);
                return parseFloat(place && style.position === "absolute" ? style.height
                    : getComputedStyle(element).height);
            })"""
        )
        assert max(touched) >= 44, control
    reply.locator(".mark").first.tap()
    reply.get_by_role("button", name="Open article").first.tap()
    expect(reader.chat.locator(".article mark")).to_be_in_viewport()
    reader.chat.get_by_role("button", name="Back to the answer").tap()
    reader.chat.get_by_role("button", name="Close").tap()
    assert reader.focused() == "button"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Visit, scheme: str) -> None:
    reader = visit(color_scheme=scheme)
    assert serious(reader.page.locator("html")) == []
    reader.open()
    reader.ask(REFUSED, "refused")
    reply = reader.ask(ANSWERED)
    reply.locator(".mark").first.click()
    assert serious(reader.page.locator("html")) == []
    reply.get_by_role("button", name="Open article").first.click()
    reader.chat.locator(".article mark").wait_for()
    assert serious(reader.page.locator("html")) == []


def serious(page: Locator) -> list[str]:
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['nodes'][0]['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_readable_and_follow_the_visitor(visit: Visit, scheme: str) -> None:
    reader = visit(color_scheme=scheme)
    reader.open().ask(ANSWERED)
    paper = reader.chat.locator(".panel").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (int(re.findall(r"\d+", paper)[0]) < 128) == (scheme == "dark")
    reader.chat.locator(".mark").first.click()
    for part in (".question", ".state", ".body p", ".mark", ".small", ".quote mark", ".send"):
        assert contrast(reader.chat.locator(part).first) >= 4.5, part


def test_a_page_styles_it_by_variables_and_parts(visit: Visit) -> None:
    reader = visit(
        "<style>footnote-chat { --footnote-accent: rgb(1, 2, 3); --footnote-width: 300px;"
        " color-scheme: light; } footnote-chat::part(question) { color: rgb(4, 5, 6); }"
        "button { padding: 50px; color: red } * { letter-spacing: 1em }</style>"
        "<footnote-chat open></footnote-chat>",
        color_scheme="dark",
    )
    reader.ask(ANSWERED)
    style = "(e, name) => getComputedStyle(e)[name]"
    assert reader.chat.locator(".send").first.evaluate(style, "backgroundColor") == "rgb(1, 2, 3)"
    assert reader.chat.locator(".question").evaluate(style, "color") == "rgb(4, 5, 6)"
    assert reader.chat.locator(".panel").evaluate(style, "width") == "300px"
    assert reader.chat.locator(".send").first.evaluate(style, "letterSpacing") == "normal"
    paper = reader.chat.locator(".panel").evaluate(style, "backgroundColor")
    assert paper == "rgb(251, 250, 247)"
