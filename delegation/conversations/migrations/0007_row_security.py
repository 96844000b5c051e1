from django.db import migrations

from tenants.row_security.operations import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0006_recheck_calls"),
        ("tenants", "0004_row_security"),
    ]

    operations = [
        ProtectRows("Conversation"),
        ProtectRows("Escalation"),
        ProtectRows("Answer"),
        ProtectRows("TeacherCall"),
        ProtectRows("BudgetMonth"),
        ProtectRows("OwnTeacher"),
    ]
