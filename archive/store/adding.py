"""Adding one whole file to `incoming`, for those who send through us."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import partial
from io import BufferedRandom, BytesIO

from django.conf import settings

from archive.store.buckets import incoming
from archive.store.client import s3, translated


def add_file(key: str, file: BufferedRandom | BytesIO, media_type: str) -> bool:
    """Store a file under its key; False where these very bytes are the latest there already. Raises StoreError.

    It is there as a whole or not at all: the store compares length and MD5 with what arrived. What the key held before
    stays as an older version.
    """
    file.seek(0)
    md5 = hashlib.file_digest(file, partial(hashlib.md5, usedforsecurity=False))
    size = file.seek(0, os.SEEK_END)
    stored = incoming().head(key)
    if stored and (stored.size, stored.etag) == (size, md5.hexdigest()):
        return False
    file.seek(0)
    with translated(key):
        s3().put_object(
            Bucket=settings.BUCKET_INCOMING,
            Key=key,
            Body=file,
            ContentLength=size,
            ContentMD5=base64.b64encode(md5.digest()).decode(),
            ContentType=media_type,
        )
    return True
