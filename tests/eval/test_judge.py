from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from eval.judge import LlmJudge, open_judge, read_score, read_yes
from rag.errors import BadSettings, ModelUnavailable
from rag.sections import Judging
from tests.eval.endpoint import Endpoint, endpoint

KEY = "sk-secret"


@pytest.fixture
def served() -> Iterator[Endpoint]:
    with endpoint() as made:
        yield made


def judge(url: str, **settings: object) -> LlmJudge:
    chosen = Judging(base_url=url, **{"model": "m", "timeout": 10, **settings})  # type: ignore[arg-type]
    opened = open_judge(chosen, SecretStr(KEY))
    assert opened
    return opened


def refusal(url: str, **settings: object) -> str:
    with pytest.raises(ModelUnavailable) as raised:
        asyncio.run(judge(url, **settings).check())
    said = str(raised.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert KEY not in said
    return said


@pytest.mark.parametrize(
    ("reply", "score"),
    [
        ("4.0\nMuch the same.", 4),
        ("\n  3\n", 3),
        ("**Score: 4.5**\nWell.", 4.5),
        ("2/5", 2),
        ("5 out of 5.\n", 5),
        ("", None),
        ("0", None),
        ("7", None),
        ("5.5", None),
        ("nan", None),
        ("4 of its facts are wrong", None),
        ("I would say\n4.0", None),
    ],
)
def test_reads_a_score(reply: str, score: float | None) -> None:
    assert read_score(reply) == score


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("YES", True),
        ("Answer: no.", False),
        ("No; nothing says yes.", False),
        ("The context supports it: yes.", True),
        ("The answer to this is no, yes?", None),
        ("It was yesterday.", None),
        ("", None),
    ],
)
def test_reads_yes_or_no(reply: str, said: bool | None) -> None:
    assert read_yes(reply) is said


def test_no_address_is_no_judge() -> None:
    assert open_judge(Judging(model="m"), SecretStr("")) is None


@pytest.mark.parametrize(
    ("url", "model", "key", "says"),
    [
        ("localhost:8080", "m", "", "judge.base_url is no web address"),
        ("ftp://host/v1", "m", "", "judge.base_url is no web address"),
        ("http://[host", "m", "", "judge.base_url is no web address"),
        ("http://host:port/v1", "m", "", "judge.base_url is no web address"),
        ("http://host/v1", " ", "", "name one in judge.model"),
        ("http://host/v1", "m", "sk-\u2026", "RAG_JUDGE_KEY holds characters"),
    ],
)
def test_what_cannot_be_a_judge(url: str, model: str, key: str, says: str) -> None:
    with pytest.raises(BadSettings, match=says):
        open_judge(Judging(base_url=url, model=model), SecretStr(key))


@pytest.mark.slow
def test_asks_the_model_once_and_with_the_key(served: Endpoint) -> None:
    asyncio.run(judge(served.url).check())
    assert served.keys == [f"Bearer {KEY}"]
    assert served.sent[0]["path"] == "/v1/chat/completions"
    assert served.sent[0]["model"] == "m"
    assert served.sent[0]["temperature"] == 0


@pytest.mark.slow
def test_a_key_for_another_service_is_not_sent(
    served: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    opened = open_judge(Judging(base_url=served.url, model="m"), SecretStr(""))
    assert opened
    asyncio.run(opened.check())
    assert served.keys == ["Bearer none"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (401, "does not accept the key; set RAG_JUDGE_KEY"),
        (403, "does not accept the key"),
        (404, "has no model 'm'"),
        (429, "takes no more questions"),
        (500, "status 500"),
        (400, "status 400"),
        (b"<html>Welcome</html>", "OpenAI's format"),
        (b"{}", "OpenAI's format"),
        (b"[1]", "OpenAI's format"),
        (b'{"choices": []}', "OpenAI's format"),
        ("Certainly!", "replied with neither"),
        ("", "replied with neither"),
    ],
)
def test_a_judge_of_no_use(served: Endpoint, reply: str | int | bytes, says: str) -> None:
    served.reply = lambda _: reply
    assert says in refusal(served.url)
    assert len(served.sent) == 1


@pytest.mark.slow
def test_a_judge_that_is_not_there_or_slow(served: Endpoint) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "cannot be reached" in refusal(f"http://me:pass@127.0.0.1:{port}/v1")
    assert "pass" not in refusal(f"http://me:pass@127.0.0.1:{port}/v1")
    served.delay = 0.5
    assert "did not reply in 0.1 seconds" in refusal(served.url, timeout=0.1)


@pytest.mark.slow
def test_opinions(served: Endpoint) -> None:
    asked = judge(served.url)
    right = asyncio.run(asked.correctness("When {query}?", "In {x} April.", "April"))
    assert (right.score, right.remark) == (0.75, "4.0\nRight, but short.")
    for part in ("When {query}?", "In {x} April.", "## Reference Answer\nApril"):
        assert part in served.prompts[-1]
    faithful = asyncio.run(asked.faithfulness("In {query_str}.", ["one {context_str}", "two"]))
    assert (faithful.score, faithful.remark) == (1.0, "YES")
    for part in ("In {query_str}.", "one {context_str}", "two"):
        assert part in served.prompts[-1]
    served.reply = lambda _: "No."
    assert asyncio.run(asked.faithfulness("In May.", ["in April"])).score == 0
    assert len(served.sent) == 3


@pytest.mark.slow
@pytest.mark.parametrize("reply", [500, b"{}", "Hmm.", "", "It was yesterday."])
def test_a_reply_that_cannot_be_used_is_no_score(
    served: Endpoint, reply: str | int | bytes
) -> None:
    served.reply = lambda _: reply
    asked = judge(served.url)
    right = asyncio.run(asked.correctness("When?", "In April.", "April"))
    faithful = asyncio.run(asked.faithfulness("In April.", ["in April"]))
    assert right.score is None
    assert faithful.score is None
    assert right.remark.startswith("The judge")
    assert faithful.remark.startswith("The judge")


@pytest.mark.slow
def test_quotes_longer_than_the_judge_can_read_are_read_in_parts(served: Endpoint) -> None:
    quotes = [f"Sentence {number} of a long report about wheat. " * 60 for number in range(8)]
    opinion = asyncio.run(judge(served.url, context=2048).faithfulness("Wheat grew.", quotes))
    assert opinion.score == 1
    assert len(served.sent) > 1
