"""Filing tasks, filings with their last days and reminders, what was handed in, and the sequence of their numbers."""

import django.db.models.deletion
import mingjing.core.models
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0008_centre_roles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE filings_number", "DROP SEQUENCE filings_number"),
        migrations.CreateModel(
            name='FilingTask',
            fields=[
                ('id', models.UUIDField(default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=64, verbose_name='编号')),
                ('kind', models.CharField(choices=[('annual', '年度报告'), ('ad_hoc', '其他材料')], max_length=10, verbose_name='类别')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='年度')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('asked', models.TextField(blank=True, verbose_name='要求')),
                ('basis', models.CharField(max_length=20, verbose_name='依据')),
                ('pack', models.SlugField(max_length=40, verbose_name='法规版本')),
                ('sent_on', models.DateField(verbose_name='下达日期')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='下达人')),
            ],
            options={
                'verbose_name': '报送任务',
                'ordering': ('-sent_on', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.UUIDField(default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=64, verbose_name='编号')),
                ('status', models.CharField(max_length=20, verbose_name='状态')),
                ('due_on', models.DateField(verbose_name='最后一日')),
                ('filed_on', models.DateField(blank=True, null=True, verbose_name='报送日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('excused', models.BooleanField(blank=True, null=True, verbose_name='迟报有正当理由')),
                ('excused_for', models.TextField(blank=True, verbose_name='认定的理由')),
                ('excused_on', models.DateField(blank=True, null=True, verbose_name='认定日期')),
                ('excused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='认定人')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='people.unit', verbose_name='单位')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='filings.filingtask', verbose_name='报送任务')),
            ],
            options={
                'verbose_name': '报送',
                'ordering': ('due_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('no', models.PositiveSmallIntegerField(verbose_name='次数')),
                ('words', models.TextField(blank=True, verbose_name='说明')),
                ('url', models.CharField(blank=True, max_length=500, verbose_name='公开网址')),
                ('figures', models.JSONField(blank=True, default=dict, verbose_name='统计表')),
                ('carry_reason', models.TextField(blank=True, verbose_name='与上年不一致的原因')),
                ('saved_at', models.DateTimeField(verbose_name='保存时间')),
                ('filed_at', models.DateTimeField(blank=True, null=True, verbose_name='报送时间')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='当时的最后一日')),
                ('receipt', models.CharField(blank=True, max_length=64, verbose_name='回执编号')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='摘要')),
                ('filed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报送人')),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='filings.filing')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='保存人')),
            ],
            options={
                'verbose_name': '报送材料',
                'ordering': ('no',),
            },
        ),
        migrations.CreateModel(
            name='SubmissionFile',
            fields=[
                ('id', models.UUIDField(default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('kind', models.CharField(max_length=100, verbose_name='类型')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                ('scanned', models.BooleanField(default=False, verbose_name='经病毒检查')),
                ('kept_at', models.DateTimeField(verbose_name='收到时间')),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='filings.submission')),
            ],
            options={
                'verbose_name': '报送附件',
                'ordering': ('kept_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='TaskFile',
            fields=[
                ('id', models.UUIDField(default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('kind', models.CharField(max_length=100, verbose_name='类型')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                ('scanned', models.BooleanField(default=False, verbose_name='经病毒检查')),
                ('kept_at', models.DateTimeField(verbose_name='收到时间')),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='filings.filingtask')),
            ],
            options={
                'verbose_name': '报送模板',
                'ordering': ('kept_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.UUIDField(default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('due_on', models.DateField(verbose_name='最后一日')),
                ('since_on', models.DateField(verbose_name='起')),
                ('reason', models.TextField(blank=True, verbose_name='另定的理由')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='止')),
                ('end', models.CharField(blank=True, choices=[('filed', '已报送'), ('moved', '另定期限'), ('withdrawn', '已撤回')], max_length=10, verbose_name='怎样结束')),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='filings.filing')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='定期限的人')),
            ],
            options={
                'verbose_name': '报送期限',
                'ordering': ('since_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=mingjing.core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('stage', models.CharField(choices=[('week', '还有七天'), ('two_days', '还有两天'), ('last_day', '今天是最后一日'), ('overdue', '已经逾期')], max_length=10, verbose_name='阶段')),
                ('sent_on', models.DateField(verbose_name='日期')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.notice', verbose_name='通知')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='filings.term')),
            ],
            options={
                'verbose_name': '报送提醒',
                'ordering': ('sent_on', 'id'),
            },
        ),
        migrations.AddIndex(
            model_name='filingtask',
            index=models.Index(fields=['-sent_on', '-id'], name='filing_task_newest'),
        ),
        migrations.AddConstraint(
            model_name='filingtask',
            constraint=models.UniqueConstraint(fields=('number',), name='filing_task_number_once'),
        ),
        migrations.AddConstraint(
            model_name='filingtask',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'annual')), fields=('year',), name='filing_task_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='filingtask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'annual'), ('year__isnull', False)), models.Q(('kind', 'ad_hoc'), ('year', None)), _connector='OR'), name='filing_task_has_year'),
        ),
        migrations.AddConstraint(
            model_name='filingtask',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='filing_task_says_what'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['unit', 'due_on', 'id'], name='filing_by_unit'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['due_on', 'id'], name='filing_by_due'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('status__in', ('to_file', 'returned'))), fields=['due_on', 'id'], name='filing_to_do'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(fields=('number',), name='filing_number_once'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(fields=('task', 'unit'), name='filing_once_per_unit'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('filed', 'accepted')), _negated=True), ('filed_on__isnull', False), _connector='OR'), name='filing_filed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(('excused', None), models.Q(models.Q(('excused_for', ''), _negated=True), ('excused_on__isnull', False)), _connector='OR'), name='filing_excused_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('filing', 'no'), name='submission_no_once'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(condition=models.Q(('filed_at', None)), fields=('filing',), name='submission_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(condition=models.Q(('receipt', ''), _negated=True), fields=('receipt',), name='submission_receipt_once'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('filed_at', None), ('receipt', '')), models.Q(('filed_at__isnull', False), models.Q(('receipt', ''), _negated=True), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='submission_receipted'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='filed_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."filed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c88df47be2d439031e1131beb7ab40f84ce40e3f', operation='UPDATE OR DELETE', pgid='pgtrigger_filed_stays_1041f', table='filings_submission', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('filing',), name='filing_term_one_runs'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_on', None)), models.Q(('ended_on__gte', models.F('since_on')), models.Q(('end', ''), _negated=True)), _connector='OR'), name='filing_term_ends_somehow'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('term', 'stage'), name='filing_reminded_once'),
        ),
    ]
