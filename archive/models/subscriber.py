"""Who is told what happens to the public: websites by webhook, readers by mail, caches by a purge."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

from archive.models.notice import Notice
from archive.models.publication import Publication
from archive.models.release import Release
from archive.models.work import Work


class Event(models.TextChoices):
    """What a website is told. The names are public: add new ones, but never change one."""

    RELEASE_PUBLISHED = "release.published"
    RELEASE_UPDATED = "release.updated"
    RELEASE_WITHDRAWN = "release.withdrawn"
    PHOTO_WITHDRAWN = "photo.withdrawn"
    TEST = "test"


class Subscriber(models.Model):
    """A website that is told by webhook.

    After a change of the secret, `old_secret` signs beside it until `old_secret_until`. `disabled_at` is set by a
    person, or by the machine once nothing arrived for days; `trouble` then says what the website answered last.
    """

    name = models.CharField(max_length=80, unique=True)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    secret = models.CharField(max_length=120)
    old_secret = models.CharField(max_length=120, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Reader(models.Model):
    """Somebody on the press list, or who asked to be: `confirmed_at` is null until the link in the mail was used.

    The address is personal data. It stands here and nowhere else, so that deleting the row forgets the person.
    """

    address = models.CharField(max_length=254)
    folded = models.CharField(max_length=254, unique=True)
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["folded"]

    def __str__(self) -> str:
        return f"reader {self.pk}"


class DeliveryKind(models.TextChoices):
    WEBHOOK = "webhook"
    MAIL = "mail"
    PURGE = "purge"
    NOTICE = "notice"


def _message_id() -> str:
    return f"msg_{secrets.token_hex(12)}"


class Delivery(Work):
    """One thing to tell to one receiver: an event to a subscriber, a version to a reader, addresses to the caches.

    A notice goes to a subscriber or a person; before that, a row of kind `notice` has somebody find out who wants it.

    Written in the transaction that makes it true, then sent with patience. `payload` is the exact body of a webhook, or
    a purge's keys, a line each; a letter is written when it is sent. `tag` is the webhook's id: every try carries it.
    """

    tag = models.CharField(max_length=40, unique=True, default=_message_id)
    kind = models.CharField(max_length=8, choices=DeliveryKind)
    event = models.CharField(max_length=40, blank=True)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, null=True, related_name="deliveries")
    reader = models.ForeignKey(Reader, models.CASCADE, null=True, related_name="deliveries")
    release = models.ForeignKey(Release, models.CASCADE, null=True, related_name="deliveries")
    publication = models.ForeignKey(Publication, models.CASCADE, null=True, related_name="deliveries")
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    payload = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "publication"], name="one_letter_a_version"),
            models.UniqueConstraint(fields=["notice", "person"], name="one_mail_a_notice"),
            models.UniqueConstraint(fields=["notice", "subscriber"], name="one_webhook_a_notice"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["subscriber", "-created_at"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.tag}"
