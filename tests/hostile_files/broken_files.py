"""Ways to break a file at random: the same file, kind and number always give the same broken file."""

import random
from collections.abc import Callable

from tests.hostile_files.sound_files import SEEDS, seed

LARGE = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\xff\xff", b"\x00\x01\x00\x00")

Break = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _flipped(data: bytes, chance: random.Random, within: int | None = None) -> bytes:
    flipped = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        flipped[chance.randrange(min(within or len(data), len(data)))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _flipped_head(data: bytes, chance: random.Random) -> bytes:
    return _flipped(data, chance, within=300)


def _range(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.randint(1, max(2, len(data) // 3)))


def _zeroed(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + bytes(end - start) + data[end:]


def _noisy(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def _dropped(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + data[end:]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance)
    return data[:end] + data[start:end] * chance.randint(1, 40) + data[end:]


def _swollen(data: bytes, chance: random.Random) -> bytes:
    """Set a few numbers, wherever they are, to their maximum."""
    swollen = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(max(1, min(len(data), 600) - 4))
        number = chance.choice(
            (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\xff\xff", b"\x00\x01\x00\x00")
        )
        swollen[at : at + len(number)] = number
    return bytes(swollen)


def _spliced(data: bytes, chance: random.Random) -> bytes:
    """Join the head of one file to the tail of another."""
    other = seed(chance.choice(sorted(SEEDS)))
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


KINDS: dict[str, Break] = {
    "cut": _cut,
    "flipped": _flipped,
    "flipped-head": _flipped_head,
    "zeroed": _zeroed,
    "noisy": _noisy,
    "dropped": _dropped,
    "repeated": _repeated,
    "swollen": _swollen,
    "spliced": _spliced,
}


def broken(name: str, kind: str, number: int = 0) -> bytes:
    """Broken file `number` of a seed."""
    return KINDS[kind](seed(name), random.Random(f"{name} {kind} {number}"))  # noqa: S311 - to be repeatable
