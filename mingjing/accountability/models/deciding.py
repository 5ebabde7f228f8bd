"""区分责任与决定: what was proposed, what a person chose, and which measures follow (ACC-10, ACC-11, ACC-12-d, -e)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from mingjing.accountability.models.cases import AccountabilityCase, Subject
from mingjing.accountability.models.investigating import Evidence
from mingjing.core.models import Record
from mingjing.people.models import Official, Unit
from mingjing.rules.accountability import Part, Share

JUDGED = (
    "checked_by", "checked_on", "opinion", "approved_by", "approved_on", "approval", "returned_by", "returned_on",
    "returned_for",
)  # fmt: skip
DECIDED = ("decision", "subject", "measure", "severity", "deviation", "reading", "words")


class Division(Record):
    """责任区分: the answers to the questions of article 10 and what they gave; the newest of a case counts.

    `proposal` is what the rules gave, frozen: never changed by what was chosen.
    """

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="divisions")
    answers = models.JSONField("回答")
    proposal = models.JSONField("建议")
    knowledge = models.ManyToManyField(
        Evidence, related_name="+", verbose_name="明知的证据", db_table="accountability_knowledge"
    )
    meeting_id = models.UUIDField("集体决定的记录", null=True)
    circumstances = models.JSONField("从轻从重情节", default=list)
    weighing = models.TextField("情节与后果", blank=True)
    by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="区分人")
    on = models.DateField("区分日期")

    class Meta:
        verbose_name = "责任区分"
        ordering = ("-id",)
        triggers = (pgtrigger.Protect(name="division_stays", operation=pgtrigger.Update | pgtrigger.Delete),)

    def part_of(self, subject: Subject) -> str:
        """As what a subject was seen when this was made; empty for a unit that nobody looked at so."""
        parts = {one["key"]: one["part"] for one in self.proposal.get("bearers", ())}
        part = parts.get(str(subject.pk), subject.part)
        return Part(part).chinese if part else ""


class SubjectShare(Record):
    """A subject's share: the proposed one with its article, the chosen one, and why they differ.

    Both are a `rules.accountability.Share`; `proposed` is empty where the text gives none.
    """

    division = models.ForeignKey(Division, models.PROTECT, related_name="shares")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="shares")
    proposed = models.CharField("建议", max_length=10, blank=True)
    article = models.CharField("依据", max_length=20, blank=True)
    reason = models.TextField("建议的理由", blank=True)
    chosen = models.CharField("认定", max_length=10)
    difference = models.TextField("与建议不同的理由", blank=True)

    class Meta:
        verbose_name = "责任份额"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("division", "subject"), name="share_once"),
            models.CheckConstraint(
                condition=Q(proposed=models.F("chosen")) | ~Q(difference=""), name="share_differs_with_reason"
            ),
        )
        triggers = (pgtrigger.Protect(name="share_stays", operation=pgtrigger.Update | pgtrigger.Delete),)

    def get_proposed_display(self) -> str:
        return Share(self.proposed).chinese if self.proposed else "条文没有规定份额"

    def get_chosen_display(self) -> str:
        return Share(self.chosen).chinese


class Decision(Record):
    """追究决定: one draft of it; the newest of a case counts. Drafted, checked and approved by different people.

    What it says never changes: another draft is another row. `bases` are values: name, status, successor, warning.
    """

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="decisions")
    no = models.PositiveSmallIntegerField("稿次")
    severity = models.CharField("情节", max_length=20)
    reasons = models.TextField("理由")
    bases = models.JSONField("引用的依据")
    basis_reason = models.TextField("引用已废止依据的理由", blank=True)
    rectify = models.BooleanField("责令改正", default=True)
    no_rectify_for = models.TextField("不责令改正的理由", blank=True)
    rectify_what = models.TextField("改正要求", blank=True)
    rectify_by = models.DateField("改正期限", null=True)
    above = models.BooleanField("须领导小组批准", default=False)
    drafted_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_on = models.DateField("拟稿日期")
    checked_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="法制审核人")
    checked_on = models.DateField("审核日期", null=True)
    opinion = models.TextField("法制审核意见", blank=True)
    approved_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="批准人")
    approved_on = models.DateField("批准日期", null=True)
    approval = models.TextField("批准意见", blank=True)
    returned_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="退回人")
    returned_on = models.DateField("退回日期", null=True)
    returned_for = models.TextField("退回理由", blank=True)

    class Meta:
        verbose_name = "追究决定"
        ordering = ("-no",)
        constraints = (
            models.UniqueConstraint(fields=("case", "no"), name="decision_no_once"),
            models.CheckConstraint(
                condition=Q(rectify=True, rectify_by__isnull=False) | (Q(rectify=False) & ~Q(no_rectify_for="")),
                name="decision_rectifies_or_says_why",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("drafted_by")), name="decision_by_two"
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=models.F("drafted_by")), name="decision_checked_by_other"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("checked_by")), name="decision_by_three"
            ),
            models.CheckConstraint(
                condition=Q(returned_by=None, returned_on=None)
                | Q(returned_by__isnull=False, returned_on__isnull=False, approved_by=None) & ~Q(returned_for=""),
                name="decision_returned_with_reason",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="decision_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="decision_unchanged", exclude=list(JUDGED)),
        )


class Measure(Record):
    """追究方式 for one subject: a row of the pack, and what became of it.

    `deviation`: why a measure of another severity than the decision's (ACC-4-3). `reading`: which of the two readings
    of the damaged text was chosen (ACC-11-3d, GAP-13). `ends_on` by the limit that the pack names (ACC-11-3e).
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="measures")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="measures")
    measure = models.CharField("追究方式", max_length=20)
    severity = models.CharField("情节", max_length=20)
    deviation = models.TextField("超出或低于情节的理由", blank=True)
    reading = models.CharField("读法", max_length=20, blank=True)
    words = models.TextField("要求", blank=True)
    due_on = models.DateField("期限", null=True)
    starts_on = models.DateField("起始日", null=True)
    ends_on = models.DateField("届满日", null=True)
    organ = models.CharField("执行机关", max_length=100, blank=True)
    executed_on = models.DateField("执行日期", null=True)
    executed_by = models.CharField("执行人", max_length=60, blank=True)  # who spoke, who moved the person
    acknowledged_on = models.DateField("本人确认日期", null=True)
    execution = models.TextField("执行情况", blank=True)
    recorded_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "追究方式"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("decision", "subject", "measure"), name="measure_once"),)
        triggers = (
            pgtrigger.Protect(name="measure_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="measure_unchanged", fields=list(DECIDED)),
        )


class Spared(Record):
    """不给予追究方式: a subject who bears a share and for whom no measure is decided, and why (ACC-4-3)."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="spared")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    reason = models.TextField("理由")

    class Meta:
        verbose_name = "不给予追究方式"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("decision", "subject"), name="spared_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="spared_for_a_reason"),
        )
        triggers = (pgtrigger.Protect(name="spared_stays", operation=pgtrigger.Update | pgtrigger.Delete),)


class Distribution(Record):
    """印发范围 of a circular: the units it goes to; their receipts are those of the notice (ACC-11-2b, ACC-11-3a)."""

    measure = models.OneToOneField(Measure, models.PROTECT, related_name="distribution")
    notice_id = models.UUIDField("通知", null=True)
    units = models.ManyToManyField(
        Unit, related_name="+", verbose_name="印发单位", db_table="accountability_addressees"
    )

    class Meta:
        verbose_name = "通报印发"
