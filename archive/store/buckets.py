"""The three buckets: bytes in, bytes out, and "missing" means missing. Errors are those of `archive.store.errors`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from archive.store.changes import note_change
from archive.store.client import s3, translated
from archive.store.errors import Missing, PreconditionLost
from archive.store.listing import StoredObject, UnfinishedUpload, object_pages, upload_pages, version_pages
from archive.store.spelling import respelled

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CopySourceTypeDef

IMMUTABLE = "public, max-age=31536000, immutable"
PRIVATE = "private, no-store"
BRIEF = "public, max-age=30, must-revalidate"
_CHUNK = 1 << 20
_PART = 16 << 20


def _in_parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of 16 MiB, as few as there are; the last one is what is left."""
    part = bytearray()
    for chunk in chunks:
        part += chunk
        while len(part) >= _PART:
            yield bytes(part[:_PART])
            del part[:_PART]
    yield bytes(part)


@dataclass(frozen=True)
class Bucket:
    """One bucket by name, with the verbs this project needs and no others."""

    name: str

    def put(self, key: str, body: bytes | Path, media_type: str, cache: str = PRIVATE) -> None:
        """Write one object whole; an existing one of that key is replaced. OSError where a file cannot be read."""
        data = body.read_bytes() if isinstance(body, Path) else body
        with translated(key):
            s3().put_object(Bucket=self.name, Key=key, Body=data, ContentType=media_type, CacheControl=cache)
        self._note(key, cache)

    def put_stream(self, key: str, chunks: Iterable[bytes], media_type: str, cache: str) -> None:
        """Write one object from chunks, in parts: it is there when the last one is, and nothing of it before.

        Whatever goes wrong ends the upload; what the store could not be told of any more, the sweep aborts.
        """
        with translated(key):
            begun = s3().create_multipart_upload(Bucket=self.name, Key=key, ContentType=media_type, CacheControl=cache)
            upload: Any = {"Bucket": self.name, "Key": key, "UploadId": begun["UploadId"]}
            try:
                parts: Any = [
                    {"PartNumber": n, "ETag": s3().upload_part(**upload, PartNumber=n, Body=part)["ETag"]}
                    for n, part in enumerate(_in_parts(chunks), 1)
                ]
                s3().complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
            except BaseException:
                s3().abort_multipart_upload(**upload)
                raise

    def put_if(self, key: str, body: bytes, media_type: str, cache: str, *, etag: str | None) -> None:
        """Write only if the object still has this `etag` (None: only if there is none yet).

        Raises PreconditionLost when somebody wrote something else first. Where these bytes are stored already, the
        write is done: the answer to it may have been lost, and the client's second try finds the first one's work.
        """
        headers: dict[str, Any] = {"ContentType": media_type, "CacheControl": cache}
        headers |= {"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}
        try:
            with translated(key):
                s3().put_object(Bucket=self.name, Key=key, Body=body, **headers)
        except PreconditionLost:
            if not self._holds(key, body):
                raise
        self._note(key, cache)

    def _note(self, key: str, cache: str = "") -> None:
        if self.name == settings.BUCKET_PRESS and cache != IMMUTABLE:
            note_change(key)

    def _holds(self, key: str, body: bytes) -> bool:
        try:
            return self.get(key) == body
        except Missing:
            return False

    def get(self, key: str) -> bytes:
        """The object's bytes."""
        return self.get_with_etag(key)[0]

    def get_with_etag(self, key: str) -> tuple[bytes, str]:
        """The object's bytes and the ETag they were read with."""
        with translated(key):
            answer = s3().get_object(Bucket=self.name, Key=key)
            return answer["Body"].read(), answer["ETag"]

    def fetch(self, key: str, into: Path, version: str = "") -> str:
        """Stream one object (version) into a file; return the SHA-256 of what was written, in hex.

        Raises OSError where the file cannot be written.
        """
        digest = hashlib.sha256()
        with into.open("wb") as file:
            for chunk in self.chunks(key, version):
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()

    def fetch_span(self, key: str, into: Path, span: range, version: str = "") -> None:
        """Stream these bytes of one object (version) into their places in a file that is there."""
        wanted = f"bytes={span.start}-{span.stop - 1}"
        with into.open("r+b") as file, translated(key):
            answer = s3().get_object(Bucket=self.name, Key=key, Range=wanted, **_versioned(version))
            file.seek(span.start)
            for chunk in answer["Body"].iter_chunks(_CHUNK):
                file.write(chunk)

    def digest(self, key: str) -> str:
        """The SHA-256 of the stored bytes, in hex, without keeping them."""
        digest = hashlib.sha256()
        for chunk in self.chunks(key):
            digest.update(chunk)
        return digest.hexdigest()

    def chunks(self, key: str, version: str = "") -> Iterator[bytes]:
        """One object (version) in chunks, from the first to the last."""
        with translated(key):
            answer = s3().get_object(Bucket=self.name, Key=key, **_versioned(version))
            yield from answer["Body"].iter_chunks(_CHUNK)

    def head(self, key: str, version: str = "") -> StoredObject | None:
        """What is stored under this key, or None."""
        try:
            with translated(key):
                answer = s3().head_object(Bucket=self.name, Key=key, **_versioned(version))
        except Missing:
            return None
        return StoredObject(
            key,
            real_version(answer.get("VersionId")),
            answer["ContentLength"],
            answer["ETag"].strip('"'),
            answer["LastModified"],
        )

    def copy(
        self,
        source: Bucket,
        source_key: str,
        key: str,
        media_type: str,
        cache: str,
        *,
        version: str = "",
        disposition: str = "",
    ) -> None:
        """Copy one object (version) inside the store, with headers of its own."""
        origin: CopySourceTypeDef = {"Bucket": source.name, "Key": source_key}
        if version:
            origin["VersionId"] = version
        further: dict[str, Any] = {"ContentDisposition": disposition} if disposition else {}
        with translated(source_key):
            s3().copy_object(
                Bucket=self.name,
                Key=key,
                CopySource=origin,
                ContentType=media_type,
                CacheControl=cache,
                MetadataDirective="REPLACE",
                **further,
            )
        self._note(key, cache)

    def delete(self, key: str, version: str = "") -> None:
        """Delete one object (version); nothing happens if there is none."""
        try:
            with translated(key):
                s3().delete_object(Bucket=self.name, Key=key, **_versioned(version))
        except Missing:
            return
        self._note(key)

    def objects(self, prefix: str = "", after: str = "") -> Iterator[StoredObject]:
        """The current object of every key below a prefix that comes after `after`, in order.

        They come without versions, which a plain listing lacks.
        """
        with translated(prefix):
            for page in object_pages(s3(), self.name, prefix, after):
                yield from page.objects

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Every key below a prefix, in order."""
        return (stored.key for stored in self.objects(prefix))

    def keys_but(self, prefix: str, folders: Collection[str]) -> Iterator[str]:
        """Every key below a prefix that ends in `/`, but for those of these folders: a large one takes long to list."""
        below: list[str] = []
        with translated(prefix):
            for page in object_pages(s3(), self.name, prefix, delimiter="/"):
                yield from (stored.key for stored in page.objects)
                below += page.prefixes
        for folder in below:
            if folder not in folders:
                yield from self.keys(folder)

    def level(self, prefix: str) -> tuple[list[StoredObject], list[str]]:
        """One level below a prefix that ends in `/` or is empty: its object versions, and the prefixes below it."""
        versions: list[StoredObject] = []
        prefixes: list[str] = []
        with translated(prefix):
            for page in version_pages(s3(), self.name, prefix, delimiter="/"):
                versions += respelled(self, page.objects)
                prefixes += page.prefixes
        return versions, prefixes

    def versions(self, prefix: str = "", after: str = "") -> Iterator[StoredObject]:
        """Every version of every object below a prefix whose key comes after `after`, without delete markers."""
        with translated(prefix):
            for page in version_pages(s3(), self.name, prefix, after):
                yield from respelled(self, page.objects)

    def unfinished_uploads(self) -> Iterator[UnfinishedUpload]:
        """The multipart uploads that were neither completed nor aborted; their parts take up room unseen."""
        with translated(self.name):
            for page in upload_pages(s3(), self.name):
                yield from page.uploads

    def abort(self, upload: UnfinishedUpload) -> None:
        """End a multipart upload and delete its parts; nothing happens if it is gone."""
        try:
            with translated(upload.key):
                s3().abort_multipart_upload(Bucket=self.name, Key=upload.key, UploadId=upload.upload_id)
        except Missing:
            return


def real_version(version: str | None) -> str:
    """A version id as the store answers it; empty for none, which some stores write as `null`."""
    return "" if version in (None, "null") else str(version)


def _versioned(version: str) -> dict[str, Any]:
    return {"VersionId": version} if version else {}


def incoming() -> Bucket:
    """Where uploads arrive."""
    return Bucket(settings.BUCKET_INCOMING)


def archive() -> Bucket:
    """Where originals, renditions and press files are kept, private."""
    return Bucket(settings.BUCKET_ARCHIVE)


def press() -> Bucket:
    """What is public."""
    return Bucket(settings.BUCKET_PRESS)
