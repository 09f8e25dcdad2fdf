"""The script as it is served, and what its source may not hold. Runs none of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag.sections import Serve
from rag.settings import Settings
from tests.ui.fakes import FakeAssistant
from tests.ui.serving import Held
from ui.access.identify import Access
from ui.guarded import guarded_app
from ui.service import Service
from ui.widget import serve

LARGEST = 30_000
SOURCE = Path(serve.__file__).with_name("widget.js").read_text("utf-8")


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    settings = Settings(data=tmp_path, index=tmp_path / "index", serve=Serve(access="keys"))
    service = Service(settings, Held(default=FakeAssistant()))
    app = guarded_app(service, Access(settings), serve.routes())
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.mark.parametrize("origin", [None, "https://portal.example", "null"])
def test_any_page_may_load_it_without_a_key(client: TestClient, origin: str | None) -> None:
    response = client.get("/widget.js", headers={"Origin": origin} if origin else {})
    assert response.status_code == 200
    assert response.text == SOURCE
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-origin" not in response.headers
    assert "set-cookie" not in response.headers


def test_a_browser_keeps_it_for_a_while_and_then_asks_whether_it_changed(
    client: TestClient,
) -> None:
    first = client.get("/widget.js")
    assert first.headers["cache-control"] == "public, max-age=600"
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get("/widget.js", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert client.get("/widget.js", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head("/widget.js").content == b""
    assert client.post("/widget.js").status_code in (401, 405)


def test_it_is_small() -> None:
    assert len(SOURCE.encode()) < LARGEST


@pytest.mark.parametrize(
    "word",
    "innerHTML outerHTML insertAdjacentHTML document.write eval( Function( setHTML srcdoc "
    "DOMParser createContextualFragment importScripts @import localStorage sessionStorage "
    "indexedDB cookie".split(),
)
def test_nothing_in_it_reads_markup_runs_text_or_stores(word: str) -> None:
    assert word not in SOURCE


def texts(language: str) -> dict[str, str]:
    block = re.search(rf"^  {language}: {{\n(.*?)^  }},$", SOURCE, re.M | re.S)
    assert block
    found = re.findall(r'^    (\w+): "(.*)",$', block[1], re.M)
    assert len(found) == len(block[1].splitlines())
    return dict(found)


def test_each_language_has_the_same_names_and_places_to_fill() -> None:
    english, german = texts("en"), texts("de")
    assert len(english) > 30
    assert list(english) == list(german)
    places = {name: text.count("{n}") for name, text in english.items()}
    assert places == {name: text.count("{n}") for name, text in german.items()}
    same = {name for name in english if english[name] == german[name]}
    assert same == set()


def test_every_text_is_shown_somewhere() -> None:
    code = SOURCE[SOURCE.index("let sheet") :]
    by_name = {
        name for name in texts("en") if re.search(rf"texts\.{name}\b|iconButton\(\"{name}\"", code)
    }
    by_status = {name for name in texts("en") if name.isdigit()}
    by_kind = {"quoted", "written", "refused", "up", "down", "gone"}
    assert set(texts("en")) == by_name | by_status | by_kind
