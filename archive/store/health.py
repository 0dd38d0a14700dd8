"""Whether the store answers now, or works, for those who do not wait and try again as everything else does."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings

from archive.store.client import translated
from archive.store.errors import StoreError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def ask_store(timeout: float) -> None:
    """Ask for the public bucket once; StoreError where the answer is not that it is there within `timeout` seconds."""
    with translated(settings.BUCKET_PRESS):
        _client(timeout, settings.S3_ENDPOINT).head_bucket(Bucket=settings.BUCKET_PRESS)


def try_store(timeout: float) -> None:
    """Store a tiny private file, read it back and delete it; StoreError where that does not work within `timeout` each.

    After a restart SeaweedFS answers for some seconds before it takes files.
    """
    bucket, key = settings.BUCKET_ARCHIVE, f"probes/{uuid4().hex}"
    client = _client(timeout, settings.S3_ENDPOINT)
    with translated(key):
        client.put_object(Bucket=bucket, Key=key, Body=b"probe")
        client.get_object(Bucket=bucket, Key=key)["Body"].read()
        client.delete_object(Bucket=bucket, Key=key)


def refuses_files(timeout: float) -> bool:
    """Whether the store answers and refuses a tiny file; one that answers too late refuses nothing.

    SeaweedFS refuses all files after one that a full disk kept it from entering in its index, room or none.
    """
    try:
        try_store(timeout)
    except StoreError as error:
        return isinstance(error.__cause__, ClientError)
    return False


@lru_cache(maxsize=2)
def _client(timeout: float, endpoint: str | None) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=settings.S3_REGION,
        aws_access_key_id=settings.S3_ACCESS_KEY,
        aws_secret_access_key=settings.S3_SECRET_KEY,
        config=Config(
            connect_timeout=timeout,
            read_timeout=timeout,
            retries={"mode": "standard", "max_attempts": 1},
            s3={"addressing_style": "path"},
        ),
    )


os.register_at_fork(after_in_child=_client.cache_clear)  # as in archive.store.client
