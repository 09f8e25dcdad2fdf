"""A brand is readable whatever its colour, and its picture is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadSettings
from rag.sections import Brand
from rag.settings import Settings
from tests.ui.fakes import FakeAssistant
from ui.brand import PAPERS, contrast, logo, readable, style
from ui.copies import refusal
from ui.look import Look
from ui.render.frame import masthead, welcome

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_any_accent_can_be_read_in_light_and_dark(colour: str) -> None:
    for paper in PAPERS.values():
        assert contrast(readable(colour, paper), paper) >= 4.5


def test_a_readable_accent_stays_as_it_is() -> None:
    assert readable("#0d5c58", PAPERS["light"]) == "#0d5c58"
    assert style(Brand()) == ""
    assert "--accent:#0d5c58" in style(Brand(accent="#0d5c58"))


def test_a_logo_is_carried_in_the_page(tmp_path: Path) -> None:
    picture = tmp_path / "logo.svg"
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    brand = Brand(logo=picture, title="<Acme>")
    html = masthead(Look(brand=brand))
    assert 'src="data:image/svg+xml;base64,' in html
    assert "&lt;Acme&gt;" in html


@pytest.mark.parametrize(("name", "size"), [("logo.exe", 1), ("none.png", 0), ("big.png", 300_000)])
def test_an_unfit_logo_is_said_plainly(tmp_path: Path, name: str, size: int) -> None:
    if size:
        (tmp_path / name).write_bytes(b"x" * size)
    with pytest.raises(BadSettings, match="The logo "):
        logo(Brand(logo=tmp_path / name))


def test_greeting_refusal_and_language_are_the_brand_s() -> None:
    settings = Settings(brand=Brand(greeting="Moin!", refusal="Weiß ich nicht.", language="de"))
    look = Look.of(settings)
    assert "Moin!" in welcome(look, FakeAssistant().indexed)
    assert refusal(look) == "Weiß ich nicht."
    assert look.words.SEND == "Senden"
    with pytest.raises(BadSettings, match="language"):
        Look.of(Settings(brand=Brand(language="xx")))
