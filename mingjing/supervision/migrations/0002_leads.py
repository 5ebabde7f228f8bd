"""Leads, their evidence, and the sequence of their numbers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingjing.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_legal_and_staffing_reviewers"),
        ("supervision", "0001_gaps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE supervision_lead_number", "DROP SEQUENCE supervision_lead_number"),
        migrations.CreateModel(
            name="Lead",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=64, verbose_name="编号")),
                ("status", models.CharField(max_length=20, verbose_name="状态")),
                ("pack", models.SlugField(max_length=40, verbose_name="法规版本")),
                ("ground", models.CharField(max_length=20, verbose_name="情形")),
                ("group", models.CharField(max_length=20, verbose_name="条")),
                ("urgent", models.BooleanField(default=False, verbose_name="急办")),
                ("facts", models.TextField(verbose_name="事实")),
                ("happened_on", models.DateField(blank=True, null=True, verbose_name="发生日期")),
                ("effect", models.TextField(blank=True, verbose_name="不良影响或严重后果")),
                ("evidence", models.TextField(blank=True, verbose_name="证据")),
                ("citation", models.CharField(blank=True, max_length=300, verbose_name="要求公开的规定")),
                ("external_case", models.CharField(blank=True, max_length=100, verbose_name="案件编号")),
                ("responsibility_gap", models.TextField(blank=True, verbose_name="责权不明、公开不力之处")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("signal", "监察信号"),
                            ("gap", "公开缺项"),
                            ("assignment", "逾期任务"),
                            ("person", "人工发现"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("source_id", models.UUIDField(blank=True, null=True, verbose_name="来源事项")),
                ("source_note", models.CharField(blank=True, max_length=200, verbose_name="来源说明")),
                ("registered_on", models.DateField(verbose_name="登记日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="了结日期")),
                ("closed_for", models.TextField(blank=True, verbose_name="了结理由")),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="people.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "线索",
                "ordering": ("-registered_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="LeadFile",
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
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="supervision.lead"
                    ),
                ),
            ],
            options={
                "verbose_name": "线索证据",
                "ordering": ("kept_at", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["-registered_on", "-id"], name="lead_newest"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["ground", "status"], name="lead_by_ground"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(fields=("number",), name="lead_number_once"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "registered"), ("source_id__isnull", False)),
                fields=("source", "source_id", "ground"),
                name="lead_once_per_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True),
                    models.Q(models.Q(("closed_for", ""), _negated=True), ("closed_on__isnull", False)),
                    _connector="OR",
                ),
                name="lead_closed_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(condition=models.Q(("facts", ""), _negated=True), name="lead_says_what"),
        ),
    ]
