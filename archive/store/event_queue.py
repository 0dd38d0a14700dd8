"""The SQS queue into which a store's events go, with the two verbs that a reader needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from archive.store.errors import StoreDown

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

BATCH = 10
"""Messages a request, the most that SQS gives."""
_LONG_POLL = 20  # seconds, the most that SQS waits for a message
_CONFIG = Config(
    user_agent="Bildstelle",
    connect_timeout=3,
    read_timeout=_LONG_POLL + 10,
    # Whoever polls has its own patience.
    retries={"mode": "standard", "total_max_attempts": 1},
)


@dataclass(frozen=True)
class QueuedMessage:
    """A message in hand; until it is deleted, others get it too when its visibility timeout ends."""

    id: str
    body: bytes
    handle: str
    receives: int


class EventQueue:
    """One queue by its URL, read with the application's own S3 key. Every failure is StoreDown."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = _client(url)

    def receive(self) -> list[QueuedMessage]:
        """The next messages; waits 20 s for the first one. They stay invisible as long as the queue says."""
        with self._translated():
            answer = self._client.receive_message(
                QueueUrl=self.url,
                MaxNumberOfMessages=BATCH,
                WaitTimeSeconds=_LONG_POLL,
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
        return [
            QueuedMessage(
                message["MessageId"],
                message["Body"].encode("utf-8", "surrogatepass"),
                message["ReceiptHandle"],
                int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1)),
            )
            for message in answer.get("Messages", ())
        ]

    def delete(self, messages: Sequence[QueuedMessage]) -> None:
        """Delete up to ten messages. One that the queue keeps is received again, which does no harm."""
        entries = [{"Id": str(n), "ReceiptHandle": message.handle} for n, message in enumerate(messages)]
        with self._translated():
            self._client.delete_message_batch(QueueUrl=self.url, Entries=entries)  # type: ignore[arg-type]  # typed dicts

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise StoreDown(f"{self.url}: {error}") from error


def _client(url: str) -> SQSClient:
    address = urlsplit(url)
    found = re.fullmatch(r"sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?", address.hostname or "")
    return boto3.client(
        "sqs",
        endpoint_url=f"{address.scheme}://{address.netloc}",
        region_name=found[1] if found else settings.S3_REGION,
        aws_access_key_id=settings.S3_ACCESS_KEY,
        aws_secret_access_key=settings.S3_SECRET_KEY,
        config=_CONFIG,
    )
