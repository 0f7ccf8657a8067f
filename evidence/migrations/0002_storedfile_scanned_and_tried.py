from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="found",
            field=models.JSONField(
                blank=True, default=list, verbose_name="what it holds that is never run or followed"
            ),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="scanned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="scanned_with",
            field=models.CharField(
                blank=True, max_length=60, verbose_name="virus scanner, empty: not scanned"
            ),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="taken_until",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="until when a worker has it"
            ),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="tries",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="how often a worker began"
            ),
        ),
    ]
