"""The files that the child writes its renditions to: memory that the host seals before it reads them."""

import fcntl
import hashlib
import mmap
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pipelines.imaging.darkroom import RenditionFile
from pipelines.recipes import RenditionOrder
from workers.develop.chamber.answers import UnsoundAnswer, is_of_format

_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


@contextmanager
def rendition_files(count: int) -> Iterator[list[int]]:
    """Descriptors of so many empty files without a name; they end with the block."""
    with ExitStack() as open_files:
        yield [open_files.enter_context(_unnamed_file()) for _ in range(count)]


@contextmanager
def _unnamed_file() -> Iterator[int]:
    descriptor = os.memfd_create("rendition", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def collect(
    made: Sequence[RenditionFile], orders: Sequence[RenditionOrder], descriptors: Sequence[int], out: Path
) -> tuple[RenditionFile, ...]:
    """Write the renditions into `out`, with their length and digest as found; nobody can change them any more.

    Raises UnsoundAnswer where one is not of its format or its writer keeps hold of it, and OSError where `out` takes no
    more.
    """
    return tuple(
        _collected(file, order, descriptor, out)
        for file, order, descriptor in zip(made, orders, descriptors, strict=True)
    )


def _collected(file: RenditionFile, order: RenditionOrder, descriptor: int, out: Path) -> RenditionFile:
    try:
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
    except OSError as error:  # EBUSY: somebody has it mapped for writing
        raise UnsoundAnswer(f"{order.profile.name}: still being written") from error
    size = os.fstat(descriptor).st_size
    if not size:
        raise UnsoundAnswer(f"{order.profile.name}: empty")
    with mmap.mmap(descriptor, size, prot=mmap.PROT_READ) as data:
        if not is_of_format(data[:16], order.profile.format):
            raise UnsoundAnswer(f"{order.profile.name}: no {order.profile.format}")
        digest = hashlib.sha256(data).hexdigest()
        _write(out / order.filename, data)
    return file.model_copy(update={"bytes": size, "sha256": digest})


def collect_entry(descriptor: int, size: int, into: Path) -> None:
    """Write what was unpacked, which must have this size, into a file; otherwise as `collect`."""
    try:
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
    except OSError as error:
        raise UnsoundAnswer("an entry that is still being written") from error
    if os.fstat(descriptor).st_size != size:
        raise UnsoundAnswer("an entry of another size")
    if not size:
        into.touch(0o600)
        return
    with mmap.mmap(descriptor, size, prot=mmap.PROT_READ) as data:
        _write(into, data)


def _write(path: Path, data: mmap.mmap) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with open(os.open(path, flags, 0o600), "wb") as file:  # noqa: PTH123 - a descriptor has no path
        file.write(data)
