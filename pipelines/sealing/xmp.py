"""The XMP packet: the only carrier that holds every field, and part of every format.

Property names and types: IPTC Photo Metadata Standard 2023.2 and its TechReference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from pipelines.sealing.fields import SealedFields
from pipelines.text import MAX_TEXT

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF {namespaces}>
<rdf:Description rdf:about="">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


MAX_PACKET_BYTES = 65_502
"""The most that a JPEG segment holds (XMP part 3, 1.1.3); every format gets the same packet."""


def build_xmp(fields: SealedFields) -> bytes:
    """The packet in UTF-8; same fields, same bytes.

    If it would exceed `MAX_PACKET_BYTES`, the limits of texts and lists are halved until it fits: one caption may fill
    its limit, but not ten languages at once. Raises ValueError if there are too many languages for that.
    """
    share = 1
    while len(packet := _packet(fields.shortened(share))) > MAX_PACKET_BYTES:
        share *= 2
        if share > MAX_TEXT:
            raise ValueError(f"an XMP packet holds {MAX_PACKET_BYTES} bytes, this one has {len(packet)}")
    return packet


def _packet(fields: SealedFields) -> bytes:
    namespaces = " ".join(f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _NAMESPACES.items())
    properties = "\n".join(filter(None, _properties(fields)))
    return _PACKET.format(namespaces=namespaces, properties=properties).encode()


def _properties(f: SealedFields) -> Iterable[str]:
    default = f.default_language
    yield _items("dc:creator", "Seq", [f.creator])
    yield _simple("photoshop:Credit", f.credit)
    yield _simple("xmpRights:Marked", "True" if f.copyright else "")
    yield _neutral("dc:rights", f.copyright)
    yield _languages("dc:description", f.captions, default)
    yield _simple("photoshop:Headline", f.default_text(f.headlines))
    yield _neutral("dc:title", f.title)
    yield _languages("Iptc4xmpCore:AltTextAccessibility", f.alt_texts, default)
    yield _languages("Iptc4xmpCore:ExtDescrAccessibility", f.extended_descriptions, default)
    yield _items("Iptc4xmpExt:PersonInImage", "Bag", f.persons)
    yield _languages("xmpRights:UsageTerms", f.usage_terms, default)
    yield _simple("xmpRights:WebStatement", f.web_statement)
    yield _licensor(f.licensor_url)
    yield _simple("plus:DataMining", f.data_mining)
    yield _simple("Iptc4xmpExt:DigitalSourceType", f.digital_source_type)
    yield _simple("photoshop:DateCreated", _date(f))
    yield _simple("photoshop:City", f.city)
    yield _simple("photoshop:Country", f.country)
    yield _simple("Iptc4xmpCore:CountryCode", f.country_code)
    yield _simple("Iptc4xmpCore:Location", f.sublocation)
    yield _items("dc:subject", "Bag", f.keywords)
    yield _simple("photoshop:Instructions", f.instructions)
    yield _languages("Iptc4xmpExt:Event", f.events, default)
    yield _items("Iptc4xmpExt:EventId", "Bag", [f.event_id])
    yield _simple("Iptc4xmpExt:DigImageGUID", f.guid)


def _simple(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def _items(name: str, kind: str, values: Iterable[str]) -> str:
    items = "".join(_simple("rdf:li", value) for value in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _languages(name: str, texts: Mapping[str, str], default: str) -> str:
    """A lang-alt: `x-default` first, then every language, the default one again (XMP part 1, 8.2.2.4)."""
    by_rank = sorted((tag for tag, text in texts.items() if text), key=lambda tag: (tag != default, tag))
    if not by_rank:
        return ""
    return _alternatives(name, [("x-default", texts[by_rank[0]]), *((tag, texts[tag]) for tag in by_rank)])


def _neutral(name: str, text: str) -> str:
    """A lang-alt of a text that belongs to no language, such as a name or a notice."""
    return _alternatives(name, [("x-default", text)]) if text else ""


def _alternatives(name: str, tagged: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<rdf:li xml:lang={quoteattr(tag)}>{escape(text)}</rdf:li>" for tag, text in tagged)
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def _licensor(url: str) -> str:
    if not url:
        return ""
    licensor = f'<rdf:li rdf:parseType="Resource">{_simple("plus:LicensorURL", url)}</rdf:li>'
    return f"<plus:Licensor><rdf:Seq>{licensor}</rdf:Seq></plus:Licensor>"


def _date(f: SealedFields) -> str:
    return f.date_taken.isoformat(timespec="seconds") + f.utc_offset if f.date_taken else ""
