from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from rag.errors import BadSettings, LanguageModelFailed
from rag.llm.base import Message
from rag.llm.openai import OpenAIModel, is_here
from tests.standin import Asked, Reply, StandIn, standin

KEY = "sk-secret"
ASKED = [Message("system", "Be brief."), Message("user", "Is water wet?")]


@pytest.fixture
def server() -> Iterator[StandIn]:
    with standin() as made:
        yield made


@pytest.fixture
def model(server: StandIn) -> Iterator[OpenAIModel]:
    made = opened(server.url)
    yield made
    made.close()


def opened(url: str, key: str = KEY) -> OpenAIModel:
    return OpenAIModel(url, "m", SecretStr(key), 4096)


def failure(model: OpenAIModel, seconds: float = 10) -> str:
    with pytest.raises(LanguageModelFailed) as raised:
        list(model.write(ASKED, longest=20, seconds=seconds))
    said = str(raised.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert KEY not in said
    return said


def test_streams_word_by_word_and_counts(model: OpenAIModel, server: StandIn) -> None:
    for _ in range(2):
        writing = model.write(ASKED, longest=20, seconds=10)
        assert list(writing) == ["Water", " is", " wet."]
        assert writing.tokens == {"prompt": 7, "completion": 3}
        assert not writing.cut
    sent = server.requests[0]
    assert sent["path"] == "/v1/chat/completions"
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("m", 0, 20)
    assert [(m["role"], m["content"]) for m in sent["messages"]] == [
        ("system", "Be brief."),
        ("user", "Is water wet?"),
    ]
    assert server.gone == 0


def test_says_nothing_before_it_is_iterated(model: OpenAIModel, server: StandIn) -> None:
    model.write(ASKED, longest=20, seconds=10).close()
    assert server.requests == []


def test_nothing_meant_for_another_service_is_sent(
    server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-other")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-other")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: other\nX-Team: other")
    for proxy in ("http_proxy", "all_proxy"):
        monkeypatch.setenv(proxy, "http://127.0.0.1:9")
    for key, sent in ((KEY, f"Bearer {KEY}"), ("", "Bearer none")):
        model = opened(server.url, key)
        assert list(model.write(ASKED, longest=20, seconds=10))
        model.close()
        assert server.headers[-1]["authorization"] == sent
        assert "other" not in str(server.headers[-1])


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(status=401), "does not accept the key; set RAG_LLM_KEY"),
        (Reply(status=403), "does not accept the key"),
        (Reply(status=404), "correct llm.model"),
        (Reply(status=429), "takes no more questions for now"),
        (Reply(status=500), "status 500"),
        (Reply(status=400), "set llm.context"),
        (Reply(status=307), "has moved"),
        (Reply("one two three", breaks=0), "broke off"),
        (Reply("one two three", breaks=2), "broke off"),
        (Reply(raw=b"<html>Welcome</html>", kind="text/html"), "OpenAI's format"),
        (Reply(raw=b"{}", kind="application/json"), "OpenAI's format"),
        (Reply(raw=b"data: nonsense\n\n"), "OpenAI's format"),
        (Reply(raw=b"data: [1]\n\n"), "OpenAI's format"),
        (Reply(raw=b'data: {"choices": [{}]}\n\n'), "OpenAI's format"),
        (Reply(raw=b'data: {"choices": 3}\n\n'), "OpenAI's format"),
        (Reply(raw=b"\xff\xfe"), "OpenAI's format"),
        (Reply(raw=b'data: {"error": {"message": "sk-secret"}}\n\n'), "stopped with an error"),
    ],
    ids=str,
)
def test_what_goes_wrong_is_told_in_a_sentence(
    model: OpenAIModel, server: StandIn, reply: Reply, says: str
) -> None:
    server.reply = reply
    assert says in failure(model)
    assert len(server.requests) == 1


def test_nobody_there() -> None:
    model = opened("http://127.0.0.1:9/v1")
    assert "cannot be reached; start it, or correct llm.base_url" in failure(model)
    model.close()


def test_time_is_up(model: OpenAIModel, server: StandIn) -> None:
    server.reply = Reply(hangs=True)
    assert "wrote nothing for 0.1 seconds; raise llm.timeout" in failure(model, 0.1)
    assert server.wait_gone(1)
    server.reply = Reply("a b c", between=0.2)
    assert "was not done after 0.3 seconds" in failure(model, 0.3)
    assert server.wait_gone(2)
    server.reply = "On we go."
    assert "".join(model.write(ASKED, longest=20, seconds=10)) == "On we go."


def test_an_empty_reply_is_an_empty_text(model: OpenAIModel, server: StandIn) -> None:
    server.reply = Reply("")
    writing = model.write(ASKED, longest=20, seconds=10)
    assert (list(writing), writing.cut) == ([], False)


@pytest.mark.parametrize("obeys", [True, False])
def test_an_endless_reply_is_cut(model: OpenAIModel, server: StandIn, *, obeys: bool) -> None:
    server.reply = Reply("on and", endless=True, obeys=obeys)
    writing = model.write(ASKED, longest=20, seconds=10)
    assert len(list(writing)) == 20
    assert writing.cut
    assert obeys or server.wait_gone()


def test_long_pieces_are_cut(model: OpenAIModel, server: StandIn) -> None:
    server.reply = Reply("x" * 1000, endless=True, obeys=False)
    writing = model.write(ASKED, longest=20, seconds=10)
    assert "".join(writing) == "x" * 160
    assert writing.cut
    assert server.wait_gone()


def test_a_server_that_cannot_count_writes_all_the_same(
    model: OpenAIModel, server: StandIn
) -> None:
    server.counts = False
    for asked in (2, 3):  # it is tried with counting once
        writing = model.write(ASKED, longest=20, seconds=10)
        assert "".join(writing) == "Water is wet."
        assert writing.tokens == {}
        assert len(server.requests) == asked


def read(writing: Iterator[str] | object, kept: list[str]) -> threading.Thread:
    thread = threading.Thread(target=lambda: kept.extend(writing))  # type: ignore[arg-type]
    thread.start()
    return thread


def test_closing_before_the_first_word_frees_the_server(
    model: OpenAIModel, server: StandIn
) -> None:
    server.reply = Reply(hangs=True)
    kept: list[str] = []
    writing = model.write(ASKED, longest=20, seconds=60)
    thread = read(writing, kept)
    assert server.wait_asked()
    begun = time.monotonic()
    writing.close()
    writing.close()
    assert server.wait_gone()
    thread.join(5)
    assert time.monotonic() - begun < 1
    assert kept == []
    assert list(writing) == []


@pytest.mark.parametrize("between", [0.0, 0.05])
def test_leaving_in_the_middle_frees_the_server(
    model: OpenAIModel, server: StandIn, between: float
) -> None:
    server.reply = Reply("on and", endless=True, obeys=False, between=between)
    writing = model.write(ASKED, longest=4000, seconds=60)
    pieces = iter(writing)
    assert next(pieces) == "on"
    writing.close()
    assert list(pieces) == []
    assert server.wait_gone()
    abandoned = iter(model.write(ASKED, longest=4000, seconds=60))
    assert next(abandoned) == "on"
    del abandoned
    assert server.wait_gone(2)


def test_closing_the_model_ends_what_is_written(server: StandIn) -> None:
    server.reply = Reply("on and", endless=True, obeys=False, between=0.01)
    model = opened(server.url)
    pieces = iter(model.write(ASKED, longest=4000, seconds=60))
    next(pieces)
    model.close()
    model.close()
    with pytest.raises(LanguageModelFailed, match="stopped"):
        list(pieces)
    assert server.wait_gone()
    assert "is closed" in failure(model)


def test_several_write_at_once(model: OpenAIModel, server: StandIn) -> None:
    together = threading.Barrier(8)  # broken, and so is the reply, unless all are asked at a time

    def reply(messages: Asked) -> Reply:
        together.wait(10)
        return Reply(messages[-1]["content"])

    server.reply = reply
    kept: list[list[str]] = [[] for _ in range(8)]
    threads = [
        read(model.write([Message("user", f"{n} {n} {n}")], longest=9, seconds=20), kept[n])
        for n in range(8)
    ]
    for thread in threads:
        thread.join(20)
    assert ["".join(each) for each in kept] == [f"{n} {n} {n}" for n in range(8)]


def test_a_model_that_does_not_chat_is_no_setting() -> None:
    with pytest.raises(BadSettings, match=r"llm\.model"):
        OpenAIModel("http://127.0.0.1:9/v1", "gpt-5.2-pro", SecretStr(""), 4096)


def test_this_machine() -> None:
    assert is_here("http://localhost:1/v1")
    assert is_here("http://[::1]/v1")
    assert is_here("http://127.0.0.2/v1")
    assert not is_here("http://10.0.0.1/v1")
    assert not is_here("https://api.example.com/v1")
