"""In which languages a photo has a caption, in the index by which the queue counts, so that it reads no photo for it.

PostgreSQL computes it from the captions, so the two cannot differ. With very many photos this takes minutes: their table
is written anew.
"""

from __future__ import annotations

from pathlib import Path

from django.db import migrations, models

_INDEX = "photo_release_state"


class Migration(migrations.Migration):
    dependencies = [("archive", "0019_rights_and_preview_links")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), "DROP FUNCTION bildstelle_captioned"
        ),
        migrations.AddField(
            "Photo",
            "captioned",
            models.GeneratedField(
                expression=models.Func(models.F("captions"), function="bildstelle_captioned"),
                output_field=models.TextField(),
                db_persist=True,
            ),
        ),
        migrations.RemoveIndex("Photo", _INDEX),
        migrations.AddIndex(
            "Photo", models.Index(fields=["release", "state"], include=["batch", "captioned"], name=_INDEX)
        ),
    ]
