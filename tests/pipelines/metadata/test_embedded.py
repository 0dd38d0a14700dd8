"""Reading photographers' files: which carrier wins, in which charset, and what happens when one is broken."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL.PngImagePlugin import PngInfo

from pipelines.metadata.embedded import PhotoMetadata, read_metadata, reconcile
from pipelines.metadata.findings import (
    Findings,
)
from pipelines.refusal import WARNINGS
from tests.hostile_files.sound_files import seed
from tests.pipelines.exiftool import write_tags
from tests.pipelines.metadata.carriers import ALL_TAGS, TAKEN, exif_of, iim_of, save_photo, value_of, xmp_of
from tests.pipelines.metadata.makers import (
    chunk,
    data_sets,
    digest_of,
    jpeg_with,
    photoshop_segments,
    png_with,
    resource,
    xmp_chunk,
    xmp_segment,
)


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
    assert value_of(found.title) == ("190901-LT", "xmp")
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
    assert (value_of(found.rating), value_of(found.color_class)) == ((4, "xmp"), (2, "xmp"))
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
    later = Findings(taken="2026-09-01T18:05:06", utc_offset="+01:00")
    assert value_of(reconcile({"xmp": later, "exif": exif}).date_taken) == (TAKEN, "exif")
    assert reconcile({"xmp": later, "exif": exif}).utc_offset == ""
    assert reconcile({"xmp": xmp, "exif": exif}).utc_offset == "+02:00"
    assert value_of(reconcile({"xmp": later, "exif": Findings()}).date_taken) == (later.taken, "xmp")


@pytest.mark.parametrize("kind", ["text", "zipped", "international"])
def test_a_png_s_texts_are_not_unpacked_without_end(kind: str, tmp_path: Path) -> None:
    texts, bomb = PngInfo(), "A" * 2**23
    match kind:
        case "text":
            texts.add_text("Comment", bomb)
        case "zipped":
            texts.add_text("Comment", bomb, zip=True)
        case _:
            texts.add_itxt("XML:com.adobe.xmp", bomb, zip=True)
    path = save_photo(tmp_path / "a.png", "PNG", pnginfo=texts)
    warnings = read_metadata(path, "PNG").warnings
    assert warnings == (("xmp_unreadable",) if kind == "international" else ())


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\xff\xd8", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_picture_gives_a_warning(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    assert read_metadata(path, "JPEG").warnings == ("metadata_unreadable",)


SCATTERED = {"jpeg-scattered": "JPEG", "png-profiles": "PNG", "tiff-blocks": "TIFF"}


@pytest.fixture(scope="module")
def carriers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A file of every format with all that other programs write, and those with metadata in every place there is."""
    files = {}
    for picture_format in ("JPEG", "TIFF", "PNG", "WEBP", "AVIF"):
        path = save_photo(tmp_path_factory.mktemp("carriers") / f"a.{picture_format.lower()}", picture_format)
        iim = ["-IPTC:By-line=Michał", "-IPTC:Keywords=Fest"] if picture_format in ("JPEG", "TIFF") else []
        write_tags(path, *ALL_TAGS, *iim)
        files[picture_format] = path.read_bytes()
    return files | {name: seed(name) for name in SCATTERED}


@given(
    # Not HEIF: a hit one can bring libheif down, and this process with it. The chamber's tests break those.
    name=st.sampled_from(["JPEG", "TIFF", "PNG", "WEBP", "AVIF", *SCATTERED]),
    hits=st.lists(st.tuples(st.integers(0, 2**14), st.integers(0, 255)), min_size=1, max_size=20),
    end=st.integers(0, 2**14),
)
@settings(max_examples=300, deadline=None)
def test_a_file_hit_anywhere_is_read_or_warned_of(
    tmp_path_factory: pytest.TempPathFactory,
    carriers: dict[str, bytes],
    name: str,
    hits: list[tuple[int, int]],
    end: int,
) -> None:
    body = bytearray(carriers[name])
    for at, value in hits:
        body[at % len(body)] = value
    path = tmp_path_factory.mktemp("hit") / "a"
    path.write_bytes(body[: end or None])
    found = read_metadata(path, SCATTERED.get(name, name))
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


@pytest.mark.parametrize(
    ("exif", "xmp", "told"),
    [(None, 6, True), (1, 6, True), (6, 1, True), (6, 6, False), (6, None, False), (None, 1, False)],
)
def test_orientations_that_contradict_are_told(exif: int | None, xmp: int | None, told: bool, tmp_path: Path) -> None:
    attributes = f'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{xmp}"' if xmp else ""
    block = exif_of({0x0112: exif}) if exif else b""
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=block, xmp=xmp_of("", attributes)), "JPEG")
    assert found.orientation == exif
    expected = (f"orientation_differs: EXIF {exif or 1}, XMP {xmp}",) if told else ()
    assert found.warnings == expected


def test_iim_that_was_edited_last_counts(tmp_path: Path) -> None:
    old, new = data_sets((2, 120, b"ALT"), (2, 90, b"Bonn")), data_sets((2, 120, b"NEU"), (2, 90, b"Bonn"))
    xmp = xmp_segment(xmp_of("<dc:description>ALT</dc:description>", 'photoshop:City="Bonn" photoshop:Headline="H"'))
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg_with(photoshop_segments(resource(0x0404, new) + digest_of(old)), xmp))
    found = read_metadata(path, "JPEG")
    assert value_of(found.caption) == ("NEU", "iim")
    assert (value_of(found.city), value_of(found.headline)) == (("Bonn", "xmp"), ("H", "xmp"))
    assert found.warnings == ("iim_newer: IIM: “NEU”; XMP: “ALT”",)
    path.write_bytes(jpeg_with(photoshop_segments(resource(0x0404, new) + digest_of(new)), xmp))
    assert (value_of(read_metadata(path, "JPEG").caption), read_metadata(path, "JPEG").warnings) == (("ALT", "xmp"), ())


def test_a_damaged_block_of_a_container_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png_with([chunk(b"tEXt", b"Raw profile type iptc\0damaged"), xmp_chunk(xmp_of("", ""))]))
    assert read_metadata(path, "PNG").warnings == ("metadata_incomplete: Raw profile type iptc",)


@pytest.mark.parametrize(
    "text", ["Landeshauptstadt Bonn/Jörg Müü".encode()[:-1], "Käthe".encode("mac_roman"), "Jörg".encode("cp1252")]
)
def test_exif_texts_have_their_charsets(text: bytes, tmp_path: Path) -> None:
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=exif_of({0x013B: text})), "JPEG")
    assert value_of(found.creator) in [("Landeshauptstadt Bonn/Jörg Mü", "exif"), ("Käthe", "exif"), ("Jörg", "exif")]


@pytest.mark.parametrize(
    ("xmp", "iim", "end"),
    [
        ('plus:LicenseEndDate="2026-12-31"', (), "2026-12-31"),
        ('plus:LicenseEndDate="2026-12-31T18:00+01:00"', (), "2026-12-31T18:00+01:00"),
        ("", ((2, 37, b"20261231"), (2, 38, b"180000+0100")), "2026-12-31T18:00:00+01:00"),
        ('plus:LicenseEndDate="2027"', (), None),
        ('plus:LicenseEndDate="perpetual"', (), None),
    ],
)
def test_until_when_a_photo_may_be_used(
    xmp: str, iim: tuple[tuple[int, int, bytes], ...], end: str | None, tmp_path: Path
) -> None:
    path = save_photo(tmp_path / "a.jpg", xmp=xmp_of("", xmp) if xmp else b"", extra=iim_of(*iim) if iim else b"")
    found = read_metadata(path, "JPEG").license_end
    assert (found.value if found else None) == end
