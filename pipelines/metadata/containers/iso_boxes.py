"""ISO boxes (ISO 14496-12 4.2), which AVIF and HEIC consist of."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.metadata.containers.blocks import MAX_BLOCK, Data
from pipelines.refusal import Refusal

MAX_BOXES = 1_000

# The box of Content Credentials (C2PA 2.2, appendix A.5): its type, version and flags, then what it holds.
_CREDENTIALS = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_MANIFEST = b"manifest\0"
_FLAGS, _OFFSET = 4, 8


def walk_boxes(data: Data, at: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each box; the last end lies beyond `stop` if a box is too long."""
    for _ in range(MAX_BOXES):
        if at + 8 > stop:
            return
        size, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size == 0:  # to the end
            size = stop - at
        if size < head:  # invalid, which the reader finds
            return
        yield name, at + head, at + size
        at += size
    raise Refusal("broken", f"more than {MAX_BOXES} boxes")


def find_manifest(data: Data) -> bytes:
    """The manifest of a file's Content Credentials; empty without one."""
    for name, start, end in walk_boxes(data, 0, len(data)):
        begin = start + len(_CREDENTIALS) + _FLAGS
        if name == b"uuid" and data[start : start + 16] == _CREDENTIALS and data[begin : begin + 9] == _MANIFEST:
            at = begin + len(_MANIFEST) + _OFFSET
            return data[at : min(end, at + MAX_BLOCK)]
    return b""
