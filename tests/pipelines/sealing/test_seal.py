"""Press files: every field in every format, read back by exiftool; not a pixel touched."""

import datetime as dt
import io
import itertools
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from pydantic import ValidationError

from pipelines.imaging.encode import encode
from pipelines.metadata.embedded import read_metadata
from pipelines.recipes import load_recipes
from pipelines.sealing.seal import SealedFields, seal, seal_digest
from tests.pipelines.coded_pictures import scan_of
from tests.pipelines.exiftool import find_faults, read_tags

LADDER = Path(__file__).parents[3] / "config" / "renditions.toml"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
CAPTION = "V.l.: Michał, Ελένη, Київ 😀 <b>& „Söhne“\nZweite Zeile"
HARD = "ü ł Ї 😀"
"""An umlaut, Polish, Cyrillic, and beyond 16 bits; in every text, for each field is written by a line of its own."""

FIELDS = SealedFields(
    creator=f"Michał Bürger {HARD}",
    credit=f"©Landeshauptstadt Düsseldorf/David Young {HARD}",
    copyright=f"© 2026 Stadt & Söhne {HARD}",
    captions={"de": CAPTION + HARD, "en": f'From left: "M" & co {HARD}'},
    headlines={"de": f"Bürgerfest {HARD}", "en": f"Street party {HARD}"},
    title=f"190901-LT-PK2 {HARD}",
    alt_texts={"de": f"Drei Menschen {HARD}", "en": f"Three people {HARD}"},
    extended_descriptions={"en": f"Three people on a stage {HARD}"},
    persons=(f"Michał Bürger {HARD}", "Олена"),
    usage_terms={"de": f"Frei für Presse {HARD}", "en": f"Free for press {HARD}"},
    web_statement="https://stadt.example/terms?a=1&b=2",
    licensor_url="https://stadt.example/licence",
    data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED",
    digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    date_taken=dt.datetime.fromisoformat("2019-09-01T18:05:06"),
    utc_offset="+02:00",
    city=f"Düsseldorf {HARD}",
    country=f"Deutschland {HARD}",
    country_code="DEU",
    sublocation=f"Rathaus {HARD}",
    keywords=(f"Fest {HARD}", "Bürger"),
    instructions=f"Sperrfrist 18 Uhr {HARD}",
    events={"de": f"Bürgerfest 2026 {HARD}", "en": f"Street party 2026 {HARD}"},
    event_id=f"20190901-318_07 {HARD}",
    guid="6c2b6a5e-0000-4000-8000-0123456789ab",
    camera_make="Canon",
    camera_model="EOS R5",
    lens=f"Гелиос-44-2 {HARD}",
)
XMP = {
    "XMP-dc:Creator": [FIELDS.creator],
    "XMP-photoshop:Credit": FIELDS.credit,
    "XMP-xmpRights:Marked": True,
    "XMP-dc:Rights": FIELDS.copyright,
    "XMP-dc:Description": FIELDS.captions["de"],
    "XMP-dc:Description-de": FIELDS.captions["de"],
    "XMP-dc:Description-en": FIELDS.captions["en"],
    "XMP-photoshop:Headline": FIELDS.headlines["de"],
    "XMP-dc:Title": FIELDS.title,
    "XMP-iptcCore:AltTextAccessibility": FIELDS.alt_texts["de"],
    "XMP-iptcCore:AltTextAccessibility-de": FIELDS.alt_texts["de"],
    "XMP-iptcCore:AltTextAccessibility-en": FIELDS.alt_texts["en"],
    "XMP-iptcCore:ExtDescrAccessibility": FIELDS.extended_descriptions["en"],
    "XMP-iptcCore:ExtDescrAccessibility-en": FIELDS.extended_descriptions["en"],
    "XMP-iptcExt:PersonInImage": list(FIELDS.persons),
    "XMP-xmpRights:UsageTerms": FIELDS.usage_terms["de"],
    "XMP-xmpRights:UsageTerms-de": FIELDS.usage_terms["de"],
    "XMP-xmpRights:UsageTerms-en": FIELDS.usage_terms["en"],
    "XMP-xmpRights:WebStatement": FIELDS.web_statement,
    "XMP-plus:Licensor": [{"LicensorURL": FIELDS.licensor_url}],
    "XMP-plus:DataMining": FIELDS.data_mining,
    "XMP-iptcExt:DigitalSourceType": FIELDS.digital_source_type,
    "XMP-photoshop:DateCreated": "2019:09:01 18:05:06+02:00",
    "XMP-photoshop:City": FIELDS.city,
    "XMP-photoshop:Country": FIELDS.country,
    "XMP-iptcCore:CountryCode": "DEU",
    "XMP-iptcCore:Location": FIELDS.sublocation,
    "XMP-dc:Subject": list(FIELDS.keywords),
    "XMP-photoshop:Instructions": FIELDS.instructions,
    "XMP-iptcExt:Event": FIELDS.events["de"],
    "XMP-iptcExt:Event-de": FIELDS.events["de"],
    "XMP-iptcExt:Event-en": FIELDS.events["en"],
    "XMP-iptcExt:EventID": [FIELDS.event_id],
    "XMP-iptcExt:DigitalImageGUID": FIELDS.guid,
}
EXIF = {
    "IFD0:ImageDescription": FIELDS.captions["de"],
    "IFD0:Make": "Canon",
    "IFD0:Model": "EOS R5",
    "IFD0:Artist": FIELDS.creator,
    "IFD0:Copyright": FIELDS.copyright,
    "ExifIFD:ExifVersion": "0232",
    "ExifIFD:DateTimeOriginal": "2019:09:01 18:05:06",
    "ExifIFD:OffsetTimeOriginal": "+02:00",
    "ExifIFD:ImageUniqueID": "6c2b6a5e0000400080000123456789ab",
    "ExifIFD:LensModel": FIELDS.lens,
}
IIM = {
    "IPTC:CodedCharacterSet": "\x1b%G",
    "IPTC:ApplicationRecordVersion": 4,
    "IPTC:ObjectName": FIELDS.title,
    "IPTC:Keywords": list(FIELDS.keywords),
    "IPTC:SpecialInstructions": FIELDS.instructions,
    "IPTC:DateCreated": "2019:09:01",
    "IPTC:TimeCreated": "18:05:06+02:00",
    "IPTC:By-line": FIELDS.creator,
    "IPTC:City": FIELDS.city,
    "IPTC:Sub-location": FIELDS.sublocation,
    "IPTC:Country-PrimaryLocationCode": "DEU",
    "IPTC:Country-PrimaryLocationName": FIELDS.country,
    "IPTC:Headline": FIELDS.headlines["de"],
    "IPTC:Credit": "©Landeshauptstadt Düsseldorf/D",  # 32 bytes, cut between characters
    "IPTC:CopyrightNotice": FIELDS.copyright,
    "IPTC:Caption-Abstract": FIELDS.captions["de"],
}
# Bytes that IIM 4.2 gives each text.
IIM_SIZES = {
    "ObjectName": 64,
    "Keywords": 64,
    "SpecialInstructions": 256,
    "By-line": 32,
    "City": 32,
    "Sub-location": 32,
    "Country-PrimaryLocationName": 64,
    "Headline": 256,
    "Credit": 32,
    "CopyrightNotice": 128,
    "Caption-Abstract": 2000,
}
RENDITIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "jpeg": ("JPEG", "RGB", {}),
    "progressive": ("JPEG", "RGB", {"progressive": True}),
    "grey": ("JPEG", "L", {}),
    "webp": ("WEBP", "RGB", {"method": 2}),
    "lossless": ("WEBP", "RGB", {"lossless": True}),
    "webp-alpha": ("WEBP", "RGBA", {}),
    "avif": ("AVIF", "RGB", {"speed": 10}),
    "avif-alpha": ("AVIF", "RGBA", {"speed": 10}),
}


def render(kind: str, icc: bytes | None = SRGB, size: tuple[int, int] = (123, 77)) -> tuple[bytes, str]:
    """A rendition as the darkroom leaves it, and its media type."""
    name, mode, options = RENDITIONS[kind]
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    picture.save(out, name, icc_profile=icc, **options)
    return out.getvalue(), f"image/{name.lower()}"


@pytest.mark.parametrize("icc", [SRGB, None], ids=["icc", "plain"])
@pytest.mark.parametrize("kind", RENDITIONS)
def test_the_picture_is_the_same_byte_for_byte(kind: str, icc: bytes | None) -> None:
    pixels, media_type = render(kind, icc)
    sealed = seal(pixels, media_type, FIELDS)
    assert scan_of(sealed) == scan_of(pixels)
    with Image.open(io.BytesIO(pixels)) as before, Image.open(io.BytesIO(sealed)) as after:
        assert (after.size, after.mode) == (before.size, before.mode)
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("kind", RENDITIONS)
def test_exiftool_reads_every_field_and_nothing_else(kind: str, tmp_path: Path) -> None:
    pixels, media_type = render(kind)
    path = tmp_path / f"sealed.{media_type.removeprefix('image/')}"
    path.write_bytes(seal(pixels, media_type, FIELDS))
    tags = read_tags(path)
    expected = XMP | EXIF | (IIM if media_type == "image/jpeg" else {})
    written = {name: value for name, value in tags.items() if name.startswith(("XMP-", "IFD0:", "Exif", "IPTC:"))}
    assert {name: value for name, value in written.items() if not name.startswith("ExifTool")} == expected
    assert not [name for name in tags if "GPS" in name or "Serial" in name]
    assert find_faults(path) == []


@pytest.mark.parametrize("kind", RENDITIONS)
def test_we_read_what_we_wrote(kind: str, tmp_path: Path) -> None:
    pixels, media_type = render(kind)
    path = tmp_path / "sealed"
    path.write_bytes(seal(pixels, media_type, FIELDS))
    found = read_metadata(path, media_type.removeprefix("image/").upper())
    assert found.warnings == ()
    assert found.captions == FIELDS.captions
    assert found.alt_texts == FIELDS.alt_texts
    assert found.utc_offset == "+02:00"
    values = {
        name: value["value"]
        for name, value in found.model_dump().items()
        if isinstance(value, dict) and "value" in value and name not in ("caption", "alt_text", "usage_terms")
    }
    assert values.pop("headline") == FIELDS.headlines["de"]
    assert values.pop("event") == FIELDS.events["de"]
    assert found.extended_descriptions == {
        "x-default": FIELDS.extended_descriptions["en"],
        **FIELDS.extended_descriptions,
    }
    assert values == {name: getattr(FIELDS, name) for name in values}
    per_language = {"captions", "headlines", "alt_texts", "extended_descriptions", "usage_terms", "events"}
    assert set(values) == set(SealedFields.model_fields) - per_language - {"default_language", "utc_offset"}


@pytest.mark.parametrize("kind", RENDITIONS)
def test_without_metadata_there_are_empty_carriers_and_no_texts(kind: str, tmp_path: Path) -> None:
    pixels, media_type = render(kind)
    path = tmp_path / f"sealed.{media_type.removeprefix('image/')}"
    path.write_bytes(seal(pixels, media_type, SealedFields()))
    written = {name for name in read_tags(path) if name.startswith(("XMP-", "IFD0:", "ExifIFD", "IPTC:"))}
    iim = {"IPTC:CodedCharacterSet", "IPTC:ApplicationRecordVersion"} if media_type == "image/jpeg" else set()
    assert written == {"ExifIFD:ExifVersion"} | iim


def test_what_the_darkroom_encodes_can_be_sealed() -> None:
    recipes = load_recipes(LADDER.read_text())
    picture = Image.linear_gradient("L").convert("RGB")
    for profile in recipes.profiles:
        pixels = encode(picture, profile)
        sealed = seal(pixels, f"image/{profile.format}", FIELDS)
        assert scan_of(sealed) == scan_of(pixels)


def test_webp_of_odd_sizes_announces_its_canvas() -> None:
    for size, kind in itertools.product([(1, 1), (16383, 1), (2, 16383), (255, 257)], ["webp", "lossless"]):
        pixels, media_type = render(kind, None, size)
        sealed = seal(pixels, media_type, FIELDS)
        assert sealed[12:16] == b"VP8X"
        assert int.from_bytes(sealed[24:27], "little") + 1 == size[0]
        assert int.from_bytes(sealed[27:30], "little") + 1 == size[1]
        assert sealed[20] == 0x0C
        assert int.from_bytes(sealed[4:8], "little") + 8 == len(sealed)


@pytest.mark.parametrize("kind", RENDITIONS)
def test_a_file_that_is_not_ours_is_refused(kind: str) -> None:
    pixels, media_type = render(kind)
    sealed = seal(pixels, media_type, FIELDS)
    for strange in (sealed, pixels + b"trailing", pixels[:40], b"", b"<svg/>"):
        with pytest.raises(ValueError, match=r"ours|our own|not a|WebP"):
            seal(strange, media_type, FIELDS)


def test_a_comment_or_a_foreign_type_is_refused() -> None:
    pixels, media_type = render("jpeg")
    comment = pixels[:2] + b"\xff\xfe\x00\x0a<script>" + pixels[2:]
    with pytest.raises(ValueError, match="not ours"):
        seal(comment, media_type, FIELDS)
    with pytest.raises(ValueError, match="image/png"):
        seal(pixels, "image/png", FIELDS)


@pytest.mark.parametrize(("code", "expected"), [("DEU", "DEU"), ("DE", None)])
def test_iim_takes_a_country_code_of_three_letters_alone(code: str, expected: str | None, tmp_path: Path) -> None:
    path = tmp_path / "sealed.jpg"
    path.write_bytes(seal(*render("jpeg", None, (8, 8)), SealedFields(country_code=code)))
    tags = read_tags(path)
    assert tags["XMP-iptcCore:CountryCode"] == code
    assert tags.get("IPTC:Country-PrimaryLocationCode") == expected


def test_the_iim_digest_says_that_xmp_is_the_one_to_read(tmp_path: Path) -> None:
    path = tmp_path / "sealed.jpg"
    path.write_bytes(seal(*render("jpeg"), FIELDS))
    told = ["exiftool", "-s3", "-Photoshop:IPTCDigest", "-File:CurrentIPTCDigest", str(path)]
    stated, computed = subprocess.run(told, check=True, capture_output=True, text=True).stdout.split()
    assert stated == computed


def test_what_no_segment_would_hold_is_shortened(tmp_path: Path) -> None:
    long = dict.fromkeys(("de", "en", "fr", "it", "pl", "uk", "tr"), "ß" * 5000)
    fields = FIELDS.model_copy(update={"captions": long, "keywords": tuple(f"{n} {'&' * 490}" for n in range(100))})
    for kind in ("jpeg", "webp", "avif"):
        pixels, media_type = render(kind)
        path = tmp_path / f"sealed.{kind}"
        path.write_bytes(seal(pixels, media_type, fields))
        tags = read_tags(path)
        assert {tags[f"XMP-dc:Description-{code}"] for code in long} == {"ß" * 625}
        assert tags["XMP-dc:Subject"] == list(fields.keywords[:12])
        assert tags["XMP-photoshop:Credit"] == fields.credit
        assert find_faults(path) == []


def test_languages_beyond_all_measure_are_refused_in_words() -> None:
    pixels, media_type = render("jpeg")
    captions = {f"aa-{n:08d}": "a" for n in range(2000)}
    with pytest.raises(ValueError, match="65502"):
        seal(pixels, media_type, SealedFields(captions=captions))


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("letter", ["ü", "語", "😀"])
def test_iim_is_cut_between_characters_to_its_sizes(letter: str, shift: int, tmp_path: Path) -> None:
    text = "a" * shift + letter * 2000
    line = text[:500]
    names = (
        "title",
        "instructions",
        "creator",
        "city",
        "sublocation",
        "country_code",
        "country",
        "credit",
        "copyright",
    )
    fields = SealedFields.model_validate(
        dict.fromkeys(names, line) | {"keywords": (line,), "headlines": {"de": text}, "captions": {"de": text}}
    )
    path = tmp_path / "sealed.jpg"
    path.write_bytes(seal(*render("jpeg", None, (8, 8)), fields))
    tags = read_tags(path)
    for name, size in IIM_SIZES.items():
        value = tags.get(f"IPTC:{name}", "")
        whole = text if name in ("Headline", "Caption-Abstract") else line
        assert whole.startswith(value)
        assert size - 3 <= len(value.encode()) <= size
    assert tags["IPTC:CodedCharacterSet"] == "\x1b%G"
    assert tags["XMP-photoshop:Credit"] == line, "the truth is beside it"
    assert find_faults(path) == []


def test_same_fields_same_bytes_other_fields_another_digest() -> None:
    pixels, media_type = render("jpeg")
    swapped = FIELDS.model_copy(update={"captions": dict(reversed(FIELDS.captions.items()))})
    assert seal(pixels, media_type, FIELDS) == seal(pixels, media_type, swapped)
    digests = [
        seal_digest("renditions/a/b.jpg", FIELDS),
        seal_digest("renditions/a/c.jpg", FIELDS),
        seal_digest("renditions/a/b.jpg", FIELDS, "signer"),
        seal_digest("renditions/a/b.jpg", FIELDS.model_copy(update={"city": "Köln"})),
    ]
    assert len(set(digests)) == 4
    assert all(len(digest) == 32 for digest in digests)
    assert seal_digest("renditions/a/b.jpg", swapped) == digests[0]


def test_the_first_language_stands_in_for_a_missing_default(tmp_path: Path) -> None:
    pixels, media_type = render("jpeg")
    path = tmp_path / "sealed.jpg"
    path.write_bytes(seal(pixels, media_type, SealedFields(captions={"pl": "Łódź", "en": "Lodz"})))
    tags = read_tags(path)
    assert tags["XMP-dc:Description"] == tags["IPTC:Caption-Abstract"] == tags["IFD0:ImageDescription"] == "Lodz"
    assert tags["XMP-dc:Description-pl"] == "Łódź"


@pytest.mark.parametrize(
    "fields",
    [
        {"captions": {'de"><x': "a"}},
        {"utc_offset": "CET"},
        {"date_taken": dt.datetime(2019, 9, 1, tzinfo=dt.UTC)},
        {"gps_latitude": "51.2"},
        {"serial_number": "1"},
    ],
)
def test_nothing_outside_the_allow_list_is_a_field(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SealedFields.model_validate(fields)


@given(st.text(st.characters(codec=None), max_size=200), st.text(st.characters(codec=None), max_size=200))
@settings(max_examples=60)
def test_any_text_comes_back_from_our_own_file(
    tmp_path_factory: pytest.TempPathFactory, caption: str, person: str
) -> None:
    fields = SealedFields(captions={"de": caption}, persons=(person,), credit=person)
    path = tmp_path_factory.mktemp("any") / "sealed"
    pixels, media_type = render("jpeg", None, (8, 8))
    path.write_bytes(seal(pixels, media_type, fields))
    with Image.open(path) as picture:
        packet = picture.info["xmp"].decode()
    assert all(ord(c) >= 32 or c == "\n" for c in packet)
    found = read_metadata(path, "JPEG")
    assert found.warnings == ()
    assert (found.credit.value if found.credit else "") == fields.credit
