from pathlib import Path

import pytest

from rag.errors import BadSettings
from rag.prompts import FIELD, fill, load_prompt, own_prompt

FIELDS = {"rewrite": ("conversation", "question")}


@pytest.mark.parametrize("name", FIELDS)
def test_the_library_has_its_prompts(name: str, tmp_path: Path) -> None:
    assert set(FIELD.findall(own_prompt(name))) == set(FIELDS[name])
    assert load_prompt(name, None, FIELDS[name]) == own_prompt(name)
    assert load_prompt(name, tmp_path, FIELDS[name]) == own_prompt(name)


def test_a_folder_replaces_a_prompt(tmp_path: Path) -> None:
    (tmp_path / "rewrite.md").write_text("\ufeff\nFrage: {question}\n", encoding="utf-8")
    assert load_prompt("rewrite", tmp_path, ["question"]) == "Frage: {question}"


def test_what_is_filled_in_is_not_filled_again() -> None:
    assert fill("{a} and {b}", a="{b}", b="{a} {} {0!r} \\1") == "{b} and {a} {} {0!r} \\1"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b" \n", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"{question}" + b"x" * 20_000, "more than 20,000"),
        (b"no field", "Use {question}, nothing else"),
        (b"{question} {quotes}", "Use {question}, nothing else"),
        (None, "cannot be read: Is a directory"),
    ],
)
def test_a_prompt_that_cannot_be_used_says_why(
    tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / "write.md"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(BadSettings, match=complaint) as raised:
        load_prompt("write", tmp_path, ["question"])
    assert "llm.prompts" in str(raised.value)


def test_a_folder_that_is_missing_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"llm\.prompts .* no folder"):
        load_prompt("write", tmp_path / "nowhere", [])
