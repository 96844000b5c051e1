from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('savings', '0012_uploads_without_account'),
    ]

    operations = [
        migrations.AddField(
            model_name='chatupload',
            name='date_order',
            field=models.CharField(blank=True, choices=[('day', 'the day comes first'), ('month', 'the month comes first')], db_default='', default='', max_length=5),
        ),
    ]
