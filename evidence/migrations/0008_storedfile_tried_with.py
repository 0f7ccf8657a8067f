from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0007_artefact_came_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="tried_with",
            field=models.CharField(
                blank=True, max_length=64, verbose_name="converter for pages anew"
            ),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="tried_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="when pages anew were begun"
            ),
        ),
    ]
