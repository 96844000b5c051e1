from django.db import migrations

from tenants.row_security.operations import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0003_keys"),
    ]

    operations = [
        ProtectRows("Tenant"),
        ProtectRows("Membership"),
        ProtectRows("SiteKey"),
        ProtectRows("AllowedOrigin"),
        ProtectRows("AuditEntry"),
        ProtectRows("ApiKey"),
        ProtectRows("Invitation"),
    ]
