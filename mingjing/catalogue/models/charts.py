"""流程图: the chart of a version and its nodes."""

from django.db import models

from mingjing.catalogue.enums import TimeUnit
from mingjing.catalogue.models.powers import PowerVersion
from mingjing.core.models import Record


class FlowChart(Record):
    """流程图: BPMN 2.0 as drawn, one per version."""

    version = models.OneToOneField(PowerVersion, models.CASCADE, related_name="chart")
    xml = models.TextField("BPMN")
    process = models.CharField("流程标识", max_length=120, blank=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "流程图"


class FlowNode(Record):
    """环节: one step of the chart with what must be published of it (ASM-5-3-2b)."""

    chart = models.ForeignKey(FlowChart, models.CASCADE, related_name="nodes")
    node = models.CharField("元素标识", max_length=120)
    name = models.CharField("环节名称", max_length=120)
    order = models.PositiveSmallIntegerField("顺序")
    post = models.CharField("承办岗位", max_length=60, blank=True)
    condition = models.CharField("行使条件", max_length=200, blank=True)
    limit_length = models.PositiveSmallIntegerField("时限", null=True, blank=True)
    limit_unit = models.CharField("时限单位", max_length=12, choices=TimeUnit.choices, default="working_days")
    supervision = models.CharField("监督制约环节", max_length=200, blank=True)
    rights = models.CharField("相对人权利", max_length=200, blank=True)
    complaint_way = models.CharField("投诉举报途径", max_length=200, blank=True)

    class Meta:
        verbose_name = "环节"
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("chart", "node"), name="node_once_per_chart"),)

    def __str__(self) -> str:
        return self.name
