"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LEAD_FILE = "lead_file"  # what a piece of evidence is about that was taken over from a lead


class CaseStatus(TextChoices):
    """From a registered case to a corrected fault. A person takes every step (X-08)."""

    REGISTERED = "registered", _("已立案")
    INVESTIGATING = "investigating", _("调查中")
    ESTABLISHED = "established", _("事实已查清")
    INFORMED = "informed", _("已告知，听取陈述申辩")
    HEARD = "heard", _("已听取陈述申辩")
    DIVIDED = "divided", _("责任已区分")
    DRAFTED = "drafted", _("决定已拟定，待法制审核")
    CHECKED = "checked", _("已经法制审核，待批准")
    APPROVED = "approved", _("决定已批准，待送达")
    NOTIFIED = "notified", _("已下达书面通知")
    RECTIFYING = "rectifying", _("改正中")
    REPORTED = "reported", _("已报告改正情况")
    VERIFIED = "verified", _("改正已核实")
    CLOSED = "closed", _("已办结")
    NOT_ESTABLISHED = "not_established", _("不予追究")
    TRANSFERRING = "transferring", _("移交中，待回执")
    TRANSFERRED = "transferred", _("已移交")
    REVOKED = "revoked", _("决定已撤销")


class SubjectKind(TextChoices):
    UNIT = "unit", _("部门或单位")
    PERSON = "person", _("责任人")


class Finding(TextChoices):
    """What the investigation says of a fact."""

    OPEN = "open", _("待查")
    ESTABLISHED = "established", _("查实")
    NOT_ESTABLISHED = "not_established", _("不成立")


class EvidenceKind(TextChoices):
    DOCUMENT = "document", _("书证")
    STATEMENT = "statement", _("谈话或询问笔录")
    INSPECTION = "inspection", _("现场检查记录")
    RECORDING = "recording", _("视听或电子材料")
    SYSTEM = "system", _("系统内的记录")


class About(TextChoices):
    """What of the system a piece of evidence tells of."""

    SIGNAL = "signal", _("监察信号")
    GAP = "gap", _("公开缺项")
    MATTER = "matter", _("办件")
    ASSIGNMENT = "assignment", _("任务")
    POWER = "power", _("职权版本")
    RECORD = "record", _("动态运行登记表")
    MEETING = "meeting", _("会议记录")
    FILING = "filing", _("报送")
    LEAD = "lead", _("本案线索")


class HearingMode(TextChoices):
    WRITTEN = "written", _("书面")
    ORAL = "oral", _("当面陈述，记录在案")
    WAIVED = "waived", _("书面放弃")
    LAPSED = "lapsed", _("期满没有提出")


class LetterKind(TextChoices):
    """文书. The value is the sign in the number 〔〕 of each series."""

    DEFENCE = "defence", _("陈述申辩告知书")
    DECISION = "decision", _("责任追究决定书")
    NOTICE = "notice", _("责任追究通知书")
    CIRCULAR = "circular", _("通报")
    RECTIFY = "rectify", _("责令整改通知书")
    TRANSFER = "transfer", _("移送函")
    CLARIFY = "clarify", _("澄清函")
    REPLY = "reply", _("异议答复书")


class DeliveryWay(TextChoices):
    IN_PERSON = "in_person", _("直接送达")
    LEFT = "left", _("留置送达")
    POST = "post", _("邮寄送达")
    ONLINE = "online", _("系统内送达")


class Organ(TextChoices):
    """Where a case is transferred to (ACC-11-4, ACC-11-5)."""

    DISCIPLINE = "discipline", _("纪检监察机关")
    JUDICIAL = "judicial", _("司法机关")


class ExportForm(TextChoices):
    """What a case is taken out as: to read, to check, or to hand over to another organ."""

    PDF = "pdf", _("全卷 PDF")
    ZIP = "zip", _("原件压缩包")
    PACKAGE = "package", _("移交包")


class ObjectionStatus(TextChoices):
    """An objection that came late is dismissed or heard by a person's decision, with the reason."""

    FILED = "filed", _("已提出")
    DISMISSED = "dismissed", _("逾期，不予受理")
    ASSIGNED = "assigned", _("办理中")
    ANSWERED = "answered", _("已拟答复，待决定")
    UPHELD = "upheld", _("维持原决定")
    CHANGED = "changed", _("变更原决定")
    REVOKED = "revoked", _("撤销原决定")


class OutcomeStatus(TextChoices):
    """A masked result for the public."""

    DRAFTED = "drafted", _("待批准公开")
    PUBLISHED = "published", _("已公开")
    WITHDRAWN = "withdrawn", _("已撤回")
