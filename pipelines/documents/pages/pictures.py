"""Which of a photo's files a page shows, and how large: the whole photo in several widths, never a crop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.documents.manifest import Download, File, Photo

_TOLERANCE = 0.02  # of the sides' ratio: renditions round to whole pixels
_SHOWN, _SHARED, _THUMB = 800, 1200, 400
_GRID = 1600
"""Pixels that the widest place of a grid has on the finest screen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as <img> takes it: several widths of the same pixels. `width` and `height` are its space."""

    widths: tuple[File, ...]
    width: int
    height: int

    @property
    def tall(self) -> bool:
        """Higher than wide: it fills its place by its height."""
        return self.height > self.width

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.width / self.height

    @property
    def shown(self) -> File:
        """What a browser without srcset loads."""
        return _nearest(self.widths, _SHOWN)

    @property
    def in_grid(self) -> Picture:
        """The same for a place in a grid, without the widths that none of them needs."""
        return replace(self, widths=self.widths[: self.widths.index(_nearest(self.widths, _GRID)) + 1])

    @property
    def thumb(self) -> File:
        """The smallest file that is good for a strip."""
        return _nearest(self.widths, _THUMB)


def picture_of(photo: Photo) -> Picture:
    """The photo in all widths, without its full size: nobody's screen needs that."""
    return picture(photo.renditions, photo.download)


def picture(renditions: Sequence[File], whole: File | None = None) -> Picture:
    """These renditions, less those of another shape than `whole`, or, where that is not known, than most of them."""
    shape = whole or _commonest(renditions)
    alike = [file for file in renditions if _same_shape(file, shape)] or [shape]
    widths = tuple(sorted(_lightest(alike), key=lambda file: file.width))
    largest = whole or widths[-1]
    return Picture(widths, largest.width, largest.height)


def shared_file(photo: Photo) -> File:
    """What a link's preview in messengers and networks shows: a JPEG, for some of them take nothing else."""
    jpegs = [file for file in picture_of(photo).widths if file.media_type == "image/jpeg"]
    return _nearest(jpegs or picture_of(photo).widths, _SHARED)


def is_crop(file: File, whole: Download) -> bool:
    """Whether a file shows a part of the photo."""
    return not _same_shape(file, whole)


def _same_shape(file: File, other: File) -> bool:
    return abs(file.width * other.height / (file.height * other.width) - 1) < _TOLERANCE


def _commonest(files: Sequence[File]) -> File:
    return max(files, key=lambda file: sum(_same_shape(file, other) for other in files))


def _lightest(files: Iterable[File]) -> list[File]:
    """One file a width: of two formats the one with fewer bytes."""
    by_width: dict[int, File] = {}
    for file in sorted(files, key=lambda file: file.bytes):
        by_width.setdefault(file.width, file)
    return list(by_width.values())


def _nearest(files: Sequence[File], long_edge: int) -> File:
    """The smallest file of at least this long edge, else the largest."""
    enough = [file for file in files if max(file.width, file.height) >= long_edge]
    key = _long_edge
    return min(enough, key=key) if enough else max(files, key=key)


def _long_edge(file: File) -> int:
    return max(file.width, file.height)
