"""An HTML page to an Extract, by trafilatura.

Its guess of the date is not used: it takes any date in the page. See `html_date`.
"""

from __future__ import annotations

import re

from rag.errors import UnreadableArticle
from rag.ingest.decode import decode
from rag.ingest.extract import Extract, quiet
from rag.ingest.html_date import html_date

_CHARSET = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?([\w-]{2,30})", re.IGNORECASE)
_XML_HEAD = re.compile(r"\s*<\?xml[^>]{0,200}\?>")


def read_html(data: bytes) -> Extract:
    """The main text of a page, a paragraph a line, and what its metadata declares.

    Raises UnreadableArticle when there is no text.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import Document
    from trafilatura.utils import load_html

    named = _CHARSET.search(data[:4096])
    page = _XML_HEAD.sub("", decode(data, named[1].decode("ascii") if named else ""), count=1)
    with quiet("trafilatura", "htmldate"):
        tree = load_html(page)
        found = None
        if tree is not None:
            found = bare_extraction(
                tree,
                include_comments=False,
                with_metadata=True,
                # A fixed bound: the library's own is today's date.
                date_extraction_params={"extensive_search": False, "max_date": "2199-12-31"},
            )
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise UnreadableArticle("No article text is found in this page; save it as text instead.")
    return Extract(
        str(found.text),
        title=found.title,
        date=html_date(load_html(page), found.url),
        source=found.sitename,
        url=found.url,
    )
