import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_renew_policies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='event',
            field=models.CharField(choices=[('proposals.waiting', 'proposals.waiting'), ('rule.suspended', 'rule.suspended'), ('answer.ending', 'answer.ending'), ('budget.alerted', 'budget.alerted'), ('handoff.requested', 'handoff.requested'), ('webhook.test', 'webhook.test')], max_length=30),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='events',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('proposals.waiting', 'proposals.waiting'), ('rule.suspended', 'rule.suspended'), ('answer.ending', 'answer.ending'), ('budget.alerted', 'budget.alerted'), ('handoff.requested', 'handoff.requested'), ('webhook.test', 'webhook.test')], max_length=30), size=None),
        ),
    ]
