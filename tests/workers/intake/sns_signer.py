"""A topic of SNS with a certificate of its own: messages as AWS writes and signs them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.utils import timezone

TOPIC = "arn:aws:sns:eu-central-1:123456789012:uploads"
HOST = "https://sns.eu-central-1.amazonaws.com"
SUBSCRIBE_URL = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t"


class Signer:
    """One key, its certificate, and what it signs."""

    def __init__(self, *, valid: timedelta = timedelta(days=1)) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now = timezone.now()
        certificate = x509.CertificateBuilder(
            name, name, self._key.public_key(), x509.random_serial_number(), now - timedelta(days=9), now + valid
        ).sign(self._key, hashes.SHA256())
        self.pem = certificate.public_bytes(serialization.Encoding.PEM)
        self.url = f"{HOST}/SimpleNotificationService-{x509.random_serial_number():x}.pem"

    def message(self, kind: str = "Notification", *, version: str = "1", **fields: Any) -> dict[str, Any]:
        """A signed message; `fields` replace those of a sound one before it is signed, None leaves one out."""
        message = {
            "Type": kind,
            "MessageId": f"{x509.random_serial_number():x}",
            "TopicArn": TOPIC,
            "Message": "{}",
            "Timestamp": timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "SignatureVersion": version,
            "SigningCertURL": self.url,
        }
        if kind == "Notification":
            message["UnsubscribeURL"] = f"{HOST}/?Action=Unsubscribe"
        else:
            message |= {"Token": "t", "SubscribeURL": SUBSCRIBE_URL}
        message = {name: value for name, value in (message | fields).items() if value is not None}
        digest = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303  (what version 1 is)
        signature = self._key.sign(signed_text(message).encode(), padding.PKCS1v15(), digest)
        return message | {"Signature": base64.b64encode(signature).decode()}


def signed_text(message: Mapping[str, str]) -> str:
    """As AWS documents it, written anew: names in the order of bytes, each with its value on a line."""
    wanted = {"Message", "MessageId", "Timestamp", "TopicArn", "Type"}
    wanted |= {"Subject"} if message["Type"] == "Notification" else {"SubscribeURL", "Token"}
    return "".join(f"{name}\n{message[name]}\n" for name in sorted(wanted & set(message)))
