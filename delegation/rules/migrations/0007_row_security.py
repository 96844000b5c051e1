from django.db import migrations

from tenants.row_security.operations import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0006_complaints_and_rechecks"),
        ("tenants", "0004_row_security"),
    ]

    operations = [
        ProtectRows("Rule"),
        ProtectRows("RuleVersion"),
        ProtectRows("Lesson"),
        ProtectRows("Pack"),
        ProtectRows("ApprovedReply"),
        ProtectRows("PackChange"),
        ProtectRows("Strike"),
        ProtectRows("Policy"),
        ProtectRows("Ruling"),
        ProtectRows("Complaint"),
        ProtectRows("Recheck"),
    ]
