from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0028_drop_link_terms'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='damaged_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='original',
            name='damaged_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
