"""The EXIF block, read by a reader that is not ours."""

from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base

from pipelines.sealing.exif import build_exif
from pipelines.sealing.fields import SealedFields
from tests.pipelines.sealing.sealed_files import FIELDS


def read_block(**fields: Any) -> tuple[dict[int, Any], dict[int, Any]]:
    """The main directory and the one of the exposure, as Pillow reads them."""
    exif = Image.Exif()
    exif.load(build_exif(SealedFields(**fields)))
    return dict(exif), dict(exif.get_ifd(IFD.Exif))


def test_same_fields_same_bytes() -> None:
    assert build_exif(FIELDS) == build_exif(FIELDS.model_copy())
    assert build_exif(FIELDS).startswith(b"MM\x00*")


def test_empty_fields_leave_no_tag() -> None:
    main, exposure = read_block()
    assert set(main) == {IFD.Exif}
    assert exposure == {Base.ExifVersion: b"0232"}


def test_short_and_long_values_are_found_where_they_stand() -> None:
    main, _ = read_block(creator="A", camera_make="Foto", camera_model="EOS R5", lens="RF 24-70mm F2.8")
    assert (main[Base.Artist], main[Base.Make], main[Base.Model]) == ("A", "Foto", "EOS R5")


@pytest.mark.parametrize(
    ("taken", "written"),
    [("2019-09-01T18:05:06", "2019:09:01 18:05:06"), ("1826-02-03T00:00:00", "1826:02:03 00:00:00")],
)
def test_a_date_is_written_in_nineteen_characters(taken: str, written: str) -> None:
    _, exposure = read_block(date_taken=taken, utc_offset="+02:00")
    assert (exposure[Base.DateTimeOriginal], exposure[Base.OffsetTimeOriginal]) == (written, "+02:00")


@pytest.mark.parametrize("taken", ["1985", "1985-07", "1985-07-12", "1985-07-12T10:00"])
def test_a_date_that_is_not_whole_is_left_out(taken: str) -> None:
    _, exposure = read_block(date_taken=taken, utc_offset="+02:00")
    assert set(exposure) == {Base.ExifVersion}


def test_an_offset_without_a_date_says_nothing() -> None:
    assert Base.OffsetTimeOriginal not in read_block(utc_offset="+02:00")[1]


@pytest.mark.parametrize(
    ("guid", "written"),
    [
        ("urn:uuid:6C2B6A5E-0000-4000-8000-0123456789AB", "6c2b6a5e0000400080000123456789ab"),
        ("6c2b6a5e-0000-4000-8000-0123456789ab", "6c2b6a5e0000400080000123456789ab"),
        ("6c2b6a5e", None),
        ("https://stadt.example/6c2b6a5e0000400080000123456789ab", None),
    ],
)
def test_a_unique_id_has_32_digits_or_is_left_out(guid: str, written: str | None) -> None:
    assert read_block(guid=guid)[1].get(Base.ImageUniqueID) == written
