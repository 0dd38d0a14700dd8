"""The coded picture within a file, by the container's own rules and none of our code."""

import struct


def scan_of(pixels: bytes) -> bytes:
    """The coded picture alone, by container."""
    if pixels.startswith(b"RIFF"):
        at = min(at for name in (b"VP8 ", b"VP8L", b"ALPH") if (at := pixels.find(name, 12)) > 0)
        return pixels[at:].partition(b"EXIF")[0]
    if pixels.startswith(b"\xff\xd8"):
        return pixels[pixels.index(b"\xff\xdb") :]
    at = pixels.index(b"mdat")
    return pixels[at : at - 4 + struct.unpack(">I", pixels[at - 4 : at])[0]]
