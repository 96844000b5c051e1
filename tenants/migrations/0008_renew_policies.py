from django.db import migrations

from tenants.row_security.operations import RenewPolicies


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0007_currency"),
    ]

    operations = [
        RenewPolicies(),
    ]
