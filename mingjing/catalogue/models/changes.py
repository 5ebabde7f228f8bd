"""职权变更事项: a law or an organ changed; every power that rests on it is to be revised (ACC-6-4a)."""

from django.db import models
from django.db.models import Q

from mingjing.assignments.models import Assignment
from mingjing.catalogue.enums import ChangeKind, ChangeStatus, OrganChange
from mingjing.catalogue.models.powers import PowerItem, PowerVersion
from mingjing.core.models import Case, Record
from mingjing.people.models import Official, Unit
from mingjing.regulations.models import Basis


class ChangeEvent(Case):
    """职权变更事项: what changed, since when, on which document, and what came in its place.

    `terms` and `calendar` are the limit and the calendar by which the revisions fall due; `former` is what the law's
    entry said before, to be put back if the event was recorded by mistake.
    """

    kind = models.CharField("类别", max_length=16, choices=ChangeKind.choices)
    changed_on = models.DateField("变化日期")
    document = models.CharField("文件名称、文号", max_length=200)
    summary = models.TextField("变化内容", blank=True)
    basis = models.ForeignKey(
        Basis, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="法律法规"
    )
    successor = models.ForeignKey(
        Basis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="替代的法律法规"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="机构")
    organ_change = models.CharField("机构变化", max_length=10, choices=OrganChange.choices, blank=True)
    successor_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承接的机构"
    )
    named = models.JSONField("指定的职权编码", default=list, blank=True)
    affected = models.PositiveIntegerField("受影响的职权")
    due_on = models.DateField("修订的最后一日")
    terms = models.JSONField("期限内容")
    calendar = models.SlugField("日历版本", max_length=40)
    former = models.JSONField("变化前的依据状态", null=True, blank=True)
    recorded_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_on = models.DateField("登记日期")
    spread_at = models.DateTimeField("任务下达完毕", null=True)

    class Meta:
        verbose_name = "职权变更事项"
        ordering = ("-changed_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="change_number_once"),
            models.CheckConstraint(
                condition=~Q(kind__in=("law_amended", "law_repealed")) | Q(basis__isnull=False),
                name="change_of_law_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(kind="organ_changed") | (Q(unit__isnull=False) & ~Q(organ_change="")),
                name="change_of_organ_names_it",
            ),
        )

    def get_status_display(self) -> str:
        return str(ChangeStatus(self.status).label)


class Revision(Record):
    """修订任务: one power that a change calls to revise. Its state is that of its assignment; there is no other."""

    event = models.ForeignKey(ChangeEvent, models.PROTECT, related_name="revisions")
    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="revisions")
    version = models.ForeignKey(PowerVersion, models.PROTECT, related_name="+", verbose_name="当时的版本")
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="revision")

    class Meta:
        verbose_name = "修订任务"
        ordering = ("event", "item")
        constraints = (models.UniqueConstraint(fields=("event", "item"), name="revision_once_per_event"),)
