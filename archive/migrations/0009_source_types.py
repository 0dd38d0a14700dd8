"""Where a photo comes from becomes a field of its own, filled with what its file says: its public files say so already."""

from django.db import migrations, models

_FILL = """
UPDATE archive_photo SET digital_source_type = original.metadata #>> '{digital_source_type,value}'
FROM archive_original AS original
WHERE original.id = archive_photo.original_id AND original.metadata #>> '{digital_source_type,value}' IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0011_missing_uploads")]

    operations = [
        migrations.AddField("photo", "digital_source_type", models.CharField(blank=True, max_length=200, default=""), preserve_default=False),
        migrations.AddField("photo", "source_confirmed", models.CharField(blank=True, max_length=8, default=""), preserve_default=False),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
