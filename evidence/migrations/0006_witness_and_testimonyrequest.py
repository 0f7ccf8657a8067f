import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0005_upload"),
        ("learners", "0001_initial"),
        ("qualifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TestimonyRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_sha256", models.CharField(max_length=64, unique=True)),
                ("witness_name", models.CharField(max_length=120)),
                ("witness_email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("about", models.TextField(verbose_name="what the witness saw")),
                ("asked_at", models.DateTimeField(default=core.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("draft", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["asked_at"],
            },
        ),
        migrations.CreateModel(
            name="Witness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("role", models.CharField(max_length=120, verbose_name="job title")),
                (
                    "relation",
                    models.CharField(max_length=200, verbose_name="relation to the learner"),
                ),
                ("competence", models.TextField(verbose_name="occupational competence")),
                ("signed_at", models.DateTimeField(default=core.clock.now)),
            ],
        ),
        migrations.AlterField(
            model_name="artefact",
            name="uploaded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="testimonyrequest",
            name="artefact",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asked_for",
                to="evidence.artefact",
            ),
        ),
        migrations.AddField(
            model_name="testimonyrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="testimonyrequest",
            name="criteria",
            field=models.ManyToManyField(related_name="+", to="qualifications.criterion"),
        ),
        migrations.AddField(
            model_name="testimonyrequest",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="testimony_requests",
                to="learners.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="artefact",
            name="witness",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="testimony",
                to="evidence.witness",
            ),
        ),
        migrations.AddConstraint(
            model_name="artefact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("uploaded_by__isnull", False), ("witness__isnull", False), _connector="OR"
                ),
                name="artefact_came_from_somebody",
            ),
        ),
    ]
