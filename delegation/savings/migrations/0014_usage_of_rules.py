from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index is made while beacons come in."""

    atomic = False
    dependencies = [
        ('savings', '0013_date_order_of_uploads'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='usagecount',
            index=models.Index(fields=['tenant', 'rule', 'version'], include=['vouched'], name='usage_of_rules'),
        ),
    ]
