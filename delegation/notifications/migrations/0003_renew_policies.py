from django.db import migrations

from tenants.row_security.operations import RenewPolicies


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_row_security"),
    ]

    operations = [
        RenewPolicies(),
    ]
