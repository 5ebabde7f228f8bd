"""责任追究 in the demo: a case that was closed and made public, one by a team with a dissent that waits for its legal
check, one in which those concerned are heard, one that came to nothing, and one that went to the discipline organ."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from mingjing.accountability.enums import DeliveryWay, EvidenceKind, Finding, HearingMode, LetterKind, Organ
from mingjing.accountability.models import AccountabilityCase, Decision, Hearing, Letter, Measure, Subject, SubjectShare
from mingjing.accountability.selectors import deciding as decisions
from mingjing.accountability.selectors import dividing as divisions
from mingjing.accountability.selectors import outcomes
from mingjing.accountability.services import (
    acquitting,
    closing,
    delivering,
    dividing,
    drafting,
    evidence,
    executing,
    hearing,
    informing,
    instructing,
    investigating,
    judging,
    notifying,
    publicising,
    registering,
    stating,
    transferring,
)
from mingjing.accountability.services.drafting import Draft, Picked
from mingjing.accountability.services.evidence import Piece
from mingjing.assignments import services as assignments
from mingjing.assignments.models import Assignment
from mingjing.core import uploads
from mingjing.demo.accounts import OWN
from mingjing.demo.seeding.cast import cast_of
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.demo.seeding.meetings import FEES
from mingjing.demo.seeding.scans import page
from mingjing.meetings.models import Meeting
from mingjing.people.models import Official, Unit
from mingjing.rules.measures import Chosen
from mingjing.supervision.services import leads
from mingjing.supervision.services.leads import Said as Told

LATE = "道路货物运输经营许可超过承诺时限"
LATE_FACTS = "申请材料齐全，受理后第九个工作日才作出决定，承诺时限为五个工作日，没有办理延期手续。"
TEAM = "未公开征求意见即提高停车收费标准"
TEAM_FACTS = "局领导班子集体讨论决定提高停车泊位收费标准，没有公布依据和征求意见的情况。"
HEARD, HEARD_FACTS = "服务电话没有公开", "门户网站和办事大厅公布的服务电话三次拨打均为空号，至今没有更正。"
NOTHING, NOTHING_FACTS = "反映窗口拒收材料", "来访人称窗口拒收材料，没有说明理由。"
BLAMED, BLAMED_FACTS = "反映侵犯群众民主权利", "来访人称在村务公开中被阻止发言。"
CLEARED = "监控和排号记录表明材料当场受理，来访人记错日期。"
SPARED = "责任在个人；单位的改正另行责令。"
PLAN = "调取办件登记和受理回执，询问承办人和窗口负责人，核对公布的流程图；十个工作日内完成。"
REASON = "登记、回执和询问笔录相互印证。"
WEIGHED = "影响一名申请人，事后主动补办并致歉，没有造成损失。"
MENDED = "对超期办件逐件核查，完善受理台账和到期提醒，并书面报告。"
STATED = "当日系统升级，我已向申请人口头说明；愿意接受处理并改正。"
REPLIED = "系统升级仅影响半日，口头说明不能代替书面延期手续，不采纳；认错和改正的态度在情节中考虑。"
REPORTED = "已核查三个月内的全部办件，没有再发现超期；到期提醒自本月起每日两次。"


def pursue(years: Years) -> int:
    """Bring the cases to where they stand; how many there are. Done once."""
    if not AccountabilityCase.objects.filter(title=LATE).exists():
        for tell in (_closed, _team, _heard, _nothing, _transferred):
            tell(years)
    return AccountabilityCase.objects.count()


class Moment(TypedDict):
    """When something is done, as services are told."""

    today: dt.date
    at: dt.datetime


@dataclass
class Pursuit:
    """A case on its way, and when the next thing happens to it."""

    case: AccountabilityCase
    diary: Diary
    office: Official
    second: Official
    head: Official

    def now(self, days: int = 0) -> Moment:
        """The moment of the next act and its day."""
        at = self.diary.at(days)
        return Moment(today=at.date(), at=at)


def _opened(years: Years, unit: Unit, ground: str, title: str, facts: str, *, ago: int, **said: Any) -> Pursuit:
    """A lead that a person registered, and the case that a person opened on it."""
    names = ("lgo2", "lgo3", "lgohead")
    people = {person.username: person for person in Official.objects.filter(username__in=names)}
    diary = years.diary(years.days_ago(ago))
    first, happened = people["lgo2"], years.days_ago(ago + 10)
    at = diary.at()
    told = Told(unit=unit, ground=ground, facts=facts, happened_on=happened, **said)
    lead = leads.register(told, by=Official.objects.get(username="lgo"), today=at.date(), at=at)
    at = diary.at(1)
    case = registering.open_case(lead, title=title, fault_on=happened, by=first, today=at.date(), at=at)
    return Pursuit(case, diary, first, people["lgo3"], people["lgohead"])


def _investigated(story: Pursuit, *subjects: dict[str, Any], finding: str = Finding.ESTABLISHED) -> list[Subject]:
    """Two investigators, those who may be responsible, evidence, and the fact that rests on it."""
    case, by = story.case, story.office
    investigating.plan(case, PLAN, by=by, **story.now())
    investigating.name(case, [by, story.second], leader=by, by=by, **story.now())
    for person in (by, story.second):
        investigating.declare(case, by=person, at=story.diary.at())
    made = [registering.add_subject(case, by=by, **said, **story.now()) for said in subjects]
    investigating.begin(case, by=by, at=story.diary.at())
    day = story.now(2)["today"]
    papers = (
        ("办件登记摘录", EvidenceKind.DOCUMENT, "单位提供", case.lead.facts),
        ("询问笔录", EvidenceKind.STATEMENT, "询问承办人", STATED),
    )
    kept = [uploads.keep(page("登记簿.png"))]
    pieces = [
        evidence.collect(
            case, Piece(title=title, kind=kind, source=source, obtained_on=day, text=text),
            files=kept if place == 0 else (), by=by, **story.now(),
        )
        for place, (title, kind, source, text) in enumerate(papers)
    ]  # fmt: skip
    fact = stating.state(
        case, text=case.lead.facts, ground=case.ground, happened_on=case.fault_on, evidence=pieces, by=by, **story.now()
    )
    stating.find(fact, finding, reason=REASON, evidence=pieces, by=by, **story.now())
    return made


def _informed(story: Pursuit) -> list[Hearing]:
    """The facts established, a letter to each, received the same day."""
    investigating.establish(story.case, by=story.office, **story.now(1))
    for letter in informing.inform(story.case, by=story.office, **story.now()):
        _delivered(story, letter)
    return list(Hearing.objects.filter(subject__case=story.case).select_related("subject").order_by("id"))


def _delivered(story: Pursuit, letter: Letter) -> None:
    at = story.diary.at()
    delivering.delivered(
        letter, way=DeliveryWay.IN_PERSON, received_on=at.date(), received_by=str(letter.subject), note="",
        by=story.office, at=at,
    )  # fmt: skip


def _heard_out(story: Pursuit, rows: list[Hearing]) -> None:
    """The first states a defence, the others waive; each point gets its reply."""
    for place, row in enumerate(rows):
        now = story.now(1 if place == 0 else 0)
        if place == 0:
            said = hearing.Said(mode=HearingMode.ORAL, statement=STATED, present="两名调查人员")
        else:
            paper = uploads.keep(page("放弃陈述申辩的声明.png"))
            said = hearing.Said(mode=HearingMode.WAIVED, statement="放弃陈述申辩。", files=[paper])
        hearing.record(row, said, came_on=now["today"], by=story.office, **now)
        for point in row.points.all():
            hearing.reply(point, accepted=False, text=REPLIED, by=story.office, **story.now())
    hearing.hear(story.case, by=story.office, at=story.diary.at())


def _divided(story: Pursuit, said: divisions.Said) -> None:
    """Everybody bears what the rules propose; where the text gives no share, the unit bears the secondary one."""
    matter = divisions.matter(story.case)
    made = divisions.proposal(matter, said)
    chosen = {}
    for subject in matter.subjects:
        share = made.of(str(subject.pk)).share
        chosen[subject.pk] = dividing.Chosen(share or "secondary", "" if share else "单位对内部管理负责。")
    dividing.divide(
        story.case, said, chosen, circumstances=(), weighing=WEIGHED, after=None, by=story.office, **story.now(1)
    )


def _shares(case: AccountabilityCase) -> dict[UUID, str]:
    """What each bears by the division that counts."""
    rows = SubjectShare.objects.filter(division=divisions.newest(case))
    return dict(rows.values_list("subject", "chosen"))


def _draft(case: AccountabilityCase) -> Decision:
    """The draft that counts."""
    return Decision.objects.filter(case=case).latest("no")


def _drafted(story: Pursuit, measures: dict[Subject, list[Picked]], *, spared: tuple[Subject, ...] = ()) -> None:
    known, _bases = decisions.citable(story.case)
    division = divisions.newest(story.case)
    said = Draft(
        severity="ACC-11-1",
        reasons=f"{REASON}{WEIGHED}",
        measures={one.pk: rows for one, rows in measures.items()},
        spared={one.pk: SPARED for one in spared},
        bases=[one.key for one in known if not one.warning][:2],
        rectify_what=MENDED,
        rectify_by=story.diary.moment.date() + dt.timedelta(days=30),
    )
    drafting.draft(story.case, said, division=division.pk if division else None, by=story.office, **story.now())


@transaction.atomic
def _closed(years: Years) -> None:
    """A late licence: an admonition, a correction that was verified, a result for everybody."""
    cast = cast_of(OWN)
    story = _opened(years, cast.unit, "ACC-7-2c", LATE, LATE_FACTS, ago=75)
    handler, chief, unit = _investigated(
        story,
        {"unit": cast.unit, "official": cast.clerk, "post": "科员", "part": "handler"},
        {"unit": cast.unit, "official": cast.leader, "post": "分管副职", "part": "chief"},
        {"unit": cast.unit},
    )
    case = story.case
    _heard_out(story, _informed(story))
    answers = {"way": "person", "needed": "yes", "submitted": "no"}
    _divided(story, divisions.Said(answers=answers))
    due = story.diary.moment.date() + dt.timedelta(days=30)
    talk = [Picked(Chosen("ACC-11-1a")), Picked(Chosen("ACC-11-1c", due_on=due))]
    shares = _shares(case)
    measures = {one: talk for one in (handler, chief) if shares.get(one.pk) != "none"}
    _drafted(story, measures, spared=(unit,))
    legal = Official.objects.get(username="legal")
    judging.check(_draft(case), opinion="事实清楚，依据准确，程序合法。", by=legal, **story.now(1))
    judging.approve(_draft(case), opinion="同意。", by=story.head, **story.now(1))
    case.refresh_from_db()
    for letter in notifying.notify(case, by=story.office, **story.now()):
        if letter.subject_id and letter.kind == LetterKind.NOTICE:
            _delivered(story, letter)
    notifying.complete(case, by=story.office, at=story.diary.at())
    for row in Measure.objects.filter(decision__case=case, measure="ACC-11-1a").select_related("decision", "subject"):
        now = story.now()
        executing.talked(
            row, on=now["today"], spoke=story.head.name, acknowledged_on=now["today"], by=story.office, **now
        )
    for task in Assignment.objects.filter(about_id=case.pk).order_by("id"):
        assignments.report(task, text=REPORTED, by=cast.clerk, **story.now(3))
        task.refresh_from_db()
        assignments.accept(task, by=Official.objects.get(username="lgo"), **story.now(1))
    case.refresh_from_db()
    closing.close(case, summary="改正已经核实，追究方式都已落实。", by=story.office, **story.now())
    told = outcomes.proposed(case)
    outcome = publicising.draft(case, title=told["title"], text=told["text"], by=story.office, **story.now())
    publicising.publish(outcome, read=outcomes.digest_of(outcome), by=story.head, **story.now(1))


@transaction.atomic
def _team(years: Years) -> None:
    """A decision of the team with a dissent on record: divided by it, drafted, waiting for the legal check."""
    cast = cast_of(OWN)
    meeting = Meeting.objects.get(matter=FEES)
    story = _opened(years, cast.unit, "ACC-5-4", TEAM, TEAM_FACTS, ago=24, citation="政府信息公开条例第二十条第八项")
    rows = [
        {
            "unit": cast.unit, "official": row.official, "name": "" if row.official else row.name, "post": row.post,
            "part": row.seat,
        }
        for row in meeting.attendances.select_related("official").order_by("id")
        if row.seat in ("head", "member")
    ]  # fmt: skip
    made = _investigated(story, *rows)
    _heard_out(story, _informed(story))
    _divided(story, divisions.Said(answers={"way": "team"}, meeting=meeting))
    shares = _shares(story.case)
    due = story.diary.moment.date() + dt.timedelta(days=30)
    talk = [Picked(Chosen("ACC-11-1b")), Picked(Chosen("ACC-11-1c", due_on=due))]
    _drafted(story, {one: talk for one in made if shares[one.pk] != "none"})
    member = Official.objects.get(username="member")
    instructing.instruct(story.case, "请一并核查其他收费项目。", by=member, at=story.diary.at())


@transaction.atomic
def _heard(years: Years) -> None:
    """The unit was told and may speak until its last day."""
    cast = cast_of(OWN)
    story = _opened(years, cast.unit, "ACC-5-1f", HEARD, HEARD_FACTS, ago=8)
    _investigated(story, {"unit": cast.unit})
    _informed(story)


@transaction.atomic
def _nothing(years: Years) -> None:
    """What was reported did not stand: everybody named gets a letter that says so."""
    unit = Unit.objects.exclude(code=OWN).filter(nature="organ").order_by("code")[4]
    story = _opened(
        years, unit, "ACC-7-3a", NOTHING, NOTHING_FACTS, ago=30, effect="申请人多跑两趟。", evidence="来访登记。"
    )  # fmt: skip
    _investigated(
        story,
        {"unit": unit, "name": "贾文清", "post": "窗口工作人员", "part": "handler"},
        finding=Finding.NOT_ESTABLISHED,
    )
    acquitting.acquit(story.case, reason=CLEARED, by=story.head, **story.now(2))


@transaction.atomic
def _transferred(years: Years) -> None:
    """A fault that calls for discipline: handed over with its package, the receipt on file."""
    unit = Unit.objects.exclude(code=OWN).filter(nature="organ").order_by("code")[6]
    story = _opened(years, unit, "ACC-9-2b", BLAMED, BLAMED_FACTS, ago=20)
    _investigated(story, {"unit": unit, "name": "甄学军", "post": "科长", "part": "handler"})
    transferring.transfer(
        story.case, organ=Organ.DISCIPLINE, addressee="市纪委监委", reason="涉嫌违反纪律，需要由有权机关处理。",
        by=story.head, **story.now(1),
    )  # fmt: skip
    now = story.now(2)
    receipt = uploads.keep(page("移交回执.png"))
    transferring.received(
        story.case, received_on=now["today"], received_by="案件管理室", files=[receipt], by=story.office, **now
    )
