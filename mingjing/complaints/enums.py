"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ComplaintStatus(TextChoices):
    REGISTERED = "registered", _("已登记")
    ACCEPTED = "accepted", _("已受理")
    DECLINED = "declined", _("不予受理")
    FORWARDED = "forwarded", _("已转办")
    APPROVED = "approved", _("已批准调查")
    INVESTIGATING = "investigating", _("调查中")
    CONCLUDED = "concluded", _("处理完毕")
    CLOSED = "closed", _("已办结")
    MERGED = "merged", _("已并案")
    REFERRED = "referred", _("已移送")
    VOIDED = "voided", _("已作废")


class Channel(TextChoices):
    """第六条: how it came. Each is a row of the pack (`channels`)."""

    LETTER = "letter", _("信函")
    PHONE = "phone", _("电话")
    FAX = "fax", _("传真")
    MAIL = "mail", _("电子邮件")
    VISIT = "visit", _("当面反映")
    WEB = "web", _("网页")
    TRANSFER = "transfer", _("12345 转来")


class ComplaintKind(TextChoices):
    """What it is (CMP-7-1a)."""

    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")
    REQUEST = "request", _("求决")
    SUGGESTION = "suggestion", _("建议")


class Complainant(TextChoices):
    """任何公民、法人及其他组织 (CMP-4-0)."""

    CITIZEN = "citizen", _("公民")
    COMPANY = "company", _("法人")
    ORGANISATION = "organisation", _("其他组织")


class RealName(TextChoices):
    """Whether somebody stands behind it by name, and whether that was confirmed (GAP-22)."""

    ANONYMOUS = "anonymous", _("匿名")
    CLAIMED = "claimed", _("署名待核实")
    CONFIRMED = "confirmed", _("实名")
    UNCONFIRMED = "unconfirmed", _("署名未能核实，按匿名办理")


class Duty(TextChoices):
    """Why somebody may open a case."""

    REGISTRAR = "registrar", _("登记")
    HANDLER = "handler", _("承办")
    INVESTIGATOR = "investigator", _("调查")
    APPROVER = "approver", _("审批")
    SUPERVISOR = "supervisor", _("监督")


class Purpose(TextChoices):
    """The keys of a case: who somebody is, what was said between them and us, what we work out, what is handed on."""

    IDENTITY = "identity", _("身份")
    CONTENT = "content", _("内容")
    WORK = "work", _("办理材料")
    PACKAGE = "package", _("转办件")


class PaperKind(TextChoices):
    """What a sealed text is. `READ_BY_REPORTER` are sealed with the content key, all others with the work key."""

    STATEMENT = "statement", _("反映的内容")
    MESSAGE = "message", _("来信人的补充")
    REPLY = "reply", _("给来信人的回复")
    NOTICE = "notice", _("告知书")
    OBJECTION = "objection", _("对结果的异议")
    SUMMARY = "summary", _("摘要")
    NOTE = "note", _("附注")
    REASON = "reason", _("理由")
    OPINION = "opinion", _("审批意见")
    PLAN = "plan", _("调查方案")
    EVIDENCE = "evidence", _("证据")
    RECORD = "record", _("调查记录")
    FINDINGS = "findings", _("查明的事实和处理")
    DRAFT = "draft", _("公开摘要稿")
    LETTER = "letter", _("发文底稿")
    ANSWER = "answer", _("承办单位的答复")


READ_BY_REPORTER = (
    PaperKind.STATEMENT,
    PaperKind.MESSAGE,
    PaperKind.REPLY,
    PaperKind.NOTICE,
    PaperKind.OBJECTION,
)


class Asked(TextChoices):
    """What a leader is asked to approve."""

    INVESTIGATE = "investigate", _("组织调查")
    DECLINE = "decline", _("不予受理")
    EXTEND = "extend", _("延期办理")
    PUBLISH = "publish", _("公开处理结果")
    REFER = "refer", _("移送")
    EXPORT = "export", _("导出案卷")


class Finding(TextChoices):
    """What an investigation found (CMP-7-2c)."""

    TRUE = "true", _("属实")
    PARTLY = "partly", _("部分属实")
    UNTRUE = "untrue", _("不属实")
    UNVERIFIABLE = "unverifiable", _("无法查实")


class Declined(TextChoices):
    """Why a complaint is not accepted (CMP-7-6)."""

    OUTSIDE = "outside", _("不属于受理范围")
    ELSEWHERE = "elsewhere", _("应由其他机关依法处理")
    COURT = "court", _("已进入诉讼、仲裁或者复议")
    REPEATED = "repeated", _("已办结，没有新的事实和理由")
    VAGUE = "vague", _("没有可查的具体内容，补充后仍不具体")
    OTHER = "other", _("其他理由")


class Voided(TextChoices):
    """Why a number is void (CMP-7-1c). It says nothing of the matter, and stands in the ledger."""

    MISTAKEN = "mistaken", _("误登记")
    TWICE = "twice", _("重复登记")
    TRIAL = "trial", _("测试件")


class Acceptor(TextChoices):
    """Three texts name three bodies; the table of routes says which one it is (GAP-02)."""

    CENTRE = "centre", _("投诉举报中心")
    OFFICE = "office", _("领导小组办公室")
    UNIT = "unit", _("单位的工作机构")


class ForwardStatus(TextChoices):
    SENT = "sent", _("已发出")
    RECEIVED = "received", _("已签收")
    ANSWERED = "answered", _("已答复")
    RETURNED = "returned", _("已退回")


class NoticeKind(TextChoices):
    """What the reporter is told, in writing."""

    ACCEPTED = "accepted", _("受理告知书")
    DECLINED = "declined", _("不予受理告知书")
    STATE = "state", _("处理情况告知书")
    EXTENDED = "extended", _("延期办理告知书")
    RESULT = "result", _("处理结果告知书")
    CLARIFIED = "clarified", _("澄清说明")


class Way(TextChoices):
    """How it reached them."""

    MAILBOX = "mailbox", _("凭收件码查看")
    LETTER = "letter", _("邮寄")
    HAND = "hand", _("当面送达")
    PHONE = "phone", _("电话告知")
    OTHER_OFFICE = "office", _("由转来机关告知")
    NONE = "none", _("无法联系")


class SummaryStatus(TextChoices):
    DRAFTED = "drafted", _("拟稿")
    PUBLISHED = "published", _("已公开")
    WITHDRAWN = "withdrawn", _("已撤回")


class CallKind(TextChoices):
    """What a call without a complaint was (CMP-3-d)."""

    INQUIRY = "inquiry", _("咨询")
    PROGRESS = "progress", _("询问进度")
    ELSEWHERE = "elsewhere", _("不属于受理范围")
    WRONG = "wrong", _("打错")
    SILENT = "silent", _("无人说话")


class CallOutcome(TextChoices):
    EXPLAINED = "explained", _("已解答")
    POINTED = "pointed", _("已告知其他渠道")
    CALL_BACK = "again", _("请来电人再打")
    NONE = "none", _("无需处理")


class Addressee(TextChoices):
    """To whom a matter goes whose content may not be entered here (GAP-19): a kind of body, never its name."""

    DISCIPLINE = "discipline", _("同级纪检监察机关")
    ABOVE = "above", _("上级纪检监察机关")
    PARTY = "party", _("有管理权限的党委（党组）")
    LETTERS = "letters", _("信访工作机构")
    OTHER = "other", _("其他有权机关")


class Rung(TextChoices):
    """Who is told as a last day comes near, in working days before it; each rung tells those of the one before too."""

    HANDLER = "T-2", _("提醒承办人")
    LEADER = "T-1", _("提醒中心负责人")
    SUPERVISOR = "T0", _("提醒纪检监察机关")


class MessageText(TextChoices):
    """Everything that a message may say: no name, no unit, no number, no matter (CMP-8-c)."""

    WAITING = "waiting", _("您在明镜有待办事项，请登录查看。")


class Hidden(TextChoices):
    """Why a figure is not told (CMP-8-c)."""

    FEW = "few", _("少于 5")
    APART = "apart", _("不单列")
