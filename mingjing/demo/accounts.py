"""The demo city's people: who has an account to log in with, and who only stands on a post's card."""

from collections.abc import Iterator
from dataclasses import dataclass

from mingjing.demo.units import DemoPost, DemoUnit, demo_units, named
from mingjing.people.enums import PostKind, Role

PASSWORD = "mingjing-demo-2026"  # noqa: S105 - of the demo city only, printed at each start
OFFICE, OWN, GOVERNMENT = "130600LGO", "130600JT", "130600ZF"
DEPUTY = 1  # place among a unit's posts
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "建国秀兰志强海燕文博晓梅立新春华永刚雪莲宏伟丽娟卫东玉珍长河红霞明远静怡振华桂芳少波慧敏"
    "立群艳丽国栋素芬泽民婷婷广平金凤思源凤英大为亚男学军佳琪保全晓光维维"
)  # two characters each


@dataclass(frozen=True)
class DemoOfficial:
    """A person; without a role there is nothing to log in for."""

    username: str
    name: str
    unit: str
    role: str = ""
    post: tuple[str, str] | None = None  # section and title
    phone: str = ""
    duties: str = ""


KEEPERS = (
    ("lgo", Role.LGO_CLERK, OFFICE, "日常管理、统计和材料"),
    ("lgohead", Role.LGO_HEAD, OFFICE, "批准公布，主持办公室工作"),
    ("member", Role.LG_MEMBER, GOVERNMENT, "领导小组成员，参加考核和问责审议"),
    ("secrecy", Role.SECRECY_REVIEWER, "130600BG", "拟公开内容的保密审查"),
    ("legal", Role.LEGAL_REVIEWER, "130600SF", "清理审核中的法制审核"),
    ("staffing", Role.STAFFING_REVIEWER, "130600RS", "清理审核中的编制审核"),
    ("sysadmin", Role.SYSTEM_ADMIN, "130600SG", "系统运行维护，管理单位和账号"),
    ("secadmin", Role.SECURITY_ADMIN, "130600BG", "授予和收回角色"),
    ("audit", Role.AUDIT_ADMIN, "130600SJ", "查看台账，核验完整性"),
)

CENTRE_UNIT = "130600JW"
CENTRE = (
    ("centre", Role.CENTRE_CLERK, CENTRE_UNIT, "投诉举报的登记、受理和调查"),
    ("centre2", Role.CENTRE_CLERK, CENTRE_UNIT, "投诉举报的登记、受理和调查"),
    ("centrehead", Role.CENTRE_HEAD, CENTRE_UNIT, "投诉举报中心负责人"),
    ("disc", Role.DISC_OFFICER, CENTRE_UNIT, "纪律审查"),
    ("keeper1", Role.CUSTODIAN, CENTRE_UNIT, "第一席身份保管人"),
    ("keeper2", Role.CUSTODIAN, "130600SF", "第二席身份保管人"),
    ("keeper3", Role.CUSTODIAN, "130600SJ", "第三席身份保管人"),
)
SECONDS = (  # two look into a case, and who hears an objection had no part in it
    ("lgo2", Role.LGO_CLERK, OFFICE, "责任追究的调查"),
    ("lgo3", Role.LGO_CLERK, OFFICE, "责任追究的调查和异议办理"),
    ("lgohead2", Role.LGO_HEAD, OFFICE, "办公室副主任，协助批准"),
    ("member2", Role.LG_MEMBER, GOVERNMENT, "领导小组成员"),
)
CENTRE_FROM, SECONDS_FROM = 1000, 1100  # their names come from there on: nobody else's change


def demo_officials() -> Iterator[DemoOfficial]:
    """Everybody: the office and the administrators first, then each unit, post by post."""
    number = 0
    for username, role, code, duties in KEEPERS:
        yield DemoOfficial(username, name_of(number), code, role, duties=duties, phone=named(code).service_phone)
        number += 1
    for unit in demo_units():
        if unit.elsewhere:
            continue
        for place, post in enumerate(unit.posts):
            yield _on_post(unit, post, place, number)
            number += 1
    for start, people in ((CENTRE_FROM, CENTRE), (SECONDS_FROM, SECONDS)):
        for number, (username, role, code, duties) in enumerate(people, start=start):
            yield DemoOfficial(username, name_of(number), code, role, duties=duties, phone=named(code).service_phone)


def _on_post(unit: DemoUnit, post: DemoPost, place: int, number: int) -> DemoOfficial:
    """The deputy leads the unit's reviews and the handler drafts; the others have no account."""
    role, username = "", f"staff-{unit.code}-{place + 1}"
    if unit.code != OFFICE and place == DEPUTY:
        role, username = Role.UNIT_LEADER, leader_of(unit.code)
    elif unit.code != OFFICE and post.kind == PostKind.HANDLER:
        role, username = Role.UNIT_CLERK, clerk_of(unit.code)
    section_and_title = (post.section, post.title)
    return DemoOfficial(username, name_of(number), unit.code, role, section_and_title, post.phone, post.scope)


def clerk_of(code: str) -> str:
    """Who drafts for a unit."""
    return "clerk" if code == OWN else f"clerk-{code}"


def leader_of(code: str) -> str:
    """Who reviews and publishes for a unit."""
    return "leader" if code == OWN else f"leader-{code}"


def name_of(number: int) -> str:
    """A made-up name, another one for each number below 1,560."""
    surname = SURNAMES[number % len(SURNAMES)]
    place = 2 * (number + number // len(SURNAMES)) % len(GIVEN)
    return surname + GIVEN[place : place + 2]
