"""The XMP packet: the only carrier that holds every field, and part of every format.

Property names and types: IPTC Photo Metadata Standard 2023.2 and its TechReference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipelines.metadata.dates import DAY
from pipelines.sealing.fields import TAGS, SealedFields
from pipelines.sealing.tags import Tags, Xmp
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


def _properties(fields: SealedFields) -> Iterable[str]:
    for name, tags in TAGS.items():
        if name == "copyright":
            yield _simple("xmpRights:Marked", "True" if fields.copyright else "")
        if tags.xmp:
            yield _property(tags, getattr(fields, name), fields)


def _property(tags: Tags, value: Any, fields: SealedFields) -> str:
    match tags.shape:
        case Xmp.TEXT:
            return _simple(tags.xmp, fields.default_text(value) if isinstance(value, dict) else value)
        case Xmp.LANGUAGES:
            return _languages(tags.xmp, value, fields.default_language)
        case Xmp.NEUTRAL:
            return _neutral(tags.xmp, value)
        case Xmp.SEQ | Xmp.BAG:
            return _items(tags.xmp, tags.shape.name.capitalize(), [value] if isinstance(value, str) else value)
        case Xmp.LICENSOR:
            return _licensor(tags.xmp, value)
        case Xmp.DATE:
            return _simple(tags.xmp, _date(fields))


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


def _licensor(name: str, url: str) -> str:
    if not url:
        return ""
    licensor = f'<rdf:li rdf:parseType="Resource">{_simple("plus:LicensorURL", url)}</rdf:li>'
    return f"<{name}><rdf:Seq>{licensor}</rdf:Seq></{name}>"


def _date(f: SealedFields) -> str:
    """A date that ends where knowledge ends (XMP part 1, 8.2.1.3), with its offset if it has a time."""
    return (f.date_taken or "") + (f.utc_offset if f.date_taken and len(f.date_taken) > DAY else "")
