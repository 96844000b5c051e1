from django.db import migrations

from tenants.row_security.operations import RenewPolicies


class Migration(migrations.Migration):
    dependencies = [
        ("savings", "0006_covering_indexes"),
    ]

    operations = [
        RenewPolicies(),
    ]
