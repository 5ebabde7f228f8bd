"""Steps of a power and of its versions (ACC-6-1a: no publication without each review)."""

from mingjing.catalogue.enums import ItemStatus as I
from mingjing.catalogue.enums import VersionStatus as V
from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role

SUBMIT = Step("提交审核", frozenset({V.DRAFT}), V.UNIT_REVIEW, Role.UNIT_CLERK, "ASM-5-3-2b")
REVIEW = Step("单位审核通过", frozenset({V.UNIT_REVIEW}), V.SECRECY_REVIEW, Role.UNIT_LEADER, "ACC-6-1a")
CLEAR = Step("保密审查通过", frozenset({V.SECRECY_REVIEW}), V.APPROVAL, Role.SECRECY_REVIEWER, "ACC-9-4b")
APPROVE = Step("批准", frozenset({V.APPROVAL}), V.APPROVED, Role.LGO_HEAD, "ACC-6-1a")
PUBLISH = Step("公布", frozenset({V.APPROVED}), V.PUBLISHED, Role.UNIT_LEADER, "ACC-6-4b")
RETURN = Step(
    "退回修改", frozenset({V.UNIT_REVIEW, V.SECRECY_REVIEW, V.APPROVAL}), V.DRAFT, Role.UNIT_LEADER, "ACC-6-1a"
)
SUPERSEDE = Step("被取代", frozenset({V.PUBLISHED}), V.SUPERSEDED, Role.SYSTEM, "ASM-5-4-1a")
VERSION_STEPS = (SUBMIT, REVIEW, CLEAR, APPROVE, PUBLISH, RETURN, SUPERSEDE)

ENTER_FORCE = Step("开始行使", frozenset({I.NEW, I.SUSPENDED}), I.IN_FORCE, Role.UNIT_LEADER, "ACC-5-2a")
AMEND = Step("换用新版本", frozenset({I.IN_FORCE}), I.IN_FORCE, Role.UNIT_LEADER, "ASM-5-4-1a")
SUSPEND = Step("暂停", frozenset({I.IN_FORCE}), I.SUSPENDED, Role.LGO_HEAD, "ACC-6-4a")
ABOLISH = Step("取消", frozenset({I.NEW, I.IN_FORCE, I.SUSPENDED}), I.ABOLISHED, Role.LGO_HEAD, "ACC-6-4a")
ITEM_STEPS = (ENTER_FORCE, AMEND, SUSPEND, ABOLISH)

TABLES = (
    Table("职权版本", V, VERSION_STEPS, frozenset({V.SUPERSEDED})),
    Table("职权", I, ITEM_STEPS, frozenset({I.ABOLISHED})),
)
