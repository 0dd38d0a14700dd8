from django.db import migrations, models

# django-axes, which counted wrong passwords until 0.1, kept names, addresses and browsers for ever.
_AXES = ("accessattemptexpiration", "accessattempt", "accessfailurelog", "accesslog")


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0007_decisions_are_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempts',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL(
            "".join(f"DROP TABLE IF EXISTS axes_{table} CASCADE; " for table in _AXES)
            + "DELETE FROM django_migrations WHERE app = 'axes'",
            migrations.RunSQL.noop,
        ),
    ]
