"""立案: open a case from a lead, and name who may be responsible. A person does it; nothing opens one (X-08)."""

import datetime as dt

from django.db import IntegrityError, transaction

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import CaseStatus, SubjectKind
from mingjing.accountability.models import AccountabilityCase, Subject
from mingjing.accountability.selectors import transfers
from mingjing.accountability.services.holding import hold
from mingjing.accountability.services.telling import reason_of, told
from mingjing.core.errors import Refused
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.people.models import Official, Unit
from mingjing.regulations import access as regulations
from mingjing.regulations.selectors import in_force
from mingjing.rules.accountability import Part
from mingjing.supervision import access as supervision
from mingjing.supervision.models import Lead
from mingjing.supervision.services import leads

SIGN = "追"
PERSONS = tuple(part for part in Part if part != Part.UNIT)
TOLD = ("id", "kind", "unit", "official", "part")  # a person without an account is not named in the ledger
LOGGED = ("status", "unit", "pack", "ground", "fault_on", "urgent", "lead")


@transaction.atomic
def open_case(
    lead: Lead, *, title: str, fault_on: dt.date, by: Official, today: dt.date, at: dt.datetime
) -> AccountabilityCase:
    """Open a case from a registered lead, on the version of the rules that the lead rests on (ACC-3-b, ACC-15).

    Raises:
        Refused: not of the office, a lead that one may not see or that is dealt with, no title, a fault that has not
            happened yet, a unit outside the scope of the rules (ACC-2-a), or a fault that another organ has (ACC-11-4).
    """
    access.check_may_open(by, discipline=lead.discipline)
    if not supervision.leads_visible_to(by).filter(pk=lead.pk).exists():
        raise Refused("没有这条线索，或者它不由您办理（ACC-9-2a）。")
    if not title.strip():
        raise Refused("请写明案由：哪个单位、什么事（ACC-12-b）。")
    if fault_on > today:
        raise Refused("行为发生日还没有到，请核对（ACC-15）。")
    if regulation := in_force(today):
        regulations.check_in_scope(lead.unit, regulation)
    if away := transfers.elsewhere(lead):
        number = f"由{away}" if access.visible_to(by).filter(pk=away.pk).exists() else ""
        raise Refused(f"同一行为已{number}移交有权机关，本办公室不再另案处理（ACC-11-4、ACC-11-5）。")
    leads.opened(lead, by=by, today=today, at=at)
    case = AccountabilityCase(
        number=numbering.numbered(SIGN, today.year), status=CaseStatus.REGISTERED, lead=lead, title=title.strip(),
        unit=lead.unit, pack=lead.pack, ground=lead.ground, fault_on=fault_on, urgent=lead.urgent,
        discipline=lead.discipline, registered_by=by, registered_on=today,
    )  # fmt: skip
    case.save(force_insert=True)
    told = ("status",) if case.discipline else LOGGED  # people of the accused unit may read the ledger
    ledger.write(case, workflow.REGISTERED, by=by, at=at, basis="ACC-3-b", after=values(case, told))
    return case


@transaction.atomic
def add_subject(
    case: AccountabilityCase,
    *,
    unit: Unit,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    official: Official | None = None,
    name: str = "",
    post: str = "",
    part: str = "",
) -> Subject:
    """Name a unit, or with `official` or `name` a person of it, that may be responsible (ACC-4-2).

    Raises:
        Refused: no hand in the file, a unit outside the scope, a person without a part or a post, named before, or
            after the facts were told to everybody.
    """
    hold(case)
    access.check_may_work(by, case)
    if case.status not in (CaseStatus.REGISTERED, CaseStatus.INVESTIGATING, CaseStatus.ESTABLISHED):
        raise Refused("已告知陈述申辩，增加责任主体请先“补充调查”（ACC-12-c）。")
    if regulation := in_force(today):
        regulations.check_in_scope(unit, regulation)
    person = official is not None or bool(name.strip())
    if person and part not in PERSONS:
        raise Refused("请选这个人的身份：承办人、主管领导、主要领导或者班子成员（ACC-10）。")
    if person and official is None and not post.strip():
        raise Refused("没有账号的人员要写明姓名和职务（ACC-4-2）。")
    subject = Subject(
        case=case, kind=SubjectKind.PERSON if person else SubjectKind.UNIT, unit=unit, official=official,
        name=official.name if official else name.strip(), post=post.strip() or str((official and official.post) or ""),
        part=part if person else "", added_by=by, added_on=today,
    )  # fmt: skip
    try:
        with transaction.atomic():
            subject.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"{subject}已在责任主体之列（ACC-4-2）。") from error
    ledger.write(case, "列入责任主体", by=by, at=at, basis="ACC-4-2", after=told(case, subject, TOLD))
    return subject


@transaction.atomic
def remove_subject(subject: Subject, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Take a subject out again before they were told; the row and the reason stay.

    Raises:
        Refused: no hand in the file, no reason, the last one of an established case, or they were told already.
    """
    case = subject.case
    hold(case)
    access.check_may_work(by, case)
    if not reason.strip():
        raise Refused("移出责任主体要写明理由（ACC-12-b）。")
    if case.status not in (CaseStatus.REGISTERED, CaseStatus.INVESTIGATING, CaseStatus.ESTABLISHED):
        raise Refused("已告知陈述申辩，移出责任主体请先“补充调查”（ACC-12-c）。")
    others = case.subjects.filter(removed_on=None).exclude(pk=subject.pk)
    if case.status == CaseStatus.ESTABLISHED and not others.exists():
        raise Refused("事实已经查清，本案不能没有责任主体；不应追究的由负责人“不予追究”（ACC-12-b）。")
    if not Subject.objects.filter(pk=subject.pk, removed_on=None).update(removed_on=today, removed_for=reason.strip()):
        raise Refused(f"{subject}已经移出。")
    why, who = reason_of(case, reason.strip()), told(case, subject, TOLD)
    ledger.write(case, "移出责任主体", by=by, at=at, basis="ACC-12-b", reason=why, after=who)
