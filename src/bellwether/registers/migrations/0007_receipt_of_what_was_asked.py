from django.db import migrations, models


# Null, and not empty, so that SQLite adds the column to the table that stands: a new table would be without its guards.
class Migration(migrations.Migration):
    dependencies = [("registers", "0006_part_time_and_suspension")]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="asked",
            field=models.CharField(max_length=64, null=True),
        ),
    ]
