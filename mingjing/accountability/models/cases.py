"""追究案件: from which lead, who may be responsible, and who looks into it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjing.accountability.enums import CaseStatus, SubjectKind
from mingjing.core.models import Case, Record
from mingjing.people.models import Official, Unit
from mingjing.supervision.models import Lead

if TYPE_CHECKING:
    from mingjing.accountability.models.investigating import Hearing


class AccountabilityCase(Case):
    """责任追究案件. It keeps the version of the rules that was in force on the day of the fault (ACC-15).

    `discipline`: as its lead, hidden from everybody of the accused unit (ACC-9-2a).
    """

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="case", verbose_name="线索")
    title = models.CharField("案由", max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accountability_cases", verbose_name="单位")
    pack = models.SlugField("法规版本", max_length=40)
    ground = models.CharField("情形", max_length=20)
    fault_on = models.DateField("行为发生日")
    urgent = models.BooleanField("急办", default=False)
    discipline = models.BooleanField("涉纪检监察", default=False)
    registered_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="立案人")
    registered_on = models.DateField("立案日期")
    plan = models.TextField("调查方案", blank=True)
    established_on = models.DateField("查清日期", null=True)
    closed_on = models.DateField("结案日期", null=True)
    closed_for = models.TextField("结案说明", blank=True)

    class Meta:
        verbose_name = "追究案件"
        db_table = "accountability_case"
        ordering = ("-registered_on", "-id")
        constraints = (models.UniqueConstraint(fields=("number",), name="accountability_number_once"),)
        indexes = (
            models.Index(fields=("-registered_on", "-id"), name="accountability_newest"),
            models.Index(fields=("status", "registered_on"), name="accountability_by_status"),
        )

    def get_absolute_url(self) -> str:
        return reverse("workbench:accountability_case", args=[self.pk])

    def get_status_display(self) -> str:
        return str(CaseStatus(self.status).label)


class Subject(Record):
    """责任主体: a unit or a person that may be responsible; each with a measure and a notice of its own (ACC-4-2).

    A person is an account, or a name and a post where there is none. `part`: as what they acted (article 10), a
    `rules.accountability.Part` or empty.
    """

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="subjects")
    kind = models.CharField("类别", max_length=8, choices=SubjectKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    official = models.ForeignKey(Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=40, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    part = models.CharField("身份", max_length=10, blank=True)
    added_by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    added_on = models.DateField("列入日期")
    removed_on = models.DateField("移出日期", null=True)
    removed_for = models.CharField("移出理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "责任主体"
        ordering = ("kind", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="unit", official=None, name="") | (Q(kind="person") & ~Q(name="")),
                name="subject_is_unit_or_person",
            ),
            models.UniqueConstraint(
                fields=("case", "official"), condition=Q(official__isnull=False, removed_on=None), name="person_once"
            ),
            models.UniqueConstraint(
                fields=("case", "unit"), condition=Q(kind="unit", removed_on=None), name="unit_subject_once"
            ),
        )
        indexes = (models.Index(fields=("official",), name="subject_of_official"),)

    def __str__(self) -> str:
        return str(self.unit) if self.kind == SubjectKind.UNIT else f"{self.name}（{self.post or self.unit}）"

    @property
    def hearing(self) -> "Hearing | None":
        """The hearing that counts: of the notice that reached them last; None where none did."""
        rows = list(self.hearings.all())
        return rows[-1] if rows else None


class Investigator(Record):
    """调查人员: at least two at a time, named by the office; each declares that nothing bars them (ACC-4-4a)."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="investigators")
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="调查人员")
    leads = models.BooleanField("主办", default=False)
    named_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="指定人")
    named_on = models.DateField("指定日期")
    declared_at = models.DateTimeField("声明无须回避的时间", null=True)
    recused_on = models.DateField("回避日期", null=True)
    recused_for = models.CharField("回避理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "调查人员"
        ordering = ("named_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "official"), condition=Q(recused_on=None), name="case_investigator_once"
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(leads=True, recused_on=None), name="one_lead_investigator"
            ),
            models.CheckConstraint(condition=Q(recused_on=None) | ~Q(recused_for=""), name="recused_with_reason"),
        )
        indexes = (models.Index(fields=("official",), name="investigator_of_official"),)

    def __str__(self) -> str:
        return str(self.official)


class Instruction(Record):
    """指示: what a member of the leading group says of a case, and what the office did (ACC-3-a)."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="instructions")
    text = models.TextField("指示")
    by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="指示人")
    at = models.DateTimeField("时间")
    answer = models.TextField("落实情况", blank=True)
    answered_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("落实时间", null=True)

    class Meta:
        verbose_name = "指示"
        ordering = ("at", "id")
