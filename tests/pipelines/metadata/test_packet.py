"""XMP packets as programs leave them in files: bare, padded, in wide encodings, in pieces."""

from xml.etree.ElementTree import ParseError

import pytest
from defusedxml import DefusedXmlException
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metadata.containers.blocks import Piece
from pipelines.metadata.packet import MAX_MARKS, MAX_PACKET_BYTES, RDF, extension_of, parse_packet
from tests.pipelines.metadata.carriers import xmp_of
from tests.pipelines.metadata.makers import guid_of

PACKET = xmp_of("<dc:title>Bürger</dc:title>")
BARE = PACKET.decode().partition('adobe:ns:meta/">')[2].removesuffix("</x:xmpmeta>").encode()
WRAPPED = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>' + PACKET + b" " * 40 + b'<?xpacket end="w"?>'
)


def _title(packet: bytes) -> str | None:
    return parse_packet(packet).findtext(f"{RDF}Description/{{http://purl.org/dc/elements/1.1/}}title")


SOUND = {
    "an element alone": PACKET,
    "with its packet": WRAPPED,
    "without xmpmeta": BARE,
    "without xmpmeta in its packet": WRAPPED.replace(PACKET, BARE),
    "xapmeta, as once": PACKET.replace(b"xmpmeta", b"xapmeta"),
    "another prefix": PACKET.replace(b"rdf:", b"r:").replace(b"xmlns:rdf", b"xmlns:r"),
    "rubbish behind": WRAPPED + b"\0\xff<junk>&" * 3,
    "rubbish before": b"\0\xff<junk>&" * 3 + WRAPPED,
    "zeros around": bytes(5) + WRAPPED + bytes(900),
    "an end tag twice": PACKET + b"</x:xmpmeta>",
    "rubbish inside xmpmeta": PACKET.replace(b"</rdf:RDF>", b"</rdf:RDF>&"),
    "control characters": PACKET.replace(b"rger", b"\x01r\x00ger"),
    "a second packet behind": WRAPPED + WRAPPED.replace("Bürger".encode(), b"other"),
    "no UTF-8": PACKET.replace("ü".encode(), b"\xfc"),
    "cut inside a character": PACKET.replace("ürger".encode(), "ürger".encode() + b"\xc3"),
    "a document type inside": PACKET.replace(b"<rdf:RDF", b"<!DOCTYPE a><rdf:RDF"),
    "an encoding that is none": b'<?xml version="1.0" encoding="klingon"?>' + PACKET,
}
for _encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
    _wide = WRAPPED.decode().encode(_encoding)
    SOUND[_encoding] = _wide
    SOUND[f"{_encoding}, padded"] = _wide + bytes(64)
    SOUND[f"{_encoding}, without its packet"] = PACKET.decode().encode(_encoding)
SOUND["utf-16, with its mark"] = PACKET.decode().encode("utf-16")
SOUND["utf-32, with its mark"] = PACKET.decode().encode("utf-32")
SOUND["utf-8, with its mark"] = PACKET.decode().encode("utf-8-sig")


@pytest.mark.parametrize("kind", SOUND)
def test_every_form_is_read(kind: str) -> None:
    assert _title(SOUND[kind]) == "Bürger"


ENTITY = b'<!DOCTYPE a [<!ENTITY b "bb">]>'
REFUSED = {
    "nothing": b"",
    "not XML": b"<x:xmpmeta",
    "cut": PACKET[:-40],
    "no RDF": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>",
    "entities": ENTITY + PACKET.replace("ü".encode(), b"&b;"),
    "entities, unused": ENTITY + PACKET,
    "entities, wide": (ENTITY + PACKET.replace("ü".encode(), b"&b;")).decode().encode("utf-16"),
    "entities behind rubbish": b"junk" + ENTITY + PACKET.replace("ü".encode(), b"&b;"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_others_are_refused(kind: str) -> None:
    with pytest.raises((ParseError, ValueError)):
        parse_packet(REFUSED[kind])


@pytest.mark.parametrize("kind", ["entities", "entities, unused"])
def test_a_document_type_is_told_as_such(kind: str) -> None:
    with pytest.raises(DefusedXmlException):
        parse_packet(REFUSED[kind])


def test_a_packet_has_a_limit_of_bytes_and_one_of_work() -> None:
    assert _title(PACKET + b" " * (MAX_PACKET_BYTES - len(PACKET))) == "Bürger"
    with pytest.raises(ValueError, match=f"{MAX_PACKET_BYTES + 1} bytes"):
        _title(PACKET + b" " * (MAX_PACKET_BYTES + 1 - len(PACKET)))
    for mark in (b"\n", b"&amp;", b"<a/>", b'="'):
        assert MAX_MARKS * len(mark) < MAX_PACKET_BYTES
        with pytest.raises(ValueError, match="bytes"):
            _title(PACKET.replace("Bürger".encode(), mark * MAX_MARKS))


EXTENSION = xmp_of("<dc:title>" + "Bürger " * 20 + "</dc:title>")


def _pieces(length: int = 100) -> list[Piece]:
    guid = guid_of(EXTENSION)
    return [Piece(guid, len(EXTENSION), at, EXTENSION[at : at + length]) for at in range(0, len(EXTENSION), length)]


def _naming(guid: bytes) -> bytes:
    return xmp_of("", f'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{guid.decode()}"')


def _extended(pieces: list[Piece], guid: bytes = guid_of(EXTENSION)) -> bool:
    return extension_of(parse_packet(_naming(guid)), pieces) is not None


@pytest.mark.parametrize("length", [1, 100, 10_000])
def test_pieces_are_joined_in_any_sequence(length: int) -> None:
    assert _extended(_pieces(length))
    assert _extended(_pieces(length)[::-1])
    assert _extended(_pieces(length) * 2)


def test_pieces_of_another_extension_are_left_alone() -> None:
    others = [Piece(b"0" * 32, 5, 0, b"<a/>!")]
    assert _extended(others + _pieces() + others)
    assert _extended(_pieces(), guid_of(EXTENSION).lower())


def test_a_guid_may_be_an_element() -> None:
    guid = guid_of(EXTENSION).decode()
    element = f'<n:HasExtendedXMP xmlns:n="http://ns.adobe.com/xmp/note/"> {guid} </n:HasExtendedXMP>'
    assert extension_of(parse_packet(xmp_of(element)), _pieces()) is not None


def test_a_packet_that_names_no_extension_has_none() -> None:
    assert extension_of(parse_packet(PACKET), _pieces()) is None


@pytest.mark.parametrize("lost", [0, 1, -1])
def test_a_missing_piece_is_told(lost: int) -> None:
    pieces = _pieces()
    del pieces[lost]
    with pytest.raises(ValueError, match="missing"):
        _extended(pieces)


def test_an_extension_of_which_nothing_is_there_is_told() -> None:
    with pytest.raises(ValueError, match="missing"):
        _extended([])


def test_an_extension_beyond_the_limit_is_not_joined() -> None:
    huge = [Piece(guid_of(EXTENSION), MAX_PACKET_BYTES + 1, 0, EXTENSION)]
    with pytest.raises(ValueError, match="bytes"):
        _extended(huge)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_packet_or_not(packet: bytes) -> None:
    with pytest.raises((ParseError, ValueError)):
        parse_packet(packet)


@given(st.lists(st.tuples(st.integers(0, 2**32), st.integers(0, 2**32), st.binary(max_size=20)), max_size=5))
def test_any_pieces_are_an_extension_or_not(pieces: list[tuple[int, int, bytes]]) -> None:
    guid = guid_of(EXTENSION)
    with pytest.raises((ParseError, ValueError)):
        _extended([Piece(guid, size, offset, data) for size, offset, data in pieces])
