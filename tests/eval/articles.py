"""A small folder of articles and questions about it, for real parts over a fake embedder."""

from __future__ import annotations

import json
from pathlib import Path

from eval.corpus import Entry, encode_article
from eval.gold import Case
from rag.domain import Article
from rag.settings import Settings
from tests.fakes import HashEmbedder

TEXTS = {
    "dar.txt": "Ishaq Dar visited Kabul on 19 April. He met three ministers of the government.",
    "wang.txt": "Wang Yi hosted the envoys in Beijing. The talks lasted two days in May 2025.",
    "cats.txt": "Cats sleep for fifteen hours. Their owners founded a club in 1987 in Lyon.",
    "wheat.txt": "The wheat harvest grew by a tenth. Farmers sold it to seven countries.",
}
CASES = [
    Case("dar", "When did Dar visit Kabul?", answers=("April 19",), sources=("dar.txt",)),
    Case("wang", "Who hosted the envoys in Beijing?", answers=("Wang",), sources=("wang.txt",)),
    Case("cats", "How many hours do cats sleep?", answers=("15",), sources=("cats.txt",)),
    Case("far", "Who won the opera prize?", kind="far", refuse=True),
]


def articles() -> list[Article]:
    return [Article(name, name, text, name) for name, text in TEXTS.items()]


def entries() -> list[Entry]:
    embedder = HashEmbedder()
    return [encode_article(article, embedder, Settings().chunking) for article in articles()]


def folder(parent: Path) -> Path:
    made = parent / "articles"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def gold(parent: Path, cases: list[Case] | None = None) -> Path:
    path = parent / "gold.jsonl"
    lines = []
    for case in cases or CASES:
        line: dict[str, object] = {"id": case.id, "question": case.question, "kind": case.kind}
        if case.refuse:
            line["refuse"] = True
        else:
            line |= {"answers": list(case.answers), "sources": list(case.sources)}
        lines.append(json.dumps(line))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
