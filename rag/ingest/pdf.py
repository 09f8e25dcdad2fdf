"""A PDF's text layer to an Extract, by pypdf: lines unwrapped, hyphenated words joined.

The file's creation date is when the file was made and is not taken for the article's.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from rag.errors import UnreadableArticle
from rag.ingest.extract import Extract, quiet
from rag.ingest.unwrap import paragraphs

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_PAGES = 2_000
_MOST_CHARACTERS = 5_000_000
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\0": None})


def read_pdf(data: bytes) -> Extract:
    """The text of every page, a paragraph a line, and the title the file declares.

    Raises UnreadableArticle for a damaged, encrypted or scanned file, or one of undue size.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    try:
        with quiet("pypdf"):
            title, pages = _read(PdfReader(BytesIO(data)))
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
    ):  # what pypdf lets through on damaged files
        raise UnreadableArticle("The PDF is damaged and cannot be read; export it anew.") from None
    text = "\n\n".join(paragraphs([_lines(page) for page in pages]))
    if not text:
        raise UnreadableArticle("The PDF has no text layer; run text recognition over it first.")
    return Extract(text, title=title)


def _read(reader: PdfReader) -> tuple[str | None, list[str]]:
    """The declared title and the text of each page."""
    from pypdf.errors import FileNotDecryptedError

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
    return reader.metadata.title if reader.metadata else None, pages


def _lines(page: str) -> list[str]:
    """A page's lines; halves of a surrogate pair are joined or replaced."""
    whole = page.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return [line.strip() for line in whole.translate(_LIGATURES).splitlines()]
