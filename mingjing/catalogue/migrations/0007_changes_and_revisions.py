"""Events that change powers, the revisions they call for, and the sequence of their numbers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingjing.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("assignments", "0001_assignments"),
        ("catalogue", "0006_clearing_rounds"),
        ("people", "0004_legal_and_staffing_reviewers"),
        ("regulations", "0002_one_pack_per_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE catalogue_change_number", "DROP SEQUENCE catalogue_change_number"),
        migrations.CreateModel(
            name="ChangeEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=64, verbose_name="编号")),
                ("status", models.CharField(max_length=20, verbose_name="状态")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("law_amended", "法律法规修改"),
                            ("law_repealed", "法律法规废止"),
                            ("organ_changed", "机构变化"),
                            ("other", "其他变化"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("changed_on", models.DateField(verbose_name="变化日期")),
                ("document", models.CharField(max_length=200, verbose_name="文件名称、文号")),
                ("summary", models.TextField(blank=True, verbose_name="变化内容")),
                (
                    "organ_change",
                    models.CharField(
                        blank=True,
                        choices=[("split", "分立"), ("merged", "合并"), ("renamed", "更名"), ("abolished", "撤销")],
                        max_length=10,
                        verbose_name="机构变化",
                    ),
                ),
                ("named", models.JSONField(blank=True, default=list, verbose_name="指定的职权编码")),
                ("affected", models.PositiveIntegerField(verbose_name="受影响的职权")),
                ("due_on", models.DateField(verbose_name="修订的最后一日")),
                ("terms", models.JSONField(verbose_name="期限内容")),
                ("calendar", models.SlugField(max_length=40, verbose_name="日历版本")),
                ("former", models.JSONField(blank=True, null=True, verbose_name="变化前的依据状态")),
                ("recorded_on", models.DateField(verbose_name="登记日期")),
                ("spread_at", models.DateTimeField(null=True, verbose_name="任务下达完毕")),
            ],
            options={
                "verbose_name": "职权变更事项",
                "ordering": ("-changed_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "verbose_name": "修订任务",
                "ordering": ("event", "item"),
            },
        ),
        migrations.AddField(
            model_name="changeevent",
            name="basis",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="regulations.basis",
                verbose_name="法律法规",
            ),
        ),
        migrations.AddField(
            model_name="changeevent",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="changeevent",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="regulations.basis",
                verbose_name="替代的法律法规",
            ),
        ),
        migrations.AddField(
            model_name="changeevent",
            name="successor_unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
                verbose_name="承接的机构",
            ),
        ),
        migrations.AddField(
            model_name="changeevent",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="people.unit",
                verbose_name="机构",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="assignment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="revision", to="assignments.assignment"
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="catalogue.changeevent"
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="catalogue.poweritem"
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.powerversion",
                verbose_name="当时的版本",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeevent",
            constraint=models.UniqueConstraint(fields=("number",), name="change_number_once"),
        ),
        migrations.AddConstraint(
            model_name="changeevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("law_amended", "law_repealed")), _negated=True),
                    ("basis__isnull", False),
                    _connector="OR",
                ),
                name="change_of_law_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "organ_changed"), _negated=True),
                    models.Q(("unit__isnull", False), models.Q(("organ_change", ""), _negated=True)),
                    _connector="OR",
                ),
                name="change_of_organ_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("event", "item"), name="revision_once_per_event"),
        ),
    ]
