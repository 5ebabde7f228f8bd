"""Words of the part: who a unit is, what a person may be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AddresseeClass(TextChoices):
    """The four addressee classes of the transmittal notice (NOT-3)."""

    COUNTY = "county", _("各县（市、区）人民政府")
    ZONE = "zone", _("开发区管委会")
    DEPARTMENT = "department", _("市政府各部门")
    CONCERNED = "concerned", _("有关单位")


class UnitNature(TextChoices):
    ORGAN = "organ", _("行政机关")
    AUTHORISED = "authorised", _("法律法规授权组织")
    PUBLIC = "public", _("公共企事业单位")
    OFFICE = "office", _("工作机构")


class PostKind(TextChoices):
    """主管领导, 承办人, and everyone else."""

    CHIEF = "chief", _("主管领导")
    HANDLER = "handler", _("承办人")
    OTHER = "other", _("其他岗位")


class Role(TextChoices):
    """What an official may be in the system. The three administrators are three people (X-02)."""

    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")
    LGO_CLERK = "lgo_clerk", _("领导小组办公室工作人员")
    LGO_HEAD = "lgo_head", _("领导小组办公室负责人")
    LG_MEMBER = "lg_member", _("领导小组成员")
    UNIT_CLERK = "unit_clerk", _("单位经办人")
    UNIT_LEADER = "unit_leader", _("单位主管领导")
    SECRECY_REVIEWER = "secrecy_reviewer", _("保密审查员")
    LEGAL_REVIEWER = "legal_reviewer", _("法制审核人员")
    STAFFING_REVIEWER = "staffing_reviewer", _("编制审核人员")
    CENTRE_CLERK = "centre_clerk", _("投诉举报中心工作人员")
    CENTRE_HEAD = "centre_head", _("投诉举报中心负责人")
    CUSTODIAN = "custodian", _("身份保管人")
    DISC_OFFICER = "disc_officer", _("纪检监察机关人员")
    SYSTEM = "system", _("系统")


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
OFFICE = (Role.LGO_CLERK, Role.LGO_HEAD, Role.LG_MEMBER)
CENTRE = (Role.CENTRE_CLERK, Role.CENTRE_HEAD)
