"""A backup's folder, readable by its owner alone.

    backup.json               what the backup is; written last, so a folder without it holds no whole backup
    record-<id>.dump          the record, as pg_dump's custom format
    objects-<id>.jsonl        a line per object version: bucket, key, version, size, SHA-256, headers
    objects/<2>/<sha256>      the bytes, once each
    ledger.sqlite             what the next backup need not read again

Names are digests, because keys are strangers' text and never a path. A key that was uploaded twice has two lines, the
older first.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from cli.support.errors import CommandError

FORMAT = 1
ROLES = ("archive", "incoming", "press")
"""The buckets by what they are for; their names are settings."""

_CHUNK = 1 << 20


class Part(BaseModel):
    """A file of the folder, with the digest that proves it whole."""

    model_config = ConfigDict(frozen=True)

    name: str
    bytes: int
    sha256: str


class Description(BaseModel):
    """What a backup is: `backup.json`."""

    model_config = ConfigDict(frozen=True)

    format: int
    id: str
    snapshot_at: datetime
    made_at: datetime
    migrations: tuple[str, ...]
    server_version: int
    dump_version: int
    buckets: dict[str, str]
    public_url: str
    record: Part
    list: Part
    objects: int
    bytes: int


@dataclass(frozen=True)
class Entry:
    """One object version of a backup; `etag` and `version` are those it had in the store."""

    bucket: str
    key: str
    version: str
    etag: str
    size: int
    sha256: str
    headers: dict[str, str]

    @property
    def name(self) -> str:
        """The object as a person finds it: `press/releases/fest/manifest.json`."""
        return f"{self.bucket}/{self.key}" + (f" (version {self.version})" if self.version else "")

    def line(self) -> bytes:
        return json.dumps(self.__dict__, ensure_ascii=False).encode() + b"\n"


class BackupFolder:
    """The files of one backup."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @classmethod
    def create(cls, path: Path) -> Self:
        """The folder, made if it is missing; CommandError for one that holds something else or cannot be written."""
        folder = cls(path)
        try:
            folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (folder.path / "objects").exists() and {path.name for path in folder.path.iterdir()} - {
                "lost+found"
            }:
                raise CommandError(f"{path} holds something else. Name an empty folder or one that does not exist.")
            folder.path.chmod(0o700)
            (folder.path / "objects").mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise CommandError(f"The backup cannot be written to {path}: {error.strerror}.") from error
        return folder

    @classmethod
    def open(cls, path: Path) -> Self:
        """The folder of a finished backup; CommandError when it is none."""
        folder = cls(path)
        if not (folder.path / "backup.json").exists():
            interrupted = (folder.path / "objects").exists()
            what = "was interrupted; finish it: ./bildstelle backup" if interrupted else "does not exist:"
            raise CommandError(f"The backup {what} {path}")
        return folder

    def read(self) -> Description:
        """What the backup is; CommandError for a newer format or a damaged file."""
        try:
            text = (self.path / "backup.json").read_text("utf-8")
            if json.loads(text)["format"] > FORMAT:
                raise CommandError("This backup was made by a newer Bildstelle. Restore it with that one.")
            return Description.model_validate_json(text)
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            raise CommandError(f"{self.path / 'backup.json'} is damaged or cannot be read: {error}") from error

    def write(self, description: Description) -> None:
        """Make the backup valid: all else is on the disk before."""
        os.sync()
        with self.new_file() as fresh:
            fresh.write_text(description.model_dump_json(indent=2) + "\n", "utf-8")
            os.sync()
            fresh.replace(self.path / "backup.json")

    def blob(self, sha256: str) -> Path:
        """Where bytes of this digest lie."""
        return self.path / "objects" / sha256[:2] / sha256

    def holds(self, sha256: str, size: int) -> bool:
        """Whether the bytes are there, by their number; after a power failure a file may be short."""
        try:
            return self.blob(sha256).stat().st_size == size
        except FileNotFoundError:
            return False

    def keep(self, fresh: Path, sha256: str) -> None:
        """Make a new file the bytes of this digest."""
        blob = self.blob(sha256)
        blob.parent.mkdir(mode=0o700, exist_ok=True)
        fresh.replace(blob)

    @contextmanager
    def new_file(self) -> Iterator[Path]:
        """An empty file (0600) that is gone at the end unless it was moved."""
        descriptor, name = tempfile.mkstemp(prefix="new-", dir=self.path)
        os.close(descriptor)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def blobs(self) -> Iterator[Path]:
        """Every file of bytes."""
        for folder in sorted((self.path / "objects").iterdir()):
            yield from folder.iterdir()

    def entries(self, part: Part) -> Iterator[Entry]:
        """The lines of the list, in its order."""
        with (self.path / part.name).open("rb") as lines:
            for line in lines:
                yield Entry(**json.loads(line))

    def remove_leftovers(self, description: Description) -> None:
        """Delete dumps, lists and unfinished files of other runs."""
        kept = {description.record.name, description.list.name}
        for pattern in ("record-*.dump", "objects-*.jsonl", "new-*"):
            for path in self.path.glob(pattern):
                if path.name not in kept:
                    path.unlink()

    def part(self, path: Path) -> Part:
        """A finished file with its digest."""
        return Part(name=path.name, bytes=path.stat().st_size, sha256=file_digest(path))

    def damaged(self, part: Part) -> bool:
        """Whether a part is missing or differs from what was written."""
        path = self.path / part.name
        return not path.exists() or file_digest(path) != part.sha256


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hex, in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
