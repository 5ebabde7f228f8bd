"""A case as it stands when its letters are written: facts, a defence, shares, measures for a unit and two people."""

import datetime as dt
from dataclasses import dataclass

from mingjing.accountability.models import AccountabilityCase, Decision, Measure, Point, Subject
from tests.accountability import factories as make
from tests.accountability.factories import DAY, TODAY, Cast

DUE = dt.date(2026, 4, 1)


@dataclass
class Dossier:
    """The case and what letters are written from."""

    case: AccountabilityCase
    unit: Subject
    chief: Subject
    handler: Subject
    decision: Decision


def dossier(people: Cast, status: str = "approved", **columns: object) -> Dossier:
    """Approved and ready to be told to the unit, its chief and the handler."""
    found = make.case(people, status, **columns)
    unit = make.accused(found)
    chief = make.person(found, people.chief, part="chief", post="副局长")
    handler = make.person(found, people.handler, part="handler", post="政务服务科科员")
    make.investigator(found, people.lgo)
    make.investigator(found, people.second)
    log = make.evidence(found, "道路货物运输经营许可办件登记表")
    talk = make.evidence(found, "对申请人王某的询问笔录", kind="statement")
    make.fact(
        found, log, talk, happened_on=dt.date(2026, 2, 2),
        text="该单位受理道路货物运输经营许可申请后，没有在公布的5个工作日内办结，超过承诺时限5个工作日，"
        "也没有告知申请人延期的理由",
    )  # fmt: skip
    make.fact(found, log, text="窗口要求另行提交公布的材料目录以外的场地证明，申请人往返三次", ground="ACC-7-2b")
    make.fact(found, log, text="关于收取加急费用的反映", finding="not_established")
    for subject in (unit, chief):
        make.hearing(subject)
    heard = make.hearing(handler, mode="written", statement="系统升级停用了两天。")
    Point.objects.create(
        hearing=heard, no=1, text="系统升级停用两天，应当扣除", accepted=True,
        reply="经核对运行记录，停用属实，超期日数已经扣除", replied_by=people.lgo, replied_on=TODAY,
    )  # fmt: skip
    Point.objects.create(
        hearing=heard, no=2, text="场地证明是按惯例收取", accepted=False, reply="公布的材料目录中没有该项",
        replied_by=people.lgo, replied_on=TODAY,
    )  # fmt: skip
    shares = {unit: "main", chief: "main", handler: "secondary"}
    make.division(found, shares, circumstances=["ACC-12-d-cooperated"], weighing="及时补办，没有造成经济损失。")
    decision = make.decision(
        found, {}, severity="ACC-11-2", reasons="影响了正常工作，给申请人造成不便。", drafted_by=people.second,
        checked_by=people.legal, checked_on=TODAY, approved_by=people.head, approved_on=TODAY, rectify_by=DUE,
        rectify_what="清理各窗口自行增加的材料，公布清理结果；完善超期预警和延期告知。",
        bases=[{"name": "中华人民共和国政府信息公开条例"}],
    )  # fmt: skip
    for subject, measure, more in (
        (unit, "ACC-11-2a", {}),
        (unit, "ACC-11-3b", {"due_on": DUE, "severity": "ACC-11-3", "deviation": "同类问题一年内第二次发生"}),
        (chief, "ACC-11-2b", {}),
        (handler, "ACC-11-2c", {"due_on": TODAY + 14 * DAY, "words": "书面检查由本人签名后交本单位并抄送本办公室"}),
        (handler, "ACC-11-2d", {}),
    ):
        said = {"severity": "ACC-11-2", **more}
        Measure.objects.create(decision=decision, subject=subject, measure=measure, **said)
    return Dossier(found, unit, chief, handler, decision)
