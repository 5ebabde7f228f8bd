"""Keys to seal with, and what was sealed. The key that opens is never in the database."""

from django.db import models
from django.db.models import Q

from mingjing.core.models import Case, Record
from mingjing.people.models import Official
from mingjing.sealing.enums import LIVE, Denial, Ground, OpeningStatus, Purpose


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


class PersonKey(Record):
    """个人封存钥匙: what is sealed to an official. The private half is under a passphrase that nobody can reset."""

    official = models.ForeignKey(Official, models.PROTECT, related_name="keys", verbose_name="人员")
    public = models.BinaryField("公钥")
    locked = models.BinaryField("锁住的私钥")
    fingerprint = models.CharField("指纹", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "个人封存钥匙"
        constraints = (
            models.UniqueConstraint(fields=("official",), condition=Q(retired_at=None), name="one_key_per_person"),
        )


class Custodian(Record):
    """身份保管人: one of three, each from another body. Only two together open who somebody is."""

    name = models.CharField("姓名", max_length=40)
    body = models.CharField("所在机构", max_length=100)
    official = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="账号")
    place = models.PositiveSmallIntegerField("席位")
    recipient = models.CharField("age 公钥", max_length=200)
    from_at = models.DateTimeField("就任时间")
    until_at = models.DateTimeField("离任时间", null=True)

    class Meta:
        verbose_name = "身份保管人"
        ordering = ("place",)
        constraints = (
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=3), name="custodian_one_of_three"),
            models.UniqueConstraint(fields=("place",), condition=Q(until_at=None), name="one_custodian_per_place"),
        )

    def __str__(self) -> str:
        return self.name


class Opening(Case):
    """启封: two custodians are asked to open a key of a case for an official. Tells neither case nor official."""

    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    ground = models.CharField("理由类别", max_length=20, choices=Ground.choices)
    case_tag = models.CharField("事项记号", max_length=32, db_index=True)
    requester_tag = models.CharField("申请人记号", max_length=32, db_index=True)
    routed = models.BinaryField("事项、申请人和其公钥")  # under the server's own key
    reason = models.BinaryField("理由")  # sealed to the custodians
    first = models.ForeignKey(Custodian, models.PROTECT, null=True, related_name="+", verbose_name="拆第一层")
    second = models.ForeignKey(Custodian, models.PROTECT, null=True, related_name="+", verbose_name="拆第二层")
    denial = models.CharField("不予启封的理由", max_length=20, blank=True, choices=Denial.choices)
    requested_at = models.DateTimeField("申请时间")
    opened_at = models.DateTimeField("启封时间", null=True)
    until_at = models.DateTimeField("到期时间", null=True)

    class Meta:
        verbose_name = "启封"
        ordering = ("-requested_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("case_tag", "requester_tag", "purpose"), condition=Q(status__in=LIVE), name="one_live_opening"
            ),
            models.CheckConstraint(
                condition=Q(first=None) | Q(second=None) | ~Q(first=models.F("second")), name="opened_by_two"
            ),
        )

    def get_status_display(self) -> str:
        return str(OpeningStatus(self.status).label)
