"""XMP through defusedxml, by qualified names.

Pillow finds the packet in every format, but its `getxmp` drops the namespaces and with them the difference between
`dc:title` and any other title, so the packet is parsed here.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from pipelines.metadata.findings import Findings, read_date, read_languages, read_line, read_source_type, read_words

MAX_PACKET_BYTES = 2**20
MAX_ITEMS = 1000  # in one list; ten times as many as are kept

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
EXIF = "{http://ns.adobe.com/exif/1.0/}"
TIFF = "{http://ns.adobe.com/tiff/1.0/}"
AUX = "{http://ns.adobe.com/exif/1.0/aux/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xmp(packet: bytes) -> Findings:
    """The findings in an XMP packet; raises ValueError above `MAX_PACKET_BYTES`, and the parser's error for bad XML."""
    if len(packet) > MAX_PACKET_BYTES:
        raise ValueError(f"XMP packet of {len(packet)} bytes")
    found = _Packet(ElementTree.fromstring(packet.rstrip(b"\x00 \n"), forbid_dtd=True))
    taken, offset = read_date(found.text(PHOTOSHOP + "DateCreated") or found.text(EXIF + "DateTimeOriginal"))
    return Findings(
        creator=read_line(", ".join(found.texts(DC + "creator"))),
        credit=read_line(found.text(PHOTOSHOP + "Credit")),
        copyright=read_line(found.text(DC + "rights")),
        captions=read_languages(found.languages(DC + "description")),
        headline=read_line(found.text(PHOTOSHOP + "Headline")),
        title=read_line(found.text(DC + "title")),
        alt_texts=read_languages(found.languages(CORE + "AltTextAccessibility")),
        extended_descriptions=read_languages(found.languages(CORE + "ExtDescrAccessibility")),
        usage_terms=read_line(found.text(RIGHTS + "UsageTerms")),
        taken=taken,
        utc_offset=offset,
        city=read_line(found.text(PHOTOSHOP + "City")),
        country=read_line(found.text(PHOTOSHOP + "Country")),
        country_code=read_line(found.text(CORE + "CountryCode")),
        sublocation=read_line(found.text(CORE + "Location")),
        keywords=read_words(found.texts(DC + "subject")),
        instructions=read_line(found.text(PHOTOSHOP + "Instructions")),
        persons=read_words(found.texts(EXT + "PersonInImage")),
        web_statement=read_line(found.text(RIGHTS + "WebStatement")),
        licensor_url=read_line(found.part(PLUS + "Licensor", PLUS + "LicensorURL")),
        data_mining=read_line(found.text(PLUS + "DataMining")),
        digital_source_type=read_source_type(found.text(EXT + "DigitalSourceType")),
        event=read_line(found.text(EXT + "Event")),
        event_id=read_line(found.text(EXT + "EventId")),
        guid=read_line(found.text(EXT + "DigImageGUID")),
        camera_make=read_line(found.text(TIFF + "Make")),
        camera_model=read_line(found.text(TIFF + "Model")),
        lens=read_line(found.text(AUX + "Lens")),
    )


class _Packet:
    """A packet's properties by qualified name; RDF writes a simple one as an attribute or as an element.

    Only the top-level descriptions count, for deeper ones (history, ingredients) describe other pictures.
    """

    def __init__(self, root: Element) -> None:
        self._elements: dict[str, Element] = {}
        self._attributes: dict[str, str] = {}
        for description in root.iterfind(f".//{RDF}RDF/{RDF}Description"):
            self._attributes.update(description.items())
            self._elements.update((element.tag, element) for element in description)

    def languages(self, name: str) -> list[tuple[str, str]]:
        """The (language tag, text) pairs of a lang-alt; ("", text) for a plain value."""
        element = self._elements.get(name)
        if element is None:
            return [("", self._attributes[name])] if name in self._attributes else []
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

    def part(self, name: str, field: str) -> str:
        """The first field of that name in a structure, or in a Seq of structures."""
        for element in self._elements.get(name, Element("none")).iter():
            if element.tag == field:
                return _value(element)
            if attribute := element.get(field):
                return attribute
        return ""


def _value(element: Element) -> str:
    """A simple value: the element's text, or the URI in its rdf:resource."""
    return element.text or element.get(f"{RDF}resource") or ""
