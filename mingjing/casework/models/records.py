"""登记表: the record of an important power's running that has no system of its own, and what was objected to it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mingjing.casework.enums import EventKind, FieldKind, FilePurpose, ObjectionStatus, RecordKind, RecordStatus
from mingjing.casework.models.matters import Event, Matter
from mingjing.catalogue.enums import TimeUnit
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.core.models import Case, Record, StoredFile
from mingjing.people.models import Official, Unit

NEVER_CHANGED = pgtrigger.Update | pgtrigger.Delete


class RegisterForm(Record):
    """附加栏目: one version of the fields that a unit adds to the register; records keep theirs (GAP-12)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="register_forms")
    no = models.PositiveIntegerField("版次")
    made_by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("制定时间")

    class Meta:
        verbose_name = "登记表附加栏目"
        ordering = ("unit", "-no")
        constraints = (models.UniqueConstraint(fields=("unit", "no"), name="register_form_once"),)
        triggers = (pgtrigger.Protect(name="register_form_stays", operation=NEVER_CHANGED),)

    def __str__(self) -> str:
        return f"第{self.no}版"


class RegisterField(Record):
    """栏目: one field of a version."""

    form = models.ForeignKey(RegisterForm, models.PROTECT, related_name="fields")
    key = models.CharField("标识", max_length=20)
    label = models.CharField("名称", max_length=40)
    kind = models.CharField("类型", max_length=8, choices=FieldKind.choices)
    required = models.BooleanField("必填", default=False)
    help = models.CharField("填写说明", max_length=120, blank=True)
    choices = models.JSONField("选项", default=list)
    public = models.BooleanField("公示时显示", default=False)
    order = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = "登记表栏目"
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("form", "key"), name="register_field_once"),)
        triggers = (pgtrigger.Protect(name="register_field_stays", operation=NEVER_CHANGED),)

    def __str__(self) -> str:
        return self.label


class OperationRecord(Case):
    """重要行政权力动态运行情况登记表 (ASM-5-4-2). `number` runs without gaps per unit and year."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records")
    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="records")
    version = models.ForeignKey(PowerVersion, models.PROTECT, related_name="+", verbose_name="适用版本")
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="record", verbose_name="办件")
    year = models.PositiveSmallIntegerField("年度")
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("登记方式", max_length=10, choices=RecordKind.choices, default=RecordKind.REGISTER)
    title = models.CharField("事由", max_length=120)
    counterpart = models.CharField("行政相对人", max_length=120, blank=True)
    personal = models.BooleanField("相对人是个人", default=True)
    started_on = models.DateField("开始日期")
    basis = models.CharField("依据", max_length=200)
    form = models.ForeignKey(RegisterForm, models.PROTECT, null=True, related_name="records", verbose_name="附加栏目")
    extra = models.JSONField("附加栏目的内容", default=dict)
    entries = models.PositiveIntegerField("已登记条数", default=0)  # of two clerks at once one wins
    added = models.BooleanField("有增加的环节、条件或材料", default=False)
    meeting = models.CharField("集体研究的会议", max_length=200, blank=True)
    result = models.CharField("办理结果", max_length=200, blank=True)
    result_on = models.DateField("结果日期", null=True)
    result_where = models.CharField("结果公开在", max_length=200, blank=True)
    result_shown_on = models.DateField("结果公开日期", null=True)
    gaps_why = models.CharField("缺少环节的说明", max_length=200, blank=True)
    note = models.TextField("监督人意见", blank=True)
    public_from = models.DateField("公示起始", null=True)
    public_to = models.DateField("公示截止", null=True)
    filed_on = models.DateField("报备日期", null=True)
    opened_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="开表人")
    opened_at = models.DateTimeField("开表时间")
    approved_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    approved_at = models.DateTimeField("审批时间", null=True)

    class Meta:
        verbose_name = "动态运行登记表"
        ordering = ("-opened_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("unit", "year", "seq"), name="record_number_once"),
            models.UniqueConstraint(fields=("number",), name="record_called_once"),
            models.CheckConstraint(
                condition=Q(public_to=None) | Q(public_to__gte=F("public_from")), name="publicity_in_order"
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("opened_by")), name="opener_not_approver"),
        )
        indexes = (
            models.Index(fields=("-opened_at", "-id"), name="record_newest"),
            models.Index(fields=("unit", "-opened_at", "-id"), name="record_by_unit"),
            models.Index(fields=("-public_from", "-id"), name="record_public", condition=Q(public_from__isnull=False)),
        )

    def get_absolute_url(self) -> str:
        return reverse("portal:record", args=[self.pk])

    def get_status_display(self) -> str:
        return str(RecordStatus(self.status).label)


class RecordFile(StoredFile):
    """附件: evidence of a step, a scanned ledger or recording, a scan of the signatures."""

    record = models.ForeignKey(OperationRecord, models.PROTECT, related_name="files")
    step = models.ForeignKey("RecordStep", models.PROTECT, null=True, related_name="evidence")
    purpose = models.CharField("用途", max_length=10, choices=FilePurpose.choices)
    by = models.ForeignKey(Official, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "登记表附件"
        ordering = ("kept_at", "id")


class RecordStep(Record):
    """登记的环节: one entry, which is also an event of the matter. Never edited; a correction is a new entry."""

    record = models.ForeignKey(OperationRecord, models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField("序号")
    event = models.OneToOneField(Event, models.PROTECT, related_name="entry")
    kind = models.CharField("类别", max_length=12, choices=EventKind.choices, default=EventKind.STEP)
    name = models.CharField("环节", max_length=200, blank=True)
    node = models.CharField("元素标识", max_length=120, blank=True)
    allowed_length = models.PositiveSmallIntegerField("规定时限", null=True)
    allowed_unit = models.CharField("时限单位", max_length=12, choices=TimeUnit.choices, blank=True)
    handler = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="承办人")
    post = models.CharField("岗位", max_length=60, blank=True)
    started_at = models.DateTimeField("开始", null=True)
    ended_at = models.DateTimeField("结束", null=True)
    opinion = models.TextField("办理意见", blank=True)
    approver = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    disclosed = models.BooleanField("已公开", default=False)
    disclosed_where = models.CharField("公开在", max_length=200, blank=True)
    disclosed_on = models.DateField("公开日期", null=True)
    added = models.BooleanField("流程图或清单以外", default=False)
    reason = models.CharField("理由", max_length=200, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    scan = models.ForeignKey(RecordFile, models.PROTECT, null=True, related_name="index", verbose_name="所在文件")
    place_from = models.CharField("自", max_length=8, blank=True)
    place_to = models.CharField("至", max_length=8, blank=True)
    by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "登记的环节"
        ordering = ("seq",)
        constraints = (
            models.UniqueConstraint(fields=("record", "seq"), name="record_step_once"),
            models.CheckConstraint(condition=~Q(handler=F("approver")), name="handler_not_approver"),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(ended_at__gte=F("started_at")), name="record_step_in_order"
            ),
        )
        triggers = (pgtrigger.Protect(name="record_step_append_only", operation=NEVER_CHANGED),)


class Objection(Case):
    """异议: what somebody holds against a record under publicity. Its words and contact are never public."""

    record = models.ForeignKey(OperationRecord, models.PROTECT, related_name="objections")
    text = models.TextField("异议内容")
    contact = models.CharField("联系方式", max_length=120, blank=True)
    received_at = models.DateTimeField("收到时间")
    due_on = models.DateField("答复期限", null=True)
    upheld = models.BooleanField("异议成立", null=True)
    answer = models.TextField("答复和理由", blank=True)
    answered_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "公示异议"
        ordering = ("received_at", "id")
        constraints = (models.UniqueConstraint(fields=("number",), name="objection_number_once"),)
        indexes = (models.Index(fields=("received_at", "id"), name="objection_open", condition=Q(status="open")),)

    def get_status_display(self) -> str:
        return str(ObjectionStatus(self.status).label)
