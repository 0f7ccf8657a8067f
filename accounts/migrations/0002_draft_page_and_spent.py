from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="page",
            field=models.CharField(
                blank=True, max_length=32, verbose_name="page that it was typed on"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="spent",
            field=models.CharField(
                blank=True, max_length=32, verbose_name="page whose form was saved last"
            ),
        ),
    ]
