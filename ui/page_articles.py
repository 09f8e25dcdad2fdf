"""placeholder"""

from __future__ import annotations

from typing import Any


def add_articles(portal: Any, look: Any, bus: Any, conversation: Any) -> None:
    """Soon."""
