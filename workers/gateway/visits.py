"""What a signed-in photographer may do in the gateway, whichever protocol they came by.

They see folders and what is there, and add files; they neither read, delete nor replace anything. Whatever is not
possible is an OSError with a sentence.
"""

from __future__ import annotations

import errno
import posixpath
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from django.db import DatabaseError

from archive.drops.folders import FolderClosed, is_temporary, key_of, own_name, shown_releases
from archive.faults import describe_fault
from archive.models import UNSORTED, GatewayLogin, Photographer, Release
from archive.store.adding import add_file
from archive.store.buckets import incoming
from archive.store.errors import StoreError
from archive.store.listing import StoredObject
from pipelines.companions import KINDS
from pipelines.upload_kinds import MEDIA_TYPES, kind_of
from workers.gateway.record import asking_record
from workers.gateway.spool import Arriving, Spool
from workers.metrics import GATEWAY_BYTES, GATEWAY_FILES, GATEWAY_SESSIONS

log = structlog.get_logger(__name__)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_open: Counter[str] = Counter()
"""How many visits there are, by protocol."""
_counting = threading.Lock()


class BrokenOff(OSError):
    """A file that ends too early."""


@dataclass(frozen=True)
class Entry:
    """One line of a folder's listing."""

    name: str
    is_folder: bool
    size: int = 0
    modified: datetime = _EPOCH


class Visit:
    """A photographer who signed in; it ends with the login."""

    def __init__(self, login: GatewayLogin, spool: Spool, protocol: str) -> None:
        self.photographer: Photographer = login.photographer
        self._password = login.password
        self._spool, self._protocol = spool, protocol
        self._made: set[str] = set()

    def open(self) -> None:
        """Count the visit, until `close`."""
        self._count(1)

    def close(self) -> None:
        """The client has gone."""
        self._count(-1)

    def _count(self, by: int) -> None:
        with _counting:
            _open[self._protocol] += by
            GATEWAY_SESSIONS.labels(self._protocol).set(_open[self._protocol])

    def list(self, path: str) -> list[Entry]:
        """What is in a folder. FileNotFoundError where there is none."""
        with _plainly():
            prefix = self._key(path) + "/"
            found = {entry.name: entry for entry in self._stored(prefix)}
            found |= {name: Entry(name, False, one.size) for name, one in self._spool.names(prefix).items()}
            found |= {name: Entry(name, True) for name in self._made_in(prefix)}
            if path == "/":
                found |= {slug: Entry(slug, True) for slug in shown_releases().values_list("slug", flat=True)}
            elif not found and not self._is_folder(path, prefix):
                raise FileNotFoundError(errno.ENOENT, "No such folder", path)
            return sorted(found.values(), key=lambda entry: entry.name)

    def look_at(self, path: str) -> Entry:
        """One file or folder. FileNotFoundError where there is none."""
        with _plainly():
            name, key = posixpath.basename(path), self._key(path)
            if self._is_folder(path, key + "/"):
                return Entry(name, True)
            if waiting := self._spool.find(key, self):
                return Entry(name, False, waiting.size)
            if stored := incoming().head(key):
                return _file_entry(stored)
            raise FileNotFoundError(errno.ENOENT, "No such file or folder", path)

    def make_folder(self, path: str) -> None:
        """A folder is there once a file is in it; until then, this visit remembers it."""
        with _plainly():
            self._made.add(self._key(path) + "/")

    def begin(self, path: str, *, anew: bool = True) -> Arriving:
        """Begin to receive a file, or go on with one that waits under its temporary name unless it is to be `anew`."""
        with self._told(), _plainly():
            key = self._key(path)
            if posixpath.basename(path) == "" or self._is_folder(path, key + "/"):
                raise IsADirectoryError(errno.EISDIR, "This is a folder", path)
            if anew:
                return self._spool.new(self._protocol)
            if waiting := self._spool.take(key, self):
                if waiting.kept:
                    waiting.kept.disown()  # until it was handed in again, it is not whole
                return waiting
            raise PermissionError(errno.EACCES, "Send the whole file again", path)

    def give_up(self, path: str, arriving: Arriving) -> None:
        """Forget a file whose sender has gone, or that could not be kept."""
        _give_up(path, arriving)

    def hand_in(self, path: str, arriving: Arriving) -> None:
        """Store a file that arrived whole, or keep it until it is renamed. OSError: it is not there."""
        waits = False
        try:
            with self._told(), _plainly():
                key = self._key(path)
                if waits := is_temporary(posixpath.basename(path)):
                    self._spool.wait(key, arriving, self)
                else:
                    _add(key, arriving)
        finally:
            if not waits:
                arriving.discard()

    def rename(self, old: str, new: str) -> None:
        """Give a file that waits under a temporary name its own. Nothing else can be renamed."""
        with _plainly():
            arriving = self._spool.take(self._key(old), self)
            if not arriving:
                raise PermissionError(errno.EACCES, "What is there stays as it is", old)
            self.hand_in(new, arriving)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Count what does not go on."""
        try:
            yield
        except BrokenOff:
            _note(self._protocol, "cut_off")
            raise
        except (PermissionError, IsADirectoryError):
            _note(self._protocol, "refused")
            raise
        except OSError:
            _note(self._protocol, "failed")
            raise

    def _key(self, path: str) -> str:
        """The key that a path stands for now: login and releases may have changed since the last request."""
        logins = GatewayLogin.objects.select_related("photographer", "today")
        login = logins.filter(pk=self.photographer.pk, password=self._password).first()
        if login is None:
            raise PermissionError(errno.EACCES, "This login has been ended")
        try:
            return key_of(login, path)
        except FolderClosed as closed:
            raise PermissionError(errno.EACCES, f"{closed} takes no photos; ask the press office") from None
        except ValueError:
            raise PermissionError(errno.EACCES, "No such path", path) from None

    def _is_folder(self, path: str, prefix: str) -> bool:
        if path == "/" or prefix in self._made:
            return True
        if path.count("/") == 1 and Release.objects.filter(slug=path[1:]).exclude(slug=UNSORTED).exists():
            return True
        return next(incoming().objects(prefix), None) is not None

    def _made_in(self, prefix: str) -> set[str]:
        below = (made.removeprefix(prefix) for made in self._made if made.startswith(prefix))
        return {name.partition("/")[0] for name in below if name}

    @staticmethod
    def _stored(prefix: str) -> Iterator[Entry]:
        versions, folders = incoming().level(prefix)
        for folder in folders:
            yield Entry(folder.removeprefix(prefix).rstrip("/"), True)
        latest = {stored.key: stored for stored in sorted(versions, key=lambda one: one.modified)}
        yield from map(_file_entry, latest.values())


def settle(spool: Spool) -> None:
    """Settle what waits too long for its own name."""
    for key, sender, arriving in spool.take_late():
        try:
            _settle(spool, key, sender, arriving)
        except Exception as error:  # noqa: BLE001  (a bug of ours, which costs neither this file nor those behind it)
            log.error("gateway_settled_not", key=key, cause=describe_fault(error))
            spool.wait(key, arriving, sender)


def _settle(spool: Spool, key: str, sender: object, arriving: Arriving) -> None:
    """Store what waited under its temporary name in vain, under its own; what may not be whole is forgotten.

    Nothing tells the end of what lies beside photos.
    """
    folder, _slash, name = key.rpartition("/")
    own = f"{folder}/{own_name(name)}"
    if own.endswith("/") or kind_of(own, arriving.size) in KINDS:
        _give_up(key, arriving)
        return
    try:
        with _plainly():
            _add(own, arriving)
    except BrokenOff:
        _give_up(key, arriving)
    except OSError:
        spool.wait(key, arriving, sender)
    else:
        arriving.discard()


def _give_up(path: str, arriving: Arriving) -> None:
    _note(arriving.protocol, "failed" if arriving.failed else "cut_off")
    log.info("gateway_gave_up", path=path, bytes=arriving.size, protocol=arriving.protocol)
    arriving.discard()


def _add(key: str, arriving: Arriving) -> None:
    if arriving.breaks_off(key):
        log.info("gateway_cut_off", key=key, protocol=arriving.protocol)
        raise BrokenOff(errno.EIO, "The file breaks off; send it again")
    media_type = MEDIA_TYPES.get(key.rpartition(".")[2].lower(), "application/octet-stream")
    size, new = arriving.size, add_file(key, arriving.file, media_type)
    log.info("gateway_took", key=key, protocol=arriving.protocol, new=new)
    _note(arriving.protocol, "taken" if new else "there")
    GATEWAY_BYTES.labels(arriving.protocol).inc(size if new else 0)


def _note(protocol: str, ended: str) -> None:
    GATEWAY_FILES.labels(protocol, ended).inc()


def _file_entry(stored: StoredObject) -> Entry:
    return Entry(posixpath.basename(stored.key), False, stored.size, stored.modified)


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell failures of record and store as OSErrors."""
    try:
        with asking_record():
            yield
    except (DatabaseError, StoreError) as error:
        log.warning("gateway_failed", error=str(error))
        raise OSError(errno.EAGAIN, "The picture desk does not answer; try again later") from error
