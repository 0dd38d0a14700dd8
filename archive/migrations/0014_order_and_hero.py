"""A release says in which order its photos stand and which one leads; what they sort by stands in columns."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from archive.orders import BY_RELEASE
from pipelines.metadata.dates import as_moment
from pipelines.names import sort_name

_AT_ONCE = 2000


def fill(apps: Any, _schema: object = None) -> None:
    """Fill the columns of rows from before. A release with a photo that has a place was ordered by hand."""
    release, original, photo = (apps.get_model("archive", name) for name in ("Release", "Original", "Photo"))
    release.objects.filter(photos__position__isnull=False).update(photo_order="manual")
    _fill(original.objects.exclude(taken="").only("pk", "taken"), "taken_at", lambda row: _moment(row.taken))
    _fill(photo.objects.order_by("pk").only("pk", "filename"), "sort_name", lambda row: sort_name(row.filename))


def _fill(rows: Any, column: str, value: Callable[[Any], object]) -> None:
    for some in _in_parts(rows.iterator(_AT_ONCE)):
        for row in some:
            setattr(row, column, value(row))
        rows.model.objects.bulk_update(some, [column])


def _in_parts(rows: Iterable[Any]) -> Iterable[list[Any]]:
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _moment(taken: str) -> object:
    # What readers of earlier versions took for a date may be none.
    with contextlib.suppress(ValueError):
        return as_moment(taken, timezone.get_default_timezone())
    return None


class Migration(migrations.Migration):
    dependencies = [("archive", "0013_search")]

    operations = [
        migrations.AlterModelOptions(
            "photo", {"ordering": BY_RELEASE, "permissions": [("approve_photo", "Can approve and decline photos")]}
        ),
        migrations.AddField("original", "taken_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("photo", "sort_name", models.TextField(blank=True, db_collation="C", editable=False)),
        migrations.AddField(
            "release",
            "hero",
            models.ForeignKey(
                "archive.photo", django.db.models.deletion.SET_NULL, blank=True, null=True, related_name="+"
            ),
        ),
        migrations.AddField(
            "release",
            "photo_order",
            models.CharField(
                choices=[
                    ("time", "time taken"),
                    ("name", "file name"),
                    ("arrival", "arrival"),
                    ("manual", "by hand"),
                ],
                default="time",
                max_length=8,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
