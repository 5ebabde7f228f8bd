"""A signal keeps the day it was found and who took note of it, and may be lifted or withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("near", "临近期限"),
    ("passed", "超过期限"),
    ("added", "增加环节"),
    ("skipped", "缺少环节"),
    ("condition", "增加条件或材料"),
    ("no_record", "重要事项无动态公开记录"),
    ("unrevised", "职权变化后没有修订"),
    ("unpublished", "修订后没有公布"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_kinds_of_events_and_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE casework_signal_number", "DROP SEQUENCE casework_signal_number"),
        migrations.RemoveConstraint(model_name="signal", name="signal_once"),
        migrations.AddField("signal", "found_on", models.DateField("发现日期", null=True)),
        migrations.RunSQL("UPDATE casework_signal SET found_on = raised_on", migrations.RunSQL.noop),
        migrations.AlterField("signal", "found_on", models.DateField("发现日期")),
        migrations.AlterField("signal", "raised_on", models.DateField("事实发生日期")),
        migrations.AlterField("signal", "kind", models.CharField("类别", max_length=12, choices=KINDS)),
        migrations.AddField("signal", "since_on", models.DateField("起算日", null=True)),
        migrations.AddField("signal", "read_at", models.DateTimeField("阅知时间", null=True)),
        migrations.AddField(
            "signal",
            "read_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                django.db.models.deletion.PROTECT,
                null=True,
                related_name="+",
                verbose_name="阅知的主管领导",
            ),
        ),
        migrations.AddIndex("signal", models.Index(fields=["-raised_on", "-id"], name="signal_newest")),
        migrations.AddConstraint(
            "signal",
            models.UniqueConstraint(
                fields=("item", "occurrence"),
                condition=~Q(status__in=("lifted", "withdrawn")),
                name="signal_once",
            ),
        ),
    ]
