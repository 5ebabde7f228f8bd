"""调查取证: evidence that nobody changes, and facts that rest on it (ACC-12-a, ACC-12-b)."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q

from mingjing.accountability.enums import EvidenceKind, Finding, HearingMode
from mingjing.accountability.models.cases import AccountabilityCase, Subject
from mingjing.core.models import Record, StoredFile
from mingjing.people.models import Official


class Evidence(Record):
    """证据: where it comes from, who collected it when, and the digest of its words and files.

    `about_kind`, `about_id`: what of the system it tells of (a signal, a matter, a meeting, ...). It is never changed;
    what may not be used is set aside with a reason.
    """

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="evidence")
    no = models.PositiveSmallIntegerField("序号")
    title = models.CharField("名称", max_length=120)
    kind = models.CharField("种类", max_length=12, choices=EvidenceKind.choices)
    source = models.CharField("来源", max_length=200)
    obtained_on = models.DateField("取得日期")
    text = models.TextField("内容", blank=True)
    about_kind = models.SlugField("对象类别", max_length=20, blank=True)
    about_id = models.UUIDField("对象", null=True, blank=True)
    url = models.CharField("页面", max_length=300, blank=True)
    collected_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="收集人")
    collected_at = models.DateTimeField("登记时间")
    digest = models.CharField("摘要", max_length=64)
    set_aside_on = models.DateField("排除日期", null=True)
    set_aside_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="排除人")
    set_aside_for = models.CharField("排除理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "证据"
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("case", "no"), name="evidence_no_once"),
            models.CheckConstraint(
                condition=Q(set_aside_on=None) | (Q(set_aside_by__isnull=False) & ~Q(set_aside_for="")),
                name="evidence_set_aside_with_reason",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="evidence_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="evidence_unchanged", exclude=["set_aside_on", "set_aside_by", "set_aside_for"]
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"证据{self.no} {self.title}"


class EvidenceFile(StoredFile):
    """证据文件."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="files")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "证据文件"
        ordering = ("kept_at", "id")
        triggers = (
            pgtrigger.Protect(name="evidence_file_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        )  # fmt: skip


class Fact(Record):
    """事实: one statement, the ground it falls under, and the evidence it rests on (ACC-4-4a)."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="facts")
    no = models.PositiveSmallIntegerField("序号")
    text = models.TextField("事实")
    ground = models.CharField("情形", max_length=20)
    happened_on = models.DateField("发生日期", null=True, blank=True)
    finding = models.CharField("认定", max_length=16, choices=Finding.choices, default=Finding.OPEN)
    finding_reason = models.TextField("认定理由", blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="facts", verbose_name="证据")
    stated_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="记录人")
    stated_on = models.DateField("记录日期")

    class Meta:
        verbose_name = "事实"
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("case", "no"), name="fact_no_once"),
            models.CheckConstraint(condition=~Q(text=""), name="fact_says_what"),
            models.CheckConstraint(condition=Q(finding="open") | ~Q(finding_reason=""), name="fact_found_with_reason"),
        )

    def __str__(self) -> str:
        return f"事实{self.no}"


class Hearing(Record):
    """陈述和申辩 of one subject: told on which day, by when, what came, and how it was heard (ACC-12-c).

    One for each notice that reached them; the newest of a subject counts. `due_on` is what the limit gives, as kept in
    `terms`; `extended_to` the later day that the office gave.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="hearings", related_query_name="hearing")
    letter = models.OneToOneField("Letter", models.PROTECT, null=True, related_name="hearing", verbose_name="告知书")
    told_on = models.DateField("告知日期")  # when the notice reached them
    due_on = models.DateField("最后一日")
    terms = models.JSONField("期限内容")
    calendar = models.SlugField("日历版本", max_length=40, blank=True)
    extended_to = models.DateField("延长至", null=True)
    extended_for = models.TextField("延长的理由", blank=True)
    extended_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="延长人")
    mode = models.CharField("方式", max_length=10, choices=HearingMode.choices, blank=True)
    statement = models.TextField("陈述申辩", blank=True)
    present = models.CharField("在场人员", max_length=200, blank=True)
    came_on = models.DateField("收到日期", null=True)
    recorded_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="记录人")

    class Meta:
        verbose_name = "陈述申辩"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(mode="", came_on=None) | (~Q(mode="") & Q(came_on__isnull=False)),
                name="hearing_came_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(extended_to=None) | (Q(extended_to__gt=models.F("due_on")) & ~Q(extended_for="")),
                name="hearing_extended_with_reason",
            ),
        )

    @property
    def last_on(self) -> date:
        """The last day on which they may speak."""
        return self.extended_to or self.due_on


class HearingFile(StoredFile):
    """陈述申辩的材料."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="files")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "陈述申辩材料"
        ordering = ("kept_at", "id")


class Point(Record):
    """One point of a statement, and the reply to it: taken or not, and why."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="points")
    no = models.PositiveSmallIntegerField("序号")
    text = models.TextField("意见")
    accepted = models.BooleanField("采纳", null=True)
    reply = models.TextField("答复", blank=True)
    replied_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    replied_on = models.DateField("答复日期", null=True)

    class Meta:
        verbose_name = "陈述申辩意见"
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("hearing", "no"), name="point_no_once"),
            models.CheckConstraint(condition=Q(accepted=None) | ~Q(reply=""), name="point_answered_with_why"),
        )
