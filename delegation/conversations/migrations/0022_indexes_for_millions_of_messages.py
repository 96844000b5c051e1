from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes are made while messages are written: a large table would refuse them for a minute."""

    atomic = False
    dependencies = [
        ('conversations', '0021_what_the_chat_sends'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(fields=['tenant', '-id'], name='conversations_newest'),
        ),
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(fields=['tenant', 'created_at'], name='conversations_by_time'),
        ),
        AddIndexConcurrently(
            model_name='escalation',
            index=models.Index(fields=['tenant', 'ended_at'], name='escalations_by_end'),
        ),
        AddIndexConcurrently(
            model_name='escalation',
            index=models.Index(fields=['-created_at'], name='escalations_newest'),
        ),
        AddIndexConcurrently(
            model_name='answer',
            index=models.Index(fields=['tenant', 'created_at'], name='answers_by_time'),
        ),
        AddIndexConcurrently(
            model_name='answer',
            index=models.Index(condition=models.Q(('helpful__isnull', False)), fields=['tenant', 'created_at'], include=['helpful'], name='answers_that_were_rated'),
        ),
        AddIndexConcurrently(
            model_name='teachercall',
            index=models.Index(condition=models.Q(('repriced_at__isnull', False)), fields=['tenant', 'repriced_at'], name='calls_priced_again'),
        ),
    ]
