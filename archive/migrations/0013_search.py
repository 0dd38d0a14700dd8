"""What the search reads: a row of words for each photo and release, kept by triggers; decision 51.

It takes no longer with many photos. Those that are there already get their words from upkeep's next passes.
"""

from __future__ import annotations

from pathlib import Path

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

_NO_TRIGGERS = """DROP TRIGGER photo_words_made ON archive_photo;
DROP TRIGGER photo_words_kept ON archive_photo;
DROP TRIGGER original_words_kept ON archive_original;
DROP TRIGGER batch_words_kept ON archive_batch;
DROP TRIGGER photographer_words_kept ON archive_photographer;
DROP TRIGGER release_words_made ON archive_release;
DROP TRIGGER release_words_kept ON archive_release;
"""
_NO_FUNCTIONS = """DROP FUNCTION bildstelle_photo_words, bildstelle_original_words, bildstelle_batch_words, bildstelle_photographer_words,
    bildstelle_release_words, bildstelle_index_photos, bildstelle_index_releases, bildstelle_question, bildstelle_term,
    bildstelle_words, bildstelle_write_day, bildstelle_spellings, bildstelle_sound, bildstelle_stemming, bildstelle_spell_out,
    bildstelle_fold;
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0009_source_types")]

    operations = [
        migrations.CreateModel(
            name="PhotoWords",
            fields=[
                (
                    "photo",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="archive.photo",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("shown_at", models.DateTimeField()),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="photo_words")],
            },
        ),
        migrations.CreateModel(
            name="ReleaseWords",
            fields=[
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="archive.release",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("shown_at", models.DateTimeField()),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="release_words")],
            },
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(("state__in", ["live", "declined"]), _negated=True),
                fields=["state"],
                name="photo_in_work",
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"),
            _NO_TRIGGERS + _NO_FUNCTIONS,
        ),
    ]
