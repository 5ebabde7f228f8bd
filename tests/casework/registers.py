"""Operation records for tests: an important power that is not run online, filled in step by step."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from mingjing.casework.models import OperationRecord, RecordFile, RecordStep
from mingjing.casework.registering import Said
from mingjing.casework.services import publicising, records
from mingjing.catalogue.models import PowerVersion
from mingjing.people.models import Official
from tests.casework.signals import in_force, on, power
from tests.catalogue.factories import House, house, official

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
WAY = ("2026-04-28", "2026-04-29", "2026-04-30")


def scan(name: str = "台账.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


@dataclass
class Register:
    """A house with a power that needs a register, its handler, and records of it in any state."""

    home: House = field(default_factory=lambda: house())
    version: PowerVersion = field(init=False)
    handler: Official = field(init=False)

    def __post_init__(self) -> None:
        in_force()
        self.version = power(self.home, important=True, online=False)
        self.handler = official(f"handler-{self.home.unit.code}", of=self.home.unit)

    def opened(self, **said: Any) -> OperationRecord:
        usual = {
            "title": "张三申请道路货物运输经营许可",
            "started_on": dt.date(2026, 4, 28),
            "basis": "中华人民共和国行政许可法第十二条",
            "counterpart": "张三",
            "by": self.home.clerk,
            "at": on("2026-04-28", 9),
        }
        return records.open_record(self.version.item, **usual | said)

    def said(self, name: str, day: str, **said: Any) -> Said:
        usual = {
            "name": name, "started_at": on(day, 9), "ended_at": on(day, 10), "handler": self.handler.pk,
            "opinion": f"{name}完毕", "approver": self.home.leader.pk,
        }  # fmt: skip
        return Said(**usual | said)

    def enter(self, record: OperationRecord, name: str, day: str, evidence: Any = (), **said: Any) -> RecordStep:
        record.refresh_from_db()
        at, seen = on("2026-05-06", 12), record.entries
        return records.enter(
            record, self.said(name, day, **said), expected=seen, by=self.home.clerk, at=at, evidence=evidence
        )

    def correct(self, wrong: RecordStep, name: str, day: str, **said: Any) -> RecordStep:
        wrong.record.refresh_from_db()
        at, seen = on("2026-05-06", 12), wrong.record.entries
        return records.correct(wrong, self.said(name, day, **said), expected=seen, by=self.home.clerk, at=at)

    def filled(self, **said: Any) -> OperationRecord:
        record = self.opened(**said)
        for name, day in zip(("受理", "审查", "决定"), WAY, strict=True):
            self.enter(record, name, day)
        record.refresh_from_db()
        return record

    def finished(self, **said: Any) -> OperationRecord:
        record = self.filled(**said)
        self.finish(record)
        return record

    def finish(self, record: OperationRecord, **said: Any) -> None:
        usual = {"result": "准予许可", "result_on": dt.date(2026, 5, 6), "by": self.home.clerk}
        publicising.finish(record, **{"at": on("2026-05-06", 13), **usual, **said})

    def publicised(self, **said: Any) -> OperationRecord:
        """Under publicity from Wednesday 6 May to Wednesday 13 May."""
        record = self.finished(**said)
        publicising.publicise(record, by=self.home.leader, at=on("2026-05-06", 14))
        return record

    def filed(self) -> OperationRecord:
        record = self.publicised()
        publicising.file(record, by=self.home.clerk, at=on("2026-05-14"))
        return record

    def scanned(self, record: OperationRecord) -> RecordFile:
        return records.attach(record, scan(), purpose="scan", by=self.home.clerk, at=on("2026-05-06"))

    def index(self, record: OperationRecord, file: RecordFile, name: str, day: str, pages: str) -> RecordStep:
        first, _, last = pages.partition("-")
        place = {"scan": file.pk, "place_from": first, "place_to": last}
        return self.enter(record, name, day, handler=None, approver=None, started_at=None, **place)
