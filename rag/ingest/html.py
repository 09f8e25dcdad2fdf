"""An HTML page to an Extract, by trafilatura.

A date counts only if the page itself writes it: neither the clock nor a bare year makes one.
"""

from __future__ import annotations

import re
from datetime import date

from rag.errors import UnreadableArticle
from rag.ingest.dates import dates_in, parse_date
from rag.ingest.decode import decode
from rag.ingest.extract import Extract

_CHARSET = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?([\w-]{2,30})", re.IGNORECASE)
_XML_HEAD = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_MOST_ELEMENTS = 200_000


def read_html(data: bytes) -> Extract:
    """The main text of a page, a paragraph a line, and what its metadata declares.

    Raises UnreadableArticle when there is no text.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    named = _CHARSET.search(data[:4096])
    page = _XML_HEAD.sub("", decode(data, named[1].decode("ascii") if named else ""), count=1)
    found = bare_extraction(
        page,
        include_comments=False,
        with_metadata=True,
        max_tree_size=_MOST_ELEMENTS,
        # A fixed bound: the library's own is today's date.
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": "2199-12-31",
        },
    )
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise UnreadableArticle("No article text is found in this page; save it as text instead.")
    return Extract(
        str(found.text),
        title=found.title,
        date=_written(found.date, page),
        source=found.sitename,
        url=found.url,
    )


def _written(guess: str | None, page: str) -> date | None:
    """The library's date if it stands in the page in full."""
    found = parse_date(guess)
    if found is None or found in set(dates_in(page)) or found.strftime("%Y%m%d") in page:
        return found
    return None
