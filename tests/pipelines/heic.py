"""A small HEIC and what phones add to one: turns, mirrors, depth maps (ISO 23008-12, ISO 14496-12)."""

import base64
import struct

# `quarters((64, 48))` by libheif's heif-enc: nothing of ours can write HEIC.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "AA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAAAAAArgACAAEAAAAAAAAA"
    "AQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADYaXBycAAA"
    "ALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQED"
    "cAAAAwCQAAADAAADAB6gIIEFlurkprm4EBAwIAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlz"
    "cGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGlt"
    "ZwACAAEAAQAAALZtZGF0AAAAqigBrxOA5TH3/741P9vtP8SyZk6gxC/7Dz7nuL+YbLEG46eJ6VD+L0/v+Igo0C9rG0KD2gikC4a6"
    "kzpCXZUjrfS+2CQhMxRvX0c/EevB1JcJLB5RRSUK0IDo9JUvqb4pJIuMyo/oPxJ8QEVF8/4ZecqxAAcoeBq4YnRTCAP2hW6wPQtO"
    "Ba1aLTfRx7WQ+6SbuI5bEFA4Gyj4PgcCg7/VnzxFiBPhhixhrKhw"
)

# 192 x 16, in ten bits: grey from 60 to 190 cd/m² in PQ (nclx 9/16), by libheif's encoder without loss.
HDR_RAMP = base64.b64decode(
    "AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJp"
    "bG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAAhsAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAAB"
    "AAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQQIAAAAnDgAAAAA//AA/P/6+gAADwNgAAEAF0ABDAH//wQIAAADAJw4AAADAAD/ugJAYQAB"
    "AClCAQEECAAAAwCcOAAAAwAA/5ADBAgmy3VXTXNwkQCQQAAABkAAAAMAQmIAAQAIRAHBcDBgsSAAAAATY29scm5jbHgACQAQAAmAAAAA"
    "FGlzcGUAAAAAAAAAwAAAAEAAAAAoY2xhcAAAAMAAAAABAAAAEAAAAAEAAAAAAAAAAv///9AAAAACAAAAEHBpeGkAAAAAAwoKCgAAABhp"
    "cG1hAAAAAAAAAAEAAQWBAgMFhAAAAiNtZGF0AAACFygBrwWyCbSJxrAkpYGDZSf//Y2sGTb2SxBSWNlXFMrDKxNfQBMcIM//3fVCI/QA"
    "P/BsGuEiYAFdYbxvdb0vKIoV7MgAQjkCQGmfIABj56lKIcAgBD73LckA0AAv+GQ0JyElGm8aADyDiuKXufAAYPr8nSAAAAMAO9DMsAAB"
    "yh04pvN2YAAAAwA1lDRQAAVr8yNAAAADABo49SJwADlXXvMFUAFAudG8ABFAAAgdY4eQAxAACIXQDJV0UOABdzKrAA7wAGj7jKHncgAB"
    "lAAH3wAALQVUACg5d90+OBFuL+IAAdPWtwADKAAJHAAARwS9AAA2w60sACUMAAFOLiAAAaVEAFgAAAMCmIUAAAUZ7UcgEXAAAIUk4AAB"
    "DVAAYUAAAx0SAAAIHHV4wQA4puQACA4gmgAMoAlZx//kAAFuAAAcRne4AwxQhAAExOQABYoACTgAAJsmgMQADLhYQF2WAAAI9cAAAW8A"
    "heUAAAYAAAMAfkWjMCRjv//2DlHtr////JIr/s/DiNP/33lzUhsaXB3osKAS4UbxyONG6ugCJ/6izRp//93q+vFz3G/vv6U3sAJfT1jN"
    "BbChIMAAladXaXRstfZGwXx1ycHzOw43AAADA7oDquEF+Ij+sP9ocAXP0gg/gQByf7QR72VK/ohACQCJY2OeinaxJ5gI5EFAAJAAMl44"
    "AzekS+juL2f/PBb6h2KnkAAAHFA="
)

ROTATED, MIRRORED = b"irot", b"imir"


def box(name: bytes, data: bytes) -> bytes:
    """One box (ISO 14496-12 4.2)."""
    return struct.pack(">I", 8 + len(data)) + name + data


def turned(rotation: int = 0, mirror: int | None = None) -> bytes:
    """The HEIC, turned by so many quarters anti-clockwise, then mirrored: 0 left to right, 1 top to bottom."""
    properties = [box(ROTATED, bytes((rotation,)))] if rotation else []
    properties += [] if mirror is None else [box(MIRRORED, bytes((1 - mirror,)))]
    return _composed(properties)


def with_properties(*properties: bytes) -> bytes:
    """The HEIC with further properties, whole boxes, of its picture."""
    return _composed(list(properties))


def of_the_tile(extra: bytes, *properties: bytes) -> bytes:
    """The HEIC with further properties of its picture, and one of the only tile of which that consists."""
    return _composed([*properties, extra], tiles=1)


def with_depth_map() -> bytes:
    """The HEIC with a second coded picture that says it is the depth map of the first (ISO 23008-12 6.5.8)."""
    depth = struct.pack(">I", 0) + b"urn:mpeg:hevc:2015:auxid:2\0"
    return _composed([], auxiliary=box(b"auxC", depth))


def _composed(properties: list[bytes], auxiliary: bytes = b"", tiles: int = 0) -> bytes:
    """The HEIC's boxes put together anew; further properties are the primary picture's, the last `tiles` its tile's."""
    parts = _parts(HEIC[40 : 28 + 429])
    hvcc, sizes = _parts(parts[b"iprp"][8:])[b"ipco"], parts[b"iref"]
    numbers = bytes(0x85 + number for number in range(len(properties)))
    own, of_tile = numbers[: len(numbers) - tiles], numbers[len(numbers) - tiles :]
    aux_entry = struct.pack(">HB", 3, 3) + bytes((0x81, 2, 5)) if auxiliary else b""
    entries = (
        struct.pack(">HB", 1, 2 + tiles)
        + b"\x81\x02"
        + of_tile
        + struct.pack(">HB", 2, 2 + len(own))
        + b"\x03\x84"
        + own
        + aux_entry
    )
    ipma = box(b"ipma", struct.pack(">II", 0, 2 + bool(auxiliary)) + entries)
    parts[b"iprp"] = box(b"iprp", box(b"ipco", hvcc[8:] + b"".join(properties) + auxiliary) + ipma)
    if auxiliary:
        first = parts[b"iinf"][14 : 14 + 21]
        parts[b"iinf"] = box(
            b"iinf", struct.pack(">IH", 0, 3) + parts[b"iinf"][14:] + first[:12] + b"\0\3" + first[14:]
        )
        parts[b"iref"] = box(b"iref", sizes[8:] + box(b"auxl", struct.pack(">HHH", 3, 1, 2)))
    parts[b"iloc"] = _located(parts, 2 + bool(auxiliary))
    return HEIC[:28] + box(b"meta", bytes(4) + b"".join(parts.values())) + HEIC[457:]


def _located(parts: dict[bytes, bytes], items: int) -> bytes:
    """Where the items are: coded pictures at the start of the data box, the grid in the meta box itself."""
    size = 16 + 20 * items
    start = 28 + 12 + sum(len(part) for name, part in parts.items() if name != b"iloc") + size + 8
    coded = [struct.pack(">HHHIHII", item, 0, 0, start, 1, 0, 0xAE) for item in (1, 3)]
    grid = struct.pack(">HHHIHII", 2, 1, 0, 0, 1, 0, 8)
    return box(b"iloc", struct.pack(">IHH", 1 << 24, 0x4440, items) + b"".join((coded[0], grid, coded[1])[:items]))


def _parts(data: bytes) -> dict[bytes, bytes]:
    """The boxes in `data` by name, whole."""
    found, at = {}, 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        found[data[at + 4 : at + 8]] = data[at : at + size]
        at += size
    return found
