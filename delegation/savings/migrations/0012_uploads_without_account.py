from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('savings', '0011_weekly_digest'),
    ]

    operations = [
        migrations.AddField(
            model_name='chatupload',
            name='network',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='chatupload',
            name='answer_cost',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=10, null=True),
        ),
    ]
