from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("savings", "0004_sums")]

    operations = [
        migrations.RemoveIndex("answeraudit", "audits_not_judged"),
        migrations.RenameField("answeraudit", "queued_at", "created_at"),
        migrations.AddIndex(
            "answeraudit",
            models.Index(
                fields=["created_at"],
                condition=models.Q(judged_at__isnull=True),
                name="audits_not_judged",
            ),
        ),
    ]
