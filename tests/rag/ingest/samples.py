"""Small real files of every type, made in memory, and texts that try everything."""

from __future__ import annotations

import io
from collections.abc import Sequence

from hypothesis import strategies as st

SENTENCES = (
    "Pakistan announced Friday that it is upgrading its mission.",
    "The U.S. envoy, S. Jaishankar, spent 3.5 million.",
    "“We will go,” he said.",
    "它很好。他也来了！",
    "यह पहला वाक्य है।",
    "قال الوزير إن العلاقات جيدة؟",
    "Cafe\u0301 d’E\u0301tat 👩‍👩‍👧 costs 5\u00a0€.",
    "A heading without a stop",
    "Read more",
    "Next In World News",
    "Follow us on our official WhatsApp channel for news!",
    "Your donation allows us to keep paywalls away from our journalism.",
    "May 31, 2025",
    "- a bullet",
    "***",
)

texts = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.one_of(
            st.sampled_from(SENTENCES),
            st.sampled_from(["\n", "\r\n", "\n\n", " ", "\u00a0", "\u2028", "\t", ""]),
            st.text(max_size=30),
        ),
        max_size=60,
    ).map("".join),
    st.lists(st.sampled_from([*SENTENCES, "\n", "\r\n\r\n", " "]), max_size=80).map(" ".join),
)


def pdf(pages: Sequence[Sequence[str]], extra: bytes = b"") -> bytes:
    """A PDF written by hand: each page's lines set in Helvetica, a line every 14 points."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b""]
    kids = []
    for page in pages:
        stream = b"BT /F1 11 Tf 72 760 Td 14 TL "
        for line in page:
            escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            stream += b"(" + escaped.encode("cp1252") + b") Tj T* "
        stream += b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects[2] = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, extra, len(out))
    )


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["Secret."]]))))
    writer.encrypt("password", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs: str, table: Sequence[Sequence[str]] = (), title: str = "") -> bytes:
    """A .docx with these paragraphs, the table after the first of them."""
    import docx

    document = docx.Document()
    document.core_properties.title = title
    for at, paragraph in enumerate(paragraphs):
        document.add_paragraph(paragraph)
        if table and at == 0:
            made = document.add_table(rows=0, cols=len(table[0]))
            for row in table:
                for cell, said in zip(made.add_row().cells, row, strict=True):
                    cell.text = said
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def page(body: str, head: str = "") -> str:
    """An HTML page."""
    return (
        f"<!doctype html><html><head>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article>{body}</article></main><footer>About us</footer></body></html>"
    )
