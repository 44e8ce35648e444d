"""Snapshots get a salt; those there are have none, and their digest is not shown to traders."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rounds', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='salt',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
    ]
