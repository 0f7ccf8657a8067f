from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_storedfile_scanned_and_tried"),
    ]

    operations = [
        migrations.AddField(
            model_name="crossreference",
            name="area",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="crossreference",
            name="end",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="to, in seconds"),
        ),
        migrations.AddField(
            model_name="crossreference",
            name="quote",
            field=models.CharField(blank=True, max_length=500, verbose_name="quoted passage"),
        ),
        migrations.AddField(
            model_name="crossreference",
            name="start",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="from, in seconds"
            ),
        ),
        migrations.AddConstraint(
            model_name="crossreference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("area__isnull", True), ("page__isnull", False), _connector="OR"
                ),
                name="area_is_on_a_page",
            ),
        ),
        migrations.AddConstraint(
            model_name="crossreference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("end__isnull", True),
                    models.Q(("end__gt", models.F("start")), ("start__isnull", False)),
                    _connector="OR",
                ),
                name="stretch_ends_after_it_starts",
            ),
        ),
    ]
