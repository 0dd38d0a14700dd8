"""Where a field of a press file goes: its XMP property, its IIM data set and its EXIF tag."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Xmp(Enum):
    """How XMP holds a value (XMP part 1, 8.2)."""

    TEXT = auto()
    """One text; of texts in several languages, the one for readers that know one language."""
    LANGUAGES = auto()
    """A lang-alt with every language."""
    NEUTRAL = auto()
    """A lang-alt of a text that belongs to no language, such as a name."""
    SEQ = auto()
    """An ordered list."""
    BAG = auto()
    """An unordered list."""
    LICENSOR = auto()
    """A list of one structure with a URL (PLUS LDF, Licensor)."""
    DATE = auto()
    """A local time with its offset, where one is known."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """An IIM data set of record 2 and the bytes it holds; `exact` takes only what fills it."""

    number: int
    size: int
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one field, in every carrier that has one for it. Ids: IPTC TechReference, Exif 2.32."""

    xmp: str = ""
    shape: Xmp = Xmp.TEXT
    iim: DataSet | None = None
    exif: int = 0
