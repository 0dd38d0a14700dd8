"""Four eyes: with `BILDSTELLE_FOUR_EYES`, nobody lets out themselves what they changed last."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User

from archive.models import Attachment, Photo, Release

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def is_barred(row: Photo | Attachment | Release, name: str) -> bool:
    """Whether somebody else than the person of this name must approve the photo, or publish the release."""
    return bool(settings.FOUR_EYES) and row.edited_by == name


def others_who_may(permission: str, person: AbstractBaseUser) -> list[str]:
    """The names of all others who have this right, such as `archive.approve_photo`; one query."""
    others = User.objects.with_perm(permission, backend=_BACKEND).exclude(pk=person.pk)
    return list(others.filter(is_active=True).order_by("username").values_list("username", flat=True))
