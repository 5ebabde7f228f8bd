"""线索: what may call for accountability, registered by a person. Nothing registers one by itself (X-08)."""

import datetime as dt

from django.db import models
from django.db.models import Q

from mingjing.core.models import Case, StoredFile
from mingjing.people.models import Official, Unit
from mingjing.supervision.enums import LeadSource, LeadStatus


class Lead(Case):
    """线索: which unit, which ground of the pack, what happened, and what proves it.

    What a ground `needs` (effect, evidence, citation, ...) is in the pack and was asked for when it was registered.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leads", verbose_name="单位")
    pack = models.SlugField("法规版本", max_length=40)
    ground = models.CharField("情形", max_length=20)
    group = models.CharField("条", max_length=20)
    urgent = models.BooleanField("急办", default=False)
    discipline = models.BooleanField("交纪检监察机关", default=False)  # hidden from the accused unit (ACC-9-2a)
    facts = models.TextField("事实")
    happened_on = models.DateField("发生日期", null=True, blank=True)
    effect = models.TextField("不良影响或严重后果", blank=True)
    evidence = models.TextField("证据", blank=True)
    citation = models.CharField("要求公开的规定", max_length=300, blank=True)
    external_case = models.CharField("案件编号", max_length=100, blank=True)
    responsibility_gap = models.TextField("责权不明、公开不力之处", blank=True)
    source = models.CharField("来源", max_length=12, choices=LeadSource.choices)
    source_id = models.UUIDField("来源事项", null=True, blank=True)
    source_note = models.CharField("来源说明", max_length=200, blank=True)
    grade_year = models.PositiveSmallIntegerField("考核、评议年度", null=True, blank=True)
    registered_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="登记人")
    registered_on = models.DateField("登记日期")
    joined_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name="并入"
    )
    joined_for = models.TextField("并入理由", blank=True)
    opened_on = models.DateField("立案日期", null=True, blank=True)
    closed_on = models.DateField("了结日期", null=True, blank=True)
    closed_for = models.TextField("了结理由", blank=True)

    class Meta:
        verbose_name = "线索"
        ordering = ("-registered_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="lead_number_once"),
            models.UniqueConstraint(
                fields=("source", "source_id", "ground"),
                condition=Q(status__in=("registered", "opened")) & Q(source_id__isnull=False),
                name="lead_once_per_source",
            ),
            models.CheckConstraint(
                condition=~Q(status="joined") | (Q(joined_into__isnull=False) & ~Q(joined_for="")),
                name="lead_joined_with_reason",
            ),
            models.CheckConstraint(condition=~Q(joined_into=models.F("id")), name="lead_joined_to_another"),
            models.CheckConstraint(
                condition=~Q(status="opened") | Q(opened_on__isnull=False), name="lead_opened_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | (~Q(closed_for="") & Q(closed_on__isnull=False)),
                name="lead_closed_with_reason",
            ),
            models.CheckConstraint(condition=~Q(facts=""), name="lead_says_what"),
            models.CheckConstraint(
                condition=~Q(source="grade") | Q(grade_year__isnull=False), name="lead_of_a_grade_says_its_year"
            ),
        )
        indexes = (
            models.Index(fields=("-registered_on", "-id"), name="lead_newest"),
            models.Index(fields=("ground", "status"), name="lead_by_ground"),
            models.Index(fields=("unit", "group"), name="lead_by_unit"),
            models.Index(
                fields=("-urgent", "registered_on", "id"), name="lead_waiting", condition=Q(status="registered")
            ),
        )

    def days_waiting(self, today: dt.date) -> int | None:
        """How many days it has waited for somebody to decide; None once somebody did."""
        return (today - self.registered_on).days if self.status == LeadStatus.REGISTERED else None

    def get_status_display(self) -> str:
        return str(LeadStatus(self.status).label)


class LeadFile(StoredFile):
    """证据材料 of a lead."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="files")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "线索证据"
        ordering = ("kept_at", "id")
