"""XMP packets as trees: in any encoding, with or without what should stand around them, in one part or in several.

a packet      `<x:xmpmeta><rdf:RDF>...`, in UTF-8, UTF-16 or UTF-32 (XMP Specification Part 1, 7)
an extension  what is too large for a JPEG segment, in pieces; the packet names its GUID (Part 3, 1.1.3.1)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from pipelines.metadata.charsets import decode
from pipelines.metadata.containers.blocks import Piece
from pipelines.metadata.xml_repairs import repair_xml

MAX_PACKET_BYTES = 8 * 2**20
"""Of a packet or an extension. Photoshop's lists of a picture's ancestors have megabytes."""
MAX_MARKS = 2**20
"""Characters that give the parser work: tags, attributes, line ends and entities. Those megabytes have some 400,000."""

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
HAS_EXTENSION = "{http://ns.adobe.com/xmp/note/}HasExtendedXMP"

_MARKS = (b"<", b"=", b"\n", b"&")
_BEGIN = re.compile(rb"<\?xpacket begin")
_PADDING = b"\x00 \t\r\n"
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# What no XML document may contain (XML 1.0, 2.2).
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OUTER = re.compile(r"<((?:[\w.-]+:)?(?:xmpmeta|xapmeta))[\s>]")
_DOCUMENT_TYPE = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)
_INNER = re.compile(r"<((?:[\w.-]+:)?RDF)[\s>]")


def split_packets(block: bytes) -> list[bytes]:
    """The packets of a block, which has one as a rule; some programs write a new one behind the old."""
    starts = [found.start() for found in _BEGIN.finditer(block)]
    if len(starts) < 2:
        return [block]
    return [block[start:end] for start, end in pairwise([*starts, len(block)])]


def parse_packet(packet: bytes) -> Element:
    """The `rdf:RDF` of a packet; what stands around it does not matter.

    Raises ValueError beyond the limits, where there is no `rdf:RDF`, and for a document type, which could hold entities
    without end; and the parser's error for bad XML.
    """
    if len(packet) > MAX_PACKET_BYTES or sum(map(packet.count, _MARKS)) > MAX_MARKS:
        raise ValueError(f"XMP packet of {len(packet)} bytes")
    try:
        root = ElementTree.fromstring(packet.strip(_PADDING), forbid_dtd=True)
    except DefusedXmlException:
        raise
    except (ParseError, ValueError, LookupError):  # bad XML, or an encoding that the parser does not know
        # An entity that a document type declares is not one whose `&` was forgotten.
        root = _parse_inside(_text(packet), repair=not _DOCUMENT_TYPE.search(packet.replace(b"\0", b"")))
    rdf = root if root.tag == f"{RDF}RDF" else root.find(f".//{RDF}RDF")
    if rdf is None:
        raise ValueError("no RDF in the XMP")
    return rdf


def _parse_inside(text: str, *, repair: bool) -> Element:
    """The outermost element that a packet may have, without what stands before and behind it; repaired if need be."""
    found = _cut_out(text, _OUTER) or text
    inner = _cut_out(text, _INNER)
    repaired = [repair_xml(found), repair_xml(inner)] if repair else []
    failure = ParseError("an empty packet")
    for candidate in filter(None, [found, inner, *repaired]):
        try:
            return ElementTree.fromstring(candidate.encode(), forbid_dtd=True)
        except ParseError as error:
            failure = error
    raise failure


def _cut_out(text: str, opening: re.Pattern[str]) -> str:
    """The element from its first opening to its next closing tag; nothing where one is missing."""
    start = opening.search(text)
    end = re.compile(rf"</{re.escape(start[1])}\s*>").search(text, start.end()) if start else None
    return text[start.start() : end.end()] if start and end else ""


def _text(packet: bytes) -> str:
    """The packet as text in whatever encoding it is, without what XML forbids."""
    for encoding in _WIDE:
        if (text := packet.decode(encoding, errors="ignore")) and "RDF" in text:
            return _UNFIT.sub("", text)
    as_bytes = packet.decode("latin-1")  # a character for each byte, so that what stands around it decides nothing
    return _UNFIT.sub("", decode((_cut_out(as_bytes, _OUTER) or as_bytes).encode("latin-1"), "utf-8"))


def extension_of(rdf: Element, pieces: Sequence[Piece]) -> Element | None:
    """The extension that a packet names, as a tree; None if it names none.

    Raises ValueError if a piece is missing, and as `parse_packet` does.
    """
    guid = _extension_guid(rdf)
    if not guid:
        return None
    return parse_packet(_joined([piece for piece in pieces if piece.guid == guid]))


def _extension_guid(rdf: Element) -> bytes:
    """The 32 hexadecimal digits that name an extension."""
    for description in rdf.iterfind(f"{RDF}Description"):
        named = description.get(HAS_EXTENSION) or description.findtext(HAS_EXTENSION)
        if named:
            return named.strip().upper().encode("ascii", "replace")
    return b""


def _joined(pieces: Sequence[Piece]) -> bytes:
    """The pieces in the sequence of their offsets, each once."""
    joined, size = b"", max((piece.size for piece in pieces), default=0)
    if size > MAX_PACKET_BYTES:
        raise ValueError(f"extended XMP of {size} bytes")
    for piece in sorted(pieces, key=lambda piece: piece.offset):
        if piece.offset > len(joined):
            break
        joined += piece.data[len(joined) - piece.offset :]
    if not size or len(joined) < size:
        raise ValueError("a piece of the extended XMP is missing")
    return joined[:size]
