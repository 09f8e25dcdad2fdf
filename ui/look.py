"""What every part of the page is drawn with: its words and the brand's."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.sections import Brand
from rag.settings import Settings
from ui import strings
from ui.strings import Strings


@dataclass(frozen=True, slots=True)
class Look:
    """The words of one language, and what the settings say of the brand."""

    words: Strings = strings.LANGUAGES["en"]
    brand: Brand = field(default_factory=Brand)

    @classmethod
    def of(cls, settings: Settings) -> Look:
        """The look that the settings describe. Raises BadSettings for an unknown language."""
        return cls(strings.choose(settings.brand.language), settings.brand)
