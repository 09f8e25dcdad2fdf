"""The guide's examples, run as they stand: commands, settings, and programs that ask."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
import yaml  # type: ignore[import-untyped]
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from rag.assistant import Assistant
from rag.contract import to_json
from rag.domain import Turn
from rag.embedding import Embedder
from rag.feedback import FILE, count
from rag.keys import EVERY, Keys
from rag.sections import Serve
from rag.settings import FILE as SETTINGS
from rag.settings import PASSWORD, Settings, load
from tests.house import ROOT
from tests.ui.api.app import events
from tests.ui.portal.conftest import Needs
from tests.ui.portal.guide import GUIDE, KEY, LOCAL, QUESTION, blocks, example
from tests.ui.portal.world import portal, run_apart
from tests.ui.serving import free_port
from ui.access.check import check_access

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings(r"ignore::DeprecationWarning:gradio\..*"),
]

SETTINGS_BLOCKS = [name for name in blocks() if name.startswith("settings-")]


@dataclass(frozen=True)
class Portal:
    """A server that asks for keys, and a key of it."""

    address: str
    key: str

    def example(self, name: str, **more: str) -> str:
        return example(name, {LOCAL: self.address, KEY: self.key, **more})

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}


@pytest.fixture(scope="module")
def served(seeds: Settings, minilm: Embedder) -> Iterator[Portal]:
    keys = Keys(seeds.data)
    with portal(seeds, minilm, access="keys") as address:
        yield Portal(address, keys.add("guide", [EVERY]))
        keys.revoke("guide")


def run(text: str, *program: str, cwd: Path | None = None, **variables: str) -> str:
    """What an example prints, which has to end well."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*(program or ("bash", "-euc")), text],
        capture_output=True, text=True, cwd=cwd, timeout=120,
        env={**os.environ, "PATH": path, **variables},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def quoted(answer: dict[str, Any]) -> list[str]:
    """An answer's quotes as the guide's programs print them."""
    return [
        f"[{quote['n']}] {quote['article']} {quote['start']}-{quote['end']}: {quote['text']}"
        for quote in answer["quotes"]
    ]


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def told(assistant: Assistant, question: str, *history: Turn) -> dict[str, Any]:
    answer = to_json(assistant.ask(question, history))
    assert answer["status"] == "quoted"
    return timeless(answer)


def test_every_example_of_the_guide_is_run_somewhere() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("*.py"))
    run_here = set(re.findall(r"example\(\s*[\"']([a-z-]+)[\"']", tests))
    assert set(blocks()) - run_here - set(SETTINGS_BLOCKS) == set()
    fences = GUIDE.read_text(encoding="utf-8").count("\n```\n")
    assert fences == len(blocks()) + 1  # the contract, which is no example


def test_the_guide_s_links_lead_somewhere() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    places = {title.lower().replace(" ", "-").replace(",", "") for title in titles}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= places


def test_what_the_guide_names_is_there(served: Portal) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert set(re.findall(r"`serve\.(\w+)", text)) <= set(Serve.model_fields)
    named = {path.replace("ID", "{id}") for path in re.findall(r"`(?:GET|POST) (/[\w/.]+)", text)}
    document = httpx.get(f"{served.address}/openapi.json", headers=served.headers).json()
    assert named - {"/openapi.json"} <= set(document["paths"])
    assert len(named) >= 5


@pytest.mark.parametrize("name", SETTINGS_BLOCKS)
def test_settings_are_settings(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / SETTINGS).write_text(example(name))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(PASSWORD, "correct horse")
    settings = load()
    check_access(settings)
    assert settings.serve != type(settings.serve)()


def test_from_articles_to_a_server_that_answers(
    tmp_path: Path, seeds: Settings, assistant: Assistant, needs: Needs
) -> None:
    needs("bash")
    port = free_port()
    text = example(
        "start", {"~/articles": str(ROOT / "seeds"), "~/hr": str(seeds.data.parent / "hr")}
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    places = {"PATH": path, "RAG_CACHE": str(seeds.cache), "RAG_SERVE__PORT": str(port)}
    process = subprocess.Popen(
        ["bash", "-euc", text], stdout=subprocess.PIPE, text=True, cwd=tmp_path,
        env={**os.environ, **places}, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = next(line for line in process.stdout if "http://" in line).split()[-1]
        assert httpx.get(f"{address}/readyz").text == "ready\n"
        names = httpx.get(f"{address}/api/collections").json()["collections"]
        assert names == ["default", "hr"]
        answer = httpx.post(f"{address}/api/ask", json={"question": QUESTION}, timeout=60).json()
        assert timeless(answer) == told(assistant, QUESTION)
        assert httpx.get(f"{address}/chat/").status_code == 200
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=30)


def test_keys_are_made_listed_and_revoked(tmp_path: Path, needs: Needs) -> None:
    needs("bash")
    printed = run(example("keys"), cwd=tmp_path)
    first, second = re.findall(r"^fn_\S+$", printed, re.MULTILINE)
    assert "https://www.example.com" in printed
    keys = Keys(tmp_path / ".rag-data")
    kept = keys.find(first)
    assert kept is not None
    assert kept.collections == ("default", "hr")
    assert keys.find(second) is None


def test_rest_with_curl(served: Portal, assistant: Assistant, needs: Needs) -> None:
    needs("bash", "curl")
    answer = json.loads(run(served.example("rest-curl")))
    assert timeless(answer) == told(assistant, QUESTION)
    for quote in answer["quotes"]:
        article = httpx.get(
            f"{served.address}/api/articles/{quote['article']}", headers=served.headers
        )
        assert article.json()["text"][quote["start"] : quote["end"]] == quote["text"]


def test_rest_with_python(served: Portal, assistant: Assistant) -> None:
    first = told(assistant, "Who is Pakistan's foreign minister?")
    turn = Turn(first["question"], first["text"])
    second = told(assistant, "When did he visit Kabul?", turn)
    assert second["standalone"] != second["question"]
    lines = run(served.example("rest-python"), sys.executable, "-c").splitlines()
    wanted = [first["text"], *quoted(first), second["text"], *quoted(second)]
    assert lines == "\n".join(wanted).splitlines()


def test_events_with_curl(served: Portal, assistant: Assistant, needs: Needs) -> None:
    needs("bash", "curl")
    said = events(run(served.example("sse-curl")).replace("\r", ""))
    assert [name for name, _, _ in said] == ["status", "answer"]
    assert timeless(said[-1][2]) == told(assistant, QUESTION)


def test_a_rating(served: Portal, seeds: Settings, needs: Needs) -> None:
    needs("bash", "curl")
    asked = {"question": QUESTION}
    answer = httpx.post(f"{served.address}/api/ask", json=asked, headers=served.headers)
    run(served.example("feedback", ANSWER_ID=answer.headers["answer-id"]))
    assert count(seeds) == {"up": 1, "down": 0}
    (seeds.data / FILE).unlink()


def test_openai_s_client(served: Portal, assistant: Assistant) -> None:
    answer = told(assistant, QUESTION)
    lines = run(served.example("openai"), sys.executable, "-c").splitlines()
    assert lines[-len(answer["quotes"]) :] == quoted(answer)
    assert lines[0] == answer["text"]
    assert answer["quotes"][0]["text"] in lines[2]


def test_mcp_over_stdio(seeds: Settings, assistant: Assistant) -> None:
    places = {
        "/srv/footnote/.venv/bin/rag": str(Path(sys.executable).parent / "rag"),
        "/srv/footnote/.rag": str(seeds.index),
    }
    server = json.loads(example("mcp-stdio", places))["mcpServers"]["footnote"]
    target = StdioServerParameters(**server, env={"RAG_CACHE": str(seeds.cache)})

    async def ask() -> Any:
        async with Client(target, read_timeout_seconds=60) as client:
            return (await client.call_tool("ask", {"question": QUESTION})).structured_content

    assert timeless(run_apart(ask)) == told(assistant, QUESTION)


def test_mcp_over_http(served: Portal, assistant: Assistant) -> None:
    server = json.loads(served.example("mcp-http"))["mcpServers"]["footnote"]

    async def ask() -> Any:
        async with (
            httpx2.AsyncClient(headers=server["headers"]) as http,
            Client(streamable_http_client(server["url"], http_client=http)) as client,
        ):
            names = {tool.name for tool in (await client.list_tools()).tools}
            asked = await client.call_tool("ask", {"question": QUESTION})
            return names, asked.structured_content

    names, answer = run_apart(ask)
    assert names == {"ask", "search", "read_article"}
    assert timeless(answer) == told(assistant, QUESTION)


def test_prometheus_reads_the_metrics_and_no_smaller_key_does(
    served: Portal, seeds: Settings
) -> None:
    places = {"127.0.0.1:7860": served.address.removeprefix("http://"), KEY: served.key}
    (job,) = yaml.safe_load(example("prometheus", places))["scrape_configs"]
    (target,) = job["static_configs"][0]["targets"]
    headers = {"authorization": f"Bearer {job['authorization']['credentials']}"}
    text = httpx.get(f"http://{target}/metrics", headers=headers).text
    named = set(re.findall(r"`(footnote_\w+)`", GUIDE.read_text(encoding="utf-8")))
    assert named
    assert {name for name in named if name not in text} == set()
    assert QUESTION not in text
    assert httpx.get(f"http://{target}/metrics").status_code == 401
    smaller = {"authorization": f"Bearer {Keys(seeds.data).add('smaller', ['default'])}"}
    assert httpx.get(f"http://{target}/metrics", headers=smaller).status_code == 403
    Keys(seeds.data).revoke("smaller")
