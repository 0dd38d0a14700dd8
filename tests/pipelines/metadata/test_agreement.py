"""exiftool, which reads what the world writes, finds the same in every kind of file that the tests make.

Each carrier is compared by itself, field by field. In damaged files exiftool often stops where we go on, so there what
it finds must be among what we find.
"""

import io
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipelines.metadata.containers.files import CONTAINERS, find_blocks
from pipelines.metadata.exif import read_exif, read_exif_block
from pipelines.metadata.findings import Findings, read_caption, read_line, read_words
from pipelines.metadata.iim import read_iim
from pipelines.metadata.languages import X_DEFAULT
from pipelines.metadata.xmp import read_xmp
from tests.hostile_files.sound_files import SEEDS, seed
from tests.pipelines.exiftool import run, write_tags
from tests.pipelines.metadata.carriers import ALL_TAGS, exif_of, save_photo, xmp_of
from tests.pipelines.metadata.containers.test_png import FOUND as IN_PNG
from tests.pipelines.metadata.makers import (
    data_sets,
    extension_segments,
    guid_of,
    jpeg_with,
    photoshop_segments,
    png_with,
    resource,
    segment,
    xmp_segment,
)
from tests.pipelines.metadata.test_iim import BEHIND, INTERRUPTIONS
from tests.pipelines.metadata.test_packet import SOUND as PACKETS

# What exiftool calls each of our fields, by carrier. A list may be joined or not, as the field is one.
LINES: Mapping[str, Mapping[str, str]] = {
    "xmp": {
        "creator": "XMP-dc:Creator",
        "credit": "XMP-photoshop:Credit",
        "copyright": "XMP-dc:Rights",
        "headline": "XMP-photoshop:Headline",
        "title": "XMP-dc:Title",
        "usage_terms": "XMP-xmpRights:UsageTerms",
        "city": "XMP-photoshop:City",
        "country": "XMP-photoshop:Country",
        "country_code": "XMP-iptcCore:CountryCode",
        "sublocation": "XMP-iptcCore:Location",
        "instructions": "XMP-photoshop:Instructions",
        "web_statement": "XMP-xmpRights:WebStatement",
        "event": "XMP-iptcExt:Event",
    },
    "iim": {
        "creator": "IPTC:By-line",
        "credit": "IPTC:Credit",
        "copyright": "IPTC:CopyrightNotice",
        "headline": "IPTC:Headline",
        "title": "IPTC:ObjectName",
        "city": "IPTC:City",
        "country": "IPTC:Country-PrimaryLocationName",
        "country_code": "IPTC:Country-PrimaryLocationCode",
        "sublocation": "IPTC:Sub-location",
        "instructions": "IPTC:SpecialInstructions",
    },
    "exif": {
        "creator": "IFD0:Artist",
        "copyright": "IFD0:Copyright",
        "camera_make": "IFD0:Make",
        "camera_model": "IFD0:Model",
        "lens": "ExifIFD:LensModel",
        "camera_serial": "ExifIFD:SerialNumber",
    },
}
CAPTIONS = {"xmp": "XMP-dc:Description", "iim": "IPTC:Caption-Abstract", "exif": "IFD0:ImageDescription"}
WORDS = {"xmp": "XMP-dc:Subject", "iim": "IPTC:Keywords"}
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp"}


def _by_exiftool(path: Path) -> dict[str, dict[str, Any]]:
    """What exiftool finds, by carrier and field, cleaned as ours is; only what is not empty."""
    tags = _tags(path)
    found: dict[str, dict[str, Any]] = {}
    for carrier, names in LINES.items():
        values: dict[str, Any] = {field: read_line(_joined(tags.get(name))) for field, name in names.items()}
        values["caption"] = read_caption(_joined(tags.get(CAPTIONS[carrier])))
        values["keywords"] = read_words(_listed(tags.get(WORDS.get(carrier, ""))))
        found[carrier] = {field: value for field, value in values.items() if value}
    return found


def _tags(path: Path) -> dict[str, Any]:
    (tags,) = json.loads(run("-json", "-G1", "-n", "-m", "-charset", "iptc=UTF8", str(path)))
    return dict(tags)


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value is not None else []


def _joined(value: Any) -> str:
    return ", ".join(_listed(value))


def _by_us(path: Path, picture_format: str) -> dict[str, dict[str, Any]]:
    blocks = find_blocks(path, picture_format)
    readers: dict[str, Callable[[], Findings]] = {
        "xmp": lambda: read_xmp(*blocks.packets, pieces=blocks.pieces),
        "iim": lambda: read_iim(blocks.iim),
        "exif": lambda: _exif(path, picture_format, blocks.exif),
    }
    return {carrier: _fields(carrier, reader()) for carrier, reader in readers.items()}


def _exif(path: Path, picture_format: str, block: bytes) -> Findings:
    if picture_format == "TIFF" and not block:
        return read_exif(io.BytesIO(path.read_bytes()))
    return read_exif_block(block) if block else Findings()


def _fields(carrier: str, findings: Findings) -> dict[str, Any]:
    values = {field: getattr(findings, field) for field in LINES[carrier]}
    values["caption"] = findings.captions.get(X_DEFAULT, "")
    values["keywords"] = findings.keywords
    return {field: value for field, value in values.items() if value}


def _format_of(data: bytes) -> str | None:
    heads = {b"\xff\xd8\xff": "JPEG", b"\x89PN": "PNG", b"II*": "TIFF", b"II+": "TIFF", b"MM\0": "TIFF", b"RIF": "WEBP"}
    return heads.get(data[:3])


EXIF = exif_of({0x013B: b"Max", 0x010E: "Brücke".encode(), 0x010F: b"Canon"}, {0xA434: "RF 24-70mm"})
TEXTS = data_sets(
    (1, 90, b"\x1b%G"), (2, 80, "Jörg".encode()), (2, 80, b"Anna"), (2, 25, b"x"), (2, 25, b"y"), (2, 120, b"C")
)
LONG = xmp_of(f"<dc:description>{'Wort ' * 2_000}</dc:description>")
NAMED = xmp_of("", f'xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="{guid_of(LONG).decode()}"')
FIRST = xmp_of("<dc:creator><rdf:Seq><rdf:li>A</rdf:li></rdf:Seq></dc:creator>", 'photoshop:Credit="1"')
SECOND = xmp_of("<dc:creator><rdf:Seq><rdf:li>B</rdf:li></rdf:Seq></dc:creator>", 'photoshop:City="Bonn"')
RESOURCES = resource(0x03ED, bytes(16)) + resource(0x0404, TEXTS, b"name")

SOUND: dict[str, Callable[[], bytes]] = {
    **{f"seed {name}": partial(seed, name) for name in SEEDS if _format_of(seed(name))},
    **{
        f"png {kind}{', behind' * behind}": partial(png_with, [], [made]) if behind else partial(png_with, [made])
        for kind, (made, _) in IN_PNG.items()
        for behind in (False, True)
    },
    "jpeg exif": lambda: jpeg_with(segment(0xE1, EXIF)),
    "jpeg exif in two": lambda: jpeg_with(segment(0xE1, EXIF[:40]), segment(0xE1, b"Exif\0\0" + EXIF[40:])),
    "jpeg iim": lambda: jpeg_with(photoshop_segments(RESOURCES)),
    "jpeg iim split": lambda: jpeg_with(photoshop_segments(RESOURCES[:61], RESOURCES[61:70], RESOURCES[70:])),
    "jpeg two packets": lambda: jpeg_with(xmp_segment(FIRST), xmp_segment(SECOND)),
    "jpeg extension": lambda: jpeg_with(xmp_segment(NAMED), *extension_segments(LONG, 3_000)),
    "jpeg extension backwards": lambda: jpeg_with(xmp_segment(NAMED), *extension_segments(LONG, 3_000)[::-1]),
}
# Where exiftool puts a question mark for each byte that is no UTF-8.
NOT_UTF8 = ("no UTF-8", "cut inside a character")
DAMAGED: dict[str, Callable[[], bytes]] = {
    **{
        f"iim {kind}": partial(lambda odd: _iim_jpeg(data_sets((2, 110, b"dpa")) + odd + BEHIND), odd)
        for kind, (odd, _) in INTERRUPTIONS.items()
    },
    **{
        f"packet {kind}": partial(lambda packet: jpeg_with(xmp_segment(packet)), packet)
        for kind, packet in PACKETS.items()
        if kind not in NOT_UTF8
    },
    "iim in two blocks": lambda: jpeg_with(
        photoshop_segments(resource(0x0404, TEXTS) + resource(0x0404, data_sets((2, 110, b"dpa"))))
    ),
    "extension incomplete": lambda: jpeg_with(xmp_segment(FIRST), *extension_segments(LONG, 3_000)[1:]),
}


def _iim_jpeg(block: bytes) -> bytes:
    return jpeg_with(photoshop_segments(resource(0x0404, block)))


def _written(data: bytes, folder: Path) -> tuple[Path, str]:
    picture_format = _format_of(data)
    assert picture_format
    path = folder / f"a.{SUFFIXES[picture_format]}"
    path.write_bytes(data)
    return path, picture_format


@pytest.mark.parametrize("kind", SOUND)
def test_exiftool_finds_the_same(kind: str, tmp_path: Path) -> None:
    path, picture_format = _written(SOUND[kind](), tmp_path)
    assert _by_us(path, picture_format) == _by_exiftool(path)


@pytest.mark.parametrize("picture_format", CONTAINERS)
@pytest.mark.parametrize("order", ["II", "MM"])
def test_what_exiftool_writes_comes_back(picture_format: str, order: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / f"a.{SUFFIXES[picture_format]}", picture_format)
    iim = ["-IPTC:By-line=Michał", "-IPTC:Caption-Abstract=Brücke", "-IPTC:Keywords=Fest", "-IPTC:City=Łódź"]
    exif = ["-EXIF:Artist=Michał", "-EXIF:ImageDescription=Brücke", f"-ExifByteOrder={order}"]
    write_tags(path, *ALL_TAGS, *exif, *(iim if picture_format != "WEBP" else []))
    found = _by_us(path, picture_format)
    assert found == _by_exiftool(path)
    assert (bool(found["xmp"]), bool(found["exif"])) == (True, True)
    assert bool(found["iim"]) is (picture_format != "WEBP")


@pytest.mark.parametrize("kind", DAMAGED)
def test_we_find_what_exiftool_finds_in_damaged_files(kind: str, tmp_path: Path) -> None:
    path, picture_format = _written(DAMAGED[kind](), tmp_path)
    ours, theirs = _by_us(path, picture_format), _by_exiftool(path)
    assert {carrier: theirs[carrier].items() <= found.items() for carrier, found in ours.items()} == {
        "xmp": True,
        "iim": True,
        "exif": True,
    }
    assert any(ours.values())
