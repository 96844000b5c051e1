"""What of a call's cost only the product caused. Unknown for the calls that were made before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0011_overhead_of_calls")]

    operations = [
        migrations.AddField(
            "teachercall",
            "overhead_cost",
            models.DecimalField(decimal_places=8, max_digits=16, null=True),
        ),
    ]
