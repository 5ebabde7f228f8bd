"""转办规则: which body accepts which complaint, and where it usually goes. Rows, not code (CMP-5, GAP-02)."""

from django.db import models
from django.db.models import Q

from mingjing.complaints.enums import Acceptor
from mingjing.core.models import Record
from mingjing.people.enums import AddresseeClass, UnitNature
from mingjing.people.models import Unit


class Route(Record):
    """转办规则. The first row in order whose act, class and nature fit is proposed; empty fits everything."""

    order = models.PositiveSmallIntegerField("次序")
    act = models.CharField("反映的行为", max_length=20, blank=True)
    accused_class = models.CharField("被反映单位类别", max_length=12, choices=AddresseeClass.choices, blank=True)
    accused_nature = models.CharField("被反映单位性质", max_length=12, choices=UnitNature.choices, blank=True)
    accepts = models.CharField("受理机构", max_length=10, choices=Acceptor.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="routes", verbose_name="建议转给"
    )  # fmt: skip
    ended_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "转办规则"
        ordering = ("order", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(accepts=Acceptor.UNIT) | Q(unit__isnull=False), name="route_to_unit_names_it"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order}"
