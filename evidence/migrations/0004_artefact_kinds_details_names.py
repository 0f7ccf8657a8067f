from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0003_crossreference_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="artefact",
            name="details",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="what this kind of evidence asks for"
            ),
        ),
        migrations.AddField(
            model_name="artefact",
            name="given_name",
            field=models.TextField(blank=True, verbose_name="file name as given, where it differs"),
        ),
        migrations.AddField(
            model_name="artefactversion",
            name="details",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="artefactversion",
            name="kind",
            field=models.CharField(
                choices=[
                    ("product_evidence", "Product evidence"),
                    ("observation", "Observation"),
                    ("professional_discussion", "Professional discussion"),
                    ("questioning", "Questioning"),
                    ("reflective_account", "Reflective account"),
                    ("witness_testimony", "Witness testimony"),
                    ("expert_witness", "Expert witness testimony"),
                    ("simulation", "Simulation"),
                    ("rpl", "Recognition of prior learning"),
                    ("kpi_record", "KPI record"),
                    ("plan", "Plan"),
                    ("in_situ", "In-situ evidence"),
                ],
                default="product_evidence",
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="artefact",
            name="file_name",
            field=models.CharField(max_length=255, verbose_name="safe file name"),
        ),
        migrations.AlterField(
            model_name="artefact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("product_evidence", "Product evidence"),
                    ("observation", "Observation"),
                    ("professional_discussion", "Professional discussion"),
                    ("questioning", "Questioning"),
                    ("reflective_account", "Reflective account"),
                    ("witness_testimony", "Witness testimony"),
                    ("expert_witness", "Expert witness testimony"),
                    ("simulation", "Simulation"),
                    ("rpl", "Recognition of prior learning"),
                    ("kpi_record", "KPI record"),
                    ("plan", "Plan"),
                    ("in_situ", "In-situ evidence"),
                ],
                default="product_evidence",
                max_length=30,
            ),
        ),
    ]
