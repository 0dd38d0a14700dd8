"""Upload keys taken apart, our own keys put together."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.keys import (
    UploadPath,
    is_clutter,
    original_key,
    packed_depth,
    parse_upload_path,
    sealed_key,
    show_filename,
    show_key,
    unpacked_key,
)

SHA = "0123456789abcdef" * 4
SEAL = "0123456789abcdef" * 2
ANY_TEXT = st.text(st.characters(codec=None), max_size=200)


def test_an_upload_key_names_photographer_release_folders_and_file() -> None:
    assert parse_upload_path("david/sommerfest/card 2/DCIM/DSC_0001.JPG") == UploadPath(
        "david", "sommerfest", "DSC_0001.JPG", ("card 2", "DCIM")
    )
    assert parse_upload_path("david/sommerfest/a.jpg") == UploadPath("david", "sommerfest", "a.jpg")


@pytest.mark.parametrize(
    "key",
    ["", "a.jpg", "david/a.jpg", "david/sommerfest/", "//", "david//a.jpg", "../x/a.jpg", "david/../a.jpg"],
)
def test_stray_keys_name_nobody(key: str) -> None:
    assert parse_upload_path(key) is None


@pytest.mark.parametrize(
    ("key", "filename"),
    [
        ("d/r/a\nb.jpg", "a\\x0ab.jpg"),
        ("d/r/\u0007.jpg", "\\x07.jpg"),
        ("d/r/\u202egpj.exe", "\\u202egpj.exe"),
        ("d/r/a\u200b.jpg", "a\\u200b.jpg"),
        ("d/r/..%2fx.jpg", "..%2fx.jpg"),
        ("d//r//<script>.jpg", "<script>.jpg"),
        ("d/r/a\x00b.jpg", "a\\x00b.jpg"),
        ("d/r/\ud800.jpg", "\\ud800.jpg"),
        ("d/r/Bu\u0308rger.jpg", "Bürger.jpg"),
    ],
)
def test_hostile_keys_come_out_written_out(key: str, filename: str) -> None:
    assert parse_upload_path(key) == UploadPath("d", "r", filename)


@given(st.one_of(ANY_TEXT, st.lists(ANY_TEXT, min_size=3, max_size=6).map("/".join)))
def test_no_key_raises_and_every_part_can_be_stored(key: str) -> None:
    parsed = parse_upload_path(key)
    parts = [parsed.photographer, parsed.release, parsed.filename, *parsed.folders] if parsed else []
    for part in [*parts, show_key(key), show_filename(key)]:
        assert not {"\x00", "\n", "\u202e"} & set(part)
        assert part.encode().decode() == part
    assert all(part and "/" not in part and part not in (".", "..") for part in parts)
    assert show_filename(key)


@pytest.mark.parametrize(
    ("key", "size", "clutter"),
    [
        ("anna/fest/.DS_Store", 6148, True),
        ("anna/fest/card 2/._IMG_0001.JPG", 4096, True),
        ("anna/fest/__MACOSX/IMG_0001.JPG", 90, True),
        ("anna/fest/Thumbs.db", 90, True),
        ("anna/fest/DESKTOP.INI", 90, True),
        ("anna/fest/.keep", 0, True),
        ("anna/fest/card_$folder$", 0, True),
        ("anna/fest/IMG_0001.JPG", 0, False),
        ("anna/fest/_IMG_0001.JPG", 90, False),
        ("anna/fest/thumbs.db.jpg", 90, False),
        ("anna/fest/notes.txt", 90, False),
    ],
)
def test_what_systems_leave_beside_photos_is_clutter(key: str, size: int, clutter: bool) -> None:
    assert is_clutter(key, size) is clutter


def test_our_keys() -> None:
    assert original_key(SHA) == f"originals/{SHA}"
    assert sealed_key("k3x9", "800w", SEAL, "webp") == f"sealed/k3x9/{SEAL}/800w.webp"


BUILDERS: dict[str, Callable[[str], str]] = {
    "sha256": original_key,
    "photo sealed": lambda bad: sealed_key(bad, "800", SEAL, "jpg"),
    "profile sealed": lambda bad: sealed_key("k3x9", bad, SEAL, "jpg"),
    "seal": lambda bad: sealed_key("k3x9", "800", bad, "jpg"),
}


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("bad", ["", "..", "../x", "a/b", "a b", "a\n", ".hidden", "ä", "a..b"])
def test_nothing_unfit_becomes_a_key(builder: str, bad: str) -> None:
    with pytest.raises(ValueError, match="not fit"):
        BUILDERS[builder](bad)


def test_what_was_in_a_zip_file_has_a_folder_of_its_name() -> None:
    assert unpacked_key("d/f/card.zip", "DCIM/a.jpg") == "d/f/card.zip.unpacked/DCIM/a.jpg"
    assert unpacked_key("d/f/card.zip", "/./a\0.jpg") == "d/f/card.zip.unpacked/a_.jpg"
    assert unpacked_key("d/f/card.zip", "x" * 1000 + "/a.jpg") == "d/f/card.zip.unpacked/a.jpg"
    assert unpacked_key("d/f/card.zip", "a.jpg", "-2") == "d/f/card.zip-2.unpacked/a.jpg"
    for path in ("", "..", "x" * 1024):
        with pytest.raises(ValueError, match="no path"):
            unpacked_key("d/f/card.zip", path)
    assert [packed_depth(key) for key in ("d/f/a.zip", "d/f/a.zip.unpacked/b.zip.unpacked/c.zip")] == [0, 2]
