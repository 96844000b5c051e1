from django.db import migrations

from tenants.row_security.operations import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("tenants", "0004_row_security"),
    ]

    operations = [
        ProtectRows("Webhook"),
        ProtectRows("Delivery"),
    ]
