from django.db import migrations

from tenants.row_security.operations import RenewPolicies


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0009_holdout_and_price_book"),
    ]

    operations = [
        RenewPolicies(),
    ]
