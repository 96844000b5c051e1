"""Built-in lists may be struck, too. Changes no column."""

from django.db import migrations, models

import delegation.rules.models.pack


class Migration(migrations.Migration):
    dependencies = [("rules", "0012_words_for_customers")]

    operations = [
        migrations.AlterField(
            model_name="pack",
            name="struck",
            field=models.JSONField(default=delegation.rules.models.pack.nothing_struck),
        ),
        migrations.AlterField(
            model_name="strike",
            name="kind",
            field=models.CharField(
                choices=[("word", "word"), ("part", "part"), ("list", "built-in list")],
                max_length=4,
            ),
        ),
    ]
