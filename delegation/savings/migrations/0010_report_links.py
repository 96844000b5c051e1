import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tenants.row_security.operations import ProtectRows


class Migration(migrations.Migration):

    dependencies = [
        ('savings', '0009_vouched_answers'),
        ('tenants', '0013_spell_email'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='savings.keptreport')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_links', to='tenants.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'expires_at'], name='savings_rep_tenant__3f85e9_idx')],
            },
        ),
        ProtectRows('ReportLink'),
    ]
