"""Which carrier is believed, what the others say differently, and the photographer's picks."""

from pathlib import Path

import pytest

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.findings import Findings
from pipelines.metadata.reconciliation import PhotoMetadata, SourcedValue, reconcile
from tests.pipelines.exiftool import write_tags
from tests.pipelines.metadata.carriers import exif_of, iim_of, save_photo, value_of, xmp_of


def other(value: str, source: str) -> tuple[SourcedValue[str], ...]:
    return (SourcedValue[str].model_validate({"value": value, "source": source}),)


def read(path: Path, *tags: str) -> PhotoMetadata:
    write_tags(path, *tags)
    return read_metadata(path, "JPEG")


@pytest.mark.parametrize(
    ("tags", "taken"),
    [
        (
            ["EXIF:DateTimeOriginal=2019:09:01 18:05:06", "XMP-photoshop:DateCreated=1985"],
            ("2019-09-01T18:05:06", "exif"),
        ),
        (["EXIF:CreateDate=2024:03:05 10:00:00", "XMP-photoshop:DateCreated=1985:07:12"], ("1985-07-12", "xmp")),
        (["EXIF:CreateDate=2024:03:05 10:00:00", "IPTC:DateCreated=1985:07:12"], ("1985-07-12", "iim")),
        (["EXIF:CreateDate=2024:03:05 10:00:00", "XMP-exif:DateTimeOriginal=1985:07:12"], ("1985-07-12", "xmp")),
        (["EXIF:CreateDate=2024:03:05 10:00:00"], ("2024-03-05T10:00:00", "exif")),
        # The original goes before what was created.
        (["XMP-exif:DateTimeOriginal=1985:07:12", "XMP-photoshop:DateCreated=2024"], ("1985-07-12", "xmp")),
        (["XMP-xmp:CreateDate=2024:03:05"], ("2024-03-05", "xmp")),
        (["IPTC:DigitalCreationDate=2024:03:05"], ("2024-03-05", "iim")),
        (["EXIF:ModifyDate=2024:03:05 10:00:00"], ("2024-03-05T10:00:00", "exif")),
        (
            ["EXIF:ModifyDate=2024:03:05 10:00:00", "EXIF:CreateDate=2023:01:02 10:00:00"],
            ("2023-01-02T10:00:00", "exif"),
        ),
        (["XMP-photoshop:DateCreated=1985"], ("1985", "xmp")),
        # Two that agree: the one that says more.
        (["XMP-photoshop:DateCreated=1985", "IPTC:DateCreated=1985:07:12"], ("1985-07-12", "iim")),
    ],
)
def test_taken_goes_before_created_before_digitised(tags: list[str], taken: tuple[str, str], tmp_path: Path) -> None:
    assert value_of(read(save_photo(tmp_path / "a.jpg"), *(f"-{tag}" for tag in tags)).date_taken) == taken


@pytest.mark.parametrize(
    ("tags", "offset"),
    [
        (["EXIF:OffsetTimeOriginal=+02:00"], "+02:00"),
        (["EXIF:OffsetTimeDigitized=+02:00", "EXIF:CreateDate=2019:09:01 18:05:06"], "+02:00"),
        (["EXIF:OffsetTimeDigitized=+02:00"], "+02:00"),
        (["EXIF:OffsetTime=+02:00", "EXIF:ModifyDate=2019:09:01 18:05:06"], "+02:00"),
        # The scanner's offset is not the photo's.
        (["EXIF:OffsetTimeDigitized=+02:00", "EXIF:CreateDate=2024:01:01 10:00:00"], ""),
        (["EXIF:OffsetTime=+02:00", "EXIF:ModifyDate=2024:01:01 10:00:00"], ""),
        (["XMP-photoshop:DateCreated=2019:09:01 18:05:06+03:00"], "+03:00"),
        (["XMP-photoshop:DateCreated=2019:09:02 18:05:06+03:00"], ""),
    ],
)
def test_an_offset_belongs_to_its_own_date(tags: list[str], offset: str, tmp_path: Path) -> None:
    found = read(save_photo(tmp_path / "a.jpg"), "-EXIF:DateTimeOriginal=2019:09:01 18:05:06", *(f"-{t}" for t in tags))
    assert (value_of(found.date_taken), found.utc_offset) == (("2019-09-01T18:05:06", "exif"), offset)


def test_a_text_without_a_language_may_stand_in_a_lower_carrier(tmp_path: Path) -> None:
    iim = iim_of((2, 120, "Die Brücke".encode()))
    found = read(save_photo(tmp_path / "a.jpg", extra=iim), "-XMP-dc:Description-en=The bridge", "-XMP-dc:Description=")
    assert (value_of(found.caption), found.captions) == (("Die Brücke", "iim"), {"en": "The bridge"})
    assert found.alternatives == {}


def test_what_repeats_a_labelled_text_is_not_another_one(tmp_path: Path) -> None:
    iim = iim_of((2, 120, b"The bridge"))
    path = save_photo(tmp_path / "a.jpg", extra=iim)
    found = read(path, "-XMP-dc:Description=Die Brücke", "-XMP-dc:Description-en=The bridge")
    assert (value_of(found.caption), found.alternatives) == (("Die Brücke", "xmp"), {})


def test_what_carriers_say_differently_is_kept_with_its_source(tmp_path: Path) -> None:
    iim = iim_of((2, 120, b"NEU"), (2, 105, b"Kopf"), (2, 110, b"dpa"), (2, 25, b"Fest"))
    path = save_photo(tmp_path / "a.jpg", extra=iim, exif=exif_of({0x010E: b"NEU", 0x013B: b"Bert"}))
    found = read(
        path,
        *(
            "-XMP-dc:Description=ALT",
            "-XMP-photoshop:Headline=Kopf",
            "-XMP-photoshop:Credit=Stadt",
            "-XMP-dc:Creator=Anna",
        ),
        *("-XMP-dc:Subject=Markt", "-XMP-photoshop:DateCreated=1985", "-EXIF:DateTimeOriginal=2019:09:01 18:05:06"),
    )
    assert found.alternatives == {
        "caption": other("NEU", "iim"),
        "credit": other("dpa", "iim"),
        "creator": other("Bert", "exif"),
        "keywords": other("Fest", "iim"),
        "date_taken": other("1985", "xmp"),
    }


def test_a_second_text_without_a_language_can_be_taken(tmp_path: Path) -> None:
    texts = {"x-default": "Die Brücke", "c": "Der Markt", "en": "The bridge"}
    items = "".join(f'<rdf:li xml:lang="{tag}">{text}</rdf:li>' for tag, text in texts.items())
    packet = xmp_of(f"<dc:description><rdf:Alt>{items}</rdf:Alt></dc:description>")
    found = read_metadata(save_photo(tmp_path / "a.jpg", xmp=packet), "JPEG")
    assert (value_of(found.caption), found.captions) == (("Die Brücke", "xmp"), {"en": "The bridge"})
    assert found.alternatives == {"caption": other("Der Markt", "xmp")}
    assert found.warnings == ("odd_language: c",)


def test_one_that_iim_cut_is_no_other(tmp_path: Path) -> None:
    line = "©Landeshauptstadt Düsseldorf/David Young"
    iim = iim_of((2, 110, line.encode()[:32]))
    found = read(save_photo(tmp_path / "a.jpg", extra=iim), f"-XMP-photoshop:Credit={line}")
    assert (value_of(found.credit), found.alternatives) == ((line, "xmp"), {})


@pytest.mark.parametrize(
    ("tags", "picks"),
    [
        (["XMP-xmp:Rating=4", "XMP-xmp:Label=Rot"], (4, "Rot", None, None)),
        (["XMP-photomech:Tagged#=True", "XMP-photomech:ColorClass#=3"], (None, None, True, 3)),
        (["XMP-photomech:Tagged#=False", "XMP-xmp:Rating=0"], (None, None, None, None)),
        (["XMP-microsoft:RatingPercent=75"], (4, None, None, None)),
        (["XMP-photomech:Prefs=1:2:5:000001"], (5, None, True, 2)),
        (["EXIF:Rating=3"], (3, None, None, None)),
        (["EXIF:RatingPercent=75"], (4, None, None, None)),
        (["XMP-xmp:Rating=-1"], (-1, None, None, None)),
    ],
)
def test_picks_are_read(tags: list[str], picks: tuple[object, ...], tmp_path: Path) -> None:
    found = read(save_photo(tmp_path / "a.jpg"), *(f"-{tag}" for tag in tags))
    values = (found.rating, found.label, found.tagged, found.color_class)
    assert tuple(pick.value if pick else None for pick in values) == picks


def test_picks_of_photo_mechanic_stand_in_iim_too(tmp_path: Path) -> None:
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=iim_of((2, 221, b"1:2:5:000001"))), "JPEG")
    assert (value_of(found.rating), value_of(found.tagged), value_of(found.color_class)) == (
        (5, "iim"),
        (True, "iim"),
        (2, "iim"),
    )


def test_what_was_stored_before_is_still_read() -> None:
    stored = {
        "date_taken": {"value": "2019-09-01T18:05:06", "source": "exif"},
        "credit": {"value": "dpa", "source": "iim"},
    }
    assert value_of(PhotoMetadata.model_validate(stored).date_taken) == ("2019-09-01T18:05:06", "exif")
    assert reconcile({"xmp": Findings()}) == PhotoMetadata()
