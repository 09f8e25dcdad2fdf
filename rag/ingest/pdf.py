"""A PDF's text layer to an Extract, by pypdf: lines unwrapped, hyphenated words joined.

The file's creation date is when the file was made and is not taken for the article's.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from rag.errors import UnreadableArticle
from rag.ingest.extract import Extract

_MOST_PAGES = 2_000
_MOST_CHARACTERS = 5_000_000
_PAGE_NUMBER = re.compile(
    r"(?:page\s)?[-–—\s]{0,4}[0-9]{1,4}(?:\s?(?:/|of)\s?[0-9]{1,4})?[-–—\s]{0,4}", re.I
)
_SENTENCE_END = re.compile(r"[.!?:。！？।][\"”’')\]]{0,3}$")
_BULLET = re.compile(r"(?:[•‣▪◦●–—*-]|\(?[0-9]{1,3}[.)])\s")
_HYPHENATED = re.compile(r"(\w*[^\W\d_])[-\u00ad\u2010]$")
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\0": None})


def read_pdf(data: bytes) -> Extract:
    """The text of every page, a paragraph a line, and the title the file declares.

    Raises UnreadableArticle for a damaged, encrypted or scanned file, or one of undue size.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    quiet = logging.getLogger("pypdf")
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        if len(reader.pages) > _MOST_PAGES:
            raise UnreadableArticle(f"The PDF has more than {_MOST_PAGES:,} pages; split it.")
        pages, characters = [], 0
        for page in reader.pages:
            pages.append(page.extract_text())
            characters += len(pages[-1])
            if characters > _MOST_CHARACTERS:
                raise UnreadableArticle(
                    f"The PDF has more than {_MOST_CHARACTERS:,} characters; split it."
                )
        title = reader.metadata.title if reader.metadata else None
    except (FileNotDecryptedError, DependencyError):
        raise UnreadableArticle("The PDF is encrypted; save it without a password.") from None
    except (
        PyPdfError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        MemoryError,
        NotImplementedError,
        RecursionError,
        TypeError,
        ValueError,
        OSError,
    ) as error:  # what pypdf lets through on damaged files
        quiet.debug("unreadable PDF: %r", error)
        raise UnreadableArticle("The PDF is damaged and cannot be read; export it anew.") from None
    text = "\n\n".join(_paragraphs([_lines(page) for page in pages]))
    if not text:
        raise UnreadableArticle("The PDF has no text layer; run text recognition over it first.")
    return Extract(text, title=title)


def _lines(page: str) -> list[str]:
    """A page's lines; halves of a surrogate pair are joined or replaced."""
    whole = page.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return [line.strip() for line in whole.translate(_LIGATURES).splitlines()]


def _paragraphs(pages: list[list[str]]) -> Iterator[str]:
    """Lines joined where only the page's width broke them."""
    kept = [line for page in _without_margins(pages) for line in page]
    lengths = sorted(len(line) for line in kept if line)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    words = {word for line in kept for word in re.findall(r"\w+-\w+", line)}
    parts: list[str] = []
    previous = ""
    for line in kept:
        if parts and _breaks(previous, line, width):
            yield "".join(parts)
            parts = []
        if line:
            _append(parts, line, words)
        previous = line
    if parts:
        yield "".join(parts)


def _breaks(previous: str, line: str, width: int) -> bool:
    """Whether a new paragraph starts with this line."""
    if not line or not previous or _BULLET.match(line):
        return True
    short = len(previous) + 1 + len(line.split(None, 1)[0]) < 0.9 * width
    if _SENTENCE_END.search(previous):
        return short
    return short and not line[0].islower()


def _append(parts: list[str], line: str, words: set[str]) -> None:
    """Add a line, without the hyphen that only its end called for."""
    hyphen = _HYPHENATED.search(parts[-1]) if parts else None
    if not hyphen or not line[0].islower():
        parts.append(f" {line}" if parts else line)
        return
    follows = re.match(r"\w+", line)
    if follows and f"{hyphen[1]}-{follows.group()}" in words:
        parts.append(line)
    else:
        parts[-1] = parts[-1][:-1]
        parts.append(line)


def _without_margins(pages: list[list[str]]) -> Iterator[list[str]]:
    """The pages without page numbers and without headers that most of them repeat."""
    trimmed = [[line for line in page if line] and page for page in pages]
    edges = Counter(
        _digitless(line) for page in trimmed for line in {*_filled(page)[:1], *_filled(page)[-1:]}
    )
    repeated = {edge for edge, times in edges.items() if times >= 3 and times * 2 > len(pages)}
    for page in trimmed:
        filled = _filled(page)
        outer = {*filled[:1], *filled[-1:]}
        yield [
            line
            for line in page
            if not (
                line in outer and (_PAGE_NUMBER.fullmatch(line) or _digitless(line) in repeated)
            )
        ]


def _filled(page: list[str]) -> list[str]:
    return [line for line in page if line]


def _digitless(line: str) -> str:
    return re.sub(r"[0-9]+", "0", line)
