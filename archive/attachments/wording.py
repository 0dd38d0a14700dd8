"""Photos and attachments counted in one phrase."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def say_files(photos: int, attachments: int) -> str:
    """`3 photos`, `1 attachment` or `3 photos and 1 attachment`, in the active language."""
    n, beside = photos, attachments
    of_photos = ngettext("%(n)d photo", "%(n)d photos", n) % {"n": n}
    if not beside:
        return of_photos
    of_attachments = ngettext("%(n)d attachment", "%(n)d attachments", beside) % {"n": beside}
    return _("%(photos)s and %(others)s") % {"photos": of_photos, "others": of_attachments} if n else of_attachments
