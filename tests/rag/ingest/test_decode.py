"""Encodings are told apart and nothing else is changed; binary files are refused."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableArticle
from rag.ingest.decode import decode

WESTERN = (
    "Le chargé d’affaires a été élevé au rang d’ambassadeur – “une étape”, dit-il à Genève.\r\n"
)
JAPANESE = (
    "外務大臣は金曜日に記者団に対し、両国の関係を大使級に引き上げると述べた。新しい一歩です。\n" * 4
)
CZECH = "Ministr zahraničí v pátek oznámil, že vztahy budou povýšeny. Řekl, že je to krok.\n" * 3
RUSSIAN = "Министр иностранных дел объявил в пятницу о повышении уровня отношений двух стран.\n" * 4


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (WESTERN, "utf-8"),
        (WESTERN, "utf-8-sig"),
        (WESTERN, "utf-16"),
        (WESTERN, "utf-32"),
        (WESTERN, "cp1252"),
        (WESTERN * 50, "cp1252"),
        ("Plain English text, and then 5 € in café Zoë.\n" * 3, "cp1252"),
        (CZECH, "cp1250"),
        (JAPANESE, "shift-jis"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "utf-16"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("plain\r\nlines\n", "ascii"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_big_endian_with_its_mark() -> None:
    assert decode(b"\xfe\xff" + JAPANESE.encode("utf-16-be")) == JAPANESE


def test_a_declared_encoding_is_believed_after_utf8() -> None:
    assert decode("Łódź".encode("iso-8859-2"), "iso-8859-2") == "Łódź"
    assert decode("Łódź".encode(), "iso-8859-2") == "Łódź"
    assert decode("Ł".encode(), "no-such-thing") == "Ł"


def test_utf8_with_a_damaged_byte_stays_utf8() -> None:
    data = (WESTERN * 5).encode()
    assert decode(data[:-1] + b"\xe9\n") == (WESTERN * 5)[:-1] + "�\n"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe0" + b"JFIF" * 9,
        b"\x7fELF\x02\x01\x01" + bytes(50),
        b"%PDF-1.4 text",
        b"text with a \0 in it",
        gzip.compress(b"some text" * 100),
        bytes(range(1, 256)) * 4,
        b"\xff\xfe\x00\x00\x41",
        b"\xff\xfeA",
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableArticle, match=r"[.;].*\.$"):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except UnreadableArticle:
        return
    assert "\0" not in text
    text.encode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text
