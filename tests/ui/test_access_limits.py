"""How fast a visitor may ask, what paths are open, and the form in which refusals come."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.keys import Keys
from rag.settings import PASSWORD
from tests.ui.doors import EVIL, FAULTS, PROXY, door, settings_of
from ui.access.password import GUESSES
from ui.access.rate import KEPT, Buckets
from ui.access.refused import TooMany
from ui.guard import LARGEST_BODY

HTML = {"accept": "text/html"}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


# Rates


def test_a_visitor_who_asks_too_fast_waits(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, rate=2))
    assert [client.post("/api/ask").status_code for _ in range(3)] == [200, 200, 429]
    response = client.post("/v1/chat/completions")
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 30
    assert response.json()["error"]["type"] == "rate_limit_error"
    assert client.get("/api/ask").status_code == 200  # what is no question is not counted
    assert client.post("/chat/").status_code == 200


def test_no_rate_is_no_bound(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, rate=0))
    assert {client.post("/api/ask").status_code for _ in range(100)} == {200}


def test_each_key_has_its_own_rate(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    slow, other, free = (
        {"authorization": f"Bearer {keys.add(name, ['default'], rate=rate)}"}
        for name, rate in (("slow", 1), ("other", None), ("free", 0))
    )
    client = door(settings_of(tmp_path, access="keys", rate=2))
    ask = "/api/ask"
    assert [client.post(ask, headers=slow).status_code for _ in range(2)] == [200, 429]
    assert [client.post(ask, headers=other).status_code for _ in range(3)] == [200, 200, 429]
    assert {client.post(ask, headers=free).status_code for _ in range(9)} == {200}


def test_visitors_behind_a_proxy_do_not_share_a_rate(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, rate=1, proxies=[PROXY]), PROXY)
    first, second = ({"x-forwarded-for": f"198.51.100.{n}"} for n in (1, 2))
    assert client.post("/api/ask", headers=first).status_code == 200
    assert client.post("/api/ask", headers=second).status_code == 200
    again = {"x-forwarded-for": "203.0.113.9, 198.51.100.1"}
    assert client.post("/api/ask", headers=again).status_code == 429


def test_guessers_behind_a_proxy_do_not_lock_others_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "open sesame")
    client = door(settings_of(tmp_path, access="password", proxies=[PROXY]), PROXY)
    bad, good = ({"x-forwarded-for": f"198.51.100.{n}"} for n in (1, 2))
    for n in range(GUESSES):
        client.post("/login", data={"password": f"{n}"}, headers=bad)
    right = {"password": "open sesame"}
    assert client.post("/login", data=right, headers=bad).status_code == 429
    assert client.post("/login", data=right, headers=good).status_code == 303


def test_a_refused_request_costs_no_question(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, rate=1))
    assert client.post("/api/ask", headers={"origin": EVIL}).status_code == 403
    assert client.post("/api/ask").status_code == 200


def test_a_bucket_fills_with_time() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    for _ in range(3):
        buckets.take("a", 3, 1 / 20)
    with pytest.raises(TooMany) as error:
        buckets.take("a", 3, 1 / 20)
    assert error.value.retry_after == 20
    clock.now += 19
    with pytest.raises(TooMany):
        buckets.take("a", 3, 1 / 20)
    clock.now += 1
    buckets.take("a", 3, 1 / 20)
    clock.now += 10_000
    for _ in range(3):  # never more than its size
        buckets.take("a", 3, 1 / 20)
    with pytest.raises(TooMany):
        buckets.take("a", 3, 1 / 20)


def test_many_names_take_no_more_room_than_some() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    buckets.take("first", 1, 1 / 60)
    for number in range(3 * KEPT):
        clock.now += 0.0001
        buckets.take(f"{number}", 1, 1 / 60)
    assert len(buckets._buckets) <= KEPT


# Paths


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/widget.js", "/page/footnote.css"])
def test_some_paths_need_nobody(path: str, tmp_path: Path) -> None:
    assert door(settings_of(tmp_path, access="keys")).get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/healthz/", "/healthz/x", "/widget.jsx", "/page", "//healthz",
     "/page%2f..%2fapi/ask", "/PAGE/x", "/login/x", "/v1/models", "/docs", "/redoc"],
)  # fmt: skip
def test_every_other_path_needs_somebody(path: str, tmp_path: Path) -> None:
    response = door(settings_of(tmp_path, access="keys")).get(path)
    assert response.status_code in {401, 404}
    assert "collections" not in response.text


@pytest.mark.parametrize("path", ["/page/../api/ask", "/page/%2e%2e/api/ask", "/page//api/ask"])
def test_an_open_folder_leads_nowhere_else(path: str, tmp_path: Path) -> None:
    assert door(settings_of(tmp_path, access="keys")).get(path).status_code in {401, 404}


def test_metrics_are_for_who_may_see_everything(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    some, every = (
        {"authorization": f"Bearer {keys.add(name, [may])}"}
        for name, may in (("some", "default"), ("every", "*"))
    )
    client = door(settings_of(tmp_path, access="keys"), "127.0.0.1")
    statuses = [client.get("/metrics", headers=h).status_code for h in ({}, some, every)]
    assert statuses == [401, 403, 200]
    assert door(settings_of(tmp_path)).get("/metrics").status_code == 200


def test_no_websocket_is_spoken(tmp_path: Path) -> None:
    from starlette.websockets import WebSocketDisconnect

    client = door(settings_of(tmp_path))
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/chat/"):
        pass


def test_a_large_body_of_nobody_is_not_read(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path, access="keys"))
    assert client.post("/api/ask", content=b"x" * (LARGEST_BODY + 1)).status_code == 401
    client = door(settings_of(tmp_path))
    response = client.post("/api/ask", content=b"x" * (LARGEST_BODY + 1))
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


# Forms


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/ask?collection=no-such", 404), ("/api/no-such", 404), ("/v1/no-such", 404)],
)
def test_programs_read_problem_details(path: str, status: int, tmp_path: Path) -> None:
    response = door(settings_of(tmp_path)).get(path, headers=HTML)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert {"type", "title", "detail"} <= set(told)
    assert ("error" in told) == path.startswith("/v1")


def test_a_wrong_method_is_a_problem_too(tmp_path: Path) -> None:
    response = door(settings_of(tmp_path)).delete("/api/ask")
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
    assert "GET" in response.headers["allow"]


def test_people_read_a_page(tmp_path: Path) -> None:
    response = door(settings_of(tmp_path, access="keys")).get("/chat/", headers=HTML)
    assert response.status_code == 401
    assert response.headers["content-type"].startswith("text/html")
    assert "<h1>Unauthorized</h1>" in response.text


def test_what_is_echoed_is_bounded_and_escaped(tmp_path: Path) -> None:
    client = door(settings_of(tmp_path))
    response = client.get(f"/chat/?collection=<script>{'x' * 999}", headers=HTML)
    assert response.status_code == 404
    assert "&lt;script&gt;" in response.text
    assert "x" * 99 not in response.text


def test_what_breaks_is_logged_and_not_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    response = door(settings_of(tmp_path)).get("/api/broken")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "a secret of the server" in caplog.text
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_the_server_is_not_told_to_visitors(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    response = door(settings_of(tmp_path)).get(f"/api/failing/{name}")
    assert response.headers["content-type"] == "application/problem+json"
    if name == "question":
        assert (response.status_code, response.json()["detail"]) == (422, str(FAULTS[name]))
    else:
        assert response.status_code == 503
        assert "/srv" not in response.text
        assert str(FAULTS[name]) in caplog.text
