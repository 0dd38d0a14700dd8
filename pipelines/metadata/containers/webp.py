"""WebP: RIFF chunks `EXIF`, `XMP ` (WebP Container Specification) and `C2PA` (C2PA 2.2, appendix A.3.5)."""

from __future__ import annotations

from pipelines.metadata.containers.blocks import EXIF_PREFIX, MAX_BLOCK, Blocks, Data

MAX_CHUNKS = 200_000


def webp_blocks(data: Data) -> Blocks:
    """The blocks of a WebP; raises ValueError for what is none."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("not a WebP")
    exif, packets, manifest = b"", [], b""
    at = 12
    for _ in range(MAX_CHUNKS):
        name = data[at : at + 4]
        if len(name) < 4:
            break
        end = at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
        if name == b"EXIF":
            exif = exif or data[at + 8 : min(end, at + 8 + MAX_BLOCK)].removeprefix(EXIF_PREFIX)
        elif name == b"XMP ":
            packets.append(data[at + 8 : min(end, at + 8 + MAX_BLOCK)])
        elif name == b"C2PA":
            manifest = data[at + 8 : min(end, at + 8 + MAX_BLOCK)]
        at = end + end % 2
    return Blocks(exif=exif, packets=tuple(packets), manifest=manifest)
