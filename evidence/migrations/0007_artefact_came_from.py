from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0006_witness_and_testimonyrequest"),
    ]

    operations = [
        migrations.AddField(
            model_name="artefact",
            name="came_from",
            field=models.CharField(
                blank=True,
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("returned", "Returned"),
                    ("accepted", "Accepted"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=12,
                verbose_name="state before it was sent or withdrawn",
            ),
        ),
    ]
