"""ICC profiles: writing those of three colourants and a curve (ICC.1:2001-04), and the code points that others name."""

import struct
from collections.abc import Sequence

XYZ = tuple[float, float, float]
Point = tuple[float, float]
"""A colour's x and y (CIE 1931)."""

D50: XYZ = (0.9642, 1.0, 0.8249)

# From XYZ to the eye's cones, and back (Bradford; ISO 15076-1 annex E).
_CONES = (0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296)
_FROM_CONES = (0.9869929, -0.1470543, 0.1599627), (0.4323053, 0.5183603, 0.0492912), (-0.0085287, 0.0400428, 0.9684867)

_VERSION = 0x02100000
_HEADER, _ENTRY = 128, 12
_MAX_TAGS = 100  # genuine profiles have up to thirty


def write_profile(name: str, red: XYZ, green: XYZ, blue: XYZ, curve: float | Sequence[float]) -> bytes:
    """An RGB display profile from colourants in XYZ, adapted to D50, and one curve for all three (curveType).

    The curve is a gamma, in steps of 1/256, or the linear light, 0 to 1, of values at equal distances. `name` is ASCII.
    The profile has no date, so equal input gives equal bytes.
    """
    steps = [round(curve * 256)] if isinstance(curve, float) else [round(light * 65535) for light in curve]
    written = b"curv\0\0\0\0" + struct.pack(f">I{len(steps)}H", len(steps), *steps)
    return _assembled(
        {
            b"desc": _description(name),
            b"cprt": b"text\0\0\0\0none\0",
            b"wtpt": _xyz(D50),
            b"rXYZ": _xyz(red),
            b"gXYZ": _xyz(green),
            b"bXYZ": _xyz(blue),
            b"rTRC": written,
            b"gTRC": written,
            b"bTRC": written,
        }
    )


def code_points_in(profile: bytes) -> tuple[int, int] | None:
    """Primaries and transfer characteristics by H.273, where a profile has the tag for them (ICC.1:2022, 9.2.17)."""
    count = min(int.from_bytes(profile[_HEADER : _HEADER + 4], "big"), _MAX_TAGS)
    for at in range(_HEADER + 4, _HEADER + 4 + _ENTRY * count, _ENTRY):
        place = int.from_bytes(profile[at + 4 : at + 8], "big")
        if profile[at : at + 4] == b"cicp" == profile[place : place + 4] and place + 10 <= len(profile):
            return profile[place + 8], profile[place + 9]
    return None


def colourants(red: Point, green: Point, blue: Point, white: Point) -> tuple[XYZ, XYZ, XYZ]:
    """XYZ of red, green and blue, adapted from their white to D50, of colours given by x and y.

    Raises ValueError where there is no such space: the primaries lie on a line, or white is no colour.
    """
    primaries = [(x, y, 1 - x - y) for x, y in (red, green, blue)]
    volume = _determinant(*primaries)
    if white[1] <= 0 or abs(volume) < 1e-6:
        raise ValueError("primaries without a space between them")
    light = white[0] / white[1], 1.0, (1 - white[0] - white[1]) / white[1]
    seen = [to / cone for to, cone in zip(_times(_CONES, D50), _times(_CONES, light), strict=True)]
    found: list[XYZ] = []
    for index, (x, y, z) in enumerate(primaries):
        share = _determinant(*(light if other == index else each for other, each in enumerate(primaries))) / volume
        cones = _times(_CONES, (x * share, y * share, z * share))
        found.append(_times(_FROM_CONES, (cones[0] * seen[0], cones[1] * seen[1], cones[2] * seen[2])))
    return found[0], found[1], found[2]


def _determinant(a: XYZ, b: XYZ, c: XYZ) -> float:
    return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0])


def _times(matrix: tuple[XYZ, XYZ, XYZ], vector: XYZ) -> XYZ:
    x, y, z = (row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2] for row in matrix)
    return x, y, z


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
