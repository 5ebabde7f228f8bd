"""A city in which every kind of line of 待办 waits for somebody, as often as wanted."""

import datetime as dt

from mingjing.assignments import services as assigning
from mingjing.assignments.enums import AssignmentStatus
from mingjing.assignments.models import Assignment
from mingjing.casework.models import Signal
from mingjing.casework.services import objecting
from mingjing.casework.services.digesting import make_digests
from mingjing.disclosure.services import planning, reporting
from mingjing.filings.services.drafting import Said
from mingjing.meetings import services as meetings
from mingjing.people.models import Notice, NoticeReceipt, Official
from mingjing.regulations.models import Basis
from tests.casework.registers import Register
from tests.casework.signals import on
from tests.catalogue import factories
from tests.catalogue.clearings import handed_in, opened, reviewed
from tests.catalogue.factories import AT, DAY, bring, draft, house, official
from tests.disclosure.factories import occasion, plan
from tests.filings.factories import ad_hoc, file, filing_of

TODAY = on("2026-05-14", 15)
ROLES = {
    "clerk": "unit_clerk", "leader": "unit_leader", "secrecy": "secrecy_reviewer", "legal": "legal_reviewer",
    "staffing": "staffing_reviewer", "lgo_clerk": "lgo_clerk", "lgo_head": "lgo_head", "member": "lg_member",
}  # fmt: skip


class City:
    """A unit, the office and their people, `officials` by what they are."""

    def __init__(self) -> None:
        self.register = Register()
        self.home = self.register.home
        opened(self.home)  # a unit is in one clearing round at a time
        office = self.home.head.unit
        known = {"clerk": self.home.clerk, "leader": self.home.leader, "secrecy": self.home.secrecy}
        known["lgo_head"] = self.home.head
        self.officials: dict[str, Official] = {
            name: known.get(name) or official(name, role, of=office) for name, role in ROLES.items()
        }

    def more(self, n: int) -> None:
        """One more of everything."""
        self._catalogue(n)
        self._records()
        self._disclosure(n)
        self._meetings(n)
        self._filings(n)
        for unit in (self.home.unit, self.home.head.unit):
            notice = Notice.objects.create(title=f"第{n}号通知", body="…", sent_by=self.home.head, sent_at=AT)
            NoticeReceipt.objects.create(notice=notice, unit=unit)
        for title, status in (("补电话", AssignmentStatus.GIVEN), ("补地址", AssignmentStatus.REPORTED)):
            given = assigning.assign(
                self.home.unit, title=title, basis="ACC-5-1f", due_on=AT.date() + n * DAY,
                by=self.officials["lgo_clerk"], at=AT,
            )  # fmt: skip
            said = {"report": "已补", "reported_on": AT.date(), "reported_by": self.home.clerk}
            if status == AssignmentStatus.REPORTED:
                Assignment.objects.filter(pk=given.pk).update(status=status, **said)
        make_digests(today=dt.date(2026, 5, 11) + 7 * n * DAY, at=AT)

    def _filings(self, n: int) -> None:
        owed = [ad_hoc(self.home, title=f"{what}{n}", day=AT.date(), due=TODAY.date() + n * DAY) for what in "甲乙"]
        file(filing_of(owed[1], self.home), AT.date(), Said("材料"))

    def _catalogue(self, n: int) -> None:
        for status in ("draft", "unit_review", "secrecy_review", "approval", "approved"):
            bring(draft(self.home, f"{status}{n}"), self.home, status)
        law = f"第{n}号条例"
        version = draft(self.home, f"旧法{n}")
        repealed = factories.basis(law)
        factories.services.add_basis(version, basis=repealed, article="第一条", by=self.home.clerk, at=AT)
        bring(version, self.home, "published")
        Basis.objects.filter(pk=repealed.pk).update(status="repealed", changed_on=dt.date(2026, 4, 1))
        first, second = house(f"1306{n:02}SJ", f"审计局{n}"), house(f"1306{n:02}GL", f"公路局{n}")
        handed_in(opened(first, name=f"审核{n}"), first, "甲")
        done = opened(second, name=f"决定{n}")
        handed_in(done, second, "乙")
        reviewed(done, second)

    def _records(self) -> None:
        """Records in every state; an added step of each gives a signal."""
        flagged = self.register.opened()
        self.register.enter(flagged, "受理", "2026-04-28")
        self.register.enter(flagged, "专家论证", "2026-04-29", reason="上级要求")
        answered = self.register.opened()
        self.register.enter(answered, "再次论证", "2026-04-29", reason="上级要求")
        Signal.objects.filter(matter__record=answered).update(status="answered", answer="已说明")
        self.register.finished()
        self.register.filed()
        self.register.publicised()
        objected = self.register.publicised()
        objecting.object_to(objected, text="没有核查车辆", at=on("2026-05-12"))

    def _meetings(self, n: int) -> None:
        """A record that the leader signs in person and another on paper."""
        people = [
            meetings.Sitting(seat="head", official=self.home.leader),
            meetings.Sitting(seat="member", name="副局长"),
        ]
        said = meetings.Said(held_on=AT.date(), place="三楼", matter=f"第{n}件事", decided="照办。")
        meetings.send(meetings.record(said, people, by=self.home.clerk, at=AT), by=self.home.clerk, at=AT)

    def _disclosure(self, n: int) -> None:
        plan(self.home, f"月报{n}", cycle="month")
        works = plan(self.home, f"道路{n}", kind="staged")
        planning.add_stage(works, name="招标", ends_on=dt.date(2026, 4, 30), by=self.home.clerk, at=AT)
        occasion(plan(self.home, f"停水{n}"), self.home, "2026-05-01")
        said = {"kind": "error", "text": "电话打不通了"}
        reporting.receive(f"/u/{n}", unit=self.home.unit, **said, at=AT + n * DAY)
        reporting.receive(f"/c/{n}", **said, at=AT + n * DAY)
        reporting.receive(f"/k/{n}", kind="complaint", text="办理一直拖延", unit=self.home.unit, at=AT + n * DAY)
