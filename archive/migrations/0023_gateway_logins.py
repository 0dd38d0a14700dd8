import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0022_drop_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='GatewayLogin',
            fields=[
                ('photographer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='gateway_login', serialize=False, to='archive.photographer')),
                ('password', models.CharField(max_length=128)),
                ('allows_plain_ftp', models.BooleanField(default=False)),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('today', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.release')),
            ],
        ),
    ]
