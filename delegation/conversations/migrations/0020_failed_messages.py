from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0019_shares_of_budgets'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['ended_at'], name='escalations_failed'),
        ),
    ]
