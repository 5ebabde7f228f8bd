"""Which regulation version is in force when, its articles' text, the bases it cites, and what its articles mean."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse

from mingjing.core.models import Case, Record
from mingjing.people.models import Official, Unit
from mingjing.regulations.enums import BasisStatus, InterpretationStatus
from mingjing.rules.limits import CountUnit
from mingjing.rules.numbering import place


class Regulation(Case):
    """法规版本: one pack of `rules/packs` as this city holds it. `number` is the pack's slug (NOT-1, NOT-2)."""

    title = models.CharField("名称", max_length=200)
    issuer = models.CharField("发文机关", max_length=100)
    issued_on = models.DateField("发文日期")
    trial = models.BooleanField("试行")
    consented_by = models.CharField("同意机关", max_length=100, blank=True)
    consented_on = models.DateField("同意日期", null=True, blank=True)
    in_force_from = models.DateField("施行日期", null=True, blank=True)
    in_force_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "法规版本"
        ordering = ("issued_on",)
        constraints = (
            models.UniqueConstraint(fields=("number",), name="regulation_once"),
            models.CheckConstraint(
                condition=~Q(status="active") | (~Q(consented_by="") & Q(consented_on__isnull=False)),
                name="active_needs_consent",
            ),  # NOT-2
            ExclusionConstraint(
                name="one_pack_per_day",
                expressions=(
                    (
                        Func(
                            "in_force_from",
                            "in_force_to",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ),
                condition=~Q(status="draft"),
            ),  # GAP-20: no day has two versions in force
        )

    def get_absolute_url(self) -> str:
        return reverse("portal:regulation", args=[self.number])


class Article(Record):
    """条: own-words summary from the pack, official text when it has been imported."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="articles")
    document = models.CharField("文件", max_length=4)
    number = models.PositiveSmallIntegerField("条号")
    title = models.CharField("题目", max_length=60, blank=True)
    summary = models.TextField("摘要")
    text = models.TextField("原文", blank=True)
    search = SearchVectorField(null=True, editable=False)
    search_text = models.TextField(default="", editable=False)

    class Meta:
        verbose_name = "条"
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=("regulation", "document", "number"), name="article_once"),)
        indexes = (GinIndex(fields=("search",), name="article_search"),)

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        """The article's id in the pack, such as CMP-7."""
        return f"{self.document}-{self.number}"

    @property
    def place(self) -> str:
        """第七条."""
        return place(self.key)

    def get_absolute_url(self) -> str:
        return reverse("portal:article", args=[self.regulation.number, self.key])


class Basis(Record):
    """依据: a law or rule that a regulation or a power cites, with what became of it (ACC-1-b, GAP-14)."""

    name = models.CharField("名称", max_length=200, unique=True)
    rank = models.CharField("效力级别", max_length=20, blank=True)
    status = models.CharField("状态", max_length=10, choices=BasisStatus.choices)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    changed_on = models.DateField("变化日期", null=True, blank=True)
    link = models.URLField("链接", blank=True)

    class Meta:
        verbose_name = "依据"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class LocalPolicy(Record):
    """本地政策: the value the office chose where the text leaves a limit or its unit open (GAP-01, GAP-18)."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="policies")
    limit = models.CharField("期限", max_length=40)
    length = models.PositiveSmallIntegerField("长度")
    counted_in = models.CharField("单位", max_length=20)
    chosen_by = models.CharField("决定人", max_length=60)
    chosen_on = models.DateField("决定日期")
    why = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "本地政策"
        constraints = (models.UniqueConstraint(fields=("regulation", "limit"), name="one_policy_per_limit"),)

    @property
    def unit(self) -> str:
        """The chosen unit as it stands after a number."""
        return CountUnit(self.counted_in).chinese


class Interpretation(Case):
    """解释: the office's answer to a question on one or several articles of a version (ACC-14).

    The clerk drafts it and the head issues it; a public one has been through a secrecy review by then (ACC-9-4b).
    """

    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="interpretations", verbose_name="法规版本")
    articles = models.ManyToManyField(
        Article, related_name="interpretations", db_table="regulations_explained", verbose_name="条文"
    )
    question = models.TextField("问题")
    answer = models.TextField("解释", blank=True)
    public = models.BooleanField("向社会公开", default=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="代替"
    )
    asked_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="提出人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="提出单位")
    asked_on = models.DateField("提出日期")
    drafted_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="起草人")
    drafted_on = models.DateField("起草日期", null=True)
    cleared_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="保密审查人")
    clearance = models.CharField("保密审查意见", max_length=300, blank=True)
    issued_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    issued_on = models.DateField("发布日期", null=True)
    ended_on = models.DateField("终止日期", null=True)
    ended_for = models.CharField("终止理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "解释"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("number",), name="interpretation_number_once"),
            models.CheckConstraint(
                condition=Q(issued_by=None) | (~Q(answer="") & Q(issued_on__isnull=False)),
                name="interpretation_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(issued_by=None) | ~Q(issued_by=models.F("drafted_by")),
                name="interpretation_by_two",
            ),
            models.CheckConstraint(
                condition=Q(public=False) | Q(issued_by=None) | Q(cleared_by__isnull=False),
                name="public_interpretation_cleared",
            ),  # ACC-9-4b
            models.CheckConstraint(
                condition=~Q(status__in=("declined", "withdrawn", "replaced"))
                | (~Q(ended_for="") & Q(ended_on__isnull=False)),
                name="interpretation_ended_for",
            ),
        )

    def get_status_display(self) -> str:
        return str(InterpretationStatus(self.status).label)

    def get_absolute_url(self) -> str:
        return reverse("workbench:interpretation", args=[self.pk])
