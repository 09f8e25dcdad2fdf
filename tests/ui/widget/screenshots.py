"""Takes pictures of the widget on another site: `python -m tests.ui.widget.screenshots [FOLDER]`.

The real assistant answers over `seeds/`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from rag.assistant import Assistant
from rag.embedding import fingerprint, open_embedder
from rag.index.reader import Reader
from rag.ingest.sync import sync
from rag.sections import Serve
from rag.settings import Settings
from tests.house import ROOT
from tests.ui.conftest import ARGUMENTS
from tests.ui.widget.site import portal, site

ASKED = "Has Pakistan recognised the Taliban government?"
STYLE = """<style>
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; }
header { padding: 14px 40px; background: #22303c; color: #fff; font-weight: 600; }
main { max-width: 33rem; padding: 1.5rem 40px; }
</style>"""
PAGE = """<header>Intranet</header><main><h1>World news, week 22</h1>
<p>The desk's reading of the week: relations between Islamabad and Kabul, and what the neighbours
make of them.</p><p>Ask the articles; every sentence of an answer comes with its quote.</p></main>
<footnote-chat title="Ask the newsroom"></footnote-chat>"""
DESKTOP = {"width": 1100, "height": 760}
PHONE = {"width": 360, "height": 740}


def take(browser: Browser, address: str, folder: Path) -> None:
    """An answer in light, its article in dark, and both by phone."""
    touch = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    pictures: list[tuple[str, bool, dict[str, Any]]] = [
        ("widget", False, {"viewport": DESKTOP}),
        ("widget-article", True, {"viewport": DESKTOP, "color_scheme": "dark"}),
        ("widget-phone", False, {"viewport": PHONE, **touch}),
    ]
    for name, whole, options in pictures:
        context = browser.new_context(reduced_motion="reduce", **options)
        page = context.new_page()
        page.goto(address)
        page.locator("footnote-chat .button").click()
        page.get_by_role("textbox").fill(ASKED)
        page.get_by_role("textbox").press("Enter")
        page.locator(".quoted .mark").first.click()
        page.locator(".quote", has_text="embassies").wait_for()
        if whole:
            page.get_by_role("button", name="Open article").first.click()
            page.locator(".article mark").wait_for()
        page.mouse.move(0, 0)
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"{name}.png")
        context.close()


def main() -> None:
    """Index the seeds in a folder of its own, serve them and take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(index=place / "index", data=place / "data")
        embedder = open_embedder(settings)
        sync([ROOT / "seeds"], settings, lambda: embedder, fingerprint(settings))
        assistant: Any = Assistant(settings, Reader(settings.index), embedder)
        stack.callback(assistant.close)
        portals = stack.enter_context(site())
        serve = Serve(origins=[portals.address])
        address = stack.enter_context(portal(assistant, place / "data", serve))
        page = portals.put("/", PAGE, f'{STYLE}<script src="{address}/widget.js" defer></script>')
        playwright = stack.enter_context(sync_playwright())
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        folder.mkdir(parents=True, exist_ok=True)
        take(browser, page, folder)
        browser.close()


if __name__ == "__main__":
    main()
