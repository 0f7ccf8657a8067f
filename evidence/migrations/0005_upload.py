import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0004_artefact_kinds_details_names"),
        ("learners", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=43, unique=True)),
                ("name", models.TextField(blank=True, verbose_name="file name as given")),
                (
                    "claimed",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="MIME type as claimed"
                    ),
                ),
                ("length", models.PositiveBigIntegerField(verbose_name="length in bytes")),
                ("refused", models.TextField(blank=True, verbose_name="why it was not added")),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.AddField(
            model_name="upload",
            name="artefact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.artefact",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uploads",
                to="learners.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.artefact",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="sent_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
