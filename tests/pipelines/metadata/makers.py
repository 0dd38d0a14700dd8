"""Blocks of metadata and the containers around them, byte by byte, as programs write them and as they should not."""

import hashlib
import struct
import zlib
from collections.abc import Sequence

from tests.pipelines.pictures import jpeg, scene

XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION_SEGMENT = b"http://ns.adobe.com/xmp/extension/\0"
PHOTOSHOP_SEGMENT = b"Photoshop 3.0\0"
TEXTS = {"caption": 120, "creator": 80, "credit": 110, "city": 90, "headline": 105}


def data_sets(*sets: tuple[int, int, bytes]) -> bytes:
    """An IIM block: record, number and content of each data set."""
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(raw)) + raw for record, number, raw in sets)


def resource(number: int, data: bytes, name: bytes = b"") -> bytes:
    """One of Photoshop's resources, padded to an even length."""
    head = bytes((len(name),)) + name
    return struct.pack(">4sH", b"8BIM", number) + _even(head) + struct.pack(">I", len(data)) + _even(data)


def _even(data: bytes) -> bytes:
    return data + bytes(len(data) % 2)


def digest_of(block: bytes) -> bytes:
    """Photoshop's digest of an IIM block, as a resource."""
    return resource(0x0425, hashlib.md5(block, usedforsecurity=False).digest())


def segment(marker: int, data: bytes) -> bytes:
    """One JPEG segment (ITU T.81 B.1.1.4)."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def credentials_box(manifest: bytes, purpose: bytes = b"manifest") -> bytes:
    """An ISO box of Content Credentials (C2PA 2.2, appendix A.5)."""
    content = bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + bytes(4) + purpose + b"\0" + bytes(8) + manifest
    return struct.pack(">I4s", 8 + len(content), b"uuid") + content


def photoshop_segments(*parts: bytes) -> bytes:
    """An APP13 segment for each part."""
    return b"".join(segment(0xED, PHOTOSHOP_SEGMENT + part) for part in parts)


def xmp_segment(packet: bytes) -> bytes:
    return segment(0xE1, XMP_SEGMENT + packet)


def extension_segments(extension: bytes, length: int = 60_000, guid: bytes = b"") -> list[bytes]:
    """A segment for each piece of an extended packet."""
    guid = guid or guid_of(extension)
    parts = range(0, len(extension), length)
    heads = [guid + struct.pack(">II", len(extension), at) for at in parts]
    return [
        segment(0xE1, EXTENSION_SEGMENT + head + extension[at : at + length])
        for head, at in zip(heads, parts, strict=True)
    ]


def guid_of(extension: bytes) -> bytes:
    return hashlib.md5(extension, usedforsecurity=False).hexdigest().upper().encode()


def jpeg_with(*segments: bytes) -> bytes:
    """A small JPEG with these segments behind its start."""
    whole = jpeg(scene((64, 48)))
    return whole[:2] + b"".join(segments) + whole[2:]


def chunk(name: bytes, data: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_with(before: Sequence[bytes] = (), after: Sequence[bytes] = (), size: tuple[int, int] = (64, 48)) -> bytes:
    """A small grey PNG with these chunks before and behind its pixels."""
    width, height = size
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(before) + pixels + b"".join(after) + chunk(b"IEND", b"")


def raw_profile(name: str, data: bytes, kind: bytes = b"zTXt") -> bytes:
    """A profile as ImageMagick writes it into a PNG's text."""
    digits = data.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    text = f"\n{name}\n{len(data):8}\n{lines}\n".encode()
    keyword = f"Raw profile type {name}".encode() + b"\0"
    match kind:
        case b"zTXt":
            return chunk(kind, keyword + b"\0" + zlib.compress(text))
        case b"iTXt":
            return chunk(kind, keyword + b"\0\0\0\0" + text)
        case _:
            return chunk(kind, keyword + text)


def xmp_chunk(packet: bytes, *, zipped: bool = False) -> bytes:
    """XMP in a PNG."""
    head = b"XML:com.adobe.xmp\0" + bytes((zipped, 0)) + b"\0\0"
    return chunk(b"iTXt", head + (zlib.compress(packet) if zipped else packet))
