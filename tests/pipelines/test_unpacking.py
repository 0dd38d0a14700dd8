"""ZIP files within limits, and bombs."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from pipelines import unpacking
from pipelines.imaging.pixel_buffer import MAX_BYTES
from pipelines.refusal import Refusal
from pipelines.unpacking import MAX_ENTRY, list_entries, unpack_entry

# The beginning of an entry in the directory, up to its flags.
_OPEN, _LOCKED = b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return sink.getvalue()


def saved(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    return path


def unpack(path: Path) -> None:
    for entry in list_entries(path):
        unpack_entry(path, entry.index, entry.size, len)


def refusal(path: Path) -> str:
    with pytest.raises(Refusal) as found:
        unpack(path)
    return found.value.key


def test_files_with_their_folders_and_without_clutter(tmp_path: Path) -> None:
    names = {"card/": b"", "card/a.jpg": b"one", "b.jpg": b"", "__MACOSX/._a.jpg": b"x", "card/.DS_Store": b"x"}
    path = saved(tmp_path, zipped(names))
    entries = list_entries(path)
    assert [(entry.path, entry.size) for entry in entries] == [("card/a.jpg", 3), ("b.jpg", 0)]
    one, two = (path.read_bytes()[entry.start : entry.end] for entry in entries)
    assert (one[:4], b"card/a.jpg" in one, b"b.jpg" in two) == (b"PK\3\4", True, True)
    pieces: list[bytes] = []
    unpack_entry(path, entries[0].index, 3, pieces.append)
    assert b"".join(pieces) == b"one"


def test_names_are_what_their_programs_meant(tmp_path: Path) -> None:
    told = zipped({"K\u00e4fer.jpg": b"x"})
    untold = zipped({"K__fer.jpg": b"x"}).replace(b"K__fer", "K\u00e4fer".encode())
    dos = zipped({"K_fer\\1.jpg": b"x"}).replace(b"K_fer", "K\u00e4fer".encode("cp437"))
    for data, name in ((told, "K\u00e4fer.jpg"), (untold, "K\u00e4fer.jpg"), (dos, "K\u00e4fer/1.jpg")):
        assert [entry.path for entry in list_entries(saved(tmp_path, data))] == [name]


@pytest.mark.parametrize("place", [0, 1 << 20])
def test_entries_in_one_place_or_in_none_are_damage(tmp_path: Path, place: int) -> None:
    """Else whoever fetches each entry's bytes fetches the same ones again and again."""
    data = bytearray(zipped({"a.jpg": b"one", "b.jpg": b"two"}))
    last = data.rindex(b"PK\1\2")
    data[last + 42 : last + 46] = struct.pack("<I", place)
    with pytest.raises(Refusal, match="zip_damaged"):
        list_entries(saved(tmp_path, bytes(data)))


def test_bombs_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(saved(tmp_path, zipped({"bomb.jpg": bytes(30_000_000)}))) == "zip_swells"
    monkeypatch.setattr(unpacking, "MAX_ENTRY", 9)
    assert refusal(saved(tmp_path, zipped({"large.jpg": bytes(10)}))) == "zip_too_large"
    monkeypatch.setattr(unpacking, "MAX_ENTRIES", 1)
    assert refusal(saved(tmp_path, zipped({"a.jpg": b"a", "b.jpg": b"b"}))) == "zip_too_large"
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 5)
    assert refusal(saved(tmp_path, zipped({"a.jpg": b"123456"}))) == "zip_too_large"


def test_an_entry_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    data = zipped({"a.jpg": bytes(5_000_000)})
    liar = data.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 10))
    pieces: list[bytes] = []
    with pytest.raises(Refusal, match="zip_damaged"):
        unpack_entry(saved(tmp_path, liar), 0, 10, pieces.append)
    assert sum(map(len, pieces)) <= 11
    more = data.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 6_000_000))
    assert refusal(saved(tmp_path, more)) == "zip_damaged"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "zip_damaged"),
        (b"no ZIP file", "zip_damaged"),
        (zipped({"a.jpg": b"x" * 99})[:80], "zip_damaged"),
        (zipped({"a.jpg": b"x" * 99}, zipfile.ZIP_STORED).replace(b"x" * 9, b"y" * 9, 1), "zip_damaged"),
        (zipped({"a.jpg": b"x"}, zipfile.ZIP_LZMA), "zip_damaged"),
        (zipped({"../a.jpg": b"x"}), "zip_damaged"),
        (zipped({"NO NAME": b"x"}).replace(b"NO NAME", b"\0O NAME"), "zip_damaged"),
        (zipped({}), "zip_empty"),
        (zipped({"card/": b"", ".DS_Store": b"x"}), "zip_empty"),
        (zipped({"a.jpg": b"x"}).replace(_OPEN, _LOCKED), "zip_locked"),
    ],
    ids=range(10),  # a ZIP file holds the time: as names, the processes of a run would not agree
)
def test_what_is_not_unpacked(data: bytes, key: str, tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, data)) == key


def test_the_child_may_write_the_largest_entry() -> None:
    assert MAX_ENTRY <= MAX_BYTES
