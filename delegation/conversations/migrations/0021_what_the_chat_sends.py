import django.db.models.deletion
from django.db import migrations, models

from tenants.row_security.operations import ProtectRows


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0020_failed_messages'),
        ('tenants', '0015_what_the_chat_shows'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='helpful',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='answer',
            name='options',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='escalation',
            name='page',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Handoff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('conversation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='handoff', to='conversations.conversation')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handoffs', to='tenants.tenant')),
            ],
        ),
        ProtectRows('Handoff'),
    ]
