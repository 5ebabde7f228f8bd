"""What a stolen database tells of when and by whom something was filed: the hour, and nobody (trust design, 2.8)."""

import datetime as dt
import time
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db.models import Model

from mingjing.complaints import access, uploads
from mingjing.complaints.enums import Duty, NoticeKind, PaperKind, Way
from mingjing.complaints.models import Complaint, Delivery, Grant
from mingjing.complaints.selectors.opening import hour_of
from mingjing.complaints.services import filing, lookup, papers, rating, recusing, replying
from mingjing.core.errors import Refused
from mingjing.core.models import uuid7_at
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from mingjing.sealing import codes
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import boxes
from tests.complaints.factories import AT, RECEIVED, WHO, filed, keys

pytestmark = pytest.mark.django_db(databases="__all__")


def rows() -> set[Model]:
    with seeing(SYSTEM):
        return {row for model in apps.get_models() for row in model._default_manager.all()}


def values(row: Model) -> list[object]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def moment(value: object) -> dt.datetime | None:
    """What a column tells of time, and what a time-ordered key tells of it."""
    if isinstance(value, UUID) and value.version == 7:
        return dt.datetime.fromtimestamp((value.int >> 80) / 1000, dt.UTC)
    return value if isinstance(value, dt.datetime) else None


@pytest.mark.article("CMP-8-b")
def test_nothing_that_a_reporter_does_leaves_the_minute_in_any_row_or_key(centre):
    before = rows()
    known = {value for row in before for value in values(row) if isinstance(value, UUID)}
    made = filed(centre, identity=WHO)
    case, hour = made.complaint, hour_of(AT)
    with seeing(SYSTEM):
        paper = papers.add(case, PaperKind.NOTICE, {"text": "-"}, keys=keys(case, centre.clerk), by=None, at=AT)
        Delivery.objects.create(
            id=uuid7_at(hour), complaint=case, kind=NoticeKind.RESULT, number="-", paper=paper, way=Way.MAILBOX,
            told_on=RECEIVED, at=hour, by="",
        )  # fmt: skip
    with lookup.holding(made.code) as held:
        (mine,) = held.complaints
        replying.write(mine, "补充一点。", keys=held.keys[mine.pk], at=AT)
        replying.object_to(mine, "不同意。", keys=held.keys[mine.pk], at=AT)
        rating.rate(mine, 2, today=RECEIVED, at=AT)
    told = [(type(row), moment(value), value) for row in rows() - before for value in values(row)]
    told = [(kind, at) for kind, at, value in told if at and value not in known]
    assert {at for _kind, at in told} == {hour}, [kind for kind, at in told if at != hour]


@pytest.mark.article("CMP-7-2b")
def test_where_every_clerk_must_stand_back_the_head_opens_it(centre):
    made = filed(centre, persons=f"{centre.clerk.name}、{centre.second.name}")
    (grant,) = Grant.objects.filter(complaint=made.complaint)
    assert grant.duty == Duty.REGISTRAR
    assert keys(made.complaint, centre.head)


@pytest.mark.article("CMP-5")
def test_a_complaint_that_nobody_could_open_is_refused_and_never_lies_unseen(centre):
    with pytest.raises(Refused, match="纪检监察机关"):
        filed(centre, unit=centre.unit)
    PersonKey.objects.update(retired_at=AT)
    with pytest.raises(Refused, match="没有人能打开"):
        filed(centre)


@pytest.mark.article("CMP-7-2b")
@pytest.mark.parametrize("where", ["persons", "text"])
def test_a_clerk_whose_name_is_written_anywhere_does_not_get_the_case(centre, where):
    name = centre.clerk.name
    made = filed(centre, **{where: f"中心的 {name[:1]}　{name[1:]} 把我的信退了回来。"})
    with pytest.raises(Refused, match="打不开"):
        keys(made.complaint, centre.clerk)
    assert keys(made.complaint, centre.second)


def test_the_text_of_a_complaint_keeps_no_other_official_from_it(centre):
    made = filed(centre, text=f"{centre.accused_clerk.name}告诉我要补图纸。")
    assert keys(made.complaint, centre.clerk)
    assert filing.known(made.code)


@pytest.mark.article("CMP-8-b")
def test_a_sealed_file_tells_the_hour_in_which_it_came_and_not_the_minute(tmp_path):
    key = uuid4()
    path = tmp_path / "ab" / str(key)
    boxes.write_file(path, boxes.new_key(), [b"one", b"two"])
    for one in (path, path.parent):
        assert one.stat().st_mtime % 3600 == 0
    assert abs(path.stat().st_mtime - time.time()) < 3601


def test_the_name_of_a_file_breaks_no_header_and_hides_no_ending(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sealer = uploads.seal("photo\r\nX-Evil: 1\u202egpj.txt", b"plain words")
    assert sealer.name == "photoX-Evil: 1gpj.txt"


@pytest.mark.article("GAP-05")
def test_changing_a_code_leaves_the_hour_alone(centre):
    made = filed(centre)
    with lookup.holding(made.code) as held:
        lookup.change(held, codes.new(), today=RECEIVED, at=AT)
    assert {entry.at for entry in Entry.objects.filter(case_id=made.complaint.pk)} == {hour_of(AT)}


@pytest.mark.article("CMP-8-b")
def test_the_length_of_what_the_server_knows_tells_neither_unit_nor_conflicts(centre):
    plain = filed(centre, unit=None, persons="")
    named = filed(centre, persons=f"{centre.clerk.name}和{centre.accused_clerk.name}", about={"page": "/"})
    assert len(plain.complaint.routing) == len(named.complaint.routing)


@pytest.mark.article("CMP-7-2b")
def test_who_stood_back_stays_barred_whatever_another_window_writes(centre):
    made = filed(centre)
    with seeing(SYSTEM):
        stale = Complaint.objects.get(pk=made.complaint.pk)
        recusing.bar(made.complaint, centre.clerk)
        recusing.bar(stale, centre.second)
        said = access.routed(Complaint.objects.get(pk=stale.pk))
    assert set(said["conflicts"]) == {str(centre.clerk.pk), str(centre.second.pk)}
