"""Photoshop's image resources (Adobe Photoshop File Formats Specification): `8BIM`, id, name, size, data.

A JPEG segment holds 64 KB, so the resources of a large block stand in several segments, split anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from pipelines.metadata.containers.blocks import Blocks

HEADER = b"Photoshop 3.0\x00"
HEADERS = (HEADER, b"Adobe_Photoshop2.5:")
"""The second stood in files of the nineties, with eight more bytes before the first resource."""
SIGNATURE = b"8BIM"
IIM, IIM_DIGEST, XMP = 0x0404, 0x0425, 0x0424

MAX_RESOURCES = 200_000
_TAG = b"\x1c"


def photoshop_blocks(segments: Sequence[bytes]) -> Blocks:
    """The IIM, its digest and the XMP in these segments, which are without their `Photoshop 3.0` header."""
    iim: list[bytes] = []
    digest, packets = b"", []
    for number, data in _resources(segments):
        if number == IIM:
            _add_iim(iim, data)
        elif number == IIM_DIGEST and len(data) == 16:
            digest = digest or data
        elif number == XMP:
            packets.append(data)
    return Blocks(iim=tuple(iim), digest=digest, packets=tuple(packets))


def _add_iim(blocks: list[bytes], data: bytes) -> None:
    """Keep a block; one that does not begin with a data set is the rest of the one before."""
    if blocks and not data.startswith(_TAG):
        blocks[-1] += data
    elif data:
        blocks.append(data)


def _resources(segments: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """Id and data of each resource. One that is too long ends where the next segment begins with a resource.

    What stands between two resources, such as a missing or superfluous byte of padding, is skipped.
    """
    data = b"".join(segments)
    starts = [0, *accumulate(map(len, segments))][:-1]
    fresh = [start for start in starts if data.startswith(SIGNATURE, start)]
    at = 0
    for _ in range(MAX_RESOURCES):
        at = data.find(SIGNATURE, at)
        if at < 0 or at + 12 > len(data):
            return
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        head = at + 6 + (data[at + 6] // 2 + 1) * 2  # a name with its length takes an even number of bytes
        start = head + 4
        end = start + int.from_bytes(data[head:start], "big")
        following = bisect_right(fresh, at)
        if following < len(fresh):
            end = min(end, max(start, fresh[following]))
        yield number, data[start:end]
        at = max(start, min(end, len(data)))
