"""The S3 keys photographers upload with, made through the IAM API that AWS and SeaweedFS both speak.

A photographer's key can add objects below `incoming/<slug>/` and list what is there, as most programs do before they
upload. It cannot read or delete, nor list or write elsewhere. A name used twice keeps both versions. On
SeaweedFS every key can create further keys of the same user with the same rights, so a key is revoked by deleting its
user.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from django.conf import settings

from archive.store.client import iam, s3, translated
from archive.store.errors import KeyUnknown, Missing, NoIam, StoreDown, StoreError

_SLUG = re.compile(r"[A-Za-z0-9_-]+")
_POLICY = "uploads"
_TIMEOUT = 30.0  # seconds
_REFUSALS = {400, 403, 404, 405, 501}
# Answers with such a status that an IAM API gives.
_IAM_CODES = {"NoSuchEntity", "Throttling", "InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch"}


@dataclass(frozen=True)
class UploadCredential:
    """A photographer's S3 key. The secret is kept nowhere else."""

    access_key_id: str
    secret: str = field(repr=False)


def create_upload_credential(photographer_slug: str) -> UploadCredential:
    """Create the photographer's key and return once the store knows it; an older one is revoked.

    Raises ValueError for a slug that is none (a `*` in it would open other folders), NoIam when the store makes no
    keys, and StoreDown when it does not answer or does not take the key up.
    """
    policy = json.dumps(upload_policy(photographer_slug))
    revoke_upload_credential(photographer_slug)
    user = _user(photographer_slug)
    with _asking_iam(user):
        iam().create_user(UserName=user)
        iam().put_user_policy(UserName=user, PolicyName=_POLICY, PolicyDocument=policy)
        made = iam().create_access_key(UserName=user)["AccessKey"]
    credential = UploadCredential(made["AccessKeyId"], made["SecretAccessKey"])
    _wait_until_known(credential)
    return credential


def revoke_upload_credential(photographer_slug: str) -> bool:
    """End every key of the photographer at once; False when there was none. Raises StoreDown and NoIam."""
    user = _user(photographer_slug)
    try:
        with _asking_iam(user):
            keys = iam().list_access_keys(UserName=user)["AccessKeyMetadata"]
            for key in keys:
                iam().delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
            _delete_policy(user)
            iam().delete_user(UserName=user)
    except Missing:
        return False
    return True


def upload_policy(photographer_slug: str) -> dict[str, object]:
    """What the photographer's key may do, as an IAM policy. Raises ValueError for a slug that is none."""
    if not _SLUG.fullmatch(photographer_slug):
        raise ValueError(f"not a slug of letters, digits, - and _: {photographer_slug!r}")
    bucket = f"arn:aws:s3:::{settings.BUCKET_INCOMING}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                # PutObject covers starting, filling and completing a multipart upload.
                "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
                # Signed forms (POST) would need the bucket itself on SeaweedFS, which would then also show everybody's
                # unfinished uploads; an upload page signs them with the operator's key.
                "Resource": f"{bucket}/{photographer_slug}/*",
            },
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": bucket,
                # With the slash: `david*` would show davidson's files too.
                "Condition": {"StringLike": {"s3:prefix": f"{photographer_slug}/*"}},
            },
            # Cyberduck asks before its first request; the answer names a region and nothing else.
            {"Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": bucket},
        ],
    }


@contextmanager
def _asking_iam(user: str) -> Iterator[None]:
    try:
        with translated(user):
            yield
    except StoreError as error:
        if not _has_no_iam(error.__cause__):
            raise
        raise NoIam(
            f"The store makes no upload keys ({error}). If it has no IAM API, or our key may not use it, "
            "set BILDSTELLE_S3_IAM=false and make the keys by hand."
        ) from error


def _has_no_iam(answer: BaseException | None) -> bool:
    """Whether the store's answer is one to a question that it does not know, or does not take from us."""
    if isinstance(answer, ResponseParserError):  # a page, or nothing, in place of IAM's XML
        return True
    if not isinstance(answer, ClientError):
        return False
    code = answer.response.get("Error", {}).get("Code")
    return answer.response["ResponseMetadata"]["HTTPStatusCode"] in _REFUSALS and code not in _IAM_CODES


def _delete_policy(user: str) -> None:
    # A user has no policy when its creation was interrupted.
    with suppress(Missing), _asking_iam(user):
        iam().delete_user_policy(UserName=user, PolicyName=_POLICY)


def _user(photographer_slug: str) -> str:
    return f"upload-{photographer_slug}"


def _wait_until_known(credential: UploadCredential) -> None:
    """SeaweedFS's S3 server learns of a new key some 0.2 s later, by subscription; AWS takes seconds."""
    deadline = time.monotonic() + _TIMEOUT
    while True:
        is_late = time.monotonic() > deadline  # looked at before the store is asked: however late it is, it is asked
        try:
            with translated(credential.access_key_id):
                s3(credential.access_key_id, credential.secret).list_buckets()
        except KeyUnknown as error:
            if is_late:
                raise StoreDown(f"the store did not take up the new key {credential.access_key_id}") from error
            time.sleep(0.05)
        except StoreError as error:
            # Any other answer knows the key, above all that it may not do this. An error here would lose its secret.
            if not isinstance(error.__cause__, ClientError):
                raise
            return
        else:
            return
