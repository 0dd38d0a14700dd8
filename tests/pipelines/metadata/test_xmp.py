"""Reading XMP: what counts as this picture's, and what broken or heavy packets cost."""

import io
from pathlib import Path

import pytest

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.xmp import read_xmp
from tests.pipelines.metadata.carriers import MAX_CALLS, counted_calls, exif_of, save_photo, value_of, xmp_of


def test_xmp_attributes_are_read_and_another_picture_s_history_is_not() -> None:
    history = (
        '<xmpMM:Ingredients><rdf:Bag><rdf:li><rdf:Description photoshop:City="Köln">'
        "<dc:creator>Somebody else</dc:creator></rdf:Description></rdf:li></rdf:Bag></xmpMM:Ingredients>"
    )
    found = read_xmp(xmp_of(history, 'photoshop:Credit="©A" photoshop:Headline="H"') + b"\x00 \n")
    assert (found.credit, found.headline, found.city, found.creator) == ("©A", "H", "", "")


BROKEN_XMP = {
    "not XML": b"<x:xmpmeta",
    "not UTF-8": xmp_of("<dc:title>B\xfcrger</dc:title>").replace("ü".encode(), b"\xfc"),
    "entities": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>' + xmp_of("<dc:title>&c;</dc:title>"),
    "external": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + xmp_of("<dc:title>&b;</dc:title>"),
}


_ROOM = 2**20 - 2000


# Each just below the largest packet that is read at all.
HEAVY_XMP = {
    "nested": xmp_of("<dc:a>" * (_ROOM // 13) + "</dc:a>" * (_ROOM // 13)),
    "nested pictures": xmp_of(
        "<rdf:RDF><rdf:Description>" * (_ROOM // 60) + "</rdf:Description></rdf:RDF>" * (_ROOM // 60)
    ),
    "attributes": xmp_of("<dc:b " + " ".join(f"a{n}='1'" for n in range(_ROOM // 12)) + "/>"),
    "names": xmp_of(f"<dc:subject><rdf:Bag>{'<rdf:li>a</rdf:li>' * (_ROOM // 18)}</rdf:Bag></dc:subject>"),
    "languages": xmp_of(
        "<dc:description><rdf:Alt>" + '<rdf:li xml:lang="de">a</rdf:li>' * (_ROOM // 32) + "</rdf:Alt></dc:description>"
    ),
    # Two kinds in turn: sorting them all kept Unicode normalisation busy for over two minutes.
    "accents": xmp_of("<dc:description>" + "\u0301\u0316" * (_ROOM // 4) + "</dc:description>"),
    "blanks": xmp_of(f"<dc:description>{' ' * _ROOM}</dc:description>"),
}


@pytest.mark.parametrize("kind", HEAVY_XMP)
def test_heavy_xmp_is_read_and_ends(kind: str, tmp_path: Path) -> None:
    assert 2**19 < len(HEAVY_XMP[kind]) <= 2**20
    path = save_photo(tmp_path / "a.webp", "WEBP", xmp=HEAVY_XMP[kind], exif=exif_of({0x013B: b"A"}))
    with counted_calls() as calls:
        found = read_metadata(path, "WEBP")
    assert calls() < MAX_CALLS
    assert (found.warnings, value_of(found.creator)) == ((), ("A", "exif"))


@pytest.mark.parametrize("kind", BROKEN_XMP)
def test_broken_xmp_costs_only_itself(kind: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", xmp=BROKEN_XMP[kind], exif=exif_of({0x013B: b"A"}))
    found = read_metadata(path, "JPEG")
    assert value_of(found.creator) == ("A", "exif")
    assert [warning.partition(":")[0] for warning in found.warnings] == ["xmp_unreadable"]


def test_a_huge_packet_is_left_alone(tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.webp", "WEBP", xmp=xmp_of(f"<dc:title>{'x' * 2**20}</dc:title>"))
    assert read_metadata(path, "WEBP").warnings == ("xmp_unreadable",)


def test_a_text_is_never_longer_than_its_cap() -> None:
    packet = io.BytesIO(xmp_of(f"<dc:title>{'x' * 9000}</dc:title><dc:description>{'y' * 20000}</dc:description>"))
    found = read_xmp(packet.getvalue())
    assert len(found.title) == 500
    assert len(found.captions["x-default"]) == 10_000


def test_a_packet_of_a_mebibyte_is_read_and_no_larger_one() -> None:
    packet = xmp_of("", 'photoshop:Credit="A"')
    full = packet + b" " * (2**20 - len(packet))
    assert read_xmp(full).credit == "A"
    with pytest.raises(ValueError, match="1048577 bytes"):
        read_xmp(full + b" ")
