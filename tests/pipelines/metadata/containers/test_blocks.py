"""What counts as an EXIF block."""

import pytest

from pipelines.metadata.containers.blocks import is_exif


@pytest.mark.parametrize("block", [b"II*\0rest", b"MM\0*rest", b"Exif\0\0II*\0"])
def test_exif_is_a_tiff_structure(block: bytes) -> None:
    assert is_exif(block)


@pytest.mark.parametrize("block", [b"", b"Exif\0\0", b"\x1c\x02", b"8BIM", b"<x/>", b"II+\0"])
def test_others_are_none(block: bytes) -> None:
    assert not is_exif(block)
