import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0023_gateway_logins'),
    ]

    operations = [
        migrations.CreateModel(
            name='Companion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('filename', models.CharField(max_length=1024)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('media_type', models.CharField(max_length=40)),
                ('bytes', models.PositiveBigIntegerField()),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='companions', to='archive.photo')),
            ],
            options={
                'ordering': ['kind', 'filename', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('photo', 'sha256'), name='one_companion_a_content')],
            },
        ),
        migrations.AddField(
            model_name='photo',
            name='metadata',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='receipt',
            name='companion',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='archive.companion'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='unpacked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
