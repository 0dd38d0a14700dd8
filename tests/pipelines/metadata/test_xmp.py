"""Reading XMP: what counts as this picture's, and what broken or heavy packets cost."""

import io
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest

from pipelines.metadata.containers.jpeg import jpeg_blocks
from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.xmp import MAX_PACKETS, read_xmp
from tests.pipelines.metadata.carriers import MAX_CALLS, counted_calls, exif_of, save_photo, value_of, xmp_of
from tests.pipelines.metadata.makers import extension_segments, guid_of, jpeg_with, xmp_segment


def test_xmp_attributes_are_read_and_another_picture_s_history_is_not() -> None:
    history = (
        '<xmpMM:Ingredients><rdf:Bag><rdf:li><rdf:Description photoshop:City="Köln">'
        "<dc:creator>Somebody else</dc:creator></rdf:Description></rdf:li></rdf:Bag></xmpMM:Ingredients>"
    )
    found = read_xmp(xmp_of(history, 'photoshop:Credit="©A" photoshop:Headline="H"') + b"\x00 \n")
    assert (found.credit, found.headline, found.city, found.creator) == ("©A", "H", "", "")


BROKEN_XMP = {
    "not XML": b"<x:xmpmeta",
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
    path = save_photo(tmp_path / "a.webp", "WEBP", xmp=xmp_of(f"<dc:title>{'x' * 2**23}</dc:title>"))
    assert read_metadata(path, "WEBP").warnings == ("xmp_unreadable",)


def test_a_list_of_ancestors_costs_no_caption() -> None:
    ancestors = "<rdf:li>adobe:docid:photoshop:0011cdf6-5d5b-11e5-9c2f-b0c5a8ec8f0d</rdf:li>\n" * 80_000
    packet = xmp_of(
        f"<photoshop:DocumentAncestors><rdf:Bag>{ancestors}</rdf:Bag></photoshop:DocumentAncestors>",
        'photoshop:Credit="dpa"',
    )
    assert len(packet) > 5 * 2**20
    assert read_xmp(packet).credit == "dpa"


CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"


def test_a_later_packet_replaces_what_it_says_and_nothing_else() -> None:
    first = xmp_of(CREATOR.format("A"), 'photoshop:Credit="first" photoshop:City="Bonn"')
    second = xmp_of(CREATOR.format("B") + "<photoshop:Credit>second</photoshop:Credit>")
    found = read_xmp(first, second)
    assert (found.creator, found.credit, found.city, found.remarks) == ("B", "second", "Bonn", ())
    found = read_xmp(second, first)
    assert (found.creator, found.credit) == ("A", "first")


@pytest.mark.parametrize("empty", ["<photoshop:City/>", "<photoshop:City> </photoshop:City>"])
def test_what_a_later_packet_leaves_empty_stays(empty: str) -> None:
    first = xmp_of("<photoshop:City>Bonn</photoshop:City>")
    assert read_xmp(first, xmp_of(empty)).city == "Bonn"
    assert read_xmp(first, xmp_of("", 'photoshop:City=""')).city == "Bonn"


def test_a_packet_behind_another_in_one_block_is_the_later() -> None:
    begin, end = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>', b'<?xpacket end="w"?>'
    first, second = (begin + xmp_of("", f'photoshop:Credit="{n}" photoshop:C{n}="x"') + end for n in "12")
    assert read_xmp(bytes(3) + first + b"\0" + second).credit == "2"


def test_a_broken_packet_costs_only_itself() -> None:
    found = read_xmp(b"<x:xmpmeta", xmp_of("", 'photoshop:City="Bonn"'))
    assert (found.city, found.remarks) == ("Bonn", ("xmp_incomplete",))
    with pytest.raises(ParseError):
        read_xmp(b"<x:xmpmeta", b"<x:xmpmeta")


def test_only_some_packets_are_read() -> None:
    packet, last = xmp_of("", 'photoshop:City="Bonn"'), xmp_of("", 'photoshop:Credit="A"')
    assert read_xmp(*[packet] * (MAX_PACKETS - 1), last).credit == "A"
    found = read_xmp(*[packet] * MAX_PACKETS, last)
    assert (found.credit, found.city, found.remarks) == ("", "Bonn", ("xmp_incomplete",))


LONG = xmp_of(f"<dc:description>{'Wort ' * 20_000}</dc:description>" + CREATOR.format("B"))
NOTE = f'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{guid_of(LONG).decode()}"'
MAIN = xmp_of(CREATOR.format("A"), f'{NOTE} photoshop:City="Bonn"')


@pytest.mark.parametrize("order", [1, -1])
def test_an_extension_is_read_with_its_packet(order: int) -> None:
    blocks = jpeg_blocks(jpeg_with(*extension_segments(LONG)[::order], xmp_segment(MAIN)))
    found = read_xmp(*blocks.packets, pieces=blocks.pieces)
    assert (found.city, found.creator, found.remarks) == ("Bonn", "B", ())
    assert found.captions["x-default"].startswith("Wort Wort")


def test_an_extension_without_a_piece_costs_only_itself() -> None:
    blocks = jpeg_blocks(jpeg_with(xmp_segment(MAIN), *extension_segments(LONG)[1:]))
    found = read_xmp(*blocks.packets, pieces=blocks.pieces)
    assert (found.city, found.creator, found.remarks) == ("Bonn", "A", ("xmp_incomplete",))


@pytest.mark.parametrize("form", ['<dc:title rdf:parseType="Resource">{}</dc:title>', "<dc:title>{}</dc:title>"])
def test_a_qualified_value_is_its_value(form: str) -> None:
    value = "<rdf:value>Fest</rdf:value><dc:source>x</dc:source>"
    inner = value if "parseType" in form else f"<rdf:Description>{value}</rdf:Description>"
    assert read_xmp(xmp_of(form.format(inner))).title == "Fest"


@pytest.mark.parametrize(("written", "read"), [("6", 6), ("1", 1), ("9", None), ("0", None), ("", None), ("12", None)])
def test_an_orientation_is_one_of_eight(written: str, read: int | None) -> None:
    tiff = f'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{written}"'
    assert read_xmp(xmp_of("", tiff)).orientation == read


def test_a_text_is_never_longer_than_its_cap() -> None:
    packet = io.BytesIO(xmp_of(f"<dc:title>{'x' * 9000}</dc:title><dc:description>{'y' * 20000}</dc:description>"))
    found = read_xmp(packet.getvalue())
    assert len(found.title) == 500
    assert len(found.captions["x-default"]) == 10_000


WHOLE = 'crs:CropTop="0" crs:CropLeft="0" crs:CropBottom="1" crs:CropRight="1"'


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        ('crs:HasCrop="True"', True),
        ('crs:HasCrop="true" crs:AlreadyApplied="False"', True),
        ('crs:HasCrop="True" crs:AlreadyApplied="True"', False),
        ('crs:HasCrop="False" crs:CropTop="0"', False),
        ('crs:AlreadyApplied="False"', False),
        (f'crs:HasCrop="True" {WHOLE}', False),
        (f'crs:HasCrop="True" {WHOLE} crs:CropAngle="0"', False),
        (f'crs:HasCrop="True" {WHOLE} crs:CropAngle="-1.5"', True),
        ('crs:HasCrop="True" crs:CropTop="0.1" crs:CropLeft="0" crs:CropBottom="1" crs:CropRight="1"', True),
    ],
)
def test_a_crop_that_is_only_noted_is_remarked(noted: str, told: bool) -> None:
    """Lightroom and Camera Raw note a crop in XMP; where they export the cropped picture, they say that too."""
    namespace = 'xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" '
    assert read_xmp(xmp_of("", namespace + noted)).remarks == (("crop_not_applied",) if told else ())
