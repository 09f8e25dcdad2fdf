"""What a proxy says of a request: believed from listed addresses, taken away from all others."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from rag.errors import BadSettings
from rag.settings import load
from tests.ui.doors import PROXY, STRANGER, door, guarded, settings_of
from tests.ui.serving import running
from ui.access.proxies import Proxies

SAID = {
    "host": "127.0.0.1:7860",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "chat.example",
    "x-forwarded-prefix": "/docs",
    "x-forwarded-for": "198.51.100.7",
}


@pytest.mark.parametrize("peer", [STRANGER, "127.0.0.1", "10.0.0.2", ""])
def test_a_stranger_is_not_believed(peer: str, tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, proxies=[PROXY], hosts=["chat.example"]), peer)
    extra = {"forwarded": "host=evil", "x-real-ip": "8.8.8.8", "x-gradio-server": "http://evil"}
    told = client.get("/api/ask", headers={**SAID, **extra}).json()
    assert told["url"] == "http://127.0.0.1:7860/api/ask"
    assert told["root"] == ""
    assert told["address"] == peer
    # Gradio reads these itself: they must not reach it.
    assert not {"forwarded", "x-real-ip", "x-gradio-server"} & set(told["headers"])
    assert not [name for name in told["headers"] if name.startswith("x-forwarded")]


def test_a_listed_proxy_is_believed(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, proxies=["10.0.0.0/8"], hosts=["chat.example"]), PROXY)
    told = client.get("/api/ask", headers=SAID).json()
    assert told["url"] == "https://chat.example/docs/api/ask"
    assert told["root"] == "/docs"
    assert told["address"] == "198.51.100.7"
    assert not [name for name in told["headers"] if name.startswith("x-forwarded")]


def test_the_host_that_a_proxy_names_must_be_ours_too(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, proxies=[PROXY]), PROXY)
    assert client.get("/healthz", headers=SAID).status_code == 400


@pytest.mark.parametrize(
    ("chain", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7", "198.51.100.7"),  # the first was written by whoever asks
        (f"198.51.100.7, {PROXY}", "198.51.100.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("", PROXY),
        ("unknown", PROXY),
        (PROXY, PROXY),
        ("1.1.1.1, <script>", PROXY),
    ],
)
def test_the_visitor_s_address_is_the_last_that_is_no_proxy_of_ours(
    chain: str, address: str, tmp_path: Path
) -> None:
    client = door(settings_of(tmp_path, proxies=[PROXY]), PROXY)
    told = client.get("/api/ask", headers={"x-forwarded-for": chain}).json()
    assert told["address"] == address


@pytest.mark.parametrize(
    "prefix",
    ["docs", "//evil.example", "/a//b", "/a?b", "/a b", "/<b>", "https://evil.example", "/"],
)
def test_a_prefix_that_is_none_is_left_out(prefix: str, tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, proxies=[PROXY]), PROXY)
    told = client.get("/api/ask", headers={"x-forwarded-prefix": prefix}).json()
    assert told["root"] == ""


def test_of_several_values_the_nearest_proxy_s_counts(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, proxies=[PROXY], hosts=["chat.example"]), PROXY)
    said = {"x-forwarded-host": "evil.example, chat.example", "x-forwarded-proto": "gopher, https"}
    assert client.get("/api/ask", headers=said).json()["url"] == "https://chat.example/api/ask"
    bad = {"x-forwarded-proto": "gopher"}
    assert client.get("/api/ask", headers=bad).json()["url"].startswith("http://127.0.0.1")


@pytest.mark.parametrize("path", ["/api/ask", "/chat/", "/metrics", "/"])
def test_under_a_prefix_the_same_doors_are_shut(path: str, tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, access="keys", proxies=[PROXY]), PROXY)
    for prefix in ("/docs", "/healthz", "/page", "/login"):
        response = client.get(path, headers={"x-forwarded-prefix": prefix})
        assert response.status_code == 401
    said = {"x-forwarded-prefix": "/docs"}
    assert client.get("/healthz", headers=said).status_code == 200
    assert client.get("/chat/gradio_api/upload", headers=said).status_code == 404


def test_under_a_prefix_pages_of_the_same_host_are_our_own(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, proxies=[PROXY], hosts=["chat.example"]), PROXY)
    own = client.post("/chat/", headers={**SAID, "origin": "https://chat.example"})
    assert own.status_code == 200
    other = client.post("/chat/", headers={**SAID, "origin": "http://127.0.0.1:7860"})
    assert other.status_code == 403


@pytest.mark.parametrize("listed", ["proxy.example", "*", "10.0.0.1/8", ""])
def test_a_proxy_is_listed_by_address_or_network(listed: str) -> None:
    with pytest.raises(BadSettings, match=r"serve\.proxies"):
        load(serve={"proxies": [listed]})


def test_what_is_no_address_is_no_proxy() -> None:
    everywhere = Proxies(["0.0.0.0/0", "::/0"])
    assert [peer in everywhere for peer in ("", "unix:", "testclient")] == [False] * 3


def test_over_a_real_socket_the_peer_is_who_it_is(tmp_path: Path) -> None:
    # Left alone, uvicorn takes the address from X-Forwarded-For of anything on this machine.
    app = guarded(settings_of(tmp_path, access="header", proxies=[PROXY]))
    claim = {"remote-user": "anna", "x-forwarded-for": PROXY, "forwarded": f"for={PROXY}"}
    with running(app) as address:
        assert httpx.get(f"{address}/api/ask", headers=claim).status_code == 401
    app = guarded(settings_of(tmp_path, access="header", proxies=["127.0.0.1"]))
    with running(app) as address:
        told = httpx.get(f"{address}/api/ask", headers={**claim, "x-forwarded-prefix": "/docs"})
        assert told.json()["name"] == "user anna"
        assert told.json()["root"] == "/docs"
        assert httpx.get(f"{address}/healthz").headers.get("server") is None
