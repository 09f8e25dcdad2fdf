"""The login page: in with the password, out again, and no other way."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag.settings import PASSWORD
from tests.ui.doors import EVIL, HERE, PORTAL, PROXY, door, settings_of
from ui.access.password import COOKIE, GUESSES, LASTS, PATIENCE, Password
from ui.access.refused import TooMany

WORD = "open sesame ☃"
HTML = {"accept": "text/html"}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TestClient:
    monkeypatch.setenv(PASSWORD, WORD)
    return door(settings_of(tmp_path, access="password", origins=[PORTAL], proxies=[PROXY]))


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "login"),
        ("/chat/", "../login"),
        ("/chat/a/b", "../../login"),
        ("/chat/?embed=1", "../login?embed=1"),
        ("/chat/?next=https://evil.example", "../login"),
    ],
)
def test_a_browser_is_sent_to_the_login_page(path: str, place: str, client: TestClient) -> None:
    response = client.get(path, headers=HTML)
    if path == "/chat/a/b":  # nothing of Gradio's is there
        assert response.status_code == 404
        return
    assert (response.status_code, response.headers["location"]) == (303, place)


def test_a_program_is_not_sent_anywhere(client: TestClient) -> None:
    response = client.get("/api/ask", headers=HTML)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"


def test_in_and_out(client: TestClient) -> None:
    assert 'type="password"' in client.get("/login").text
    response = client.post("/login", data={"password": WORD}, headers={"origin": HERE})
    assert (response.status_code, response.headers["location"]) == (303, "chat/")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    kept = client.cookies[COOKIE]
    assert client.get("/chat/").status_code == 200
    assert client.get("/api/ask").status_code == 200
    assert client.post("/logout").headers["location"] == "login"
    assert client.get("/chat/", headers=HTML).status_code == 303
    client.cookies.set(COOKIE, kept)  # somebody wrote the cookie down
    assert client.get("/api/ask").status_code == 401


def test_behind_tls_and_a_prefix_the_cookie_stays_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(PASSWORD, WORD)
    client = door(settings_of(tmp_path, access="password", proxies=[PROXY]), PROXY)
    said = {"x-forwarded-proto": "https", "x-forwarded-prefix": "/docs"}
    response = client.post("/login", data={"password": WORD}, headers=said)
    assert "Secure" in response.headers["set-cookie"]
    assert "Path=/docs/" in response.headers["set-cookie"]
    assert response.headers["location"] == "chat/"


def test_a_wrong_password_is_said_and_opens_nothing(client: TestClient) -> None:
    for guess in ({"password": "wrong"}, {"password": ""}, {}, {"passwort": WORD}):
        response = client.post("/login", data=guess)
        assert response.status_code == 401
        assert "set-cookie" not in response.headers
        assert "wrong" not in response.text


def test_the_page_shows_nothing_that_was_sent(client: TestClient) -> None:
    response = client.get('/login?embed="><script>alert(1)</script>')
    assert "alert" not in response.text
    assert "footnote.js" not in response.text  # what the chat's pages load is none of its business
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_guesses_are_slowed_for_each_address(client: TestClient) -> None:
    answers = [client.post("/login", data={"password": f"{n}"}) for n in range(GUESSES + 1)]
    assert [each.status_code for each in answers] == [401] * GUESSES + [429]
    assert int(answers[-1].headers["retry-after"]) <= PATIENCE
    assert client.post("/login", data={"password": WORD}).status_code == 429
    # A header does not make another address of it.
    said = {"x-forwarded-for": "203.0.113.5"}
    assert client.post("/login", data={"password": WORD}, headers=said).status_code == 429


@pytest.mark.parametrize("origin", [EVIL, PORTAL, "null"])
@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_other_sites_cannot_sign_anybody_in_or_out(
    path: str, origin: str, client: TestClient
) -> None:
    response = client.post(path, data={"password": WORD}, headers={"origin": origin})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def test_there_is_no_login_where_it_leads_nowhere(tmp_path: Path) -> None:
    assert door(settings_of(tmp_path)).get("/login").status_code == 404


def test_a_session_runs_out() -> None:
    clock = Clock()
    password = Password(WORD, clock)
    cookie = password.begin()
    assert password.is_session(cookie)
    clock.now += LASTS + 1
    assert not password.is_session(cookie)


def test_a_session_of_another_start_is_worth_nothing() -> None:
    assert not Password(WORD).is_session(Password(WORD).begin())


@pytest.mark.parametrize(
    "cookie", ["", ".", "..", "9999999999.a", "9999999999.a.", "é.é.é", "a.b.c"]
)
def test_a_made_up_cookie_is_no_session(cookie: str) -> None:
    password = Password(WORD)
    assert not password.is_session(cookie)
    password.end(cookie)


def test_a_session_cannot_be_prolonged() -> None:
    password = Password(WORD)
    until, nonce, signature = password.begin().split(".")
    assert not password.is_session(f"{int(until) + 1}.{nonce}.{signature}")


def test_after_a_pause_one_may_guess_again() -> None:
    clock = Clock()
    password = Password(WORD, clock, clock)
    for _ in range(GUESSES):
        assert not password.is_right("wrong", "a")
    with pytest.raises(TooMany):
        password.is_right(WORD, "a")
    assert password.is_right(WORD, "b")
    clock.now += PATIENCE
    assert password.is_right(WORD, "a")
