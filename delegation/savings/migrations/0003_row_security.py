from django.db import migrations

from tenants.row_security.operations import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("savings", "0002_initial"),
        ("tenants", "0004_row_security"),
    ]

    operations = [
        ProtectRows("UsageBatch"),
        ProtectRows("UsageCount"),
    ]
