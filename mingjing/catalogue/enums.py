"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionStatus(TextChoices):
    """A power version on its way to the public."""

    DRAFT = "draft", _("起草中")
    UNIT_REVIEW = "unit_review", _("单位审核中")
    SECRECY_REVIEW = "secrecy_review", _("保密审查中")
    APPROVAL = "approval", _("待批准")
    APPROVED = "approved", _("已批准，未公布")
    PUBLISHED = "published", _("已公布")
    SUPERSEDED = "superseded", _("已被新版本取代")


class ItemStatus(TextChoices):
    """The power itself."""

    NEW = "new", _("未公布")
    IN_FORCE = "in_force", _("现行")
    SUSPENDED = "suspended", _("暂停行使")
    ABOLISHED = "abolished", _("已取消")


class TimeUnit(TextChoices):
    """Values are those of `rules.limits`."""

    WORKING_DAYS = "working_days", _("个工作日")
    DAYS = "days", _("日")


class BodyNature(TextChoices):
    STATUTORY = "statutory", _("法定行政机关")
    AUTHORISED = "authorised", _("法律法规授权")
    ENTRUSTED = "entrusted", _("受委托")


class Counterpart(TextChoices):
    PERSON = "person", _("自然人")
    ORGANISATION = "organisation", _("法人和其他组织")
    BOTH = "both", _("自然人、法人和其他组织")
    INTERNAL = "internal", _("行政机关")


class Attribute(TextChoices):
    """Disclosure attribute (公开属性)."""

    PUBLIC = "public", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    CLOSED = "closed", _("不予公开")


class Audience(TextChoices):
    SOCIETY = "society", _("全社会")
    GROUP = "group", _("特定群体")
    INTERNAL = "internal", _("内部")


class RoundStatus(TextChoices):
    """A clearing round."""

    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")


class EntryStatus(TextChoices):
    """An entry of a clearing round."""

    COMPILING = "compiling", _("编报中")
    SUBMITTED = "submitted", _("审核中")
    RETURNED = "returned", _("退回更正")
    CONFIRMED = "confirmed", _("确认")
    ABOLISHED = "abolished", _("取消")
    FILED = "filed", _("备案不公开")
    WITHDRAWN = "withdrawn", _("不再申报")


DECIDED = (EntryStatus.CONFIRMED, EntryStatus.ABOLISHED, EntryStatus.FILED)


class Proposal(TextChoices):
    """What the unit itself proposes for an entry."""

    CONFIRM = "confirm", _("保留")
    ABOLISH = "abolish", _("取消")
    FILE = "file", _("备案不公开")


class OpinionKind(TextChoices):
    """The three reviews of an entry."""

    LEGAL = "legal", _("法制审核")
    SECRECY = "secrecy", _("保密审查")
    STAFFING = "staffing", _("编制审核")


class OpinionView(TextChoices):
    AGREES = "agrees", _("同意单位建议")
    OBJECTS = "objects", _("有不同意见")


class ChangeKind(TextChoices):
    """What makes powers be revised (ACC-6-4a)."""

    LAW_AMENDED = "law_amended", _("法律法规修改")
    LAW_REPEALED = "law_repealed", _("法律法规废止")
    ORGAN_CHANGED = "organ_changed", _("机构变化")
    OTHER = "other", _("其他变化")


class OrganChange(TextChoices):
    SPLIT = "split", _("分立")
    MERGED = "merged", _("合并")
    RENAMED = "renamed", _("更名")
    ABOLISHED = "abolished", _("撤销")


class ChangeStatus(TextChoices):
    RECORDED = "recorded", _("已登记")
    WITHDRAWN = "withdrawn", _("登记有误，已撤销")


class ImportStatus(TextChoices):
    """A workbook of powers on its way in: looked through, confirmed by its clerk, taken."""

    WAITING = "waiting", _("排队读取")
    READING = "reading", _("正在读取")
    REFUSED = "refused", _("有错，未导入")
    READY = "ready", _("待确认")
    CONFIRMED = "confirmed", _("排队导入")
    TAKING = "taking", _("正在导入")
    DONE = "done", _("已导入")
    DROPPED = "dropped", _("已放弃")
