"""The orders in which a release's photos can stand, each as the columns that it sorts by."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _


class PhotoOrder(models.TextChoices):
    TIME = "time", _("time taken")
    NAME = "name", _("file name")
    ARRIVAL = "arrival", _("arrival")
    MANUAL = "manual", _("by hand")


# Each release says in which order its photos stand, so every query that does not ask otherwise gives them in it. Photos
# without a place by hand follow those that have one, and photos of unknown time those of a known one.
BY_RELEASE = (
    Case(When(release__photo_order=PhotoOrder.MANUAL, then=F("position"))).asc(nulls_last=True),
    Case(When(release__photo_order__in=[PhotoOrder.TIME, PhotoOrder.MANUAL], then=F("original__taken_at"))).asc(
        nulls_last=True
    ),
    Case(When(~Q(release__photo_order=PhotoOrder.ARRIVAL), then=F("sort_name"))).asc(nulls_last=True),
    "received_at",
    "id",
)
