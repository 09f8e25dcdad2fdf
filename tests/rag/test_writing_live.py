"""Answers written over a wire: a stand-in that fails on demand, and a real small model."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.domain import Answer
from rag.embedding import Embedder, fingerprint
from rag.errors import BadInput
from rag.index.reader import Reader
from rag.ingest.sync import sync
from rag.llm.open import open_llm
from rag.settings import Settings, load
from tests.fakes import HashEmbedder
from tests.house import ROOT
from tests.rag.index.folders import Shelf
from tests.rag.test_writing import TRUE, WHEN
from tests.rag.test_writing import shelf as shelf
from tests.standin import Reply, StandIn, standin

BUDGET = 0.15  # seconds that the first word may take beyond the model's own


@pytest.fixture
def server() -> Iterator[StandIn]:
    with standin(f"{TRUE} [1].") as made:
        yield made


def over(shelf: Shelf, url: str, seconds: float = 10) -> Assistant:
    llm = {"provider": "openai", "base_url": url, "model": "m", "timeout": seconds}
    settings = load(index=shelf.index, chunking={"pieces": 40, "overlap": 10}, llm=llm)
    return Assistant(settings, Reader(shelf.index), HashEmbedder(), open_llm(settings))


def test_a_draft_streams_and_becomes_an_answer(shelf: Shelf, server: StandIn) -> None:
    with over(shelf, server.url) as assistant:
        *pieces, answer = assistant.stream(WHEN)
    assert len(pieces) > 3
    assert isinstance(answer, Answer)
    assert answer.status == "written"
    assert [message["role"] for message in server.requests[0]["messages"]] == ["system", "user"]


def test_the_first_word_comes_as_soon_as_the_model_has_it(shelf: Shelf, server: StandIn) -> None:
    with over(shelf, server.url) as assistant:
        assistant.ask(WHEN)  # what is imported once does not count
        server.reply = Reply(f"{TRUE} [1].", first=0.2)
        taken = []
        for _ in range(3):
            begun = time.perf_counter()
            stream = assistant.stream(WHEN)
            next(stream)
            taken.append(time.perf_counter() - begun)
            stream.close()
    assert min(taken) < 0.2 + BUDGET


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        (Reply(status=401), "key"),
        (Reply(status=404), "model"),
        (Reply(status=429), "later"),
        (Reply(status=500), "500"),
        (Reply(raw=b"<html>hello</html>", kind="text/html"), "format"),
        (Reply(f"{TRUE} [1]. And more", breaks=3), "broke off"),
        (Reply(hangs=True), "second"),
        (Reply("word ", endless=True, obeys=False, between=0.001), ""),
        (Reply(""), ""),
    ],
    ids=["key", "model", "rate", "server", "html", "breaks", "hangs", "endless", "empty"],
)
def test_a_failing_server_costs_nothing_but_the_model(
    shelf: Shelf, server: StandIn, reply: Reply, because: str
) -> None:
    server.reply = reply
    begun = time.perf_counter()
    with over(shelf, server.url, seconds=0.8) as assistant:
        answer = assistant.ask(WHEN)
    assert time.perf_counter() - begun < 5
    assert answer.status == "quoted"
    assert answer.quotes
    assert because in answer.notice
    assert answer.notice.endswith("The quoted sentences are shown instead.")
    assert answer.notice.count(". ") <= 2


def test_any_llama_index_model_may_write(shelf: Shelf) -> None:
    from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
    from llama_index.core.llms.callbacks import llm_completion_callback

    class Own(CustomLLM):
        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata(context_window=4096, model_name="own")

        @llm_completion_callback()
        def complete(self, prompt, formatted=False, **more):
            return CompletionResponse(text=f"{TRUE} [1].")

        @llm_completion_callback()
        def stream_complete(self, prompt, formatted=False, **more):
            yield CompletionResponse(text=f"{TRUE} [1].", delta=f"{TRUE} [1].")

    settings = shelf.settings
    with Assistant(settings, Reader(settings.index), HashEmbedder(), llm=Own()) as assistant:
        answer = assistant.ask(WHEN)
    assert answer.status == "written"
    assert answer.trace is not None
    assert answer.trace.model == "own"
    with pytest.raises(BadInput):
        Assistant(settings, Reader(settings.index), HashEmbedder(), llm=3)  # type: ignore[arg-type]


def test_a_server_that_is_not_there(shelf: Shelf) -> None:
    with over(shelf, "http://127.0.0.1:9/v1") as assistant:
        assert "cannot be reached" in assistant.ask(WHEN).notice


def test_stopping_hangs_up_before_the_first_word(shelf: Shelf, server: StandIn) -> None:
    server.reply = Reply(hangs=True)
    with over(shelf, server.url, seconds=60) as assistant:
        stream = assistant.stream(WHEN)
        waiting = threading.Thread(target=lambda: list(stream))
        waiting.start()
        assert server.wait_asked()
        stream.close()
        assert server.wait_gone()
        waiting.join(5)
        assert not waiting.is_alive()


@pytest.fixture(scope="module")
def real(
    tmp_path_factory: pytest.TempPathFactory,
    model_settings: Settings,
    minilm: Embedder,
    smollm2: Path,
) -> Iterator[Assistant]:
    """The packaged models, large and small, over the articles that ship with the project."""
    settings = load(
        index=tmp_path_factory.mktemp("index"),
        cache=model_settings.cache,
        llm={"provider": "gguf", "file": smollm2, "longest": 80},
    )
    sync([ROOT / "seeds"], settings, lambda: minilm, fingerprint(settings))
    with Assistant(settings, Reader(settings.index), minilm, open_llm(settings)) as assistant:
        yield assistant


@pytest.mark.model
def test_a_real_small_model_never_shows_what_no_quote_carries(real: Assistant) -> None:
    for question in ("Who welcomed the decision?", "When did Dar visit Kabul?"):
        *pieces, answer = real.stream(question)
        assert pieces
        assert isinstance(answer, Answer)
        assert answer.trace is not None
        assert answer.trace.tokens["completion"] > 0
        assert answer.status == ("quoted" if answer.notice else "written")
        carried = {verdict.text for verdict in answer.trace.verdicts if verdict.carried}
        if answer.status == "written":
            assert {statement.text for statement in answer.statements} <= carried
        for quote in answer.quotes:
            article = real.article(quote.article)
            assert article is not None
            assert article.text[quote.start : quote.end] == quote.text


@pytest.mark.model
def test_a_real_small_model_is_free_again_after_a_stop(real: Assistant) -> None:
    for _ in range(3):  # more than it writes at once
        stream = real.stream("What did Pakistan decide about its ties with Afghanistan?")
        next(stream)
        stream.close()
    assert real.ask("Who welcomed the decision?").quotes
