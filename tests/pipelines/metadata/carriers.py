"""Photographers' files with metadata as other programs write it, and a measure of the work a reader does."""

import cProfile
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from pipelines.metadata.embedded import SourcedValue
from tests.pipelines.heic import HEIC
from tests.pipelines.metadata.makers import data_sets, photoshop_segments, resource

TAKEN = "2019-09-01T18:05:06"


def save_photo(path: Path, picture_format: str = "JPEG", **options: Any) -> Path:
    """A small picture such as a camera writes, with what `options` give to Pillow; a HEIC is what it is."""
    if picture_format == "HEIF":
        path.write_bytes(HEIC)
        return path
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(path, picture_format, **options)
    return path


def exif_of(main: Mapping[int, object], detail: Mapping[int, object] | None = None) -> bytes:
    """An EXIF block; texts as bytes, for Pillow writes str as Latin-1 with question marks."""
    exif = Image.Exif()
    exif.update(main)
    if detail:
        exif.get_ifd(0x8769).update(detail)
    return exif.tobytes()


def iim_of(*sets: tuple[int, int, bytes]) -> bytes:
    """An APP13 segment with these data sets."""
    return photoshop_segments(resource(0x0404, data_sets(*sets)))


def xmp_of(properties: str, attributes: str = "") -> bytes:
    """A packet with these properties."""
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
        xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><rdf:Description {attributes}>{properties}
        </rdf:Description></rdf:RDF></x:xmpmeta>""".encode()


def value_of(field: SourcedValue[Any] | None) -> Any:
    return field and (field.value, field.source)


ALL_TAGS = [
    "-charset",
    "UTF8",
    "-codedcharacterset=utf8",
    "-XMP-dc:Creator=Michał Bürger",
    "-XMP-photoshop:Credit=©Stadt/Michał",
    "-XMP-dc:Rights=© Stadt",
    "-XMP-dc:Description=V.l.: Ελένη, Київ 😀",
    "-XMP-dc:Description-en-GB=From left: Eleni",
    "-XMP-photoshop:Headline=Bürgerfest",
    "-XMP-dc:Title=190901-LT",
    "-XMP-iptcCore:AltTextAccessibility=Drei Menschen",
    "-XMP-iptcCore:AltTextAccessibility-en=Three people",
    "-XMP-iptcCore:ExtDescrAccessibility=Drei Menschen stehen",
    "-XMP-iptcCore:ExtDescrAccessibility-en=Three people standing",
    "-XMP-iptcExt:DigitalSourceType=https://cv.iptc.org/newscodes/digitalsourcetype/composite",
    "-XMP-xmpRights:UsageTerms=Frei",
    "-XMP-xmpRights:WebStatement=https://stadt.example/terms",
    "-XMP-plus:Licensor={LicensorURL=https://stadt.example/licence}",
    "-XMP-photoshop:City=Düsseldorf",
    "-XMP-photoshop:Country=Deutschland",
    "-XMP-iptcCore:CountryCode=DEU",
    "-XMP-iptcCore:Location=Rathaus",
    "-XMP-dc:Subject=Fest",
    "-XMP-dc:Subject=Bürger",
    "-XMP-photoshop:Instructions=Sperrfrist",
    "-XMP-iptcExt:PersonInImage=Олена",
    "-XMP-iptcExt:PersonInImageWDetails=[{PersonName=Олена}]",
    "-XMP-mwg-rs:RegionInfo={RegionList=[{Area={X=0.4,Y=0.4,W=0.1,H=0.1,Unit=normalized},Name=Олена,Type=Face}]}",
    "-XMP-MP:RegionInfoMP={Regions=[{PersonDisplayName=Олена,Rectangle=0.4|, 0.1|, 0.1|, 0.1}]}",
    "-XMP-xmp:Rating=4",
    "-XMP-photomech:Prefs=1:2:4:000001",
    "-XMP-xmpMM:History=[{Action=saved,SoftwareAgent=Adobe Photoshop}]",
    "-XMP-iptcExt:Event=Fest",
    "-EXIF:DateTimeOriginal=2019:09:01 18:05:06",
    "-EXIF:OffsetTimeOriginal=+02:00",
    "-EXIF:Make=Canon",
    "-EXIF:Model=EOS R5",
    "-EXIF:LensModel=RF 24-70mm",
    "-EXIF:Orientation#=6",
    "-GPS:GPSLatitude=51.2",
]


def entry(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack(">HHII", tag, kind, count, value)


def directory_of(*entries: bytes) -> bytes:
    """An EXIF block of one directory at offset 8."""
    table = struct.pack(">H", len(entries)) + b"".join(entries) + bytes(4)
    return b"Exif\x00\x00MM\x00*\x00\x00\x00\x08" + table


STALLS = {
    # Every entry sends the reader into the same directory again: 60 KB that kept exifread busy for a minute.
    "gps pointers": directory_of(*[entry(0x8825, 4, 1, 8)] * 4900),
    "nested gps pointers": directory_of(
        *[entry(0x8825, 4, 1, 8 + 2 + 12 * 2400 + 4)] * 2400, *[entry(0x0001, 4, 900, 8)] * 2400
    ),
    "huge maker note": directory_of(entry(0x927C, 7, 0x7FFFFFFF, 8), entry(0x010F, 2, 6, 8)),
    "huge counts": directory_of(*[entry(0x0100 + n, 4, 999, 8) for n in range(4000)]),
    "huge texts": directory_of(*[entry(0x4000 + n, 2, 60000, 8) for n in range(4900)]),
    "endless chain": directory_of()[:-4] + struct.pack(">I", 10) + struct.pack(">HI", 0, 16) * 9000,
}


# A camera's file takes about 5,000. The worst of these takes 0.6 million, and 0.14 s.
MAX_CALLS = 1_000_000


@contextmanager
def counted_calls() -> Iterator[Callable[[], int]]:
    """Count the function calls made inside the block: a measure of work that a busy machine does not change."""
    profile = cProfile.Profile()
    profile.enable()
    try:
        yield lambda: sum(entry.callcount for entry in profile.getstats())
    finally:
        profile.disable()
