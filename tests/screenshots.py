"""Takes the pictures of the chat that the README shows: `python -m tests.screenshots [FOLDER]`.

The real assistant answers over `seeds/`; a scripted model stands in for one that takes a while.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from rag.assistant import Assistant
from rag.embedding import fingerprint, open_embedder
from rag.errors import LanguageModelFailed
from rag.index.reader import Reader
from rag.ingest.sync import sync
from rag.llm.base import Message
from rag.sections import Serve
from rag.settings import Settings
from tests.fakes import ScriptedModel, ScriptedWriting
from tests.ui.conftest import ARGUMENTS
from tests.ui.serving import Held, serving
from ui.service import Service

ROOT = Path(__file__).resolve().parent.parent
ASKED = "Which countries are upgrading their ties with Afghanistan?"
REFUSED = "Who won the 1998 World Cup final?"
WRITTEN = (
    "Pakistan is upgrading its ties with Afghanistan. [1] Its chargé d'affaires in Kabul will be "
    "upgraded to the level of ambassador. [2] Foreign minister Ishaq Dar announced the decision on "
    "Friday. [3]"
)
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


class Patient(ScriptedWriting):
    """Waits in the middle of its text until it may go on."""

    def __init__(self, pieces: Sequence[str | LanguageModelFailed], go_on: threading.Event) -> None:
        super().__init__(pieces)
        self.go_on = go_on

    def __iter__(self) -> Iterator[str]:
        for place, piece in enumerate(super().__iter__()):
            if place == 2 * len(self.pieces) // 3:
                self.go_on.wait(20)
            yield piece


class PatientModel(ScriptedModel):
    """Writes, as `wants` says; fails where it is empty."""

    def __init__(self) -> None:
        super().__init__()
        self.wants = WRITTEN
        self.go_on = threading.Event()

    def write(
        self, messages: Sequence[Message], *, longest: int, seconds: float
    ) -> ScriptedWriting:
        if not self.wants:
            return ScriptedWriting([LanguageModelFailed("The model did not answer within 60 s.")])
        return Patient([f"{word} " for word in self.wants.split()], self.go_on)


def take(browser: Browser, address: str, model: PatientModel, folder: Path) -> None:
    """Every picture: each state in one view, and an answer in all of them."""

    def shoot(page: Page, name: str) -> None:
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"{name}.png")

    with _page(browser, address, viewport=DESKTOP) as page:
        model.go_on.clear()
        _ask(page, ASKED, ".reply.draft")
        shoot(page, "chat-draft")
        model.go_on.set()
        page.locator("#to-ask button").first.wait_for()
        shoot(page, "chat")
        page.get_by_text("How this answer came to be").click()
        page.get_by_text("Each sentence of the draft").scroll_into_view_if_needed()
        shoot(page, "chat-trace")
        page.locator(".source:visible button.open").first.click()
        page.get_by_role("dialog").wait_for()
        shoot(page, "chat-article")
    with _page(browser, address, viewport=DESKTOP) as page:
        model.wants = ""
        _ask(page, ASKED, ".reply.noticed")
        shoot(page, "chat-trouble")
        model.wants = WRITTEN
        _ask(page, REFUSED, ".reply.refused")
        shoot(page, "chat-refusal")
    dark: dict[str, Any] = {"viewport": DESKTOP, "color_scheme": "dark"}
    phone: dict[str, Any] = {"viewport": PHONE, "device_scale_factor": 2}
    for name, options in (("chat-dark", dark), ("chat-phone", phone)):
        with _page(browser, address, **options) as page:
            _ask(page, ASKED, ".reply.written")
            page.locator("#to-ask button").first.wait_for()
            shoot(page, name)


@contextmanager
def _page(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto(address)
    page.locator("button.ask").first.wait_for()
    yield page
    context.close()


def _ask(page: Page, question: str, then: str) -> None:
    page.get_by_role("textbox").first.fill(question)
    page.wait_for_timeout(300)
    page.get_by_role("textbox").first.press("Enter")
    page.locator(then).last.wait_for()


def main() -> None:
    """Index the seeds in a folder of its own, serve them and take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(index=place / "index", data=place / "data", serve=Serve())
        embedder = open_embedder(settings)
        sync([ROOT / "seeds"], settings, lambda: embedder, fingerprint(settings))
        model = PatientModel()
        assistant = Assistant(settings, Reader(settings.index), embedder, model)
        stack.callback(assistant.close)
        held: Any = Held()
        held.assistants = {"default": assistant}
        address = stack.enter_context(serving(Service(settings, held)))
        playwright = stack.enter_context(sync_playwright())
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        folder.mkdir(parents=True, exist_ok=True)
        take(browser, address, model, folder)
        browser.close()


if __name__ == "__main__":
    main()
