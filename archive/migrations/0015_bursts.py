"""What originals look like, and the groups of photos that belong together for that."""

import django.db.models.deletion
from django.db import migrations, models


def _group(related: str) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        "archive.burst", django.db.models.deletion.SET_NULL, blank=True, null=True, related_name=related
    )


class Migration(migrations.Migration):
    dependencies = [("archive", "0014_order_and_hero")]

    operations = [
        migrations.CreateModel(
            "Fingerprint",
            [
                (
                    "original",
                    models.OneToOneField(
                        "archive.original",
                        django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="fingerprint",
                        serialize=False,
                    ),
                ),
                ("small", models.BinaryField()),
                ("hashes", models.BinaryField()),
                ("look", models.BigIntegerField(db_index=True)),
                ("sharpness", models.FloatField()),
            ],
        ),
        # Out of line, so that a search reads only what it compares.
        migrations.RunSQL(
            "ALTER TABLE archive_fingerprint ALTER COLUMN small SET STORAGE EXTERNAL", migrations.RunSQL.noop
        ),
        migrations.CreateModel(
            "Burst",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("series", "series"), ("same", "same picture")], max_length=8)),
                ("dismissed", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "release",
                    models.ForeignKey(
                        "archive.release", django.db.models.deletion.PROTECT, related_name="bursts"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddField("photo", "compared", models.BooleanField(default=False)),
        migrations.AddField("photo", "same", _group("same_photos")),
        migrations.AddField("photo", "series", _group("series_photos")),
    ]
