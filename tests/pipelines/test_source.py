"""A file by its path or by a descriptor: the same bytes, and each reader with a position of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.source import open_raw, open_source, size_of

BODY = bytes(range(256)) * 1000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "file").write_bytes(BODY)
    return tmp_path / "file"


@pytest.fixture
def descriptor(path: Path) -> Iterator[int]:
    opened = os.open(path, os.O_RDONLY)
    yield opened
    os.close(opened)


def test_path_and_descriptor_read_alike(path: Path, descriptor: int) -> None:
    for source in (path, descriptor):
        with open_source(source) as file, open_raw(source) as raw:
            assert (file.read(), raw.read()) == (BODY, BODY)
        assert size_of(source) == len(BODY)


def test_two_readers_do_not_move_each_other(descriptor: int) -> None:
    with open_source(descriptor) as one, open_source(descriptor) as other:
        assert one.read(300) == BODY[:300]
        assert other.read(2) == BODY[:2]
        assert one.read(3) == BODY[300:303]
    assert os.lseek(descriptor, 0, os.SEEK_CUR) == 0, "nor the descriptor itself"


def test_it_seeks_as_a_file_does(path: Path, descriptor: int) -> None:
    with open_source(path) as there, open_source(descriptor) as here:
        for offset, whence in ((5, 0), (7, 1), (-9, 2), (10**6, 0), (-3, 1)):
            assert here.seek(offset, whence) == there.seek(offset, whence) == here.tell()
            assert here.read(4) == there.read(4)
        with pytest.raises(OSError, match="before the beginning"):
            here.seek(-1)


def test_closing_leaves_the_descriptor_open(descriptor: int) -> None:
    open_source(descriptor).close()
    assert os.pread(descriptor, 1, 0) == BODY[:1]
    with open_raw(descriptor) as file:
        assert file.fileno() == descriptor
