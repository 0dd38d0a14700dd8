"""The persons in a picture, from every XMP property that names some, and who stands left of whom.

Names come from the IPTC's `PersonInImage` and `PersonInImageWDetails`, the persons of Getty's and Microsoft's desks
(which Photo Mechanic, Media Pro and Expression Media write), and from face regions: the Metadata Working Group's,
Microsoft's and the IPTC's. A region gives its name and its place from the left; nothing else of it is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
MWG = "{http://www.metadataworkinggroup.com/schemas/regions/}"
AREA = "{http://ns.adobe.com/xmp/sType/Area#}"
MP = "{http://ns.microsoft.com/photo/1.2/}"
MP_INFO = "{http://ns.microsoft.com/photo/1.2/t/RegionInfo#}"
MP_REGION = "{http://ns.microsoft.com/photo/1.2/t/Region#}"
LISTS = (
    EXT + "PersonInImage",
    "{http://xmp.gettyimages.com/gift/1.0/}Personality",
    "{http://ns.iview-multimedia.com/mediapro/1.0/}People",
    "{http://ns.microsoft.com/expressionmedia/1.0/}People",
)
MAX_REGIONS = 1000  # ten times as many names as are kept

_Region = tuple[str, float | None]


def read_persons(
    texts: Callable[[str], list[str]], element: Callable[[str], Element | None]
) -> tuple[list[str], list[str]]:
    """All names in the order of the file, and those whose place is known, from left to right.

    `texts` gives a list property's items by its qualified name, `element` a property itself.
    """
    regions = [region for region in _regions(element) if region[0].strip()]
    listed = [name for property_name in LISTS for text in texts(property_name) for name in text.split(";")]
    detailed = _detailed(element(EXT + "PersonInImageWDetails"))
    placed = sorted(((at, name) for name, at in regions if at is not None), key=lambda pair: pair[0])
    return [*listed, *detailed, *(name for name, _ in regions)], [name for _, name in placed]


def in_image_order(persons: Iterable[str], left_to_right: Iterable[str]) -> tuple[str, ...]:
    """The persons, those whose place is known from left to right among themselves; the others stay where they are."""
    persons = tuple(persons)
    placed = [name for name in dict.fromkeys(left_to_right) if name in persons]
    following = iter(placed)
    return tuple(next(following) if name in placed else name for name in persons)


def _detailed(element: Element | None) -> list[str]:
    return [name for item in _items(element) if (name := _text(item, EXT + "PersonName"))]


def _regions(element: Callable[[str], Element | None]) -> Iterator[_Region]:
    for item in _items(_child(element(MWG + "Regions"), MWG + "RegionList")):
        if _text(item, MWG + "Type").lower() == "face":
            yield _text(item, MWG + "Name"), _number(_text(item, AREA + "x"))
    for item in _items(_child(element(MP + "RegionInfo"), MP_INFO + "Regions")):
        left, _comma, rest = _text(item, MP_REGION + "Rectangle").partition(",")
        width = rest.split(",")[1] if rest.count(",") == 2 else ""
        yield _text(item, MP_REGION + "PersonDisplayName"), _middle(left, width)
    for item in _items(element(EXT + "ImageRegion")):
        at = _middle(_text(item, EXT + "rbX"), _text(item, EXT + "rbW") or "0")
        for name in _names(_child(item, EXT + "PersonInImage")):
            yield name, at


def _items(element: Element | None) -> list[Element]:
    """The items of a Bag, Seq or Alt."""
    return [] if element is None else element.findall(f"*/{RDF}li")[:MAX_REGIONS]


def _names(element: Element | None) -> list[str]:
    return [item.text or "" for item in _items(element)]


def _child(element: Element | None, name: str) -> Element | None:
    """The first field of this name in a structure, however deep."""
    return None if element is None else next(element.iter(name), None)


def _text(item: Element, name: str) -> str:
    """A field of a structure, written as an attribute or an element; of a lang-alt the first, which is `x-default`."""
    for part in item.iter():
        if (attribute := part.get(name)) is not None:
            return attribute
        if part.tag == name:
            return next(filter(str.strip, _names(part)), part.text or "").strip()
    return ""


def _middle(left: str, width: str) -> float | None:
    start, size = _number(left), _number(width)
    return None if start is None or size is None else start + size / 2


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
