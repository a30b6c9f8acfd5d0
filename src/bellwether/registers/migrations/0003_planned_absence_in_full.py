import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="plannedabsence",
            name="asked_by",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="evidence_note",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="leaves_at",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="misses",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="nature",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="replaces",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="registers.plannedabsence",
            ),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="returns_at",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="together",
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="withdrawn_because",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="withdrawn_by_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
