"""Which photo a file lies beside."""

from __future__ import annotations

import pytest

from pipelines.companions import common_beginning, is_beside


@pytest.mark.parametrize(
    ("key", "photo", "beside"),
    [
        ("david/fest/DSC_1.NEF", "david/fest/DSC_1.JPG", True),
        ("david/fest/dsc_1.wav", "david/fest/DSC_1.JPG", True),
        ("david/fest/DSC_1.xmp", "david/fest/DSC_1.JPG", True),
        ("david/fest/DSC_1.JPG.xmp", "david/fest/DSC_1.JPG", True),
        ("david/fest/DSC_1.JPG.xmp", "david/fest/DSC_1.tif", False),
        ("david/fest/DSC_1.nef.xmp", "david/fest/DSC_1.JPG", True),
        ("david/fest/Besuch 12.05.xmp", "david/fest/Besuch 12.05.jpg", True),
        ("david/fest/Besuch 12.05.xmp", "david/fest/Besuch 12.jpg", False),
        ("david/fest/u\u0308ber.wav", "david/fest/\u00fcber.jpg", True),
        ("david/fest/DSC_1.NEF", "david/fest/DSC_10.JPG", False),
        ("david/fest/DSC_1.NEF", "david/fest/card 2/DSC_1.JPG", False),
        ("david/fest/DSC_1.NEF", "anna/fest/DSC_1.JPG", False),
        ("david/fest/DSC_1.NEF", "david/fest/DSC_1.txt", False),
        ("david/fest/IMG_1.MOV", "david/fest/IMG_1.HEIC", True),
        ("david/fest/IMG_1.mp4", "david/fest/IMG_1.HEIC", False),
        ("david/fest/DSC_1.psd", "david/fest/DSC_1.JPG", False),
    ],
)
def test_what_lies_beside_a_photo(key: str, photo: str, beside: bool) -> None:
    assert is_beside(key, photo) is beside
    composed = "u\u0308" not in key
    assert not (beside and composed) or photo.lower().startswith(common_beginning(key).lower())
