"""Nothing that a camera, a program or a stranger put into a file leaves the house; exiftool looks, by an allow-list."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from pytest_django import Settings

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Photo, Release
from archive.photos import editing
from archive.releases import lifecycle as releases
from archive.store.buckets import archive, press
from pipelines.documents import manifest as doc
from tests.factories import make_release
from tests.pipelines.exiftool import write_tags
from tests.pipelines.pictures import profile
from tests.workers.private_metadata import FORMATS, PLACE, planted
from tests.workers.stages import Upload, approved, publish
from workers.publish.derived import keys_of

# What describes the container and the coded picture itself, and our own profile.
_PICTURE = r"""
    System:\w+ | ICC-\w+:\w+ | ICC_Profile:\w+ | JFIF:\w+
    | File:(FileType|FileTypeExtension|MIMEType|ImageWidth|ImageHeight|EncodingProcess|BitsPerSample|ColorComponents
        |YCbCrSubSampling|ExifByteOrder|CurrentIPTCDigest)
    | RIFF:(WebP_Flags|ImageWidth|ImageHeight|VP8Version|HorizontalScale|VerticalScale)
    | (QuickTime|Meta):(MajorBrand|MinorVersion|CompatibleBrands|HandlerType|HandlerDescription|PrimaryItemReference
        |MetaImageSize|ImageSpatialExtent|ImagePixelDepth|PixelAspectRatio|ColorProfiles|ColorPrimaries
        |TransferCharacteristics|MatrixCoefficients|VideoFullRangeFlag|AV1ConfigurationVersion|ChromaFormat
        |ChromaSamplePosition|MediaDataSize|MediaDataOffset|MediaData
        |SeqProfile|SeqTier0|InitialDelaySamples|QuickTime_ColorRep_0x\w+)
"""
# What the seal says, field by field.
_SEALED = r"""
    IFD0:(ImageDescription|Make|Model|Artist|Copyright)
    | ExifIFD:(ExifVersion|DateTimeOriginal|OffsetTimeOriginal|ImageUniqueID|LensModel)
    | IPTC:(CodedCharacterSet|ApplicationRecordVersion|ObjectName|Keywords|SpecialInstructions|DateCreated|TimeCreated
        |By-line|City|Sub-location|Country-PrimaryLocationCode|Country-PrimaryLocationName|Headline|Credit
        |CopyrightNotice|Caption-Abstract)
    | Photoshop:IPTCDigest
    | XMP-dc:(Creator|Rights|Description|Title|Subject)(-\w+)?
    | XMP-photoshop:(Credit|Headline|DateCreated|City|Country|Instructions)
    | XMP-xmpRights:(Marked|WebStatement|UsageTerms(-\w+)?)
    | XMP-iptcCore:(CountryCode|Location|(AltText|ExtDescr)Accessibility(-\w+)?)
    | XMP-iptcExt:(PersonInImage|Event(-\w+)?|EventID|DigitalSourceType|DigitalImageGUID)
    | XMP-plus:(Licensor|DataMining)
"""
PIXELS_ONLY = re.compile(_PICTURE, re.VERBOSE)
ALLOWED = re.compile(f"{_PICTURE}|{_SEALED}", re.VERBOSE)
SPELLINGS = ("ascii", "utf-16-le", "utf-16-be")
NAME, NAME_SPELLINGS = "Quirina Zwölfer", ("utf-8", "latin-1", "utf-16-le", "utf-16-be")


def tags_of(body: bytes, folder: Path) -> set[str]:
    """Every tag of a file, unknown ones and those of embedded files too, as `Group:Name`."""
    path = folder / "looked-at"
    path.write_bytes(body)
    command = ["exiftool", "-json", "-a", "-G1", "-s", "-ee", "-u", "-U", "-struct", "-x", "Composite:all", str(path)]
    (tags,) = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return set(tags) - {"SourceFile", "ExifTool:ExifToolVersion"}


@pytest.fixture
def _an_avif_too(settings: Settings) -> None:
    avif = profile("avif", format="avif", long_edge=400, speed=10)
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": (*settings.RECIPES.profiles, avif)})


@pytest.mark.usefixtures("_an_avif_too")
@pytest.mark.parametrize("picture_format", FORMATS)
def test_no_file_of_ours_holds_what_was_not_made_by_us(
    picture_format: str, upload: Upload, settings: Settings, tmp_path: Path
) -> None:
    word = secrets.token_hex(16)
    body = planted(picture_format, word, tmp_path)
    assert body.count(word.encode()) > 25, "the word is in every place a program writes to"
    assert {"GPS:GPSLatitude", "ExifIFD:SerialNumber", "XMP-xmpMM:DocumentID"} <= tags_of(body, tmp_path)
    release = make_release()
    photo = approved(upload(body, release, f"IMG.{picture_format}"))
    releases.publish(release, OPERATOR)
    publish(release.pk)

    renditions = [archive().get(key) for key in archive().keys("renditions/")]
    sealed = [archive().get(key) for key in archive().keys("sealed/")]
    public = {key: press().get(key) for key in list(press().keys())}
    assert len(renditions) == len(sealed) == photo.press_files.count() == len(settings.RECIPES.profiles)
    for made in (*renditions, *sealed, *public.values()):
        assert not [spelling for spelling in SPELLINGS if word.encode(spelling) in made]
        assert PLACE.encode() not in made
    manifest = public[addresses.manifest_key(release.slug)]
    assert b"Olena" in manifest, "who is named may be told"
    assert not [
        pick for pick in (b"rating", b"label", b"tagged", b"color_class", b"region") if pick in manifest.lower()
    ]
    assert {tag for made in renditions for tag in tags_of(made, tmp_path) if not PIXELS_ONLY.fullmatch(tag)} == set()
    seen = {tag for made in sealed for tag in tags_of(made, tmp_path)}
    assert {tag for tag in seen if not ALLOWED.fullmatch(tag)} == set()
    assert {"IFD0:Model", "ExifIFD:LensModel", "XMP-dc:Description-de", "XMP-plus:DataMining"} <= seen
    assert {body for key, body in public.items() if key.startswith("photos/")} == set(sealed)


@pytest.fixture
def named(upload: Upload, tmp_path: Path) -> Photo:
    """Approved and sealed; its file names somebody in keywords, persons and the extended description."""
    path = tmp_path / "named.jpg"
    path.write_bytes(planted("JPEG", secrets.token_hex(16), tmp_path))
    tags = "XMP-dc:Subject", "IPTC:Keywords", "XMP-iptcCore:ExtDescrAccessibility", "XMP-iptcExt:PersonInImage"
    write_tags(path, "-m", "-codedcharacterset=utf8", "-XMP-dc:Subject=Fest", *(f"-{tag}+={NAME}" for tag in tags))
    photo = approved(upload(path.read_bytes(), make_release()))
    sealed = [archive().get(key) for key in archive().keys("sealed/")]
    assert sealed
    assert all(NAME.encode() in body for body in sealed), "nobody has looked yet"
    return photo


def _published(photo: Photo) -> doc.Manifest:
    releases.publish(Release.objects.get(pk=photo.release_id), OPERATOR)
    publish(photo.release_id)
    return doc.read_manifest(press().get(addresses.manifest_key(photo.release.slug)))


def _take_out_the_name(photo: Photo) -> None:
    changes = {"keywords": "Fest", "ext_descriptions.de": "", "persons": ""}
    editing.edit(photo.pk, changes, OPERATOR, may_approve=True)


def _naming(keys: Iterable[str]) -> set[str]:
    return {key for key in keys if any(NAME.encode(spelling) in press().get(key) for spelling in NAME_SPELLINGS)}


def test_a_name_taken_out_at_the_desk_is_in_no_public_file(named: Photo) -> None:
    _take_out_the_name(named)
    _published(named)
    photos = list(press().keys("photos/"))
    assert photos
    assert all(b"<rdf:li>Fest</rdf:li>" in press().get(key) for key in photos), "the other keyword stays"
    assert _naming(press().keys()) == set()


def test_a_name_taken_out_after_publication_is_in_no_file_of_the_next_version(named: Photo) -> None:
    assert _naming(keys_of(_published(named)))
    _take_out_the_name(named)
    corrected = _published(named)
    assert corrected.version == 2
    assert _naming(keys_of(corrected)) == set()


def test_what_the_record_keeps_of_it_does_not_travel(upload: Upload, tmp_path: Path) -> None:
    word = secrets.token_hex(16)
    photo = approved(upload(planted("JPEG", word, tmp_path)))
    stored = Photo.objects.select_related("original").get(pk=photo.pk).original
    assert stored
    kept = {name for name, value in stored.metadata.items() if word in json.dumps(value)}
    assert kept == {"instructions", "usage_terms", "web_statement", "guid", "label", "camera_serial"}, (
        "known on the desk"
    )
    assert not [key for key in archive().keys("sealed/") if word.encode() in archive().get(key)]
