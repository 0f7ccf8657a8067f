from django.db import migrations, models


def note(apps, schema_editor):
    """Note of each bundle that is kept what its manifest says, as those made from now on do."""
    bundles = apps.get_model("portfolio", "Bundle").objects.filter(state="ready")
    for bundle in bundles.only("manifest").iterator(chunk_size=1):
        entries = [*bundle.manifest["artefacts"], *bundle.manifest["earlier_versions"]]
        bundle.damaged = [
            f"{entry['reference']} “{entry['file_name']}”"
            for entry in entries
            if entry.get("damaged")
        ]
        if bundle.damaged:
            bundle.save(update_fields=["damaged"])


class Migration(migrations.Migration):
    dependencies = [
        ("portfolio", "0007_pdf_says"),
    ]

    operations = [
        migrations.AddField(
            model_name="bundle",
            name="damaged",
            field=models.JSONField(
                default=list, verbose_name="the damaged files that the manifest names"
            ),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
