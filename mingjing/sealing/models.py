"""Keys to seal with, and what was sealed. The key that opens is never in the database."""

from django.db import models
from django.db.models import Q

from mingjing.core.models import Record


class SealingKey(Record):
    """封存公钥: the public half. Only the private half opens what it sealed, and that its keeper holds elsewhere."""

    public = models.BinaryField("公钥")
    made_at = models.DateTimeField("生成时间")
    current = models.BooleanField("现用", default=True)

    class Meta:
        verbose_name = "封存公钥"
        constraints = (
            models.UniqueConstraint(fields=("current",), condition=Q(current=True), name="one_current_sealing_key"),
        )


class SealedCopy(Record):
    """封存件: sealed bytes in a private folder, with the digest that they had before."""

    key = models.ForeignKey(SealingKey, models.PROTECT, related_name="copies")
    algorithm = models.CharField("算法", max_length=40)
    name = models.CharField("名称", max_length=120)
    digest = models.CharField("封存前的摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = "封存件"

    def __str__(self) -> str:
        return self.name
