"""Numbers without gaps: one row counts, and whoever takes a number holds it until the case is stored (CMP-7-1c)."""

from django.db import models


class NumberSeries(models.Model):
    """编号序列."""

    name = models.CharField("序列", max_length=40, primary_key=True)
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = "编号序列"
