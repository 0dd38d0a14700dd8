"""ICC profiles made on the spot (ICC.1:2001-04), and the arithmetic of colour that owes littleCMS nothing."""

import struct
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Matrix = tuple[tuple[float, float, float], ...]

D50 = (0.9642, 1.0, 0.8249)

# Colourants adapted to D50, as rows: red, green, blue. Adobe RGB (1998) annex C; Apple's Display P3; ROMM RGB
# (ISO 22028-2); sRGB (IEC 61966-2-1), adapted by Bradford.
ADOBE: Matrix = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
P3: Matrix = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ROMM: Matrix = ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491))
SRGB: Matrix = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))


def srgb_decoded(values: Floats) -> Floats:
    """sRGB's curve: 0 to 1, coded to linear."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def srgb_encoded(values: Floats) -> Floats:
    """sRGB's curve: 0 to 1, linear to coded; what lies outside is clipped."""
    clipped = np.clip(values, 0.0, 1.0)
    return np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)


def powered(gamma: float) -> Callable[[Floats], Floats]:
    """A curve that is a plain power."""
    return lambda values: np.asarray(values**gamma, dtype=np.float64)


def lab(xyz: Floats) -> Floats:
    """CIE Lab of XYZ, both for D50."""
    ratio = xyz / np.array(D50)
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(np.maximum(ratio, 0)), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), axis=-1)


def xyz_of_lab(values: Floats) -> Floats:
    """The reverse of `lab`."""
    y = (values[..., 0] + 16) / 116
    root = np.stack((y + values[..., 1] / 500, y, y - values[..., 2] / 200), axis=-1)
    xyz = np.where(root > 6 / 29, root**3, 3 * (6 / 29) ** 2 * (root - 4 / 29)) * np.array(D50)
    return np.asarray(xyz, dtype=np.float64)


def srgb_of_xyz(xyz: Floats) -> Floats:
    """sRGB, 0 to 1, of XYZ for D50."""
    return srgb_encoded(xyz @ np.linalg.inv(np.array(SRGB)))


def delta_e(one: npt.ArrayLike, other: npt.ArrayLike) -> Floats:
    """CIE76 between two arrays of sRGB values from 0 to 255."""
    both = [lab(srgb_decoded(np.asarray(values, dtype=np.float64) / 255) @ np.array(SRGB)) for values in (one, other)]
    return np.asarray(np.linalg.norm(both[0] - both[1], axis=-1), dtype=np.float64)


def matrix_profile(name: str, curve: Callable[[Floats], Floats], primaries: Matrix) -> bytes:
    """An RGB profile: one curve, as a table of 1,024, and three colourants."""
    table = np.rint(curve(np.linspace(0, 1, 1024)) * 65535).astype(">u2").tobytes()
    tags = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, primaries), strict=True))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"curv\0\0\0\0" + struct.pack(">I", 1024) + table)
    return _profile(b"mntr", b"RGB ", b"XYZ ", name, tags)


def cmyk_profile(name: str, ink: Callable[[Floats], Floats], nodes: int = 9) -> bytes:
    """A CMYK profile whose table (lut8Type, 6.5.7) holds the Lab of `ink` at so many steps of each ink.

    `ink` takes an array of inks from 0 to 1, four in the last axis, and gives Lab.
    """
    axis = np.linspace(0, 1, nodes)
    mesh = np.stack(np.meshgrid(axis, axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 4)
    scaled = ink(mesh) * np.array((2.55, 1, 1)) + np.array((0, 128, 128))
    values = np.clip(np.rint(scaled), 0, 255).astype(np.uint8).tobytes()
    identity = struct.pack(">9i", *(65536 * (row == column) for row in range(3) for column in range(3)))
    straight = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes((4, 3, nodes, 0)) + identity + straight * 4 + values + straight * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", name, {b"A2B0": table, b"A2B1": table})


def grey_profile(gamma: float) -> bytes:
    """A grey profile with a plain power for its curve."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))
    return _profile(b"mntr", b"GRAY", b"XYZ ", "grey", {b"kTRC": curve})


def of_space(profile: bytes, space: bytes) -> bytes:
    """The profile, its header saying that it is for another kind of picture."""
    return profile[:16] + space + profile[20:]


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _profile(device: bytes, space: bytes, connection: bytes, name: str, tags: dict[bytes, bytes]) -> bytes:
    text = name.encode() + b"\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    tags = {b"desc": description, b"wtpt": _xyz(D50), b"cprt": b"text\0\0\0\0none\0"} | tags
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for signature, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        table += signature + struct.pack(">II", at + len(body), len(data))
        body += padded
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"none", 0x02100000, device, space, connection)
    head += bytes(12) + b"acsp" + bytes(28) + _fixed(*D50)
    return head + bytes(128 - len(head)) + table + body
