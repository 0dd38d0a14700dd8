"""EXIF blocks as cameras write them, byte by byte: what a photo says of its colours."""

import struct

HEAD = b"Exif\0\0"

Entry = tuple[int, int, int, bytes]
"""Tag, type, count, and the four bytes of the value."""


def directory(order: str, *entries: Entry) -> bytes:
    """An IFD with none after it; `order` is `<` or `>`."""
    rows = b"".join(struct.pack(order + "HHI4s", *entry) for entry in entries)
    return struct.pack(order + "H", len(entries)) + rows + bytes(4)


def short(order: str, tag: int, value: int) -> Entry:
    """A SHORT, which lies at the left of its four bytes in either order."""
    return tag, 3, 1, struct.pack(order + "H2x", value)


def long(order: str, tag: int, value: int) -> Entry:
    """A LONG, such as a pointer."""
    return tag, 4, 1, struct.pack(order + "I", value)


def colour_exif(space: int | None, index: bytes | None = None, order: str = "<", orientation: int = 1) -> bytes:
    """A TIFF structure without `Exif\\0\\0`: orientation, ColorSpace, InteroperabilityIndex (`R03`)."""
    start = 8
    camera_at = start + len(directory(order, *[short(order, 0, 0)] * 2))
    camera = [short(order, 0xA001, space)] if space is not None else []
    interop_at = camera_at + len(directory(order, *camera, short(order, 0, 0)))
    first = directory(order, short(order, 0x0112, orientation), long(order, 0x8769, camera_at))
    if index is None:
        tail = directory(order, *camera)
    else:
        tail = directory(order, *camera, long(order, 0xA005, interop_at))
        tail += directory(order, (0x0001, 2, 4, index.ljust(4, b"\0")), (0x0002, 7, 4, b"0100"))
    return {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "HI", 42, start) + first + tail
