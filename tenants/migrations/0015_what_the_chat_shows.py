from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0014_strangers'),
    ]

    operations = [
        migrations.AddField(
            model_name='tenant',
            name='chat_accent',
            field=models.CharField(blank=True, db_default='', default='', max_length=7),
        ),
        migrations.AddField(
            model_name='tenant',
            name='chat_greetings',
            field=models.TextField(blank=True, db_default='', default='', max_length=2000),
        ),
        migrations.AddField(
            model_name='tenant',
            name='chat_handoff',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='tenant',
            name='chat_language',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='tenant',
            name='chat_logo',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='tenant',
            name='chat_privacy',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='tenant',
            name='chat_privacy_text',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='tenant',
            name='chat_suggestions',
            field=models.TextField(blank=True, db_default='', default='', max_length=600),
        ),
    ]
