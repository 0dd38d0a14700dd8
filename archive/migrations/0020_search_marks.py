"""Marks by which the search narrows down to declined photos and steps over years without any; decision 51.

It takes no longer with many photos. Those that are there already get their words from upkeep's next passes.
"""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

_UNDONE = """DROP TRIGGER photo_words_declined ON archive_photo;
DROP TRIGGER photo_words_marked ON archive_photowords;
DROP FUNCTION bildstelle_photo_declined, bildstelle_mark_words;
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0017_the_manifest_finished")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text("utf-8"), _UNDONE)]
