"""Press files: every field in every format, read back by exiftool; not a pixel touched."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipelines.imaging.encode import encode
from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.junk import is_nobody
from pipelines.recipes import load_recipes
from pipelines.sealing.seal import SEAL_VERSION, SealedFields, seal, seal_digest, seal_digests
from tests.pipelines.coded_pictures import scan_of
from tests.pipelines.exiftool import find_faults, read_tags
from tests.pipelines.sealing.sealed_files import FIELDS, RENDITIONS, SRGB, render

LADDER = Path(__file__).parents[3] / "config" / "renditions.toml"

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
    assert found.extended_descriptions == FIELDS.extended_descriptions
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


@pytest.mark.parametrize("kind", RENDITIONS)
def test_a_file_that_is_not_ours_is_refused(kind: str) -> None:
    pixels, media_type = render(kind)
    sealed = seal(pixels, media_type, FIELDS)
    for strange in (sealed, pixels + b"trailing", pixels[:40], b"", b"<svg/>"):
        with pytest.raises(ValueError, match=r"ours|our own|not a|WebP"):
            seal(strange, media_type, FIELDS)


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


@pytest.mark.parametrize(
    ("taken", "xmp", "iim"),
    [
        ("1985", 1985, "1985:00:00"),
        ("1985-07", "1985:07", "1985:07:00"),
        ("1985-07-12", "1985:07:12", "1985:07:12"),
        ("1985-07-12T10:00", "1985:07:12 10:00+02:00", "1985:07:12"),
    ],
)
def test_a_date_says_only_what_is_known(taken: str, xmp: object, iim: str, tmp_path: Path) -> None:
    path = tmp_path / "sealed.jpeg"
    pixels, media_type = render("jpeg")
    path.write_bytes(seal(pixels, media_type, SealedFields(date_taken=taken, utc_offset="+02:00")))
    dates = {name: value for name, value in read_tags(path).items() if "Created" in name or "Original" in name}
    assert dates == {"XMP-photoshop:DateCreated": xmp, "IPTC:DateCreated": iim}
    found = read_metadata(path, "JPEG").date_taken
    assert found is not None
    assert (found.value, found.source) == (taken, "xmp")
    assert find_faults(path) == []


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
    credit = found.credit.value if found.credit else ""
    assert credit == fields.credit or (not credit and is_nobody(fields.credit))


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.text(max_size=20), max_size=3))
def test_one_pass_gives_the_digest_of_the_whole_content(caption: str, signer: str, keys: list[str]) -> None:
    fields = FIELDS.model_copy(update={"captions": {"de": caption}})

    def whole(key: str) -> str:
        content = [SEAL_VERSION, key, fields.model_dump(mode="json"), signer]
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:32]

    assert seal_digests(keys, fields, signer) == [whole(key) for key in keys]


def test_a_digest_stays_what_it_was() -> None:
    """Every press file is made anew when it changes: by SEAL_VERSION, by a field, or by how fields are written."""
    fields = SealedFields(creator="Michał Żółw", captions={"en": "A feast", "de": "Ein Fest"})
    assert seal_digest("renditions/a/b.jpg", fields, "signer") == "bd496e46f22a44d6e13e9df0e871bf00"
