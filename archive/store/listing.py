"""Listings, read at a tenth of boto3's cost, which parses every page into 1,000 dictionaries of six converted values.

A client that `list_fast` was applied to gives each page of a listing the entry `Items`; boto3 then finds an empty page.
Signing, retries and errors stay boto3's.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from botocore.handlers import _handle_200_error  # type: ignore[attr-defined]  # the stubs leave it out

from archive.store.errors import StoreDown

if TYPE_CHECKING:
    from botocore.model import OperationModel
    from mypy_boto3_s3 import S3Client

_ITEMS = "Items"
_NEXT = {
    "NextContinuationToken": "ContinuationToken",
    "NextKeyMarker": "KeyMarker",
    "NextVersionIdMarker": "VersionIdMarker",
    "NextUploadIdMarker": "UploadIdMarker",
}
_OPERATIONS = ("ListObjectsV2", "ListObjectVersions", "ListMultipartUploads")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object version as a listing or a HEAD shows it; `version` is empty where there is none."""

    key: str
    version: str
    size: int
    etag: str
    modified: datetime


@dataclass(frozen=True)
class UnfinishedUpload:
    """A multipart upload that was neither completed nor aborted."""

    key: str
    upload_id: str
    started: datetime


@dataclass(frozen=True)
class Page:
    """One page of a listing; `marks` are the parameters of the request for the next one, empty after the last."""

    objects: tuple[StoredObject, ...] = ()
    prefixes: tuple[str, ...] = ()
    uploads: tuple[UnfinishedUpload, ...] = ()
    marks: dict[str, str] | None = None


def list_fast(client: S3Client) -> None:
    """Have this client's listings parsed here."""
    events = client.meta.events
    # botocore's own handler parses the whole body to look for an error in it, so it comes after ours.
    events.unregister("before-parse.s3.*", _handle_200_error)
    events.register_first("before-parse.s3.*", _parse_first)
    events.register("before-parse.s3.*", _handle_200_error)


def object_pages(client: S3Client, bucket: str, prefix: str, after: str = "", delimiter: str = "") -> Iterator[Page]:
    """The current object of every key below a prefix that comes after `after`; with a delimiter, one level of them."""
    level = {"Delimiter": delimiter} if delimiter else {}
    mark = {"StartAfter": after} if after else {}
    return _pages(client.list_objects_v2, Bucket=bucket, Prefix=prefix, **level, **mark)


def version_pages(client: S3Client, bucket: str, prefix: str, after: str = "", delimiter: str = "") -> Iterator[Page]:
    """Every version of every key below a prefix that comes after `after`; with a delimiter, one level of them."""
    level = {"Delimiter": delimiter} if delimiter else {}
    mark = {"KeyMarker": after} if after else {}
    return _pages(client.list_object_versions, Bucket=bucket, Prefix=prefix, **level, **mark)


def upload_pages(client: S3Client, bucket: str) -> Iterator[Page]:
    """The unfinished multipart uploads of a bucket."""
    return _pages(client.list_multipart_uploads, Bucket=bucket)


def _pages(call: Any, **parameters: str) -> Iterator[Page]:
    marks: dict[str, str] | None = {}
    while marks is not None:
        page: Page = call(**parameters | marks)[_ITEMS]
        yield page
        if page.marks and page.marks == marks:
            raise StoreDown(f"{parameters['Bucket']}: the listing does not move on")
        marks = page.marks


def _parse_first(
    operation_model: OperationModel,
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    **_event: Any,
) -> None:
    """Read a page and leave boto3 an empty one. What is no page is left to it, with its errors."""
    if operation_model.name not in _OPERATIONS or response_dict["status_code"] >= 300:
        return
    try:
        root = ET.fromstring(response_dict["body"])  # noqa: S314  (our own store's answer; expat limits entities)
    except ET.ParseError as error:
        raise StoreDown(f"a listing cannot be read: {error}") from error
    kind = _plain(root.tag)
    if kind != "Error":
        customized_response_dict[_ITEMS] = _read_page(root)
        response_dict["body"] = f"<{kind}/>".encode()


def _plain(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def _values(element: ET.Element) -> dict[str, str]:
    """The texts of an element's children by their tags: the quickest way, and listings are long."""
    skip = element.tag.find("}") + 1
    return {child.tag[skip:]: child.text or "" for child in element}


def _read_page(root: ET.Element) -> Page:
    head = _values(root)
    decoded = unquote_plus if head.get("EncodingType") == "url" else str
    objects, prefixes, uploads = [], [], []
    for element in root:
        match _plain(element.tag):
            case "Contents" | "Version":
                objects.append(_stored(_values(element), decoded))
            case "CommonPrefixes":
                prefixes.append(decoded(_values(element)["Prefix"]))
            case "Upload":
                values = _values(element)
                uploads.append(
                    UnfinishedUpload(decoded(values["Key"]), values["UploadId"], _moment(values["Initiated"]))
                )
    return Page(tuple(objects), tuple(prefixes), tuple(uploads), _next_marks(head, decoded))


def _stored(values: Mapping[str, str], decoded: Callable[[str], str]) -> StoredObject:
    version = values.get("VersionId", "")
    return StoredObject(
        decoded(values["Key"]),
        "" if version == "null" else version,
        int(values["Size"]),
        values["ETag"].strip('"'),
        _moment(values["LastModified"]),
    )


def _next_marks(head: Mapping[str, str], decoded: Callable[[str], str]) -> dict[str, str] | None:
    if head.get("IsTruncated") != "true":
        return None
    marks = {sent: head[name] for name, sent in _NEXT.items() if head.get(name)}
    return marks | {"KeyMarker": decoded(marks["KeyMarker"])} if "KeyMarker" in marks else marks


@lru_cache(maxsize=4096)  # many objects are of the same second
def _moment(text: str) -> datetime:
    """ISO 8601 as stores write it; one without an offset is in UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
