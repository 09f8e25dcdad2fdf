"""Which other sites' pages may call: listed ones, on the API, without cookies; and in frames."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from rag.errors import BadSettings
from rag.keys import FILE, Keys
from rag.settings import load
from tests.ui.doors import EVIL, HERE, PORTAL, door, settings_of

KEYED = "https://keyed.example"
API = ["/api/ask", "/v1/chat/completions", "/mcp"]
ALLOW = "access-control-allow-origin"
PREFLIGHT = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return door(settings_of(tmp_path, origins=[PORTAL]))


@pytest.fixture
def keyed(tmp_path: Path) -> tuple[TestClient, dict[str, str], dict[str, str]]:
    """A server with keys, the headers of a key with an origin of its own, and of one without."""
    keys = Keys(tmp_path)
    first = {"authorization": f"Bearer {keys.add('first', ['default'], [KEYED])}"}
    second = {"authorization": f"Bearer {keys.add('second', ['default'])}"}
    return door(settings_of(tmp_path, access="keys", origins=[PORTAL])), first, second


@pytest.mark.parametrize("path", API)
def test_a_listed_origin_may_call_the_api(path: str, client: TestClient) -> None:
    preflight = client.options(path, headers={"origin": PORTAL, **PREFLIGHT})
    assert preflight.status_code == 204
    assert preflight.headers[ALLOW] == PORTAL
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    response = client.post(path, headers={"origin": PORTAL})
    assert response.status_code == 200
    assert response.headers[ALLOW] == PORTAL
    assert "Answer-Id" in response.headers["access-control-expose-headers"]


@pytest.mark.parametrize("path", [*API, "/widget.js", "/healthz"])
@pytest.mark.parametrize(
    "origin",
    [
        EVIL,
        "null",
        "",
        "*",
        "https://portal.example.evil.example",
        "https://evil.example/https://portal.example",
        "https://portal.example:444",
        "http://portal.example",
        "https://PORTAL.example ,https://evil.example",
        "https://[",
    ],
)
def test_any_other_origin_gets_no_header_at_all(path: str, origin: str, client: TestClient) -> None:
    for response in (
        client.options(path, headers={"origin": origin, **PREFLIGHT}),
        client.get(path, headers={"origin": origin}),
        client.post(path, headers={"origin": origin}),
    ):
        assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", API)
def test_any_other_origin_cannot_change_anything(path: str, client: TestClient) -> None:
    for origin in (EVIL, "null", "https://["):
        assert client.post(path, headers={"origin": origin}).status_code == 403
    assert client.post(path, headers={"origin": HERE}).status_code == 200


@pytest.mark.parametrize("path", API)
def test_an_answer_depends_on_its_origin(path: str, client: TestClient) -> None:
    for headers in ({}, {"origin": EVIL}, {"origin": PORTAL}):
        assert client.get(path, headers=headers).headers["vary"] == "Origin"
        preflight = client.options(path, headers={**headers, **PREFLIGHT})
        assert preflight.headers["vary"] == "Origin"


@pytest.mark.parametrize("path", [*API, "/widget.js", "/chat/"])
def test_cookies_are_never_allowed_along(path: str, client: TestClient) -> None:
    for origin in (PORTAL, EVIL, HERE):
        for response in (
            client.options(path, headers={"origin": origin, **PREFLIGHT}),
            client.get(path, headers={"origin": origin}),
        ):
            assert "access-control-allow-credentials" not in response.headers


def test_a_listed_origin_may_not_call_the_page(client: TestClient) -> None:
    assert ALLOW not in client.get("/chat/", headers={"origin": PORTAL}).headers
    assert client.post("/chat/", headers={"origin": PORTAL}).status_code == 403
    assert ALLOW not in client.options("/chat/", headers={"origin": PORTAL, **PREFLIGHT}).headers


def test_a_refusal_can_be_read_by_a_listed_origin(keyed) -> None:
    client, _, _ = keyed
    response = client.post("/api/ask", headers={"origin": PORTAL})
    assert (response.status_code, response.headers[ALLOW]) == (401, PORTAL)
    response = client.post("/api/ask", headers={"origin": KEYED})
    assert response.status_code == 401
    assert ALLOW not in response.headers  # nobody showed the key that allows this origin


def test_a_key_brings_its_own_origins(keyed) -> None:
    client, first, second = keyed
    preflight = client.options("/api/ask", headers={"origin": KEYED, **PREFLIGHT})
    assert preflight.headers[ALLOW] == KEYED
    allowed = client.post("/api/ask", headers={"origin": KEYED, **first})
    assert (allowed.status_code, allowed.headers[ALLOW]) == (200, KEYED)
    for mismatch in ({"origin": KEYED, **second}, {"origin": EVIL, **first}):
        response = client.post("/api/ask", headers=mismatch)
        assert response.status_code == 403
        assert ALLOW not in response.headers
        assert ALLOW not in client.get("/api/ask", headers=mismatch).headers
    everyone_s = client.post("/api/ask", headers={"origin": PORTAL, **second})
    assert everyone_s.headers[ALLOW] == PORTAL
    assert client.post("/api/ask", headers=first).status_code == 200  # a program has no origin


def test_a_revoked_key_takes_its_origins_along(keyed, tmp_path: Path) -> None:
    client, _, _ = keyed
    Keys(tmp_path).revoke("first")
    response = client.options("/api/ask", headers={"origin": KEYED, **PREFLIGHT})
    assert response.status_code == 403
    assert ALLOW not in response.headers


def test_origins_of_keys_count_only_where_keys_do(tmp_path: Path) -> None:
    Keys(tmp_path).add("first", ["default"], [KEYED])
    response = door(settings_of(tmp_path)).options(
        "/api/ask", headers={"origin": KEYED, **PREFLIGHT}
    )
    assert ALLOW not in response.headers


def test_keys_that_cannot_be_read_allow_no_origin(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, and longer than a header of one" * 99)
    client = door(settings_of(tmp_path, access="keys", origins=[PORTAL]))
    for origin, status in ((KEYED, 403), (PORTAL, 204)):
        response = client.options("/api/ask", headers={"origin": origin, **PREFLIGHT})
        assert response.status_code == status


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "portal.example", "https://", "https://portal.example/", "https://*.example",
     "https://portal.example; script-src *", "file:///x", "https://user@portal.example"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["origins", "frames"])
def test_only_whole_origins_can_be_listed(name: str, origin: str) -> None:
    with pytest.raises(BadSettings, match=f"serve.{name}"):
        load(serve={name: [origin]})


def test_an_origin_is_written_as_browsers_send_it(tmp_path: Path) -> None:
    assert settings_of(tmp_path, origins=["https://Portal.Example:8443"]).serve.origins == [
        "https://portal.example:8443"
    ]
    with pytest.raises(ValidationError):
        settings_of(tmp_path, hosts=["portal.example:443"])


# Frames


@pytest.mark.parametrize("path", ["/", "/chat/", "/api/ask", "/no-such", "/healthz"])
def test_nobody_may_frame_us(path: str, client: TestClient) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/chat/", "/no-such"])
def test_listed_origins_may_frame_us_and_nobody_else(path: str, tmp_path: Path) -> None:
    headers = door(settings_of(tmp_path, frames=[PORTAL, HERE])).get(path).headers
    assert f"frame-ancestors {PORTAL} {HERE}" in headers["content-security-policy"]
    assert "x-frame-options" not in headers  # it could not say whom


def test_only_the_widget_is_for_other_sites_to_load(client: TestClient) -> None:
    policy = "cross-origin-resource-policy"
    assert client.get("/widget.js").headers[policy] == "cross-origin"
    for path in ("/chat/", "/api/ask", "/page/footnote.css", "/widget.js/x"):
        assert client.get(path).headers[policy] == "same-origin"
