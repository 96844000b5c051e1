from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0013_spell_email'),
    ]

    operations = [
        migrations.AddField(
            model_name='tenant',
            name='for_strangers',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='tenant',
            constraint=models.UniqueConstraint(condition=models.Q(('for_strangers', True)), fields=('for_strangers',), name='one_workspace_for_strangers'),
        ),
    ]
