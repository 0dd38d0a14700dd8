"""Which container a file is, and what of its metadata exiftool wrote there."""

from pathlib import Path

import pytest

from pipelines.metadata.containers.blocks import is_exif
from pipelines.metadata.containers.files import find_blocks
from tests.pipelines.exiftool import write_tags
from tests.pipelines.metadata.carriers import save_photo


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_what_exiftool_writes_is_found(picture_format: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / f"a.{picture_format.lower().replace('heif', 'heic')}", picture_format)
    write_tags(path, "-EXIF:Artist=Max", "-XMP-photoshop:Credit=dpa")
    found = find_blocks(path, picture_format)
    assert len(found.packets) == 1
    assert b"dpa" in found.packets[0]
    # A TIFF is an EXIF structure itself.
    assert is_exif(found.exif) is (picture_format != "TIFF")


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    with pytest.raises(ValueError, match="empty"):
        find_blocks(tmp_path / "a.jpg", "JPEG")
