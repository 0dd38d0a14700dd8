"""Creates the three buckets and sets their access rules, at every start."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from archive.store.client import s3, translated
from archive.store.errors import AccessDenied, KeyUnknown, Missing

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CORSConfigurationTypeDef

_TRIES = 20
_LOOPBACK = {"127.0.0.1", "localhost"}
_READ_FROM_ANY_WEBSITE: CORSConfigurationTypeDef = {
    "CORSRules": [
        {
            "AllowedOrigins": ["*"],
            "AllowedMethods": ["GET", "HEAD"],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag", "Content-Length", "Last-Modified"],
            "MaxAgeSeconds": 3600,
        }
    ]
}


def _upload_from_the_desk() -> CORSConfigurationTypeDef:
    """The desk's pages send photos by signed forms, and large ones in parts, whose ETags they read."""
    return {
        "CORSRules": [
            {
                "AllowedOrigins": sorted(desk_origins()),
                "AllowedMethods": ["POST", "PUT"],
                "AllowedHeaders": ["*"],
                "ExposeHeaders": ["ETag"],
                "MaxAgeSeconds": 3600,
            }
        ]
    }


def desk_origins() -> set[str]:
    """The origins that the desk's pages have: on the loopback, people type either of its two names."""
    address = urlsplit(settings.PUBLIC_URL)
    port = f":{address.port}" if address.port else ""
    hosts = _LOOPBACK if address.hostname in _LOOPBACK else {address.hostname}
    return {f"{address.scheme}://{host}{port}" for host in hosts}


def prepare() -> None:
    """Create the buckets that are missing and set their rules; running it again changes nothing. Raises StoreError.

    `incoming` keeps every version, so that an upload never replaces another, and takes uploads from the desk's
    pages. Anybody may read `press`, nobody may list it, and any website may fetch from it. `archive` is private, as
    every new bucket is. On AWS outside us-east-1 the operator creates the buckets beforehand, in the region of their
    choice.
    """
    for bucket in (settings.BUCKET_INCOMING, settings.BUCKET_ARCHIVE, settings.BUCKET_PRESS):
        _ensure_bucket(bucket)
    with translated(settings.BUCKET_INCOMING):
        s3().put_bucket_versioning(Bucket=settings.BUCKET_INCOMING, VersioningConfiguration={"Status": "Enabled"})
        s3().put_bucket_cors(Bucket=settings.BUCKET_INCOMING, CORSConfiguration=_upload_from_the_desk())
    with translated(settings.BUCKET_PRESS):
        s3().put_bucket_policy(Bucket=settings.BUCKET_PRESS, Policy=json.dumps(_public_reading(settings.BUCKET_PRESS)))
        s3().put_bucket_cors(Bucket=settings.BUCKET_PRESS, CORSConfiguration=_READ_FROM_ANY_WEBSITE)


def _ensure_bucket(bucket: str) -> None:
    for _try in range(_TRIES):
        try:
            _create_if_missing(bucket)
        except (AccessDenied, KeyUnknown):
            # SeaweedFS answers before it has read its keys.
            time.sleep(0.5)
        else:
            return
    _create_if_missing(bucket)


def _create_if_missing(bucket: str) -> None:
    with translated(bucket):
        try:
            with translated(bucket):
                s3().head_bucket(Bucket=bucket)
        except Missing:
            s3().create_bucket(Bucket=bucket)


def _public_reading(bucket: str) -> dict[str, object]:
    # GetObject alone: without s3:ListBucket nobody learns what else there is.
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AnybodyReads",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{bucket}/*",
            }
        ],
    }
