"""The store's clients, and the translation of their errors: every other module here goes through these."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from django.conf import settings
from urllib3.exceptions import HTTPError

from archive.disks import find_full
from archive.store.errors import (
    AccessDenied,
    BadRequest,
    KeyUnknown,
    Missing,
    PreconditionLost,
    StoreDown,
    StoreError,
    StoreFull,
)
from archive.store.listing import list_fast

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_s3 import S3Client

# By the code in the answer; a HEAD has no body, so there the code is the HTTP status.
_KINDS: dict[str, type[StoreError]] = {
    **dict.fromkeys(("NoSuchKey", "NoSuchVersion", "NoSuchUpload", "NoSuchEntity", "NotFound", "404"), Missing),
    **dict.fromkeys(("PreconditionFailed", "ConditionalRequestConflict", "412", "409"), PreconditionLost),
    # MinIO, Ceph and the HTTP status for it. SeaweedFS has no code: `_is_full` looks at its disk.
    **dict.fromkeys(("XMinioStorageFull", "QuotaExceeded", "InsufficientStorage", "507"), StoreFull),
    "InvalidAccessKeyId": KeyUnknown,
    **dict.fromkeys(("AccessDenied", "403"), AccessDenied),
    "400": BadRequest,
}

# Short timeouts, because every caller tries again from the record.
_CONFIG = Config(
    # The long one that botocore composes anew for every request costs a seventh of the call.
    user_agent="Bildstelle",
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "max_attempts": 3},
    max_pool_connections=16,
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
_S3_CONFIG = _CONFIG.merge(Config(signature_version="s3v4"))


def s3(access_key_id: str = "", secret: str = "") -> S3Client:
    """This process's S3 client by the operator's key, or by the one given. It is safe for threads."""
    own = access_key_id or settings.S3_ACCESS_KEY, secret or settings.S3_SECRET_KEY
    return _s3(settings.S3_ENDPOINT, settings.S3_REGION, *own)


def signer() -> S3Client:
    """A client that only signs: forms and addresses for browsers, at the address by which they reach the store."""
    return _s3(settings.S3_UPLOAD_URL, settings.S3_REGION, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY)


def iam() -> IAMClient:
    """This process's IAM client, by the operator's key."""
    return _iam(settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY)


@lru_cache(maxsize=8)
def _s3(endpoint: str, region: str, access_key_id: str, secret: str) -> S3Client:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret,
        config=_S3_CONFIG,
    )
    client.meta.events.register_first("needs-retry.s3", _end_at_once)  # type: ignore[arg-type]  # the stubs know no answer
    list_fast(client)
    return client


@lru_cache(maxsize=1)
def _iam(endpoint: str, region: str, access_key_id: str, secret: str) -> IAMClient:
    client = boto3.client(
        "iam",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret,
        config=_CONFIG,
    )
    client.meta.events.register_first("needs-retry.iam", _end_at_once)  # type: ignore[arg-type]  # the stubs know no answer
    return client


# Two processes on one connection get each other's answers, and one of them waits in vain until its read times out.
os.register_at_fork(after_in_child=_s3.cache_clear)
os.register_at_fork(after_in_child=_iam.cache_clear)


def _end_at_once(caught_exception: Exception | None = None, **_event: Any) -> bool | None:
    """Whether a request is tried again: False for no, None for what botocore decides.

    A store that keeps silent once does so again: three tries would take a minute, which is a task's whole time.
    botocore wraps whatever is raised while it waits, a task's time limit and a Ctrl-C in a handler included, and would
    try again; what is not the network's goes to the caller as it is.
    """
    if isinstance(caught_exception, ReadTimeoutError):
        return False
    if type(caught_exception) is HTTPClientError:
        cause = caught_exception.kwargs.get("error")
        if isinstance(cause, Exception) and not isinstance(cause, HTTPError | OSError | HTTPException):
            raise cause
    return None


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Raise errors of the store's libraries as StoreErrors that name `what` was asked for, such as an object's key.

    An OSError passes: the libraries wrap those of the network, so it comes from a file on this side.
    """
    try:
        yield
    except (ClientError, BotoCoreError, Boto3Error, HTTPError, ResponseParserError) as error:
        raise _translation(what, error) from error


def _translation(what: str, error: Exception) -> StoreError:
    # For a failed upload, boto3 raises an error that has the code only in its text; the cause has it as a value.
    answered = error.__context__ if isinstance(error, Boto3Error) else error
    if not isinstance(answered, ClientError):
        return StoreDown(f"{what}: {error}")
    code = str(answered.response.get("Error", {}).get("Code", ""))
    kind = _KINDS.get(code, StoreDown)
    if kind is StoreDown and _is_full(code):
        kind = StoreFull
    return kind(f"{what}: {code or error}" if issubclass(kind, StoreDown) else what)


def _is_full(code: str) -> bool:
    """Whether the store means its full disk, as far as that disk can be seen from here.

    SeaweedFS writes "no free volumes left" or "no space left on device" into its log, but answers any fault of its own
    with InternalError.
    """
    return code == "InternalError" and find_full(settings.WATCHED_FOLDERS) is not None
