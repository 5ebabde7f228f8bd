"""Assignments, the files of their reports, and the sequence of their numbers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingjing.core.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0004_legal_and_staffing_reviewers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE assignments_number", "DROP SEQUENCE assignments_number"),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=64, verbose_name="编号")),
                ("status", models.CharField(max_length=20, verbose_name="状态")),
                ("title", models.CharField(max_length=200, verbose_name="任务")),
                ("asked", models.TextField(blank=True, verbose_name="要求")),
                ("basis", models.CharField(max_length=40, verbose_name="依据")),
                ("due_on", models.DateField(verbose_name="最后一日")),
                ("limit", models.CharField(blank=True, max_length=40, verbose_name="期限代码")),
                ("terms", models.JSONField(blank=True, null=True, verbose_name="期限内容")),
                ("since_on", models.DateField(blank=True, null=True, verbose_name="起算日")),
                ("calendar", models.SlugField(blank=True, max_length=40, verbose_name="日历版本")),
                ("about_kind", models.SlugField(blank=True, max_length=20, verbose_name="对象类别")),
                ("about_id", models.UUIDField(blank=True, null=True, verbose_name="对象")),
                ("occasion", models.CharField(blank=True, max_length=64, verbose_name="缘由")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="页面")),
                ("checked", models.BooleanField(default=False, verbose_name="由系统核对")),
                ("given_on", models.DateField(verbose_name="下达日期")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("done", "已办结"), ("not_needed", "不需要办理，说明理由")],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("report", models.TextField(blank=True, verbose_name="报告")),
                ("reported_on", models.DateField(null=True, verbose_name="报告日期")),
                ("closed_on", models.DateField(null=True, verbose_name="办结日期")),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="下达人",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报告人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="people.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务",
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="AssignmentFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("kind", models.CharField(max_length=100, verbose_name="类型")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("scanned", models.BooleanField(default=False, verbose_name="经病毒检查")),
                ("kept_at", models.DateTimeField(verbose_name="收到时间")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="assignments.assignment"
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务附件",
                "ordering": ("kept_at", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["unit", "due_on", "id"], name="assignment_by_unit"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("status__in", ("given", "returned"))),
                fields=["due_on", "id"],
                name="assignment_to_do",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["about_kind", "about_id"], name="assignment_about"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(fields=("number",), name="assignment_number_once"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["given", "reported", "returned"]), ("about_id__isnull", False)),
                fields=("about_kind", "about_id", "basis", "occasion"),
                name="assignment_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("reported", "accepted")), _negated=True),
                    models.Q(models.Q(("report", ""), _negated=True), ("reported_on__isnull", False)),
                    _connector="OR",
                ),
                name="assignment_says_what",
            ),
        ),
    ]
