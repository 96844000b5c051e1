import django.db.models.deletion
from django.db import migrations, models

from tenants.row_security.operations import ProtectRows


class Migration(migrations.Migration):

    dependencies = [
        ('savings', '0010_report_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='WeeklyDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted', models.BooleanField(default=True, verbose_name='weekly email')),
                ('week', models.DateField(blank=True, null=True)),
                ('tenant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='weekly_digest', to='tenants.tenant')),
            ],
        ),
        ProtectRows('WeeklyDigest'),
    ]
