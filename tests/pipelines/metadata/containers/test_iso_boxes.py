"""ISO boxes: walked within bounds, and the one that holds Content Credentials."""

import struct

import pytest

from pipelines.metadata.containers.iso_boxes import find_manifest, walk_boxes
from pipelines.refusal import Refusal
from tests.pipelines.heic import HEIC, box
from tests.pipelines.metadata.makers import credentials_box


def test_boxes_beyond_count_are_refused() -> None:
    with pytest.raises(Refusal, match="1000 boxes"):
        list(walk_boxes(box(b"free", b"") * 1_001, 0, 8_008))


def test_sizes_are_short_long_or_up_to_the_end() -> None:
    data = box(b"one ", b"12") + struct.pack(">I4sQ", 1, b"two ", 18) + b"34" + struct.pack(">I4s", 0, b"last") + b"5"
    assert [(name, data[start:end]) for name, start, end in walk_boxes(data, 0, len(data))] == [
        (b"one ", b"12"),
        (b"two ", b"34"),
        (b"last", b"5"),
    ]


def test_a_manifest_is_found_among_other_boxes() -> None:
    assert find_manifest(HEIC + box(b"uuid", bytes(40)) + credentials_box(b"jumb")) == b"jumb"
    assert find_manifest(HEIC) == b""
    assert find_manifest(HEIC + credentials_box(b"jumb", purpose=b"merkle")) == b""
