"""Words of the part. Cycles, rest days and reaches have the values of `rules.disclosing`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanKind(TextChoices):
    """经常性、阶段性、临时性工作 (ASM-5-3-3)."""

    REGULAR = "regular", _("定期公开")
    STAGED = "staged", _("逐段公开")
    AD_HOC = "ad_hoc", _("随时公开")


class Cycle(TextChoices):
    MONTH = "month", _("每月")
    QUARTER = "quarter", _("每季度")
    HALF_YEAR = "half_year", _("每半年")
    YEAR = "year", _("每年")


class RestDay(TextChoices):
    """What becomes of a due date that nobody works on."""

    NEXT = "next", _("顺延到下一个工作日")
    PREVIOUS = "previous", _("提前到上一个工作日")
    STAY = "stay", _("不变")


class Reach(TextChoices):
    """How far a matter goes, or a disclosure is seen: from the narrowest (ACC-6-3)."""

    PERSONS = "persons", _("特定人员")
    VILLAGE = "village", _("村组、社区")
    TOWN = "town", _("乡镇、街道")
    COUNTY = "county", _("全县（市、区）")
    CITY = "city", _("全市")


class Channel(TextChoices):
    """Where something is disclosed: the unit's portal, or in other ways (ASM-5-3-2d, ASM-5-3-2e)."""

    SITE = "site", _("行政权力公开透明运行网")
    PORTAL = "portal", _("本单位门户网站")
    BOARD = "board", _("公开栏")
    SCREEN = "screen", _("电子屏、触摸屏")
    BULLETIN = "bulletin", _("公报、简报")
    PRESS = "press", _("报刊")
    BROADCAST = "broadcast", _("广播、电视")
    MEETING = "meeting", _("会议")
    OTHER = "other", _("其他")


class OccasionKind(TextChoices):
    """What makes an ad hoc disclosure due: something happened, or information was formed or changed."""

    EVENT = "event", _("发生了事项")
    INFORMATION = "information", _("形成或变更了信息")


class Vote(TextChoices):
    HELPFUL = "helpful", _("有用")
    UNHELPFUL = "unhelpful", _("没有用")


class ReportKind(TextChoices):
    """What a reader of a public page sends (ASM-5-3-4c)."""

    ERROR = "error", _("报错")
    COMPLAINT = "complaint", _("投诉")
    OTHER = "opinion", _("意见建议")


class ReportStatus(TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
    PASSED = "passed", _("已转投诉举报中心")
