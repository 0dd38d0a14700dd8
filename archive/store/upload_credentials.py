"""S3 keys of photographers, by the IAM API that AWS and SeaweedFS both speak.

A photographer's key adds objects below `incoming/<slug>/` and does nothing else: it cannot read, list, delete or write
beside. A name used twice keeps both versions. SeaweedFS lets every key make further keys of the same user, with the
same rights: so a key is revoked by deleting its user.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings

from archive.store.buckets import StoreDown

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_SLUG = re.compile(r"[A-Za-z0-9_-]+")
_POLICY = "uploads"
_ABSENT = "NoSuchEntity"
_PATIENCE = 10.0


@dataclass(frozen=True)
class UploadKey:
    """A photographer's S3 key; the secret is in this answer only."""

    access_key_id: str
    secret: str = field(repr=False)


def create_upload_key(photographer_slug: str) -> UploadKey:
    """Make the photographer's key and return once the store knows it; an older one ends.

    Raises ValueError for a slug that is none (a `*` in it would open other folders), StoreDown when the store does not
    take the key up.
    """
    if not _SLUG.fullmatch(photographer_slug):
        raise ValueError(f"not a slug of letters, digits, - and _: {photographer_slug!r}")
    revoke_upload_key(photographer_slug)
    user = _user(photographer_slug)
    _iam().create_user(UserName=user)
    _iam().put_user_policy(
        UserName=user, PolicyName=_POLICY, PolicyDocument=json.dumps(_upload_policy(photographer_slug))
    )
    made = _iam().create_access_key(UserName=user)["AccessKey"]
    key = UploadKey(made["AccessKeyId"], made["SecretAccessKey"])
    _wait_until_known(key)
    return key


def revoke_upload_key(photographer_slug: str) -> bool:
    """End every key of the photographer at once; False when there was none."""
    user = _user(photographer_slug)
    try:
        keys = _iam().list_access_keys(UserName=user)["AccessKeyMetadata"]
        for key in keys:
            _iam().delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
        _delete_policy(user)
        _iam().delete_user(UserName=user)
    except ClientError as error:
        if error.response["Error"]["Code"] != _ABSENT:
            raise
        return False
    return True


def _delete_policy(user: str) -> None:
    try:
        _iam().delete_user_policy(UserName=user, PolicyName=_POLICY)
    except ClientError as error:  # a start cut off between user and policy left it without
        if error.response["Error"]["Code"] != _ABSENT:
            raise


def _user(photographer_slug: str) -> str:
    return f"upload-{photographer_slug}"


def _upload_policy(photographer_slug: str) -> dict[str, object]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                # PutObject covers starting, filling and completing a multipart upload.
                "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
                "Resource": f"arn:aws:s3:::{settings.BUCKET_INCOMING}/{photographer_slug}/*",
            }
        ],
    }


def _iam() -> IAMClient:
    return boto3.client(
        "iam",
        endpoint_url=settings.S3_ENDPOINT,
        region_name=settings.S3_REGION,
        aws_access_key_id=settings.S3_ACCESS_KEY,
        aws_secret_access_key=settings.S3_SECRET_KEY,
    )


def _wait_until_known(key: UploadKey) -> None:
    """SeaweedFS's S3 side hears of a new key by subscription, some 0.2 s later; AWS takes seconds."""
    uploads = boto3.client(
        "s3",
        endpoint_url=settings.S3_ENDPOINT,
        region_name=settings.S3_REGION,
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret,
        config=Config(s3={"addressing_style": "path"}),
    )
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            uploads.list_buckets()
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidAccessKeyId":
                time.sleep(0.05)
                continue
        return
    raise StoreDown(f"the store did not take up the new key {key.access_key_id}")
