"""What every file format yields before an article is made of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rag.domain import Span


@dataclass(frozen=True, slots=True)
class Extract:
    """The text to store and what the file declares about it, not yet checked.

    `clutter` marks what the format knows to be no report, such as front matter.
    """

    text: str
    title: object = None
    date: object = None
    source: object = None
    url: object = None
    clutter: tuple[Span, ...] = ()


@contextmanager
def quiet(*names: str) -> Iterator[None]:
    """Hush libraries that log what is wrong with a file: the caller says it in one sentence."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
