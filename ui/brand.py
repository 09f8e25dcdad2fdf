"""A brand's colour and picture, made safe to look at: readable in light and dark, and our own."""

from __future__ import annotations

import base64
import colorsys
from pathlib import Path

from rag.errors import BadSettings
from rag.sections import Brand

LARGEST_LOGO = 200_000
TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
PAPERS = {"light": "#f3f1ea", "dark": "#1d2123"}
"""The darkest ground of the light page that carries the accent, and the lightest of the dark."""
READABLE = 4.6


def logo(brand: Brand) -> str:
    """The picture as a data address, empty without one. Raises BadSettings for one unfit to show.

    As a picture's address nothing in it can run, not even in an SVG.
    """
    if brand.logo is None:
        return ""
    kind = TYPES.get(brand.logo.suffix.lower())
    if kind is None:
        raise _unfit(brand.logo, f"is none of {', '.join(TYPES)}")
    try:
        data = brand.logo.read_bytes()
    except OSError as error:
        raise _unfit(brand.logo, f"cannot be read ({error.strerror})") from error
    if len(data) > LARGEST_LOGO:
        raise _unfit(brand.logo, f"has more than {LARGEST_LOGO // 1000} kB")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def style(brand: Brand) -> str:
    """The accent as a style sheet, empty without one; lighter or darker where it reads badly."""
    if not brand.accent:
        return ""
    rules = []
    for scheme, selector in (("light", ":root"), ("dark", ":root:has(body.dark)")):
        accent = readable(brand.accent, PAPERS[scheme])
        on = "#ffffff" if contrast("#ffffff", accent) >= contrast("#101414", accent) else "#101414"
        rules.append(f"{selector}{{--accent:{accent};--on-accent:{on}}}")
    return f"<style>{''.join(rules)}</style>"


def readable(colour: str, paper: str) -> str:
    """The colour, darker or lighter as far as it takes to be read on the paper."""
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(colour))
    step = -0.01 if _luminance(paper) > 0.5 else 0.01
    while contrast(colour, paper) < READABLE:
        light = min(1.0, max(0.0, light + step))
        colour = _hex(*colorsys.hls_to_rgb(hue, light, saturation))
    return colour


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in (red, green, blue))


def _unfit(path: Path, why: str) -> BadSettings:
    return BadSettings(f"The logo {path} {why}. Set brand.logo to a small picture, or to none.")
