"""监察信号: yellow and red."""

from django.db import models
from django.db.models import Q

from mingjing.casework.enums import Colour, SignalKind, SignalStatus
from mingjing.casework.models.matters import Matter
from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Case
from mingjing.people.models import Official, Unit


class Signal(Case):
    """监察信号 (黄牌、红牌): a fact with its dates and article. It asks for an answer and opens nothing (X-08)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="signals")
    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="signals")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="signals")
    kind = models.CharField("类别", max_length=12, choices=SignalKind.choices)
    colour = models.CharField("颜色", max_length=6, choices=Colour.choices)
    node = models.CharField("元素标识", max_length=120, blank=True)
    node_name = models.CharField("环节", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=20)
    since_on = models.DateField("起算日", null=True)
    due_on = models.DateField("最后一日", null=True)
    raised_on = models.DateField("事实发生日期")
    found_on = models.DateField("发现日期")  # later than `raised_on` where the events came in long after they happened
    occurrence = models.CharField("同一事实", max_length=160)
    rule = models.CharField("规则", max_length=200, blank=True)  # in words, as it stood when the signal was given
    own_rule = models.ForeignKey("AlertRule", models.PROTECT, null=True, related_name="signals")  # the power's own
    answer_due_on = models.DateField("答复最后一日", null=True)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    read_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="阅知的主管领导")
    read_at = models.DateTimeField("阅知时间", null=True)

    class Meta:
        verbose_name = "监察信号"
        ordering = ("-raised_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "occurrence"),
                condition=~Q(status__in=(SignalStatus.LIFTED, SignalStatus.WITHDRAWN)),
                name="signal_once",
            ),  # a fact that was taken back may come true after all
        )
        indexes = (
            models.Index(fields=("-raised_on", "-id"), name="signal_newest"),
            models.Index(fields=("unit", "-raised_on", "-id"), name="signal_by_unit"),
            models.Index(fields=("unit", "raised_on", "id"), name="signal_open", condition=Q(status=SignalStatus.OPEN)),
            models.Index(
                fields=("unit", "answer_due_on", "id"), name="signal_answer_due", condition=Q(status=SignalStatus.OPEN)
            ),
        )

    def get_status_display(self) -> str:
        return str(SignalStatus(self.status).label)
