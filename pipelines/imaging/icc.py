"""Writing ICC profiles (ICC.1:2001-04) that three colourants and a gamma describe."""

import struct

XYZ = tuple[float, float, float]

D50: XYZ = (0.9642, 1.0, 0.8249)

_VERSION = 0x02100000
_HEADER, _ENTRY = 128, 12


def write_profile(name: str, red: XYZ, green: XYZ, blue: XYZ, gamma: float) -> bytes:
    """An RGB display profile from colourants in XYZ, adapted to D50, and one gamma in steps of 1/256 (curveType).

    `name` is ASCII. The profile has no date, so equal input gives equal bytes.
    """
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))
    return _assembled(
        {
            b"desc": _description(name),
            b"cprt": b"text\0\0\0\0none\0",
            b"wtpt": _xyz(D50),
            b"rXYZ": _xyz(red),
            b"gXYZ": _xyz(green),
            b"bXYZ": _xyz(blue),
            b"rTRC": curve,
            b"gTRC": curve,
            b"bTRC": curve,
        }
    )


def _description(name: str) -> bytes:
    """A textDescriptionType whose Unicode and ScriptCode parts are empty."""
    text = name.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)


def _xyz(values: XYZ) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _fixed(values: XYZ) -> bytes:
    """Three numbers as s15Fixed16Number."""
    return struct.pack(">3i", *(round(value * 65536) for value in values))


def _assembled(tags: dict[bytes, bytes]) -> bytes:
    """Header, tag table and tag data, each tag beginning at a multiple of four bytes."""
    start = _HEADER + 4 + _ENTRY * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for signature, data in tags.items():
        table += struct.pack(">4s2I", signature, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4xI4s4s4s12x4s28x", start + len(body), _VERSION, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    return (head + _fixed(D50)).ljust(_HEADER, b"\0") + table + body
