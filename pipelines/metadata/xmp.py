"""XMP, by qualified names: `dc:title` is not any other title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from pipelines.metadata.containers.blocks import Piece
from pipelines.metadata.dates import read_date, read_end
from pipelines.metadata.exposure import Exposure, read_written_exposure
from pipelines.metadata.findings import Findings, odd_tags, read_languages, read_line, read_words, spare_texts
from pipelines.metadata.packet import RDF, extension_of, parse_packet, split_packets
from pipelines.metadata.people import EXT, read_persons
from pipelines.metadata.picks import read_color_class, read_percent, read_prefs, read_rating, read_tagged
from pipelines.metadata.source_types import read_source_type
from pipelines.refusal import warning

MAX_ITEMS = 1000  # in one list; ten times as many as are kept
MAX_VALUE = 2**20  # characters of one value, before it is cleaned and cut to what is kept
MAX_PACKETS = 4  # a file has one, or two by a program that missed the first

DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
MEDIA = "{http://ns.adobe.com/xap/1.0/mm/}"
EVENT = "{http://ns.adobe.com/xap/1.0/sType/ResourceEvent#}"
PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
EXIF = "{http://ns.adobe.com/exif/1.0/}"
EXIF_EX = "{http://cipa.jp/exif/1.0/}"
TIFF = "{http://ns.adobe.com/tiff/1.0/}"
AUX = "{http://ns.adobe.com/exif/1.0/aux/}"
MECHANIC = "{http://ns.camerabits.com/photomechanic/1.0/}"
NIKON = "{http://ns.nikon.com/nine/1.0/}"
WINDOWS = "{http://ns.microsoft.com/photo/1.0/}"
WINDOWS_BARE = "{http://ns.microsoft.com/photo/1.0}"
CAMERA_RAW = "{http://ns.adobe.com/camera-raw-settings/1.0/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_LINES = {
    "credit": PHOTOSHOP + "Credit",
    "copyright": DC + "rights",
    "headline": PHOTOSHOP + "Headline",
    "title": DC + "title",
    "usage_terms": RIGHTS + "UsageTerms",
    "city": PHOTOSHOP + "City",
    "country": PHOTOSHOP + "Country",
    "country_code": CORE + "CountryCode",
    "sublocation": CORE + "Location",
    "instructions": PHOTOSHOP + "Instructions",
    "web_statement": RIGHTS + "WebStatement",
    "data_mining": PLUS + "DataMining",
    "ai_system": EXT + "AISystemUsed",
    "ai_system_version": EXT + "AISystemVersionUsed",
    "event": EXT + "Event",
    "event_id": EXT + "EventId",
    "guid": EXT + "DigImageGUID",
    "camera_make": TIFF + "Make",
    "camera_model": TIFF + "Model",
}
"""By finding: the property that is one line."""
_LANGUAGES = {
    "captions": DC + "description",
    "alt_texts": CORE + "AltTextAccessibility",
    "extended_descriptions": CORE + "ExtDescrAccessibility",
}
"""By finding: the property that has a text in each language."""
# Of Exif 2.3 and later, then of 2.2.
_ISOS = (
    EXIF_EX + "PhotographicSensitivity",
    EXIF + "ISOSpeedRatings",
    EXIF_EX + "ISOSpeed",
    EXIF_EX + "RecommendedExposureIndex",
)
# IPTC Photo Metadata Standard 2025.1
_AI_NOTES = ("AISystemUsed", "AISystemVersionUsed", "AIPromptInformation", "AIPromptWriterName")


def read_xmp(*blocks: bytes, pieces: Sequence[Piece] = ()) -> Findings:
    """The findings in a file's blocks of XMP, of which `pieces` are the extension.

    A property of a later packet replaces the same of an earlier one, and an extension's those of its packet, as in
    Adobe's reader. A remark says that something could not be read. Raises ValueError or the parser's error where
    nothing can.
    """
    failures: list[Exception] = []
    found = _Properties(_trees(blocks, pieces, failures))
    if failures and found.is_empty:
        raise failures[0]
    taken, offset = found.date(EXIF + "DateTimeOriginal", PHOTOSHOP + "DateCreated")
    digitised, digitised_offset = found.date(EXIF + "DateTimeDigitized", XMP + "CreateDate")
    persons, left_to_right = read_persons(found.texts, found.element)
    tagged, color_class, rating = read_prefs(found.text(MECHANIC + "Prefs"))
    texts: dict[str, Any] = {name: read_line(found.text(line)) for name, line in _LINES.items()}
    texts |= {name: read_languages(found.languages(text)) for name, text in _LANGUAGES.items()}
    texts["spare_captions"] = spare_texts(found.languages(_LANGUAGES["captions"]))
    return Findings(
        **texts,
        camera_serial=read_line(found.text(EXIF_EX + "BodySerialNumber") or found.text(AUX + "SerialNumber")),
        lens=read_line(found.text(EXIF_EX + "LensModel") or found.text(AUX + "Lens")),
        exposure=_exposure(found),
        creator=read_line(", ".join(found.texts(DC + "creator"))),
        taken=taken,
        utc_offset=offset,
        digitised=digitised,
        digitised_offset=digitised_offset,
        keywords=read_words(found.texts(DC + "subject")),
        persons=read_words(persons),
        left_to_right=read_words(left_to_right),
        licensor_url=read_line(found.part(PLUS + "Licensor", PLUS + "LicensorURL")),
        license_end=read_end(found.text(PLUS + "LicenseEndDate")),
        digital_source_type=read_source_type(found.text(EXT + "DigitalSourceType")),
        orientation=_orientation(found.text(TIFF + "Orientation")),
        programs=found.programs(),
        ai_notes=read_words(text for name in _AI_NOTES for text in found.texts(EXT + name)),
        rating=_rating(found) or rating,
        label=read_line(found.text(XMP + "Label") or found.text(NIKON + "Label")),
        tagged=read_tagged(found.text(MECHANIC + "Tagged")) or tagged,
        color_class=read_color_class(found.text(MECHANIC + "ColorClass")) or color_class,
        edited_at="".join(found.date(XMP + "MetadataDate", XMP + "ModifyDate")),
        remarks=(*((warning("xmp_incomplete"),) if failures else ()), *_odd_tags(found), *_crop(found)),
    )


def _exposure(found: _Properties) -> Exposure | None:
    return read_written_exposure(
        found.text(EXIF + "ExposureTime"),
        found.text(EXIF + "FNumber"),
        (found.text(name) for name in _ISOS),
        found.text(EXIF + "FocalLength"),
    )


def _rating(found: _Properties) -> int | None:
    """Stars as Adobe's programs, Windows and Nikon's write them, whoever comes first."""
    return (
        read_rating(found.text(XMP + "Rating"))
        or read_percent(found.text(WINDOWS + "Rating") or found.text(WINDOWS_BARE + "Rating"))
        or read_rating(found.text(NIKON + "Rating"))
    )


def _odd_tags(found: _Properties) -> tuple[str, ...]:
    return odd_tags(pair for name in _LANGUAGES.values() for pair in found.languages(name))


def _crop(found: _Properties) -> tuple[str, ...]:
    """A remark if Lightroom or Camera Raw only noted a crop; where they export the cropped picture, they say so."""
    is_set = found.text(CAMERA_RAW + "HasCrop").lower() == "true"
    is_done = found.text(CAMERA_RAW + "AlreadyApplied").lower() == "true"
    edges = [found.text(CAMERA_RAW + name) for name in ("CropTop", "CropLeft", "CropBottom", "CropRight", "CropAngle")]
    return (warning("crop_not_applied"),) if is_set and not is_done and not _is_whole(edges) else ()


def _is_whole(edges: Sequence[str]) -> bool:
    """Whether a crop from edge to edge, which is not turned, leaves the picture as it is."""
    try:
        return [float(edge) for edge in edges[:4]] == [0, 0, 1, 1] and not float(edges[4] or 0)
    except ValueError:
        return False


def _trees(blocks: Sequence[bytes], pieces: Sequence[Piece], failures: list[Exception]) -> Iterator[Element]:
    """The `rdf:RDF` of every packet that can be read and of one extension; `failures` gets why others cannot be."""
    extended = False
    packets = [packet for block in blocks for packet in split_packets(block)]
    for packet in packets[:MAX_PACKETS]:
        try:
            rdf = parse_packet(packet)
            yield rdf
            extension = None if extended else extension_of(rdf, pieces)
        except Exception as error:  # noqa: BLE001 - strangers' XML
            failures.append(error)
            continue
        if extension is not None:
            extended = True
            yield extension
    if len(packets) > MAX_PACKETS:
        failures.append(ValueError(f"{len(packets)} XMP packets"))


def _orientation(text: str) -> int | None:
    return int(text) if text in "12345678" and len(text) == 1 else None


class _Properties:
    """The properties of some trees by qualified name; RDF writes a simple one as an attribute or as an element.

    Only the top-level descriptions count, for deeper ones (history, ingredients) describe other pictures.
    """

    def __init__(self, trees: Iterable[Element]) -> None:
        self._found: dict[str, Element | str] = {}
        for description in (each for tree in trees for each in tree.iterfind(f"{RDF}Description")):
            self._found.update((name, text) for name, text in description.items() if text)
            self._found.update((element.tag, element) for element in description if _says(element, self._found))

    @property
    def is_empty(self) -> bool:
        return not self._found

    def languages(self, name: str) -> list[tuple[str, str]]:
        """The (language tag, text) pairs of a lang-alt; ("", text) for a plain value."""
        element = self._found.get(name)
        if element is None or isinstance(element, str):
            return [("", element)] if element else []
        items = element.findall(f"*/{RDF}li")[:MAX_ITEMS] or [element]
        return [(item.get(_LANG, ""), _value(item)) for item in items]

    def texts(self, name: str) -> list[str]:
        """Every item of a Bag or Seq; the value itself for a plain value."""
        return [text for _, text in self.languages(name) if text.strip()]

    def text(self, name: str) -> str:
        """The value; for a lang-alt its x-default, else its first."""
        values = [(tag, text) for tag, text in self.languages(name) if text.strip()]
        default = (text for tag, text in values if tag == "x-default")
        return next(default, values[0][1] if values else "")

    def element(self, name: str) -> Element | None:
        """The property as an element; None where it is an attribute or absent."""
        found = self._found.get(name)
        return found if isinstance(found, Element) else None

    def date(self, *names: str) -> tuple[str, str]:
        """The first of these properties that holds a date, with its offset."""
        dates = (read_date(self.text(name)) for name in names)
        return next((date for date in dates if date[0]), ("", ""))

    def programs(self) -> tuple[str, ...]:
        """The programs that made or changed the file, as it names them."""
        history = self.element(MEDIA + "History")
        agents = (
            _value(part) if part.tag == EVENT + "softwareAgent" else part.get(EVENT + "softwareAgent", "")
            for part in (() if history is None else history.iter())
        )
        return read_words([self.text(XMP + "CreatorTool"), self.text(TIFF + "Software"), *agents])

    def part(self, name: str, field: str) -> str:
        """The first field of that name in a structure, or in a Seq of structures."""
        structure = self._found.get(name)
        for element in structure.iter() if isinstance(structure, Element) else ():
            if element.tag == field:
                return _value(element)
            if attribute := element.get(field):
                return attribute
        return ""


def _says(element: Element, before: Mapping[str, Element | str]) -> bool:
    """Whether a property replaces that of an earlier packet: an empty one does not."""
    return element.tag not in before or len(element) > 0 or bool((element.text or "").strip() or element.attrib)


def _value(element: Element) -> str:
    """A simple value: the element's text, the URI in its rdf:resource, or the rdf:value of one that is qualified."""
    if len(element):
        qualified = next(element.iter(f"{RDF}value"), None)
        return "" if qualified is None else (qualified.text or "")[:MAX_VALUE]
    return (element.text or element.get(f"{RDF}resource") or "")[:MAX_VALUE]
