"""Who is let in by each of the four ways, and every road on which somebody is not."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from rag.errors import BadSettings
from rag.keys import FILE, Keys
from rag.settings import PASSWORD
from tests.ui.doors import PROXY, STRANGER, door, settings_of
from ui.access.check import check_access
from ui.access.identify import Access
from ui.access.password import COOKIE, GUESSES
from ui.access.refused import Unauthorized

WORD = "open sesame"
ROADS = ["/api/ask", "/v1/chat/completions", "/mcp", "/chat/", "/", "/metrics", "/openapi.json"]


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TestClient:
    monkeypatch.setenv(PASSWORD, WORD)
    return door(settings_of(tmp_path, access="password"))


# At start


REACHED = [
    *({"host": host} for host in ("0.0.0.0", "::", "", "192.0.2.1", "chat.example")),
    {"hosts": ["chat.example"]},
    {"proxies": ["127.0.0.1"]},
]


@pytest.mark.parametrize("serve", REACHED)
def test_open_to_other_machines_needs_insisting(serve: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"serve\.access.*serve\.insist_open"):
        check_access(settings_of(tmp_path, insist_open=False, **serve))
    check_access(settings_of(tmp_path, insist_open=True, **serve))
    check_access(settings_of(tmp_path, insist_open=False, access="keys", **serve))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_open_on_a_loopback_address_needs_none(host: str, tmp_path: Path) -> None:
    check_access(settings_of(tmp_path, insist_open=False, host=host))


def test_header_needs_a_proxy(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"serve\.proxies"):
        check_access(settings_of(tmp_path, access="header"))


@pytest.mark.parametrize("given", [None, "", "   ", "short"])
def test_password_needs_one(
    given: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if given is not None:
        monkeypatch.setenv(PASSWORD, given)
    with pytest.raises(BadSettings, match=PASSWORD):
        check_access(settings_of(tmp_path, access="password"))


def test_a_collection_that_can_be_none_is_said_at_start(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"serve\.users\.anna"):
        check_access(settings_of(tmp_path, users={"anna": ["../secret"]}))


# open


def test_open_lets_everybody_see_everything_on_this_machine(tmp_path: Path) -> None:
    told = door(settings_of(tmp_path)).get("/api/ask").json()
    assert told["collections"] == ["default", "hr", "law"]
    assert told["name"] == f"address {STRANGER}"


@pytest.mark.parametrize("serve", REACHED)
def test_open_elsewhere_shows_the_default_collection_only(
    serve: dict[str, Any], tmp_path: Path
) -> None:
    host = "192.0.2.1" if serve.get("host") == "192.0.2.1" else "chat.example"
    if "proxies" in serve:
        host = "127.0.0.1"
    client = door(settings_of(tmp_path, **serve), base_url=f"http://{host}")
    assert client.get("/api/ask").json()["collections"] == ["default"]


def test_open_asks_nobody_for_a_key(tmp_path: Path) -> None:
    # Clients of OpenAI's interface always send one.
    assert door(settings_of(tmp_path)).get("/api/ask", headers=bearer("any")).status_code == 200


# keys


@pytest.mark.parametrize("path", ROADS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        bearer(""),
        bearer("fn_"),
        bearer("fn_" + "x" * 43),
        bearer("fn_' OR 1=1 --"),
        bearer("\x00"),
        basic("user", "fn_x"),
        {"x-forwarded-for": "127.0.0.1"},
        {"remote-user": "anna"},
    ],
)
def test_without_a_key_no_road_leads_in(path: str, headers: dict[str, str], tmp_path: Path) -> None:
    Keys(tmp_path).add("portal", ["default"])
    response = door(settings_of(tmp_path, access="keys"), "127.0.0.1").get(path, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_key_opens_its_collections_and_no_other(tmp_path: Path) -> None:
    secret = Keys(tmp_path).add("portal", ["hr"])
    client = door(settings_of(tmp_path, access="keys"))
    told = client.get("/api/ask?collection=hr", headers=bearer(secret)).json()
    assert (told["name"], told["collections"]) == ("key portal", ["hr"])
    for closed in ("default", "law", "no-such"):
        response = client.get(f"/api/ask?collection={closed}", headers=bearer(secret))
        assert response.status_code == 404


def test_unknown_and_forbidden_collections_look_the_same(tmp_path: Path) -> None:
    secret = Keys(tmp_path).add("portal", ["hr", "gone"])
    client = door(settings_of(tmp_path, access="keys"))
    answers = [
        client.get(f"/api/ask?collection={name}", headers=bearer(secret))
        for name in ("law", "lax", "gone")  # not theirs, not there, theirs but not there
    ]
    assert len({r.text.replace("lax", "law").replace("gone", "law") for r in answers}) == 1
    assert {r.status_code for r in answers} == {404}
    assert len({tuple(sorted(r.headers)) for r in answers}) == 1


def test_a_revoked_key_is_refused_at_once(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    secret = keys.add("portal", ["default"])
    client = door(settings_of(tmp_path, access="keys"))
    assert client.get("/api/ask", headers=bearer(secret)).status_code == 200
    keys.revoke("portal")
    assert client.get("/api/ask", headers=bearer(secret)).status_code == 401


def test_a_key_made_while_the_server_runs_is_known(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, access="keys"))
    secret = Keys(tmp_path).add("late", ["default"])
    assert client.get("/api/ask", headers=bearer(secret)).status_code == 200


def test_keys_that_cannot_be_read_let_nobody_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, and longer than a header of one" * 99)
    response = door(settings_of(tmp_path, access="keys")).get("/api/ask", headers=bearer("fn_x"))
    assert response.status_code == 503
    assert str(tmp_path) not in response.text


# header


def header_mode(tmp_path: Path, **serve: Any) -> Any:
    users = {"anna": ["hr", "law"], "root": ["*"], "nobody": []}
    return settings_of(tmp_path, access="header", proxies=[PROXY, "fd00::/8"], users=users, **serve)


@pytest.mark.parametrize(
    ("user", "sees"),
    [
        ("anna", ["hr", "law"]),
        ("root", ["default", "hr", "law"]),
        ("nobody", []),
        ("somebody-else", ["default"]),
        ("*", ["default"]),
    ],
)
def test_the_user_that_a_trusted_proxy_names(user: str, sees: list[str], tmp_path: Path) -> None:
    visitor = door(header_mode(tmp_path), PROXY)
    response = visitor.get(
        f"/api/ask?collection={(sees or ['hr'])[0]}", headers={"remote-user": user}
    )
    if sees:
        assert response.json()["collections"] == sees
        assert response.json()["name"] == f"user {user}"
    else:
        assert response.status_code == 404


def test_anybody_else_gets_what_the_star_says(tmp_path: Path) -> None:
    chosen = settings_of(tmp_path, access="header", proxies=[PROXY], users={"*": ["law"]})
    told = door(chosen, PROXY).get("/api/ask?collection=law", headers={"remote-user": "x"}).json()
    assert told["collections"] == ["law"]


@pytest.mark.parametrize("peer", [STRANGER, "127.0.0.1", "10.0.0.2", "::1", "testclient", ""])
@pytest.mark.parametrize(
    "claim",
    [{}, {"x-forwarded-for": PROXY}, {"x-real-ip": PROXY}, {"forwarded": f"for={PROXY}"}],
)
def test_the_user_header_is_believed_from_the_proxy_s_socket_only(
    peer: str, claim: dict[str, str], tmp_path: Path
) -> None:
    client = door(header_mode(tmp_path), peer)
    assert client.get("/api/ask", headers={"remote-user": "root", **claim}).status_code == 401


@pytest.mark.parametrize("peer", [f"::ffff:{PROXY}", "fd00::7"])
def test_a_proxy_is_known_by_address_and_by_network(peer: str, tmp_path: Path) -> None:
    client = door(header_mode(tmp_path), peer)
    assert client.get("/api/ask", headers={"remote-user": "x"}).status_code == 200


@pytest.mark.parametrize("names", [[], [b""], [b"  "], [b"anna", b"root"], [b"a\tb"], [b"x" * 201]])
def test_a_user_header_that_names_nobody_is_refused(names: list[bytes], tmp_path: Path) -> None:
    headers = [(b"remote-user", name) for name in names]
    assert door(header_mode(tmp_path), PROXY).get("/api/ask", headers=headers).status_code == 401


def test_a_user_header_that_is_no_text_is_refused(tmp_path: Path) -> None:
    scope = {"type": "http", "client": (PROXY, 1), "headers": [(b"remote-user", b"\xff\xfe")]}
    with pytest.raises(Unauthorized):
        Access(header_mode(tmp_path)).identify(scope)


def test_a_user_s_name_may_have_any_letters(tmp_path: Path) -> None:
    headers = [(b"remote-user", "Zoë Łuczak".encode())]
    told = door(header_mode(tmp_path), PROXY).get("/api/ask", headers=headers).json()
    assert told["name"] == "user Zoë Łuczak"


def test_the_header_s_name_is_a_setting(tmp_path: Path) -> None:
    client = door(header_mode(tmp_path, user_header="X-Forwarded-User"), PROXY)
    assert client.get("/api/ask", headers={"remote-user": "anna"}).status_code == 401
    told = client.get("/api/ask?collection=hr", headers={"x-forwarded-user": "anna"}).json()
    assert told["name"] == "user anna"


def test_a_program_may_use_a_key_where_people_sign_in(tmp_path: Path) -> None:
    secret = Keys(tmp_path).add("job", ["law"])
    told = door(header_mode(tmp_path)).get("/api/ask?collection=law", headers=bearer(secret))
    assert told.json()["name"] == "key job"
    wrong = {**bearer("fn_wrong"), "remote-user": "root"}
    assert door(header_mode(tmp_path), PROXY).get("/api/ask", headers=wrong).status_code == 401


# password


@pytest.mark.parametrize("path", ROADS)
def test_without_the_password_no_road_leads_in(path: str, password: TestClient) -> None:
    for headers in ({}, bearer("wrong"), basic("x", "wrong"), {"cookie": f"{COOKIE}=1.a.b"}):
        assert password.get(path, headers=headers).status_code == 401


def test_programs_may_send_the_password(password: TestClient) -> None:
    for headers in (bearer(WORD), basic("anyone", WORD)):
        assert password.get("/api/ask", headers=headers).json()["collections"] == ["default"]


@pytest.mark.parametrize("credentials", ["Basic !!!", "Basic /////w==", "Basic", "Digest x"])
def test_malformed_credentials_are_refused(credentials: str, password: TestClient) -> None:
    headers = {"authorization": credentials}
    assert password.get("/api/ask", headers=headers).status_code == 401


def test_a_guesser_of_programs_is_slowed(password: TestClient) -> None:
    answers = [password.get("/api/ask", headers=bearer(f"guess {n}")) for n in range(GUESSES + 1)]
    assert [r.status_code for r in answers] == [401] * GUESSES + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    # Else going on would tell which guess was right.
    assert password.get("/api/ask", headers=bearer(WORD)).status_code == 429


def test_a_key_counts_beside_the_password(password: TestClient, tmp_path: Path) -> None:
    secret = Keys(tmp_path).add("job", ["law"])
    told = password.get("/api/ask?collection=law", headers=bearer(secret)).json()
    assert told["name"] == "key job"
