"""The former version still writes these two columns; the next one drops them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0016_messages_that_wait_by_tenant"),
    ]

    operations = [
        migrations.AlterField(
            model_name="escalation",
            name="claimed_awaiting",
            field=models.CharField(max_length=10, db_default=""),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="escalation", name="claimed_awaiting"),
                migrations.RemoveField(model_name="escalation", name="stop_requested"),
            ],
        ),
    ]
