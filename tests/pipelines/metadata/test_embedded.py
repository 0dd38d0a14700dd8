"""Reading photographers' files: which carrier wins, in which charset, and what happens when one is broken."""

import datetime as dt
import io
import json
import struct
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pipelines.metadata.embedded import PhotoMetadata, SourcedValue, read_metadata, reconcile
from pipelines.metadata.findings import (
    SOURCE_TYPES,
    Findings,
    read_caption,
    read_date,
    read_languages,
    read_source_type,
)
from pipelines.metadata.xmp import read_xmp
from pipelines.refusal import WARNINGS
from tests.pipelines.exiftool import write_tags
from tests.pipelines.heic import HEIC

TAKEN = dt.datetime.fromisoformat("2019-09-01T18:05:06")


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
    data = b"".join(struct.pack(">BBBH", 0x1C, record, number, len(raw)) + raw for record, number, raw in sets)
    body = b"Photoshop 3.0\x00" + struct.pack(">4sHHI", b"8BIM", 0x0404, 0, len(data)) + data
    return struct.pack(">BBH", 0xFF, 0xED, len(body) + 3) + body + b"\x00"


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
    "-XMP-dc:Title=190901",
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
    "-XMP-iptcExt:Event=Fest",
    "-EXIF:DateTimeOriginal=2019:09:01 18:05:06",
    "-EXIF:OffsetTimeOriginal=+02:00",
    "-EXIF:Make=Canon",
    "-EXIF:Model=EOS R5",
    "-EXIF:LensModel=RF 24-70mm",
    "-EXIF:Orientation#=6",
    "-GPS:GPSLatitude=51.2",
]


@pytest.mark.parametrize("picture_format", ["JPEG", "TIFF", "PNG", "WEBP", "AVIF", "HEIF"])
def test_every_format_is_read_as_other_programs_write_it(picture_format: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / f"a.{picture_format.lower().replace('heif', 'heic')}", picture_format)
    write_tags(path, *ALL_TAGS)
    found = read_metadata(path, picture_format)
    assert found.warnings == ()
    assert value_of(found.creator) == ("Michał Bürger", "xmp")
    assert value_of(found.credit) == ("©Stadt/Michał", "xmp")
    assert value_of(found.copyright) == ("© Stadt", "xmp")
    assert value_of(found.caption) == ("V.l.: Ελένη, Київ 😀", "xmp")
    assert found.captions == {"en": "From left: Eleni"}
    assert value_of(found.headline) == ("Bürgerfest", "xmp")
    assert value_of(found.title) == ("190901", "xmp")
    assert value_of(found.alt_text) == ("Drei Menschen", "xmp")
    assert found.alt_texts == {"en": "Three people"}
    assert found.extended_descriptions == {"x-default": "Drei Menschen stehen", "en": "Three people standing"}
    assert value_of(found.digital_source_type) == ("http://cv.iptc.org/newscodes/digitalsourcetype/composite", "xmp")
    assert value_of(found.usage_terms) == ("Frei", "xmp")
    assert value_of(found.web_statement) == ("https://stadt.example/terms", "xmp")
    assert value_of(found.licensor_url) == ("https://stadt.example/licence", "xmp")
    assert value_of(found.city) == ("Düsseldorf", "xmp")
    assert value_of(found.country) == ("Deutschland", "xmp")
    assert value_of(found.country_code) == ("DEU", "xmp")
    assert value_of(found.sublocation) == ("Rathaus", "xmp")
    assert value_of(found.keywords) == (("Fest", "Bürger"), "xmp")
    assert value_of(found.instructions) == ("Sperrfrist", "xmp")
    assert value_of(found.persons) == (("Олена",), "xmp")
    assert value_of(found.event) == ("Fest", "xmp")
    assert value_of(found.date_taken) == (TAKEN, "exif")
    assert found.utc_offset == "+02:00"
    assert value_of(found.camera_make) == ("Canon", "exif")
    assert value_of(found.camera_model) == ("EOS R5", "exif")
    assert value_of(found.lens) == ("RF 24-70mm", "exif")
    # AVIF and HEIC are turned by their own `irot` (MIAF 7.3.6.7), whatever their EXIF says.
    assert found.orientation == (1 if picture_format in ("AVIF", "HEIF") else 6)
    assert PhotoMetadata.model_validate(json.loads(found.model_dump_json())) == found
    assert "51.2" not in found.model_dump_json()


def test_a_plain_file_has_nothing_to_say(tmp_path: Path) -> None:
    assert read_metadata(save_photo(tmp_path / "a.jpg"), "JPEG") == PhotoMetadata()


def test_what_has_an_exposure_was_photographed(tmp_path: Path) -> None:
    photographed = exif_of({}, {0x829A: (1, 60)})
    scanned = exif_of({0x010F: b"EPSON"}, {0x9004: b"2019:09:01 18:05:06"})
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=photographed), "JPEG").digital_source_type
    assert value_of(found) == ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", "exif")
    assert read_metadata(save_photo(tmp_path / "b.jpg", exif=scanned), "JPEG").digital_source_type is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "trainedAlgorithmicMedia"),
        ("https://cv.iptc.org/newscodes/digitalsourcetype/print/", "print"),
        ("http://evil.example/digitalsourcetype/print", ""),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/<b>", ""),
        ("digitalCapture", ""),
    ],
)
def test_a_source_type_is_one_of_the_vocabulary(text: str, expected: str) -> None:
    assert read_source_type(text) == (SOURCE_TYPES + expected if expected else "")


def test_texts_come_from_xmp_then_iim_then_exif(tmp_path: Path) -> None:
    exif = exif_of({0x010E: b"exif caption", 0x013B: b"exif artist", 0x8298: b"exif rights"})
    iim = iim_of((2, 120, b"iim caption"), (2, 80, b"iim by-line"), (2, 110, b"iim credit"))
    xmp = xmp_of("<dc:description><rdf:Alt><rdf:li>xmp caption</rdf:li></rdf:Alt></dc:description>")
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=exif, extra=iim, xmp=xmp), "JPEG")
    assert value_of(found.caption) == ("xmp caption", "xmp")
    assert value_of(found.creator) == ("iim by-line", "iim")
    assert value_of(found.credit) == ("iim credit", "iim")
    assert value_of(found.copyright) == ("exif rights", "exif")


def test_dates_come_from_exif_first_and_borrow_an_offset_that_agrees() -> None:
    exif, xmp = Findings(taken=TAKEN), Findings(taken=TAKEN, utc_offset="+02:00")
    later = Findings(taken=TAKEN.replace(year=2026), utc_offset="+01:00")
    assert value_of(reconcile({"xmp": later, "exif": exif}).date_taken) == (TAKEN, "exif")
    assert reconcile({"xmp": later, "exif": exif}).utc_offset == ""
    assert reconcile({"xmp": xmp, "exif": exif}).utc_offset == "+02:00"
    assert value_of(reconcile({"xmp": later, "exif": Findings()}).date_taken) == (later.taken, "xmp")


@pytest.mark.parametrize(
    ("declared", "raw"),
    [
        ([(1, 90, b"\x1b%G")], "Michał Bürger".encode()),
        ([], "Michał Bürger".encode()),
        ([], "Micha³ Bürger".encode("cp1252")),
        ([(1, 90, b"\x1b%G")], "Micha³ Bürger".encode("cp1252")),  # declared, but not so
    ],
)
def test_iim_is_utf8_where_it_decodes_and_else_cp1252(
    declared: list[tuple[int, int, bytes]], raw: bytes, tmp_path: Path
) -> None:
    iim = iim_of(*declared, (2, 80, raw), (2, 55, b"20190901"), (2, 60, b"180506+0200"))
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=iim), "JPEG")
    assert found.creator is not None
    assert found.creator.value in ("Michał Bürger", "Micha³ Bürger")
    assert raw in (found.creator.value.encode(), found.creator.value.encode("cp1252", errors="ignore"))
    assert value_of(found.date_taken) == (TAKEN, "iim")
    assert found.utc_offset == "+02:00"


def test_exif_in_latin1_is_read(tmp_path: Path) -> None:
    exif = exif_of({0x013B: "Jörg Groß".encode("cp1252")})
    assert value_of(read_metadata(save_photo(tmp_path / "a.jpg", exif=exif), "JPEG").creator) == ("Jörg Groß", "exif")


@pytest.mark.parametrize(
    "junk",
    ["OLYMPUS DIGITAL CAMERA", "SANYO DIGITAL CAMERA", "  ", "DSC_0001.JPG", "Created with GIMP", "untitled", "null"],
)
def test_junk_is_no_caption(junk: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=exif_of({0x010E: junk.encode()}))
    assert read_metadata(path, "JPEG").caption is None


@pytest.mark.parametrize("caption", ["Created by pupils of the Rathausschule", "Digital camera show", "V.l.: A, B"])
def test_people_s_words_are_captions(caption: str) -> None:
    assert read_caption(caption) == caption


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019:09:01 18:05:06", (TAKEN, "")),
        ("2019:09:01 18:05:06\x00", (TAKEN, "")),
        ("2019-09-01T18:05:06.25+02:00", (TAKEN, "+02:00")),
        ("2019-09-01T18:05:06Z", (TAKEN, "+00:00")),
        ("20190901 180506-0330", (TAKEN, "-03:30")),
        ("2019-09-01", (TAKEN.replace(hour=0, minute=0, second=0), "")),
        ("0000:00:00 00:00:00", (None, "")),
        ("    :  :     :  :  ", (None, "")),
        ("2019:13:01 18:05:06", (None, "")),
        ("1019:09:01 18:05:06", (None, "")),
        ("gestern", (None, "")),
    ],
)
def test_dates_of_all_carriers(text: str, expected: tuple[dt.datetime | None, str]) -> None:
    assert read_date(text) == expected


def test_languages_are_told_by_their_primary_tag() -> None:
    tagged = [("x-default", "d"), ("de-DE", "a"), ("de-AT", "b"), ("", "c"), ("<x>", "e"), ("en", " ")]
    assert read_languages(tagged) == {"x-default": "d", "de": "a"}


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
    assert calls.total() < MAX_CALLS
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


def test_broken_iim_costs_only_itself(tmp_path: Path) -> None:
    segment = iim_of((2, 80, b"A")).replace(b"\x1c\x02\x50", b"\x99\x02\x50")
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=segment, exif=exif_of({0x013B: b"B"})), "JPEG")
    assert value_of(found.creator) == ("B", "exif")
    assert found.warnings == ("iim_unreadable",)


IIM_LENGTHS = {
    "beyond the end": b"\x1c\x02\x78\x7f\xff" + b"caption",
    "extended, beyond the end": b"\x1c\x02\x78\x80\x04\x7f\xff\xff\xff" + b"caption",
    "extended by nothing": b"\x1c\x02\x78\x80\x00" + b"caption",
    "extended by 32 KB": b"\x1c\x02\x78\xff\xff" + b"caption",
    "nothing": b"\x1c\x02\x78\x00\x00" * 9000,
    "cut": b"\x1c\x02",
    "no IIM": bytes(30),
}


@pytest.mark.parametrize("resource_length", [None, 0, 5, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF])
@pytest.mark.parametrize("kind", IIM_LENGTHS)
def test_iim_of_wrong_lengths_costs_only_itself(kind: str, resource_length: int | None, tmp_path: Path) -> None:
    data = IIM_LENGTHS[kind]
    length = len(data) if resource_length is None else resource_length
    body = b"Photoshop 3.0\x00" + struct.pack(">4sHHI", b"8BIM", 0x0404, 0, length) + data
    segment = struct.pack(">BBH", 0xFF, 0xED, len(body) + 2) + body
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=segment, exif=exif_of({0x013B: b"B"})), "JPEG")
    assert value_of(found.creator) == ("B", "exif")
    assert set(found.warnings) <= {"iim_unreadable"}


@pytest.mark.parametrize("chunk", ["text", "zipped", "international"])
def test_a_png_s_texts_are_not_unpacked_without_end(chunk: str, tmp_path: Path) -> None:
    texts, bomb = PngInfo(), "A" * 2**23
    match chunk:
        case "text":
            texts.add_text("Comment", bomb)
        case "zipped":
            texts.add_text("Comment", bomb, zip=True)
        case _:
            texts.add_itxt("XML:com.adobe.xmp", bomb, zip=True)
    path = save_photo(tmp_path / "a.png", "PNG", pnginfo=texts)
    assert set(read_metadata(path, "PNG").warnings) <= {"metadata_unreadable", "xmp_unreadable"}


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


# A camera's file takes about 10,000. The worst of these takes 1.2 million, and 0.14 s.
MAX_CALLS = 2_000_000


@contextmanager
def counted_calls() -> Iterator[Counter[str]]:
    """How often Python called or left a function: work, in a measure that no busy machine changes."""
    calls: Counter[str] = Counter()
    sys.setprofile(lambda _frame, event, _argument: calls.update((event,)))
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("kind", STALLS)
def test_crafted_exif_ends_soon_and_costs_only_itself(kind: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=STALLS[kind], extra=iim_of((2, 80, b"A")))
    with counted_calls() as calls:
        found = read_metadata(path, "JPEG")
    assert calls.total() < MAX_CALLS
    assert value_of(found.creator) == ("A", "iim")


@pytest.mark.parametrize("kind", ["gps pointers", "huge counts", "huge texts"])
def test_what_spends_the_ration_is_warned_of(kind: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=STALLS[kind])
    assert read_metadata(path, "JPEG").warnings == ("exif_unreadable",)


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\xff\xd8\xff", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_picture_gives_a_warning(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    assert read_metadata(path, "JPEG").warnings == ("metadata_unreadable",)


@given(st.binary(max_size=400))
def test_no_exif_block_raises(tmp_path_factory: pytest.TempPathFactory, block: bytes) -> None:
    path = save_photo(tmp_path_factory.mktemp("any") / "a.jpg", exif=b"Exif\x00\x00MM\x00*" + block)
    assert set(read_metadata(path, "JPEG").warnings) <= {"exif_unreadable"}


@pytest.fixture(scope="module")
def carriers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A file of every format with all that other programs write, and IIM where there may be some."""
    files = {}
    for picture_format in ("JPEG", "TIFF", "PNG", "WEBP", "AVIF"):
        path = save_photo(tmp_path_factory.mktemp("carriers") / f"a.{picture_format.lower()}", picture_format)
        iim = ["-IPTC:By-line=Michał", "-IPTC:Keywords=Fest"] if picture_format in ("JPEG", "TIFF") else []
        write_tags(path, *ALL_TAGS, *iim)
        files[picture_format] = path.read_bytes()
    return files


@given(
    # Not HEIF: a hit one can bring libheif down, and this process with it. The chamber's tests break those.
    picture_format=st.sampled_from(["JPEG", "TIFF", "PNG", "WEBP", "AVIF"]),
    hits=st.lists(st.tuples(st.integers(0, 2**14), st.integers(0, 255)), min_size=1, max_size=20),
    end=st.integers(0, 2**14),
)
@settings(max_examples=300, deadline=None)
def test_a_file_hit_anywhere_is_read_or_warned_of(
    tmp_path_factory: pytest.TempPathFactory,
    carriers: dict[str, bytes],
    picture_format: str,
    hits: list[tuple[int, int]],
    end: int,
) -> None:
    body = bytearray(carriers[picture_format])
    for at, value in hits:
        body[at % len(body)] = value
    path = tmp_path_factory.mktemp("hit") / "a"
    path.write_bytes(body[: end or None])
    found = read_metadata(path, picture_format)
    assert PhotoMetadata.model_validate_json(found.model_dump_json()) == found
    assert {warning.partition(":")[0] for warning in found.warnings} <= set(WARNINGS)
    assert "\x00" not in found.model_dump_json()


def test_everything_read_can_be_stored(tmp_path: Path) -> None:
    hostile = "A\x00B\u202e\ufffe\x07"
    xmp = xmp_of("<dc:creator><rdf:Seq><rdf:li>A\u202eB\ufeff</rdf:li></rdf:Seq></dc:creator>")
    iim = iim_of((2, 120, hostile.encode()), *[(2, 25, b"%d" % n) for n in range(500)])
    found = read_metadata(save_photo(tmp_path / "a.jpg", xmp=xmp, extra=iim), "JPEG")
    assert value_of(found.creator) == ("AB", "xmp")
    assert value_of(found.caption) == ("AB", "iim")
    assert found.keywords is not None
    assert len(found.keywords.value) == 100


def test_a_text_is_never_longer_than_its_cap() -> None:
    packet = io.BytesIO(xmp_of(f"<dc:title>{'x' * 9000}</dc:title><dc:description>{'y' * 20000}</dc:description>"))
    found = read_xmp(packet.getvalue())
    assert len(found.title) == 500
    assert len(found.captions["x-default"]) == 10_000
