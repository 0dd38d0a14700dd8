"""IIM, the old IPTC block of JPEG, TIFF and PNG, data set by data set (IPTC-NAA IIM 4.2, chapter 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pipelines.metadata.charsets import common_charset, declared_charset, decode
from pipelines.metadata.dates import read_date, read_end
from pipelines.metadata.findings import Findings, read_caption, read_line, read_words
from pipelines.metadata.picks import read_prefs
from pipelines.refusal import warning

TAG = 0x1C
HEAD = 5  # tag, record, number and two bytes of size
MAX_SIZE_BYTES = 8  # of an extended data set
MAX_BYTES, MAX_SETS = 2 * 2**20, 20_000  # genuine blocks have some kilobytes and a hundred data sets
MAX_REPEATED = 200  # names or keywords; twice as many as are kept

CHARSET = (1, 90)
_TEXTS = ((2, 1), (2, 199))  # from 2:200 on there may be a preview
_NEXT = re.compile(rb"\x1c[\x01-\x09]")

DataSets = dict[tuple[int, int], list[bytes]]
"""By record and number."""


def read_iim(blocks: Sequence[bytes]) -> Findings:
    """The findings in a file's IIM blocks; what an earlier block says is not said again by a later one.

    Every data set that can be read is read, and a remark names the others. Raises ValueError where none can.
    """
    sets: DataSets = {}
    lost: list[str] = []
    for block in blocks:
        found = _data_sets(_in_order(block[:MAX_BYTES]), lost)
        sets = {**found, **{key: values for key, values in sets.items() if any(values)}}
    if lost and not sets:
        raise ValueError("no data set of the IIM can be read")
    return _findings(_Block(sets), (warning("iim_incomplete", ", ".join(lost[:10])),) if lost else ())


def _findings(block: _Block, remarks: tuple[str, ...]) -> Findings:
    date, time = block.text(2, 55), block.text(2, 60)
    taken, offset = read_date(f"{date} {time}")
    digitised, digitised_offset = read_date(f"{block.text(2, 62)} {block.text(2, 63)}")
    tagged, color_class, rating = read_prefs(block.text(2, 221))
    caption = read_caption(block.text(2, 120))
    return Findings(
        creator=read_line(", ".join(block.texts(2, 80))),
        credit=read_line(block.text(2, 110)),
        copyright=read_line(block.text(2, 116)),
        captions={"x-default": caption} if caption else {},
        headline=read_line(block.text(2, 105)),
        title=read_line(block.text(2, 5)),
        taken=taken,
        utc_offset=offset,
        digitised=digitised,
        digitised_offset=digitised_offset,
        city=read_line(block.text(2, 90)),
        country=read_line(block.text(2, 101)),
        country_code=read_line(block.text(2, 100)),
        sublocation=read_line(block.text(2, 92)),
        keywords=read_words(block.texts(2, 25)),
        instructions=read_line(block.text(2, 40)),
        license_end=read_end(f"{block.text(2, 37)} {block.text(2, 38)}"),
        programs=read_words(block.texts(2, 65)),
        rating=rating,
        tagged=tagged,
        color_class=color_class,
        remarks=remarks,
    )


def _in_order(block: bytes) -> bytes:
    """The block's bytes in their order: some programs write it into a TIFF as numbers and swap every four bytes."""
    if len(block) < 4 or block[0] == TAG or block[3] != TAG:
        return block
    padded = block + bytes(-len(block) % 4)
    swapped = bytearray(len(padded))
    for place in range(4):
        swapped[place::4] = padded[3 - place :: 4]
    return bytes(swapped)


def _data_sets(block: bytes, lost: list[str]) -> DataSets:
    """All data sets that lie within the block; `lost` gets the names of those that do not, and the length of the rest.

    Behind what is no data set, the next thing that looks like one is the next one.
    """
    sets: DataSets = {}
    at = 0
    for _ in range(MAX_SETS):
        if at >= len(block):
            break
        start, end = _extent(block, at)
        if end <= len(block):
            sets.setdefault((block[at + 1], block[at + 2]), []).append(block[start:end])
            at = end
            continue
        following = _next(block, at + 1)
        lost += _name(block, at, following)
        at = following
    return sets


def _extent(block: bytes, at: int) -> tuple[int, int]:
    """Start and end of the content of the data set at a place; an end beyond the block where there is none."""
    beyond = len(block) + 1
    if at + HEAD > len(block) or block[at] != TAG:
        return at, beyond
    start, size = at + HEAD, int.from_bytes(block[at + 3 : at + HEAD], "big")
    if size & 0x8000:  # extended: the size of the size
        digits = size & 0x7FFF
        if not 0 < digits <= MAX_SIZE_BYTES:
            return at, beyond
        start, size = start + digits, int.from_bytes(block[start : start + digits], "big")
    return start, start + size


def _next(block: bytes, at: int) -> int:
    """Where the next data set begins that ends within the block; the block's end if there is none."""
    for found in _NEXT.finditer(block, at):
        if _extent(block, found.start())[1] <= len(block):
            return found.start()
    return len(block)


def _name(block: bytes, at: int, end: int) -> list[str]:
    """What lies between two places as a list of one name; an empty one of padding."""
    if block[at] == TAG and at + HEAD <= len(block):
        return [f"{block[at + 1]}:{block[at + 2]:02}"]
    return [f"{end - at} bytes"] if block[at:end].strip(b"\0 \r\n\xff") else []


class _Block:
    """Data sets by record and number, each decoded by itself."""

    def __init__(self, sets: Mapping[tuple[int, int], list[bytes]]) -> None:
        self._sets = sets
        self._declared = declared_charset(b"".join(sets.get(CHARSET, [])))
        first, last = _TEXTS
        self._common = common_charset(
            (raw for key, raws in sets.items() if first <= key <= last for raw in raws), self._declared
        )

    def texts(self, record: int, number: int) -> list[str]:
        """The data sets of one kind that are not empty, up to `MAX_REPEATED`."""
        return [self._decode(raw) for raw in islice(self._filled(record, number), MAX_REPEATED)]

    def text(self, record: int, number: int) -> str:
        """The last one, for it was written last."""
        return self._decode(next(reversed(list(self._filled(record, number))), b""))

    def _filled(self, record: int, number: int) -> Iterator[bytes]:
        return (raw for raw in self._sets.get((record, number), []) if raw.strip(b"\0 "))

    def _decode(self, raw: bytes) -> str:
        return decode(raw, self._declared, self._common)
