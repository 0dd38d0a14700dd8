"""The three buckets: made, and made safe, at every start."""

from __future__ import annotations

import json
import time

from botocore.exceptions import ClientError
from django.conf import settings

from archive.store.buckets import client

_TRIES = 20


def prepare() -> None:
    """Make the buckets that are missing and set their rules; running it again changes nothing.

    `incoming` keeps every version, so that an upload never replaces another; `press` is readable by anybody, listed by
    nobody, and any website may fetch from it; `archive` stays as buckets are: private. On AWS outside us-east-1 the
    buckets are made beforehand, in the region of the operator's choice.
    """
    for bucket in (settings.BUCKET_INCOMING, settings.BUCKET_ARCHIVE, settings.BUCKET_PRESS):
        _ensure_bucket(bucket)
    client().put_bucket_versioning(Bucket=settings.BUCKET_INCOMING, VersioningConfiguration={"Status": "Enabled"})
    client().put_bucket_policy(Bucket=settings.BUCKET_PRESS, Policy=json.dumps(_public_reading(settings.BUCKET_PRESS)))
    client().put_bucket_cors(
        Bucket=settings.BUCKET_PRESS,
        CORSConfiguration={
            "CORSRules": [
                {
                    "AllowedOrigins": ["*"],
                    "AllowedMethods": ["GET", "HEAD"],
                    "AllowedHeaders": ["*"],
                    "ExposeHeaders": ["ETag", "Content-Length", "Last-Modified"],
                    "MaxAgeSeconds": 3600,
                }
            ]
        },
    )


def _ensure_bucket(bucket: str) -> None:
    for patience in range(_TRIES, -1, -1):
        try:
            client().head_bucket(Bucket=bucket)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "404":
                client().create_bucket(Bucket=bucket)
            elif code == "403" and patience:
                # SeaweedFS answers before it has read its keys.
                time.sleep(0.5)
                continue
            else:
                raise
        return


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
