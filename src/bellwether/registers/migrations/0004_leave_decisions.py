import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0003_planned_absence_in_full"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="leaverequest",
            name="code",
        ),
        migrations.RemoveField(
            model_name="leaverequest",
            name="decided_at",
        ),
        migrations.RemoveField(
            model_name="leaverequest",
            name="decided_by_id",
        ),
        migrations.RemoveField(
            model_name="leaverequest",
            name="decided_by_name",
        ),
        migrations.RemoveField(
            model_name="leaverequest",
            name="decided_by_post",
        ),
        migrations.RemoveField(
            model_name="leaverequest",
            name="decision_reason",
        ),
        migrations.RemoveField(
            model_name="leaverequest",
            name="granted_from",
        ),
        migrations.RemoveField(
            model_name="leaverequest",
            name="granted_to",
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="first_session",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="last_session",
            field=models.SmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="withdrawn_because",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="withdrawn_by_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="leaverequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("granted", "Granted"),
                    ("part", "Granted in part"),
                    ("refused", "Refused"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="asked",
                max_length=9,
            ),
        ),
        migrations.CreateModel(
            name="LeaveDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("granted", "Granted"), ("part", "Granted in part"), ("refused", "Refused")],
                        max_length=7,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=2)),
                ("granted_from", models.DateField(null=True)),
                ("first_session", models.SmallIntegerField(null=True)),
                ("granted_to", models.DateField(null=True)),
                ("last_session", models.SmallIntegerField(null=True)),
                ("reasons", models.CharField(max_length=2000)),
                ("basis", models.JSONField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=120)),
                ("by_post", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="registers.leaverequest",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["granted_to"], name="leave_ends")],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "number"), name="leave_decided_once_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("code", ""),
                                ("first_session__isnull", True),
                                ("granted_from__isnull", True),
                                ("granted_to__isnull", True),
                                ("last_session__isnull", True),
                                ("outcome", "refused"),
                            ),
                            models.Q(
                                models.Q(("outcome", "refused"), _negated=True),
                                models.Q(("code", ""), _negated=True),
                                ("first_session__in", [0, 1]),
                                ("granted_from__isnull", False),
                                ("granted_to__gte", models.F("granted_from")),
                                ("last_session__in", [0, 1]),
                            ),
                            _connector="OR",
                        ),
                        name="leave_days_where_granted",
                    ),
                ],
            },
        ),
    ]
