"""Keys: made once, kept as hashes, gone when revoked; and the commands for them."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rag.cli.keys import keys as command
from rag.errors import BadInput, StorageFailed
from rag.keys import FILE, Keys


@pytest.fixture
def store(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "data")


def test_a_key_is_found_by_itself_and_nothing_else(store: Keys) -> None:
    secret = store.add("portal", ["hr", "law"], ["https://portal.example"], 30)
    assert re.fullmatch(r"fn_[\w-]{43}", secret)
    found = store.find(secret)
    assert found is not None
    assert (found.name, found.collections, found.rate) == ("portal", ("hr", "law"), 30)
    assert found.origins == ("https://portal.example",)
    for other in ("", "fn_", secret[:-1], secret + "x", secret.upper(), "portal", "\ud800"):
        assert store.find(other) is None


def test_keys_differ(store: Keys) -> None:
    assert len({store.add(f"{n}", ["default"]) for n in range(20)}) == 20


def test_the_file_holds_no_key(store: Keys, tmp_path: Path) -> None:
    secret = store.add("portal", ["default"])
    files = list((tmp_path / "data").iterdir())
    assert [file.name for file in files] == [FILE]
    assert secret.encode() not in files[0].read_bytes()
    assert secret.removeprefix("fn_").encode() not in files[0].read_bytes()
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


def test_a_revoked_key_is_gone_everywhere_at_once(store: Keys, tmp_path: Path) -> None:
    secret = store.add("portal", ["default"], ["https://portal.example"])
    elsewhere = Keys(tmp_path / "data")  # another process
    assert elsewhere.origins() == {"https://portal.example"}
    store.revoke("portal")
    assert elsewhere.find(secret) is None
    assert elsewhere.origins() == frozenset()
    with pytest.raises(BadInput, match="no key 'portal'"):
        store.revoke("portal")
    store.add("portal", ["default"])  # the name is free again, for another key
    assert elsewhere.find(secret) is None


def test_a_name_is_taken_once(store: Keys) -> None:
    secret = store.add("portal", ["default"])
    with pytest.raises(BadInput, match="already"):
        store.add("portal", ["hr"])
    found = store.find(secret)
    assert found is not None
    assert found.collections == ("default",)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b[2J", "x" * 65, "a/b", "'; DROP"])
def test_a_name_that_is_none_is_refused(name: str, store: Keys) -> None:
    with pytest.raises(BadInput, match="cannot name a key"):
        store.add(name, ["default"])
    assert store.all() == []


def test_without_a_file_there_is_no_key(store: Keys, tmp_path: Path) -> None:
    assert store.find("fn_x") is None
    assert store.all() == []
    with pytest.raises(BadInput):
        store.revoke("portal")
    (tmp_path / "data" / FILE).write_bytes(b"")  # what a killed command leaves
    assert store.find("fn_x") is None
    assert store.find(store.add("portal", ["default"])) is not None


def test_a_file_that_cannot_be_used_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, and longer than a header of one" * 99)
    with pytest.raises(StorageFailed, match="`data`"):
        Keys(tmp_path).find("fn_x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageFailed, match="`data`"):
        Keys(tmp_path / "file").add("portal", ["default"])


# On the command line


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RAG_DATA", str(tmp_path))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(command, arguments)

    return invoke


def test_add_list_revoke(run, tmp_path: Path) -> None:
    added = run(
        "add", "portal", "--collections", "hr, default", "--origins", "https://Portal.example",
        "--rate", "30",
    )  # fmt: skip
    assert added.exit_code == 0
    secret = added.stdout.strip()
    assert Keys(tmp_path).find(secret) is not None
    listed = run("list")
    assert secret not in listed.output
    assert "hr, default" in listed.output
    told = json.loads(run("list", "--json").stdout)
    assert told[0]["origins"] == ["https://portal.example"]
    assert told[0]["rate"] == 30
    assert not [value for value in told[0].values() if value == secret]
    assert run("revoke", "portal").exit_code == 0
    assert Keys(tmp_path).find(secret) is None
    assert "There is no key" in run("list").output
    assert run("list", "--json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "x", "--collections", "../x"], "cannot name a collection"),
        (["add", "x", "--collections", " , "], "--collections"),
        (["add", "x", "--origins", "*"], "not an origin"),
        (["add", "x", "--origins", "https://a.example/path"], "not an origin"),
        (["add", "x", "--rate", "-1"], "--rate"),
        (["add", "\x1b[2J"], "cannot name a key"),
        (["revoke", "nobody"], "no key 'nobody'"),
    ],
)
def test_bad_input_is_one_line(run, arguments: list[str], said: str, tmp_path: Path) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert Keys(tmp_path).all() == []


@pytest.mark.parametrize("name", ["add", "list", "revoke"])
def test_help_has_an_example(run, name: str) -> None:
    assert f"Example: rag keys {name}" in run(name, "--help").output
