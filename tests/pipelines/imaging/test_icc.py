"""Profiles of our own writing, read by littleCMS."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from pipelines.imaging.icc import D50, write_profile

RED, GREEN, BLUE = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)


def test_a_profile_is_what_it_was_written_as() -> None:
    data = write_profile("a name", RED, GREEN, BLUE, 2.2)
    assert len(data) == int.from_bytes(data[:4], "big")
    read = ImageCms.ImageCmsProfile(io.BytesIO(data)).profile
    assert (read.profile_description, read.xcolor_space.strip(), read.device_class) == ("a name", "RGB", "mntr")
    for written, colourant in ((RED, read.red_colorant), (GREEN, read.green_colorant), (BLUE, read.blue_colorant)):
        assert colourant is not None
        assert max(abs(a - b) for a, b in zip(written, colourant[0], strict=True)) < 1e-4
    assert read.media_white_point is not None
    assert max(abs(a - b) for a, b in zip(D50, read.media_white_point[0], strict=True)) < 1e-4


def test_no_clock_is_in_it() -> None:
    assert write_profile("a", RED, GREEN, BLUE, 2.2) == write_profile("a", RED, GREEN, BLUE, 2.2)
    assert write_profile("a", RED, GREEN, BLUE, 2.2) != write_profile("a", RED, GREEN, BLUE, 1.8)


def test_its_gamma_counts() -> None:
    srgb = ImageCms.createProfile("sRGB")
    grey = Image.new("RGB", (1, 1), (128, 128, 128))
    seen = []
    for gamma in (1.8, 2.2):
        profile = io.BytesIO(write_profile("a", RED, GREEN, BLUE, gamma))
        changed = ImageCms.profileToProfile(grey, ImageCms.ImageCmsProfile(profile), srgb)
        assert changed is not None
        seen.append(changed.tobytes())
    assert seen[0] > seen[1], "a lower gamma is brighter in between"
    assert max(abs(a - 128) for a in seen[1]) <= 2


def _tags(profile: bytes) -> dict[bytes, bytes]:
    count = int.from_bytes(profile[128:132], "big")
    entries = struct.iter_unpack(">4sII", profile[132 : 132 + 12 * count])
    return {name: profile[start : start + size] for name, start, size in entries}


@pytest.mark.parametrize(("gamma", "steps"), [(563 / 256, 563), (1.8, 461), (2.2, 563)])
def test_a_gamma_counts_in_steps_of_a_256th(gamma: float, steps: int) -> None:
    tags = _tags(write_profile("a", RED, GREEN, BLUE, gamma))
    curve = b"curv\0\0\0\0\0\0\0\1" + steps.to_bytes(2, "big")
    assert tags[b"rTRC"] == tags[b"gTRC"] == tags[b"bTRC"] == curve


@pytest.mark.parametrize("name", ["a", "a name"])
def test_every_tag_has_the_size_of_its_type(name: str) -> None:
    tags = _tags(write_profile(name, RED, GREEN, BLUE, 2.2))
    # ICC.1:2001-04 6.5.17: 12 bytes, the ASCII text with its zero, then empty Unicode (8) and ScriptCode (70) parts.
    assert tags[b"desc"] == b"desc" + struct.pack(">4xI", len(name) + 1) + name.encode() + bytes(1 + 8 + 70)
    assert {len(tags[tag]) for tag in (b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ")} == {20}


def test_every_tag_begins_at_a_multiple_of_four() -> None:
    profile = write_profile("a", RED, GREEN, BLUE, 2.2)
    starts = [start for _name, start, _size in struct.iter_unpack(">4sII", profile[132 : 132 + 12 * 9])]
    assert [start % 4 for start in starts] == [0] * 9
    assert starts[0] == 132 + 12 * 9
    assert len(profile) % 4 == 0
