from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0015_bursts")]

    operations = [
        migrations.CreateModel(
            name="TextCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("texts", models.JSONField(blank=True, default=dict)),
            ],
            options={"ordering": ["code"]},
        ),
    ]
