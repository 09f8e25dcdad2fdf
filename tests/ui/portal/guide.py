"""The guide's examples: every fenced block that `<!-- run: NAME -->` precedes, by name."""

from __future__ import annotations

import re

from tests.house import ROOT

GUIDE = ROOT / "docs" / "portal.md"
QUESTION = "Who is the Special Envoy for Afghanistan?"
"""What the guide's examples ask."""

KEY = "fn_YOUR_KEY"
LOCAL = "http://127.0.0.1:7860"
PUBLIC = "https://portal.example/answers"

_BLOCK = re.compile(r"<!-- run: ([a-z-]+) -->\n```[a-z]*\n(.*?)```", re.DOTALL)


def blocks() -> dict[str, str]:
    """Every example by its name. A name that is there twice is an error."""
    found = _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    named = dict(found)
    assert len(named) == len(found)
    return named


def example(name: str, places: dict[str, str] | None = None) -> str:
    """The text of an example, with hosts, ports, keys and folders put in their places."""
    text = blocks()[name]
    for written, meant in (places or {}).items():
        assert written in text, f"{name} does not hold {written}"
        text = text.replace(written, meant)
    return text
