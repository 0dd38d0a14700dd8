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
from typing import Any, Literal
from urllib.parse import unquote_plus

_MARKER = "Seaweed-X-Amz-Delete-Marker"


class UnreadableEvent(ValueError):
    """The body has no known shape; the text says what was expected."""


@dataclass(frozen=True)
class UploadEvent:
    """An object version that was uploaded, as somebody claims. `version` and `etag` are empty where unknown.

    When it was uploaded and who told of it is only measured.
    """

    bucket: str
    key: str
    size: int
    version: str = ""
    etag: str = ""
    uploaded_at: datetime | None = field(default=None, compare=False)
    told_by: Literal["event", "sweep"] = field(default="event", compare=False)


def read_events(body: bytes) -> list[UploadEvent]:
    """The uploads that a notification names, in its order. Raises UnreadableEvent."""
    try:
        notice = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableEvent(f"the body is not JSON: {error}") from error
    if not isinstance(notice, dict):
        raise UnreadableEvent("the body must be a JSON object")
    try:
        return list(_events(notice))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableEvent(f"the notification lacks or garbles a field: {error}") from error


def _events(notice: dict[str, Any]) -> Iterator[UploadEvent]:
    if notice.get("Type") == "Notification":
        yield from read_events(str(notice["Message"]).encode())
    elif "Records" in notice:
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
    if "ObjectCreated" not in record["eventName"]:
        return
    thing = record["s3"]["object"]
    key = unquote_plus(thing["key"])
    if not key.endswith("/"):
        version = _real(thing.get("versionId"))
        yield _event(
            record["s3"]["bucket"]["name"],
            key,
            thing.get("size", 0),
            version,
            thing.get("eTag", ""),
            record.get("eventTime"),
        )


def _from_eventbridge(notice: dict[str, Any]) -> Iterator[UploadEvent]:
    """EventBridge's detail. Keys are not encoded."""
    if notice.get("detail-type") != "Object Created":
        return
    thing = notice["detail"]["object"]
    if not thing["key"].endswith("/"):
        version = _real(thing.get("version-id"))
        yield _event(
            notice["detail"]["bucket"]["name"],
            thing["key"],
            thing.get("size", 0),
            version,
            thing.get("etag", ""),
            notice.get("time"),
        )


def _from_filer(notice: dict[str, Any]) -> Iterator[UploadEvent]:
    """SeaweedFS names `/buckets/<bucket>/<key>`, a version `<key>.versions/v_<id>`, and parts below `.uploads/`."""
    entry = notice["message"].get("new_entry")
    if notice["event_type"] not in ("create", "update") or not entry or entry.get("is_directory"):
        return
    _empty, buckets, bucket, key = notice["key"].split("/", 3)
    extended = entry.get("extended") or {}
    if buckets != "buckets" or key.startswith(".uploads/") or _MARKER in extended:
        return
    version = _decoded(extended.get("Seaweed-X-Amz-Version-Id"))
    if version:
        key = key.removesuffix(f".versions/v_{version}")
    etag = _decoded(extended.get("Seaweed-X-Amz-ETag")) or base64.b64decode(entry["attributes"].get("md5", "")).hex()
    attributes = entry["attributes"]
    yield _event(bucket, key, attributes.get("file_size", 0), version, etag, attributes.get("mtime"))


def _event(bucket: str, key: str, size: Any, version: str, etag: str, time: Any) -> UploadEvent:
    if not bucket or not key or "\x00" in key:
        raise ValueError("bucket or key is empty or holds a NUL")
    return UploadEvent(bucket, key, int(size), version, etag.strip('"'), _moment(time))


def _moment(value: Any) -> datetime | None:
    """An ISO text or a Unix time as a moment; None for anything else, because no upload depends on it."""
    try:
        return datetime.fromtimestamp(int(value), UTC) if str(value).isdecimal() else datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _decoded(value: str | None) -> str:
    try:
        return base64.b64decode(value, validate=True).decode() if value else ""
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(f"not base64 text: {value!r}") from error


def _real(version: str | None) -> str:
    return "" if version in (None, "null") else str(version)
