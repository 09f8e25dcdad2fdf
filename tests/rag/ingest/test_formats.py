"""Each file type, with small real files, and the bad ones of each."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from rag.domain import Article, Span
from rag.errors import UnreadableArticle
from rag.ingest.load import parse, survey
from rag.sections import Ingest
from tests.rag.ingest import samples

PARAGRAPHS = (
    "<p>Pakistan announced on Friday that it is upgrading its diplomatic representation in "
    "Afghanistan to the level of ambassador.</p><p>The announcement comes a week after the two "
    "foreign ministers met in Beijing with their Chinese counterpart.</p>"
)


def read(folder: Path, name: str, content: str | bytes) -> Article:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (raw,), skips = survey(path, name, Ingest())
    assert skips == []
    return parse(raw)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_markdown_with_front_matter(tmp_path: Path, end: str) -> None:
    text = (
        "---\ntitle: 'Ties: upgraded'\ndate: 2025-05-30 10:00:00\nsource: The Star\n"
        "url: https://x.org/a\n---\n\n# Another heading\n\nThe text. It has *stars*.\n"
    ).replace("\n", end)
    article = read(tmp_path, "a.md", text)
    assert article.text == text
    assert article.title == "Ties: upgraded"
    assert article.date == date(2025, 5, 30)
    assert article.source == "The Star"
    assert article.url == "https://x.org/a"
    assert [span.of(text).strip() for span in article.clutter] == [
        text[: text.index(f"{end}{end}#")]
    ]


def test_markdown_with_toml(tmp_path: Path) -> None:
    text = '+++\ntitle = "Ties"\ndate = 2025-05-30\n+++\nThe text.\n'
    article = read(tmp_path, "a.md", text)
    assert (article.title, article.date) == ("Ties", date(2025, 5, 30))
    assert article.clutter == (Span(0, text.index("\nThe")),)


@pytest.mark.parametrize(
    "text",
    [
        "---\nA rule above, and below.\n\n---\nMore.\n",
        "# Heading\n\nText.\n",
        "---\nnever closed\n",
    ],
)
def test_markdown_without_front_matter(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, "a.md", text).clutter == ()


@pytest.mark.parametrize(
    "matter", ["title: [broken", "title: " + "[" * 5000, "date: 2025-13-45", "title: &a [*a, *a]"]
)
def test_damaged_front_matter_declares_nothing(tmp_path: Path, matter: str) -> None:
    article = read(tmp_path, "a.md", f"---\n{matter}\n---\nA heading\n\nThe text is here.\n")
    assert article.title == "A heading"
    assert article.date is None
    assert article.clutter[0].start == 0


def test_html(tmp_path: Path) -> None:
    head = (
        '<title>Ties upgraded</title><meta property="og:site_name" content="The Example Times">'
        '<meta property="article:published_time" content="2025-05-30T10:00:00Z">'
        '<link rel="canonical" href="https://www.example.org/ties">'
    )
    article = read(tmp_path, "a.html", samples.page(f"<h1>Ties upgraded</h1>{PARAGRAPHS}", head))
    assert article.title == "Ties upgraded"
    assert article.date == date(2025, 5, 30)
    assert article.source == "The Example Times"
    assert article.url == "https://www.example.org/ties"
    lines = article.text.splitlines()
    assert any(line.startswith("Pakistan announced") and line.endswith(".") for line in lines)
    assert any(line.startswith("The announcement") for line in lines)


@pytest.mark.parametrize(
    "extra",
    [
        "",
        "<p>© 2025 The Example Times</p>",
        "<p>In 2024 they met.</p>",
        "<p>On 3 May 2024 they met in Kabul, and not for the first time.</p>",
        "<time>10:32</time>",
        "<p class='date'>05/06/2025</p>",
        "<figure><figcaption>Photo taken on 2025-04-19</figcaption></figure>",
        "<p>This photograph taken on April 19, 2025 shows him.</p>",
        "<aside><time datetime='2024-03-02'>2 March 2024</time> Another story</aside>",
        "<ul><li><time datetime='2024-03-02'></time></li><li><time datetime='2024-03-03'></time>",
        "<footer>© 2023-05-04</footer>",
        "<img src='https://x.org/2025/02/03/a.jpg'>",
        '<script type="application/ld+json">'
        '{"@type": "Organization", "datePublished": "2020-01-01"}</script>',
        '<script type="application/ld+json">{broken</script>',
    ],
)
def test_html_without_a_date_has_none(tmp_path: Path, extra: str) -> None:
    assert read(tmp_path, "a.html", samples.page(extra + PARAGRAPHS)).date is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-05-30T23:30:00-04:00">',
        '<meta name="Date" content="Fri, 30 May 2025 10:00:00 GMT">',
        '<meta property="article:modified_time" content="2025-06-02">'
        '<meta itemprop="datePublished" content="2025-05-30">',
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, '
        '{"@type": ["NewsArticle"], "datePublished": "2025-05-30T10:00:00Z"}]}</script>',
        '<link rel="canonical" href="https://x.org/2025/05/30/ties">',
        "</head><body><time datetime='2025-05-30T10:00'>yesterday</time>",
        "</head><body><span class='post-date'>Posted on 30 May 2025</span>",
        "</head><body><div class='byline date'>By Jane Doe | May 30, 2025</div>",
    ],
)
def test_html_with_a_date(tmp_path: Path, head: str) -> None:
    old = "<aside><time datetime='2024-03-02'></time></aside>"
    assert read(tmp_path, "a.html", samples.page(PARAGRAPHS + old, head)).date == date(2025, 5, 30)


def test_html_in_its_declared_encoding(tmp_path: Path) -> None:
    page = samples.page(PARAGRAPHS.replace("Friday", "Łódź"), '<meta charset="iso-8859-2">')
    article = read(tmp_path, "a.htm", page.encode("iso-8859-2"))
    assert "Łódź" in article.text


def test_xhtml_with_an_encoding_line(tmp_path: Path) -> None:
    page = '<?xml version="1.0" encoding="utf-8"?>\n' + samples.page(PARAGRAPHS)
    assert "Pakistan announced" in read(tmp_path, "a.html", page).text


@pytest.mark.parametrize(
    "page",
    ["<html></html>", "<script>x</script>", "<", "<div>" * 5000],
)
def test_html_without_text(tmp_path: Path, page: str) -> None:
    with pytest.raises(UnreadableArticle, match="text"):
        read(tmp_path, "a.html", page)


PDF_LINES = [
    "Ties are upgraded",
    "",
    "Pakistan announced on Friday that it is upgrading its diplo-",
    "matic representation in Afghanistan to ambassador (at last), a move",
    "aimed at its long-term relations, the foreign ministry said. The long-",
    "term goal is trade.",
    "The announcement comes a week after the two foreign ministers met",
    "in Beijing with their counterpart.",
    "- 1 -",
]


def test_pdf_lines_are_unwrapped(tmp_path: Path) -> None:
    made = samples.pdf([PDF_LINES, ["A second page has its own text. It ends here.", "2"]])
    article = read(tmp_path, "a.pdf", made)
    assert article.text.split("\n\n") == [
        "Ties are upgraded",
        "Pakistan announced on Friday that it is upgrading its diplomatic representation in "
        "Afghanistan to ambassador (at last), a move aimed at its long-term relations, the foreign "
        "ministry said. The long-term goal is trade.",
        "The announcement comes a week after the two foreign ministers met in Beijing with their "
        "counterpart.",
        "A second page has its own text. It ends here.",
    ]
    assert article.title == "Ties are upgraded"


def test_a_pdf_is_not_dated_by_its_making(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.pdf([PDF_LINES]))))
    writer.add_metadata({"/Title": "The declared title", "/CreationDate": "D:20250530100000Z"})
    out = io.BytesIO()
    writer.write(out)
    article = read(tmp_path, "a.pdf", out.getvalue())
    assert article.title == "The declared title"
    assert article.date is None


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.4 nothing", "damaged"),
        (b"no pdf at all", "damaged"),
        (samples.pdf([PDF_LINES])[:300], "damaged"),
        (samples.pdf([[]]), "text layer"),
        (samples.pdf([]), "text layer"),
        (samples.encrypted_pdf(), "encrypted"),
    ],
)
def test_bad_pdf(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(UnreadableArticle, match=word):
        read(tmp_path, "a.pdf", data)


def test_word(tmp_path: Path) -> None:
    made = samples.word(
        "Ties are upgraded",
        "The text follows. It is short.",
        table=[["Country", "Envoy"], ["China", "ambassador"]],
        title="A declared title",
    )
    article = read(tmp_path, "a.docx", made)
    assert article.text == (
        "Ties are upgraded\nCountry | Envoy\nChina | ambassador\nThe text follows. It is short."
    )
    assert article.title == "A declared title"
    assert article.date is None


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04 nothing", "damaged"),
        (b"no zip", "damaged"),
        (samples.word("Text.")[:2000], "damaged"),
        (zipped("a.txt", b"no document"), "damaged"),
        (zipped("word/document.xml", bytes(201 * 2**20)), "unpacks"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "password"),
        (samples.word(""), "no text"),
    ],
)
def test_bad_word(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(UnreadableArticle, match=word):
        read(tmp_path, "a.docx", data)


@pytest.mark.parametrize("text", ["***\n---\n", "\ufeff\u00a0.\n"])
def test_a_text_without_a_word(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableArticle, match="no words"):
        read(tmp_path, "a.txt", text)


def test_a_binary_file_named_txt(tmp_path: Path) -> None:
    with pytest.raises(UnreadableArticle, match="binary"):
        read(tmp_path, "a.txt", b"\x7fELF" + bytes(range(256)))
