from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0006_retention'),
    ]

    operations = [
        migrations.AddField(
            model_name='tenant',
            name='currency',
            field=models.CharField(default='USD', max_length=3),
        ),
        migrations.AddField(
            model_name='tenant',
            name='currency_rate',
            field=models.DecimalField(decimal_places=8, default=Decimal('1'), max_digits=16),
        ),
        migrations.AddConstraint(
            model_name='tenant',
            constraint=models.CheckConstraint(condition=models.Q(('currency_rate__gt', 0)), name='rate_above_nothing'),
        ),
        migrations.AddConstraint(
            model_name='tenant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('currency', 'USD'), _negated=True), ('currency_rate', 1), _connector='OR'), name='one_usd_is_one_usd'),
        ),
    ]
