"""Translates the event notifications of any store into `UploadEvent`s.

It reads S3 event records (from AWS directly or through SNS, MinIO, Ceph), EventBridge's `detail` and SeaweedFS's filer
notifications. What is not a finished upload (folders, deletes, multipart parts, test messages) yields no event.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NoReturn
from urllib.parse import unquote_to_bytes

MAX_KEY_BYTES = 1024
"""S3's own limit."""
_MAX_SIZE = 5 << 40  # 5 TB; a photo is never near it
_MAX_LENGTHS = {"bucket": 63, "version": 256, "etag": 128}  # the record's columns
_CHANGES = (":PutTagging", ":PutRetention", ":PutLegalHold", ":PutAcl")
"""What MinIO and RustFS also call "created", though the object was there before; RustFS may tell it without a key."""
_MARKER = "Seaweed-X-Amz-Delete-Marker"


class UnreadableEvent(ValueError):
    """The body has no known shape, or a value that no upload has; the text says what was expected."""


@dataclass(frozen=True)
class UploadEvent:
    """An object version that was uploaded, as somebody claims. `version` and `etag` are empty where unknown.

    `raw_key` is the key as it was sent, where that differs from the decoded one: some stores send it without encoding.
    When it was uploaded and who told of it is only measured.
    """

    bucket: str
    key: str
    size: int
    version: str = ""
    etag: str = ""
    raw_key: str = field(default="", compare=False)
    uploaded_at: datetime | None = field(default=None, compare=False)
    told_by: Literal["event", "sweep"] = field(default="event", compare=False)


def read_events(body: bytes) -> list[UploadEvent]:
    """The uploads that a notification names, in its order. Raises UnreadableEvent."""
    try:
        notice = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableEvent(f"the body is not JSON: {_quoted(error)}") from error
    if not isinstance(notice, dict):
        raise UnreadableEvent("the body must be a JSON object")
    try:
        return list(_events(notice))
    except UnreadableEvent:
        raise
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise UnreadableEvent(f"the notification lacks or garbles a field: {_quoted(error)}") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _events(notice: dict[str, Any]) -> Iterator[UploadEvent]:
    if notice.get("Type") == "Notification":
        yield from read_events(checked_text("message", notice["Message"]).encode())
    elif "Records" in notice:
        if not isinstance(notice["Records"], list):
            raise UnreadableEvent("Records must be a list")
        for record in notice["Records"]:
            yield from _from_record(record)
    elif "detail" in notice:
        yield from _from_eventbridge(notice)
    elif "event_type" in notice:
        yield from _from_filer(notice)
    elif notice.get("Event") != "s3:TestEvent":
        raise UnreadableEvent("neither S3 records, nor an EventBridge detail, nor a SeaweedFS filer event")


def _from_record(record: dict[str, Any]) -> Iterator[UploadEvent]:
    """An S3 event record. Keys are URL-encoded, with `+` for a space."""
    name = checked_text("eventName", record["eventName"])
    if "ObjectCreated" not in name or name.endswith(_CHANGES):
        return
    thing = record["s3"]["object"]
    raw = checked_text("key", thing["key"])
    key = decoded_key(raw)
    if not key.endswith("/"):
        yield _event(
            record["s3"]["bucket"]["name"],
            key,
            thing.get("size", 0),
            _real(thing.get("versionId")),
            thing.get("eTag", ""),
            record.get("eventTime"),
            raw_key=raw,
        )


def decoded_key(raw: str) -> str:
    """A URL-encoded key, with `+` for a space. One that does not decode to UTF-8 was never encoded."""
    try:
        return unquote_to_bytes(raw.replace("+", " ")).decode()
    except UnicodeDecodeError:
        return raw


def _from_eventbridge(notice: dict[str, Any]) -> Iterator[UploadEvent]:
    """EventBridge's detail. Keys are not encoded."""
    if notice.get("detail-type") != "Object Created":
        return
    thing = notice["detail"]["object"]
    key = checked_text("key", thing["key"])
    if not key.endswith("/"):
        yield _event(
            notice["detail"]["bucket"]["name"],
            key,
            thing.get("size", 0),
            _real(thing.get("version-id")),
            thing.get("etag", ""),
            notice.get("time"),
        )


def _from_filer(notice: dict[str, Any]) -> Iterator[UploadEvent]:
    """SeaweedFS names `/buckets/<bucket>/<key>`, a version `<key>.versions/v_<id>`, and parts below `.uploads/`."""
    entry = notice["message"].get("new_entry")
    if notice["event_type"] not in ("create", "update") or not entry or entry.get("is_directory"):
        return
    root, bucket, key = _filer_path(checked_text("key", notice["key"]))
    extended = entry.get("extended") or {}
    if root != "buckets" or not key or key.startswith(".uploads/") or _MARKER in extended:
        return
    version = _decoded(extended.get("Seaweed-X-Amz-Version-Id"))
    if version:
        key = key.removesuffix(f".versions/v_{version}")
    etag = _decoded(extended.get("Seaweed-X-Amz-ETag")) or base64.b64decode(entry["attributes"].get("md5") or "").hex()
    attributes = entry["attributes"]
    yield _event(bucket, key, attributes.get("file_size", 0), version, etag, attributes.get("mtime"))


def _filer_path(path: str) -> tuple[str, str, str]:
    """The first two folders and the rest; empty ones where the path is shorter, as of the filer's own files."""
    if not path.startswith("/"):
        raise UnreadableEvent(f"the key must be a path from the root, not {_quoted(path)}")
    root, bucket, key, *_none = *path[1:].split("/", 2), "", ""
    return root, bucket, key


def _event(bucket: Any, key: str, size: Any, version: Any, etag: Any, time: Any, *, raw_key: str = "") -> UploadEvent:
    """The values checked, so that the record takes them all. Raises UnreadableEvent."""
    if type(size) is not int or not 0 <= size <= _MAX_SIZE:
        raise UnreadableEvent(f"the size must be a whole number from 0 to 5 TB, not {_quoted(size)}")
    if _is_too_long(key):
        raise UnreadableEvent(f"the key is longer than the {MAX_KEY_BYTES} bytes that S3 allows")
    texts = {
        "bucket": checked_text("bucket", bucket),
        "version": checked_text("version", version),
        "etag": checked_text("etag", etag),
    }
    for name, text in texts.items():
        if len(text) > _MAX_LENGTHS[name]:
            raise UnreadableEvent(f"the {name} is longer than {_MAX_LENGTHS[name]} characters")
    if not bucket or not checked_text("key", key):
        raise UnreadableEvent("the bucket or the key is empty")
    other_key = "" if raw_key == key or _is_too_long(raw_key) else raw_key
    return UploadEvent(bucket, key, size, version, etag.strip('"'), other_key, _moment(time))


def _is_too_long(key: str) -> bool:
    return len(key.encode()) > MAX_KEY_BYTES


def checked_text(name: str, value: Any) -> str:
    """A value that must be text which UTF-8 and the database take."""
    if not isinstance(value, str):
        raise UnreadableEvent(f"the {name} must be text, not {_quoted(value)}")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise UnreadableEvent(f"the {name} holds a NUL or half a character (a lone surrogate)")
    return value


def _quoted(value: object) -> str:
    """The beginning of a value, for a sentence."""
    return str(value)[:100]


def _moment(value: Any) -> datetime | None:
    """An ISO text or a Unix time as a moment; None for anything else, because no upload depends on it."""
    try:
        if str(value).isdecimal():
            return datetime.fromtimestamp(int(value), UTC)
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _decoded(value: Any) -> str:
    try:
        return base64.b64decode(value, validate=True).decode() if value else ""
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(f"not base64 text: {value!r}") from error


def _real(version: Any) -> Any:
    return "" if version in (None, "null") else version
