"""The photographers: small photos, no two with the same bytes, sent until the store says that it has them."""

from __future__ import annotations

import hashlib
import io
import secrets
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from PIL import Image

from bench.journey_photos import commented

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_AT_ONCE = 4
_SIZE = (1500, 1000)
_PAUSE = 0.3


def pictures(count: int = 6) -> list[bytes]:
    """JPEGs of about 200 kB with the grain of a photo."""
    made = []
    for n in range(count):
        noise = Image.effect_noise((_SIZE[0] // 4, _SIZE[1] // 4), 40 + 10 * n).resize(_SIZE)
        shades = Image.linear_gradient("L").resize(_SIZE), Image.radial_gradient("L").resize(_SIZE)
        sink = io.BytesIO()
        Image.merge("RGB", (noise, *shades)).save(sink, "JPEG", quality=88)
        made.append(sink.getvalue())
    return made


def s3_client(endpoint: str, access_key: str, secret_key: str) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        # Every try is counted: one whose answer was lost may have stored the photo.
        config=Config(
            s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20
        ),
    )


class Uploads:
    """Sends photos in the background; `acknowledged` is the SHA-256 of each one the store has, by key."""

    def __init__(self, s3: S3Client, bodies: Sequence[bytes]) -> None:
        self._s3 = s3
        self._bodies = bodies
        self._over = threading.Event()
        self.acknowledged: dict[str, str] = {}
        self.retries = 0

    def send(self, keys: Sequence[str]) -> None:
        """Send a photo to every key, several at a time; returns when the store has all of them, or after `stop`."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self._send, keys))

    def stop(self) -> None:
        """Give up what is not sent yet."""
        self._over.set()

    def _send(self, key: str) -> None:
        body = commented(secrets.choice(self._bodies), secrets.token_bytes(16))
        while not self._over.is_set():
            try:
                self._s3.put_object(Bucket="incoming", Key=key, Body=body)
            except (BotoCoreError, ClientError):
                self.retries += 1
                self._over.wait(_PAUSE)
            else:
                self.acknowledged[key] = hashlib.sha256(body).hexdigest()
                return


def keys_of(photographer: str, release: str, count: int) -> list[str]:
    """The keys of one photographer's photos for a release."""
    return [f"{photographer}/{release}/IMG_{n:05d}.JPG" for n in range(count)]
