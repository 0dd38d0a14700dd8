"""A visit, as pyftpdlib asks a disk. Paths are the client's own, from the top."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.filesystems import AbstractedFS

from workers.gateway.ftp_data import Upload
from workers.gateway.visits import Entry, Visit

_FOLDER, _FILE = stat.S_IFDIR | 0o755, stat.S_IFREG | 0o644


class Folders(AbstractedFS):  # type: ignore[misc]  # pyftpdlib ships no types
    """The folders of one visit. Every method raises FilesystemError, whose text the client gets."""

    _listed: tuple[str, dict[str, Entry]] = ("", {})
    """The folder that was listed last, while its lines are written."""

    @property
    def _visit(self) -> Visit:
        visit: Visit = self.cmd_channel.visit
        return visit

    def ftp2fs(self, ftppath: str) -> str:
        path: str = self.ftpnorm(ftppath)
        return path

    def fs2ftp(self, fspath: str) -> str:
        return fspath

    def realpath(self, path: str) -> str:
        return path

    def validpath(self, _path: str) -> bool:
        return True

    def open(self, filename: str, mode: str) -> Upload:
        with _told():
            if mode != "wb":
                raise FilesystemError("Send the whole file again")
            return Upload(self._visit, filename)

    def mkstemp(self, **_options: object) -> Upload:
        raise FilesystemError("Say how the file is called")

    def chdir(self, path: str) -> None:
        with _told():
            if not self._visit.look_at(path).is_folder:
                raise FilesystemError("This is no folder")
        self.cwd = path

    def mkdir(self, path: str) -> None:
        with _told():
            self._visit.make_folder(path)

    def rename(self, src: str, dst: str) -> None:
        with _told():
            self._visit.rename(src, dst)

    def listdir(self, path: str) -> list[str]:
        with _told():
            self._listed = (path, {entry.name: entry for entry in self._visit.list(path)})
        return list(self._listed[1])

    def format_list(self, basedir: str, listing: Sequence[str], ignore_err: bool = True) -> Iterator[bytes]:
        """Write the lines now, while the folder's listing holds."""
        return iter(list(self._lines(super().format_list(basedir, listing, ignore_err))))

    def format_mlsx(self, *what: Any, **options: Any) -> Iterator[bytes]:
        """As above."""
        return iter(list(self._lines(super().format_mlsx(*what, **options))))

    def _lines(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from lines
        finally:
            self._listed = ("", {})

    def stat(self, path: str) -> os.stat_result:
        folder, entries = self._listed
        if folder == posixpath.dirname(path) and posixpath.basename(path) in entries:
            return _stat_of(entries[posixpath.basename(path)])
        with _told():
            return _stat_of(self._visit.look_at(path))

    lstat = stat

    def isdir(self, path: str) -> bool:
        return self._is(path, _FOLDER)

    def isfile(self, path: str) -> bool:
        return self._is(path, _FILE)

    def lexists(self, path: str) -> bool:
        return self._is(path, _FOLDER) or self._is(path, _FILE)

    def getsize(self, path: str) -> int:
        return self.stat(path).st_size

    def getmtime(self, path: str) -> float:
        return self.stat(path).st_mtime

    def get_user_by_uid(self, _uid: int) -> str:
        return "bildstelle"

    def get_group_by_gid(self, _gid: int) -> str:
        return "bildstelle"

    def _is(self, path: str, mode: int) -> bool:
        try:
            return self.stat(path).st_mode == mode
        except FilesystemError:
            return False


def _stat_of(entry: Entry) -> os.stat_result:
    moment = int(entry.modified.timestamp())
    mode = _FOLDER if entry.is_folder else _FILE
    return os.stat_result((mode, 0, 0, 1, 0, 0, entry.size, moment, moment, moment))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FilesystemError(error.strerror) from error
