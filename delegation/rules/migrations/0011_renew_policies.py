from django.db import migrations

from tenants.row_security.operations import RenewPolicies


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0010_proposed_at"),
    ]

    operations = [
        RenewPolicies(),
    ]
