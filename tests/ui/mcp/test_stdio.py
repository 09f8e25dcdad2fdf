"""`rag mcp`: the SDK's client, or bare lines, against the command as a process."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from rag.cli.common import BAD
from rag.embedding import Embedder
from rag.ingest.sync import sync
from rag.settings import Settings, load
from tests.house import ROOT
from tests.ui.mcp.talking import MODES, call, failure, talk

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "0"},
    },
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}
QUESTION = "Who welcomed the decision?"


def command(*options: str) -> list[str]:
    return [sys.executable, "-W", "error::ResourceWarning", "-m", "rag", "mcp", *options]


def parameters(*options: str, **variables: str) -> StdioServerParameters:
    program, *arguments = command(*options)
    return StdioServerParameters(command=program, args=arguments, env=variables, cwd=ROOT)


def started(*options: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command(*options), stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT
    )


def said(process: subprocess.Popen[str], message: dict[str, Any]) -> dict[str, Any]:
    """What the process answers to a message."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


@pytest.mark.parametrize("mode", MODES)
def test_a_missing_index_is_told_by_the_tool(mode: str, tmp_path: Path) -> None:
    target = parameters("--index", str(tmp_path / "none"))
    assert "rag ingest" in failure(call(target, "ask", mode, question=QUESTION))


def test_nothing_but_the_protocol_is_printed_and_the_end_is_clean(tmp_path: Path) -> None:
    process = started("--index", str(tmp_path / "none"))
    begun = time.monotonic()
    assert said(process, HELLO)["result"]["serverInfo"]["name"] == "footnote"
    assert time.monotonic() - begun < 20  # no model is loaded for this
    assert said(process, {"jsonrpc": "2.0", "id": 2, "method": "no/such"})["error"]
    out, errors = process.communicate("{nonsense\n" + json.dumps(READY) + "\n", timeout=20)
    assert [line for line in out.splitlines() if not line.startswith('{"jsonrpc":')] == []
    assert "Traceback" not in errors
    assert process.returncode == 0


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    process = started("--index", str(tmp_path / "none"))
    said(process, HELLO)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=20)
    assert (out, errors) == ("", "")
    assert process.returncode == -signal.SIGINT


def test_a_client_that_vanishes_leaves_no_traceback(tmp_path: Path) -> None:
    process = started("--index", str(tmp_path / "none"))
    said(process, HELLO)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 2, "method": "ping"}) + "\n")
    process.stdin.close()
    assert process.stderr is not None
    with process.stderr:
        assert "Traceback" not in process.stderr.read()
    process.wait(timeout=20)


def test_a_bad_name_is_refused_before_anything_is_said() -> None:
    done = subprocess.run(
        command("--collection", "A/B"), capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == BAD
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def seeds(
    tmp_path_factory: pytest.TempPathFactory, minilm: Embedder, model_settings: Settings
) -> Settings:
    """An index of the articles that ship with the project."""
    index = tmp_path_factory.mktemp("stdio") / "index"
    settings = load(index=index, cache=model_settings.cache)
    sync([ROOT / "seeds"], settings, lambda: minilm, minilm.fingerprint)
    return settings


@pytest.mark.model
def test_the_seeds_are_asked_searched_and_read(seeds: Settings) -> None:
    async def use(client: Client) -> list[dict[str, Any]]:
        asked, found = await asyncio.gather(
            client.call_tool("ask", {"question": QUESTION}),
            client.call_tool("search", {"query": QUESTION}),
        )
        quote = asked.structured_content["quotes"][0]
        span = {"id": quote["article"], "start": quote["start"], "length": len(quote["text"])}
        read = await client.call_tool("read_article", span)
        return [each.structured_content for each in (asked, found, read)]

    target = parameters("--index", str(seeds.index), RAG_CACHE=str(seeds.cache))
    asked, found, read = talk(target, use)
    assert asked["status"] == "quoted"
    assert read["text"] == asked["quotes"][0]["text"]
    assert asked["quotes"][0]["article"] in {each["article"] for each in found["passages"]}
