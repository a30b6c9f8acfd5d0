import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("people", "0001_initial"),
        ("registers", "0005_leave_decisions_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartTimeTimetable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=2)),
                ("purpose", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=1000)),
                ("best_interests", models.CharField(max_length=1000)),
                ("way_back", models.CharField(max_length=1000)),
                ("full_time_on", models.DateField()),
                ("told_social_worker_on", models.DateField(null=True)),
                ("told_virtual_school_on", models.DateField(null=True)),
                ("told_sen_on", models.DateField(null=True)),
                ("told_authority_on", models.DateField(null=True)),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_on", models.DateField(null=True)),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="part_time_timetables",
                        to="people.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.school"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PartTimeReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField()),
                ("outcome", models.CharField(max_length=8)),
                ("note", models.CharField(max_length=1000)),
                ("recorded_by_id", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.plannedabsence",
                    ),
                ),
                (
                    "timetable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="registers.parttimetimetable",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="part_time",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plans",
                to="registers.parttimetimetable",
            ),
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_permanent", models.BooleanField(default=False)),
                ("starts_on", models.DateField()),
                ("first_session", models.SmallIntegerField(default=0)),
                ("ends_on", models.DateField(null=True)),
                ("last_session", models.SmallIntegerField(default=1)),
                ("reason", models.CharField(max_length=1000)),
                ("parent_told_on", models.DateField(null=True)),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_by_name", models.CharField(max_length=120)),
                ("decided_by_post", models.CharField(max_length=120)),
                ("decided_at", models.DateTimeField()),
                ("provision_code", models.CharField(blank=True, max_length=2)),
                ("provision_nature", models.CharField(blank=True, max_length=200)),
                ("provision_from", models.DateField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by_id", models.BigIntegerField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=500)),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="suspensions", to="people.pupil"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.school"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="plannedabsence",
            name="suspension",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="registers.suspension"
            ),
        ),
        migrations.AddIndex(
            model_name="parttimetimetable",
            index=models.Index(fields=["school", "ended_on"], name="part_time_open"),
        ),
        migrations.AddIndex(
            model_name="suspension",
            index=models.Index(fields=["school", "starts_on"], name="suspensions_by_day"),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on__isnull", True), ("is_permanent", True)),
                    ("starts_on__lte", models.F("ends_on")),
                    _connector="OR",
                ),
                name="suspension_in_order",
            ),
        ),
    ]
