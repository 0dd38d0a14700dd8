from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0008_attempts'),
    ]

    operations = [
        migrations.AddField(
            model_name='receipt',
            name='missing_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
