"""Releases are approved as they stand, photos may have a public name, and a publication keeps its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models
from django.db.models import F, Q

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def approve_what_was_asked_for(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Only people who may publish could schedule a release or ask for a correction."""
    releases = apps.get_model("archive", "Release").objects
    releases.filter(Q(state="scheduled") | Q(correction_asked=True)).update(approved_revision=F("revision"))


class Migration(migrations.Migration):
    dependencies = [("archive", '0005_upkeep')]

    operations = [
        migrations.AddField("release", "approved_revision", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("release", "edited_by", models.CharField(blank=True, max_length=150)),
        migrations.AddField("photo", "public_name", models.CharField(blank=True, max_length=200)),
        migrations.AddField("publication", "copied", models.PositiveIntegerField(default=0)),
        migrations.AddField("publication", "projected", models.PositiveIntegerField(default=0)),
        migrations.AddField("publication", "projected_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(approve_what_was_asked_for, migrations.RunPython.noop),
    ]
