"""清理审核: rounds in which every unit declares its powers and each is confirmed, abolished or filed (ASM-5-3-2a)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from mingjing.catalogue.enums import DECIDED, EntryStatus, OpinionKind, OpinionView, Proposal, RoundStatus
from mingjing.catalogue.models.powers import PowerItem, PowerType
from mingjing.core.models import Case, Record
from mingjing.people.models import Official, Unit

STATES = ", ".join(f"'{status}'" for status in DECIDED)


class ClearingRound(Case):
    """清理审核: its basis, the units asked, and the last days. A closed round is the baseline and never changes."""

    name = models.CharField("名称", max_length=100)
    basis = models.CharField("清理依据", max_length=200)
    note = models.TextField("工作要求", blank=True)
    submit_by = models.DateField("报送截止")
    review_by = models.DateField("审核截止")
    decide_by = models.DateField("决定截止")
    opened_by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("启动时间")
    closed_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("结束时间", null=True)
    closing_note = models.CharField("结束说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "清理审核"
        ordering = ("-opened_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="round_number_once"),
            models.CheckConstraint(
                condition=Q(review_by__gte=F("submit_by"), decide_by__gte=F("review_by")), name="round_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(status=RoundStatus.OPEN, closed_at=None)
                | Q(status=RoundStatus.CLOSED, closed_at__isnull=False),
                name="round_closed_has_date",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="round_closes_decided",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(new__status=RoundStatus.CLOSED),
                func=f"""
                    IF EXISTS (SELECT 1 FROM catalogue_clearingentry e WHERE e.round_id = NEW.id
                               AND e.status NOT IN ({STATES}, 'withdrawn')) THEN
                        RAISE EXCEPTION 'a round closes when every entry is decided';
                    END IF;
                    RETURN NEW;""",  # noqa: S608 - words of our own
            ),
            pgtrigger.Protect(
                name="round_closed_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status=RoundStatus.CLOSED),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_status_display(self) -> str:
        return str(RoundStatus(self.status).label)


class ClearingUnit(Record):
    """报送单位: a unit asked in a round, and when it last handed its entries in."""

    round = models.ForeignKey(ClearingRound, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clearings")
    handed_in_at = models.DateTimeField("报送时间", null=True)
    handed_in_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "报送单位"
        constraints = (models.UniqueConstraint(fields=("round", "unit"), name="unit_once_per_round"),)

    def __str__(self) -> str:
        return str(self.unit)


class ClearingEntry(Case):
    """清理事项: one power that a unit declares, or proposes anew (`item` None until its draft is started)."""

    round = models.ForeignKey(ClearingRound, models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clearing_entries", verbose_name="单位")
    item = models.ForeignKey(PowerItem, models.PROTECT, null=True, blank=True, related_name="clearings")
    name = models.CharField("事项名称", max_length=120)
    type = models.ForeignKey(PowerType, models.PROTECT, related_name="+", verbose_name="类别")
    basis = models.CharField("实施依据", max_length=300, blank=True)
    proposal = models.CharField("单位建议", max_length=10, choices=Proposal.choices, default=Proposal.CONFIRM)
    note = models.CharField("说明", max_length=300, blank=True)
    submission = models.PositiveSmallIntegerField("报送次数", default=0)
    submitted_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("报送时间", null=True)
    returned_for = models.CharField("退回理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_for = models.CharField("决定理由", max_length=300, blank=True)
    ground = models.CharField("不公开的依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "清理事项"
        ordering = ("round", "number")
        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="entry_number_once"),
            models.UniqueConstraint(
                fields=("round", "item"), condition=~Q(status=EntryStatus.WITHDRAWN), name="entry_item_once"
            ),
            models.UniqueConstraint(
                fields=("round", "unit", "name"), condition=~Q(status=EntryStatus.WITHDRAWN), name="entry_name_once"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_for="")),
                name="entry_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=EntryStatus.FILED) | ~Q(ground=""), name="entry_filed_on_ground"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("submitted_by")), name="entry_author_not_decider"),
            models.CheckConstraint(
                condition=Q(status__in=(EntryStatus.COMPILING, EntryStatus.WITHDRAWN))
                | Q(submitted_by__isnull=False, submission__gte=1),
                name="entry_submitted_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=("round", "unit", "status"), name="entry_by_unit"),
            models.Index(fields=("unit", "item"), name="entry_of_power"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="entry_stays_when_closed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "status", "name", "type_id", "unit_id", "round_id", "decided_for", "ground"
                )
                | pgtrigger.Insert
                | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM catalogue_clearinground r
                               WHERE r.id = COALESCE(NEW.round_id, OLD.round_id) AND r.status = 'closed') THEN
                        RAISE EXCEPTION 'entries of a closed round are the baseline and do not change';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;""",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_status_display(self) -> str:
        return str(EntryStatus(self.status).label)


class ClearingOpinion(Record):
    """审核意见: what one of the three reviewers says of an entry as handed in for the `submission`-th time."""

    entry = models.ForeignKey(ClearingEntry, models.PROTECT, related_name="opinions")
    kind = models.CharField("审核", max_length=10, choices=OpinionKind.choices)
    submission = models.PositiveSmallIntegerField("报送次数")
    view = models.CharField("意见", max_length=10, choices=OpinionView.choices)
    text = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "审核意见"
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(fields=("entry", "kind", "submission"), name="opinion_once"),
            models.CheckConstraint(condition=~Q(view=OpinionView.OBJECTS) | ~Q(text=""), name="objection_says_why"),
        )
