"""A Word file (.docx) to an Extract, by python-docx.

Paragraphs and tables in document order, a table's row as one line. Footnotes, comments and
text boxes' second copies are left out. When the file was saved says nothing of the article.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from rag.errors import UnreadableArticle
from rag.ingest.extract import Extract

_MOST_BYTES = 200 * 2**20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HOLDERS = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "smartTag")
)
_BROKEN = "The Word file is damaged and cannot be read; save it anew as .docx."


def read_word(data: bytes) -> Extract:
    """The text, a paragraph a line, and the title the file declares.

    Raises UnreadableArticle for a file that is damaged, encrypted or unduly large inside.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableArticle(
            "This is an old or encrypted Word file; save it as .docx without a password."
        )
    try:
        with ZipFile(BytesIO(data)) as archive:
            # Bounded before anything is unpacked: a small archive can hold terabytes.
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise UnreadableArticle("The Word file unpacks to more than 200 MB; split it.")
        document = docx.Document(BytesIO(data))
        text = "\n".join(filter(None, _blocks(document.element.body, document)))
        title = document.core_properties.title
    except (
        BadZipFile,
        PackageNotFoundError,
        AttributeError,
        LookupError,
        NotImplementedError,
        OSError,
        RecursionError,
        RuntimeError,
        SyntaxError,
        TypeError,
        ValueError,
    ):  # SyntaxError is what lxml raises on XML that is not well-formed
        raise UnreadableArticle(_BROKEN) from None
    if not text.strip():
        raise UnreadableArticle("The Word file holds no text; fill or remove it.")
    return Extract(text, title=title)


def _blocks(element: Any, parent: Any) -> Iterator[str]:
    """The paragraphs and table rows below an element, in order."""
    from docx.text.paragraph import Paragraph

    for child in element:
        if child.tag == f"{_W}p":
            yield Paragraph(child, parent).text.strip()
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                cells = (" ".join(filter(None, _blocks(c, parent))) for c in row.tc_lst)
                yield " | ".join(filter(None, cells))
        elif child.tag in _HOLDERS:
            yield from _blocks(child, parent)
