"""Debian's nginx with the guide's server block: TLS, a path prefix, events, and single sign-on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote as escape

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rag.assistant import Assistant
from rag.contract import to_json
from rag.embedding import Embedder
from rag.keys import Keys
from rag.sections import Serve
from rag.settings import FILE, PASSWORD, Settings, load
from tests.ui.api.app import events
from tests.ui.fakes import SLOW, FakeAssistant, make_article, make_quote
from tests.ui.portal.conftest import Needs
from tests.ui.portal.guide import PUBLIC, QUESTION, example
from tests.ui.portal.proxy import HOST, Proxy, proxied
from tests.ui.portal.world import portal, run_apart
from tests.ui.serving import running, serving
from ui.access.password import COOKIE
from ui.strings import Strings

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings(r"ignore::DeprecationWarning:gradio\..*"),
]

WORD = "correct horse battery"
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module", autouse=True)
def _programs(needs: Needs) -> None:
    needs("nginx", "openssl")


def serve_of(name: str, folder: Path) -> dict[str, object]:
    """The `serve` settings of one of the guide's blocks, for the public name of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        (folder / FILE).write_text(example(name, {"portal.example": HOST}))
        patch.chdir(folder)
        return load().serve.model_dump(exclude_unset=True)


@pytest.fixture(scope="module")
def front(
    seeds: Settings, minilm: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    """nginx and a server with a password, as the guide has them."""
    folder = tmp_path_factory.mktemp("nginx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PASSWORD, WORD)
        serve = serve_of("settings-nginx", folder)
        with portal(seeds, minilm, **serve) as backend, proxied(folder, backend) as proxy:
            yield proxy


@pytest.fixture
def client(front: Proxy) -> Iterator[httpx.Client]:
    """A client that knows the password."""
    with front.client(headers={"authorization": f"Bearer {WORD}"}) as client:
        yield client


@pytest.mark.browser
def test_the_page_signs_in_and_answers(
    browser: Browser, front: Proxy, assistant: Assistant
) -> None:
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(front.address)
    assert page.url == f"{front.address}/login"
    page.get_by_label("Password").fill(WORD)
    troubles.clear()  # a browser looks for an icon at the root, which is not ours here
    page.get_by_role("button").click()
    page.locator(".welcome").wait_for()
    assert page.url == f"{front.address}/chat/"
    page.get_by_role("textbox", name=Strings.QUESTION_LABEL).fill(QUESTION)
    page.get_by_role("textbox", name=Strings.QUESTION_LABEL).press("Enter")
    page.locator(".reply.quoted").wait_for()
    shown = page.locator("#evidence mark").all_text_contents()
    assert shown == [quote.text for quote in assistant.ask(QUESTION).quotes]
    (cookie,) = [each for each in context.cookies() if each["name"] == COOKIE]
    assert (cookie["secure"], cookie["httpOnly"], cookie["path"]) == (True, True, "/answers/")
    assert all(each["secure"] for each in context.cookies())
    context.close()
    assert troubles == []
    beyond = [url for url in asked if not url.startswith((front.address, "data:", "blob:"))]
    assert beyond == []


def test_redirects_keep_name_prefix_and_tls(front: Proxy) -> None:
    with front.client(headers={**HTML, "authorization": f"Bearer {WORD}"}) as client:
        for path, place in {
            f"https://127.0.0.1:{front.port}/answers": "/answers/",
            "": "chat/",
            "chat": "/answers/chat/",
        }.items():
            response = client.get(path)
            assert response.is_redirect, path
            assert response.headers["location"] in (place, f"https://{front.host}{place}")
    with front.client(headers=HTML) as nobody:
        assert nobody.get("").headers["location"] == "login"
        signed_in = nobody.post(
            "login", data={"password": WORD}, headers={"origin": f"https://{front.host}"}
        )
        assert signed_in.headers["location"] == "chat/"
        cookie = SimpleCookie(signed_in.headers["set-cookie"])[COOKIE]
        assert (cookie["secure"], cookie["path"]) == (True, "/answers/")


def test_rest(client: httpx.Client, assistant: Assistant) -> None:
    answer = client.post("api/ask", json={"question": QUESTION}).json()
    assert answer["quotes"] == to_json(assistant.ask(QUESTION))["quotes"]
    for quote in answer["quotes"]:
        article = client.get(f"api/articles/{quote['article']}").json()
        assert article["text"][quote["start"] : quote["end"]] == quote["text"]
    document = client.get("openapi.json").json()
    assert document["servers"] == [{"url": "/answers"}]


def test_events(client: httpx.Client, assistant: Assistant) -> None:
    asked = {"question": QUESTION, "stream": True}
    said = events(client.post("api/ask", json=asked).text.replace("\r", ""))
    assert [name for name, _, _ in said] == ["status", "answer"]
    assert said[-1][2]["quotes"] == to_json(assistant.ask(QUESTION))["quotes"]


def test_the_widget_can_be_loaded(front: Proxy) -> None:
    with front.client() as client:
        response = client.get("widget.js")
    assert response.status_code == 200
    assert "javascript" in response.headers["content-type"]
    assert "footnote-chat" in response.text


def test_another_name_and_another_origin_are_refused(client: httpx.Client) -> None:
    asked = {"question": QUESTION}
    other = {"origin": "https://evil.example"}
    assert client.post("api/ask", json=asked, headers=other).status_code == 403
    assert client.get("healthz", headers={"host": "evil.example"}).status_code == 400


@contextmanager
def scripted(assistant: FakeAssistant, folder: Path) -> Iterator[Proxy]:
    """nginx before a server of this assistant."""
    serve = Serve(insist_open=True, proxies=["127.0.0.1"], hosts=[HOST])
    settings = Settings(data=folder, serve=serve)
    with serving(assistant, settings) as backend, proxied(folder, backend) as proxy:
        yield proxy


def test_articles_of_any_name_are_found(tmp_path: Path) -> None:
    names = ("news/a b.txt", "50%25 ü?.txt", "a#b&c=d.txt", "a/../b.txt")
    assistant = FakeAssistant()
    assistant.articles = {name: make_article(make_quote(1, article=name)) for name in names}
    with scripted(assistant, tmp_path) as proxy, proxy.client() as client:
        found = [client.get(f"api/articles/{escape(name)}").json().get("id") for name in names]
    assert found == [*names[:3], None]  # the last is another path to whoever reads addresses


def test_drafts_arrive_as_they_are_written(tmp_path: Path) -> None:
    assistant = FakeAssistant()
    with scripted(assistant, tmp_path) as proxy:
        asked = {"question": SLOW, "stream": True}
        with proxy.client() as client, client.stream("POST", "api/ask", json=asked) as stream:
            # This answer never ends: whatever comes was not held back.
            lines = stream.iter_lines()
            begun = time.monotonic()
            assert next(lines) == "event: status"
            assert sum(1 for _ in zip(range(12), lines, strict=False)) == 12
            assert time.monotonic() - begun < 5
        assert assistant.closed.wait(10)  # whoever left through nginx is known to have left


# Single sign-on


@pytest.fixture(scope="module")
def sso() -> Iterator[str]:
    """What knows the users: whoever brings the cookie `who`."""

    async def check(request: Request) -> Response:
        who = request.cookies.get("who")
        return Response(status_code=204, headers={"Remote-User": who}) if who else Response("", 401)

    with running(Starlette(routes=[Route("/check", check)])) as address:
        yield address.removeprefix("http://")


@pytest.fixture(scope="module")
def signed(
    seeds: Settings, minilm: Embedder, sso: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Proxy, str]]:
    """nginx that asks who it is, and the address of the server behind it."""
    folder = tmp_path_factory.mktemp("sso")
    serve = serve_of("settings-sso", folder)
    with portal(seeds, minilm, **serve) as backend, proxied(folder, backend, sso) as proxy:
        yield proxy, backend


def collections(client: httpx.Client) -> list[str]:
    """What somebody may ask; nothing for nobody."""
    response = client.get("api/collections")
    return response.json()["collections"] if response.status_code == 200 else []


@pytest.mark.parametrize(
    ("who", "may"),
    [("anna", ["default", "hr"]), ("ben", ["default", "hr"]), ("carla", ["default"])],
)
def test_users_may_ask_what_is_theirs(who: str, may: list[str], signed: tuple[Proxy, str]) -> None:
    with signed[0].client(cookies={"who": who}) as client:
        assert collections(client) == may
        asked = {"question": QUESTION, "collection": "hr"}
        expected = 200 if "hr" in may else 404
        assert client.post("api/ask", json=asked).status_code == expected
        assert client.get("api/articles?collection=hr").status_code == expected


def test_nobody_is_sent_to_sign_in(signed: tuple[Proxy, str]) -> None:
    proxy, _ = signed
    with proxy.client() as client:
        response = client.get("chat/")
    assert response.status_code == 302
    assert response.headers["location"] == f"https://{proxy.host}/login"


def test_a_client_that_names_itself_is_not_believed(signed: tuple[Proxy, str]) -> None:
    claims = ({"remote-user": "anna"}, {"Remote_User": "anna"}, {"x-forwarded-user": "anna"})
    for claim in claims:
        with signed[0].client(headers=claim) as client:
            assert collections(client) == []
            assert client.get("v1/models").status_code == 401
        with signed[0].client(headers=claim, cookies={"who": "carla"}) as client:
            assert collections(client) == ["default"]


def test_past_the_proxy_nobody_is_believed(signed: tuple[Proxy, str]) -> None:
    _, backend = signed
    claim = {"remote-user": "anna", "x-forwarded-for": "127.0.0.1", "forwarded": "for=127.0.0.1"}
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.9")
    with httpx.Client(base_url=f"{backend}/", headers=claim, transport=elsewhere) as client:
        assert client.get("api/collections").status_code == 401
        assert client.get("chat/").status_code == 401


def test_programs_come_in_with_a_key(
    signed: tuple[Proxy, str], seeds: Settings, assistant: Assistant
) -> None:
    key = Keys(seeds.data).add("program", ["default"])
    asked = {"model": "footnote", "messages": [{"role": "user", "content": QUESTION}]}
    with signed[0].client(headers={"authorization": f"Bearer {key}"}) as client:
        reply = client.post("v1/chat/completions", json=asked).json()
    told = reply["choices"][0]["message"]["footnote"]
    assert told["quotes"] == to_json(assistant.ask(QUESTION))["quotes"]

    async def ask() -> Any:
        given = {"authorization": f"Bearer {key}", "host": signed[0].host}
        where = f"https://127.0.0.1:{signed[0].port}/answers/mcp"
        async with (
            httpx2.AsyncClient(headers=given, verify=False) as http,
            Client(streamable_http_client(where, http_client=http)) as tools,
        ):
            return (await tools.call_tool("ask", {"question": QUESTION})).structured_content

    assert run_apart(ask)["quotes"] == told["quotes"]
    Keys(seeds.data).revoke("program")


@pytest.mark.browser
def test_the_widget_on_the_portal_s_own_page(
    browser: Browser, signed: tuple[Proxy, str], assistant: Assistant
) -> None:
    proxy, _ = signed
    context = browser.new_context(ignore_https_errors=True)
    context.add_cookies([{"name": "who", "value": "carla", "url": f"https://{proxy.host}"}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    widget = example("widget", {PUBLIC: proxy.address})
    page.route(
        f"https://{proxy.host}/home",
        lambda route: route.fulfill(
            body=f"<!doctype html><title>Portal</title>{widget}", content_type="text/html"
        ),
    )
    page.goto(f"https://{proxy.host}/home")
    page.get_by_role("button", name="Ask the articles").click()
    chat = page.locator("footnote-chat")
    chat.get_by_role("textbox").fill(QUESTION)
    chat.get_by_role("textbox").press("Enter")
    chat.locator(".quoted").wait_for()
    shown = chat.locator("blockquote mark").all_text_contents()
    assert shown == [quote.text for quote in assistant.ask(QUESTION).quotes]
    context.close()
