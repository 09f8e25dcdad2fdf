from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.gold import Case, check_sources, load_all, load_gold
from rag.domain import Turn
from rag.errors import BadInput

GOOD = {"id": "q1", "question": "When?", "answers": ["April"]}


def write(folder: Path, *lines: object, name: str = "gold.jsonl") -> Path:
    path = folder / name
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_every_field(tmp_path: Path) -> None:
    full = GOOD | {
        "kind": "follow-up",
        "history": [["Who?", "Dar."]],
        "must_include": [["Dar", "Ishaq"], ["Kabul"]],
        "sources": ["a.txt", "b.txt"],
        "forbid": ["May"],
        "split": "test",
    }
    path = write(tmp_path, full, "", {"id": "q2", "question": "Why?", "refuse": True})
    first, second = load_gold(path)
    assert first == Case(
        "q1",
        "When?",
        kind="follow-up",
        history=(Turn("Who?", "Dar."),),
        answers=("April",),
        must_include=(("Dar", "Ishaq"), ("Kabul",)),
        sources=("a.txt", "b.txt"),
        forbid=("May",),
        split="test",
    )
    assert first.where == f"{path}:1"
    assert first.wanted == (("Dar", "Ishaq"), ("Kabul",), ("April",))
    assert second.refuse
    assert second.where == f"{path}:3"


def test_reads_the_plain_format_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff" + json.dumps(GOOD | {"source": "a.txt"}))
    (case,) = load_gold(path)
    assert case.sources == ("a.txt",)
    assert case.kind == "fact"


def test_line_separators_inside_a_text_do_not_end_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps(GOOD | {"question": "Wh\u2028en?"}, ensure_ascii=False))
    assert load_gold(path)[0].question == "Wh\u2028en?"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not an object"),
        (GOOD | {"anwsers": []}, "no field 'anwsers'"),
        ({"question": "?", "refuse": True}, "'id' is missing"),
        ({"id": "q", "refuse": True}, "'question' is missing"),
        (GOOD | {"id": 7}, "'id' must be text"),
        (GOOD | {"question": " "}, "'question' must be text"),
        (GOOD | {"kind": None}, "'kind' must be text"),
        (GOOD | {"history": [["only a question"]]}, "'history' must be"),
        (GOOD | {"history": "x"}, "'history' must be"),
        (GOOD | {"answers": "April"}, "'answers' must be a list"),
        (GOOD | {"answers": []}, "'answers' must be a list"),
        (GOOD | {"answers": ["…"]}, "no letter or digit"),
        (GOOD | {"must_include": ["April"]}, "'must_include' must be a list"),
        (GOOD | {"must_include": []}, "'must_include' must be a list"),
        (GOOD | {"must_include": [[]]}, "'must_include' must be a list"),
        (GOOD | {"must_include": [["!"]]}, "no letter or digit"),
        (GOOD | {"sources": "a.txt"}, "'sources' must be a list"),
        (GOOD | {"sources": ["a.txt"], "source": "a.txt"}, "not both"),
        (GOOD | {"forbid": [1]}, "'forbid' must be a list"),
        (GOOD | {"split": "train"}, "'split' must be"),
        (GOOD | {"split": []}, "'split' must be"),
        (GOOD | {"refuse": False}, "'refuse' must be true"),
        (GOOD | {"refuse": 1}, "'refuse' must be true"),
        (GOOD | {"refuse": True}, "'refuse' has no"),
        ({"id": "q", "question": "?"}, "what is right"),
        (GOOD, "'q1' is taken by line 1"),
    ],
)
def test_names_file_and_line(tmp_path: Path, line: object, says: str) -> None:
    path = write(tmp_path, GOOD, line)
    with pytest.raises(BadInput) as caught:
        load_gold(path)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert says in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00"])
def test_files_that_hold_no_question(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="gold"):
        load_gold(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            load_gold(path)


def test_several_files_share_no_id(tmp_path: Path) -> None:
    one, two = write(tmp_path, GOOD), write(tmp_path, GOOD | {"id": "q2"}, name="two.jsonl")
    assert [case.id for case in load_all([one, two])] == ["q1", "q2"]
    with pytest.raises(BadInput, match="taken by"):
        load_all([one, one])


def test_sources_have_to_be_indexed(tmp_path: Path) -> None:
    cases = load_gold(write(tmp_path, GOOD | {"sources": ["a.txt", "b.txt"]}))
    check_sources(cases, {"a.txt", "b.txt", "c.txt"})
    with pytest.raises(BadInput, match=r"gold\.jsonl:1: the source 'b\.txt' is not indexed"):
        check_sources(cases, {"a.txt"})
