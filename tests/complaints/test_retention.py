"""Retention, legal hold, and keys without an owner (X-05)."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.management import call_command

from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import Duty, Purpose
from mingjing.complaints.models import Complaint, Stray
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import granting, lookup, proving, reconciling, retention
from mingjing.complaints.services.papers import SealedUpload
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring.models import Wrap
from mingjing.ledger import services as ledger
from mingjing.ledger.models import Entry
from mingjing.regulations.models import LocalPolicy
from mingjing.sealing import vault
from mingjing.sealing.models import SealingKey
from mingjing.sealing.services import boxes, wraps
from mingjing.sealing.services.persons import Unlocked, fingerprint
from mingjing.transparency.commitments import commitment
from mingjing.transparency.models import Slot
from tests.complaints.factories import AT, RECEIVED, WHO, filed, keys

pytestmark = pytest.mark.django_db(databases="__all__")
YEAR, LATER = dt.date(2027, 2, 12), dt.date(2029, 2, 12)  # a day past 12 and 36 months


def over(made, centre, at=AT):
    with seeing(SYSTEM):
        for step in (workflow.ACCEPT, workflow.APPROVE, workflow.INVESTIGATE, workflow.CONCLUDE, workflow.CLOSE):
            said = {"closed_on": at.date()} if step is workflow.CLOSE else {}
            ledger.take(step, made.complaint, by=masked(centre.clerk), at=at, **said)
    return made


def retain(day: dt.date) -> tuple[int, int]:
    return retention.retain(today=day, at=dt.datetime.combine(day, dt.time(4), dt.UTC))


def purposes(made) -> set[str]:
    return set(Wrap.objects.filter(case_id=made.complaint.pk).values_list("purpose", flat=True))


def now(made) -> Complaint:
    with seeing(SYSTEM):
        return Complaint.objects.get(pk=made.complaint.pk)


@pytest.mark.article("X-05")
def test_the_identity_goes_first_then_the_content_and_the_statistics_stay(centre):
    made = over(filed(centre, identity=WHO), centre)
    running = filed(centre, identity=WHO)
    assert retain(YEAR - dt.timedelta(days=1)) == (0, 0)
    assert retain(YEAR) == (1, 0)
    assert retain(YEAR) == (0, 0)
    row = now(made)
    assert (row.identity, row.identity_shredded_on) == (None, YEAR)
    assert purposes(made) == {"content", "work"}
    assert "identity" in purposes(running)
    assert retain(LATER) == (0, 1)
    row = now(made)
    assert purposes(made) == set()
    assert (row.shredded_on, row.number, row.status, row.received_on) == (
        LATER, made.complaint.number, "closed", RECEIVED,
    )  # fmt: skip
    assert row.real_name == "claimed"
    assert access.routed(row) == {
        "unit": str(centre.accused.pk), "act": "CMP-4-3", "first_act": "CMP-4-3", "kind": "complaint",
        "complainant": "citizen",
    }  # fmt: skip
    said = [(entry.step, entry.by) for entry in Entry.objects.filter(case_id=row.pk, step__startswith="销毁")]
    assert said == [("销毁身份", "系统"), ("销毁内容", "系统")]
    assert purposes(running) == {"content", "work", "identity"}


@pytest.mark.article("X-05")
def test_a_code_of_a_shredded_case_answers_like_an_unknown_one_and_no_clerk_opens_it(centre):
    made = over(filed(centre), centre)
    assert keys(made.complaint, centre.clerk).content
    retain(LATER)
    with pytest.raises(Refused, match=lookup.UNKNOWN), lookup.holding(made.code):
        pass
    with pytest.raises(Refused):
        keys(made.complaint, centre.clerk)
    with access.shown_to(centre.clerk):
        assert not access.visible_to(centre.clerk).exists()


@pytest.mark.article("X-05")
def test_the_reporter_reads_and_can_prove_that_the_identity_was_shredded(centre):
    made = over(filed(centre, identity=WHO), centre)
    retain(YEAR)
    with lookup.holding(made.code) as held:
        slot = Slot.objects.get(case_id=made.complaint.pk, event=proving.IDENTITY_SHREDDED)
        salt = proving.salt_of(slot, held.keys[made.complaint.pk])
    assert commitment(salt, made.complaint.pk, slot.event, YEAR) == bytes(slot.commitment)


@pytest.mark.article("X-05")
def test_a_held_case_stays_whole_until_the_hold_is_ended(centre):
    made = over(filed(centre, identity=WHO), centre)
    mine = keys(made.complaint, centre.clerk)
    with access.shown_to(centre.clerk):
        granting.give(
            made.complaint, centre.head, Duty.APPROVER, keys=mine, by=centre.clerk, today=RECEIVED, at=AT
        )  # fmt: skip
    said = {"keys": mine, "today": RECEIVED, "at": AT}
    with access.shown_to(centre.head):
        with pytest.raises(Refused, match="理由"):
            retention.hold(made.complaint, reason=" ", by=centre.head, **said)
        with pytest.raises(Refused, match="负责人"):
            retention.hold(made.complaint, reason="复议中", by=centre.clerk, **said)
        retention.hold(made.complaint, reason="复议中", by=centre.head, **said)
        with pytest.raises(Refused, match="不能"):
            retention.hold(made.complaint, reason="复议中", by=centre.head, **said)
    before = Wrap.objects.filter(case_id=made.complaint.pk).count()
    assert retain(LATER) == (0, 0)
    assert Wrap.objects.filter(case_id=made.complaint.pk).count() == before
    assert "复议" not in str(list(Entry.objects.values()))
    with access.shown_to(centre.head):
        retention.release(made.complaint, reason="已审结", by=centre.head, **said)
    assert retain(LATER) == (1, 1)


@pytest.mark.article("X-05")
def test_other_limits_chosen_by_the_office_count(centre, regulation):
    made = over(filed(centre, identity=WHO), centre)
    LocalPolicy.objects.create(
        regulation=regulation,
        limit=retention.IDENTITY,
        length=24,
        counted_in="months",
        chosen_by="主任",
        chosen_on=RECEIVED,
        why="便于复查",
    )
    assert retain(YEAR) == (0, 0)
    assert retain(dt.date(2028, 2, 12)) == (1, 0)
    assert now(made).identity_shredded_on


@pytest.mark.article("X-05", "CMP-7-1d")
def test_what_was_archived_stays_open_to_the_keeper_of_the_archive_alone(centre):
    made = over(filed(centre, identity=WHO), centre)
    assert not retention.archive(made.complaint, keys(made.complaint, centre.clerk))
    pair = vault.pair()
    SealingKey.objects.create(public=pair.public, made_at=AT)
    mine = keys(made.complaint, centre.clerk)
    assert retention.archive(made.complaint, mine)
    retain(LATER)
    assert purposes(made) == {"content", "work"}
    found = wraps.opened([made.complaint.pk], Unlocked(fingerprint(pair.public), pair.private))
    assert found == {(made.complaint.pk, p): k for p, k in ((Purpose.CONTENT, mine.content), (Purpose.WORK, mine.work))}
    with pytest.raises(Refused), lookup.holding(made.code):
        pass


@pytest.mark.article("X-05")
def test_sealed_files_leave_the_disk_with_the_content(centre, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload, key = uuid4(), boxes.new_key()
    size = boxes.write_file(opening.path_of(upload), key, [b"scan"])
    file = SealedUpload(upload, key, "图纸.pdf", "application/pdf", size, "-")
    made, other = over(filed(centre, files=[file]), centre), uuid4()
    boxes.write_file(opening.path_of(other), key, [b"of another case"])
    retain(LATER)
    assert not opening.path_of(upload).exists()
    assert opening.path_of(other).exists()
    with seeing(SYSTEM):
        assert made.complaint.files.count() == 1


@pytest.mark.article("CMP-8-b")
def test_keys_without_an_owner_go_a_day_after_they_were_seen(centre):
    made = filed(centre)
    mine = keys(made.complaint, centre.clerk)
    orphan = vault.pair().public
    Wrap.objects.bulk_create([wraps.to_public(centre.unit.pk, Purpose.CONTENT, mine.content, orphan)])
    made.complaint.grants.filter(holder=access.tag_of(centre.second)).update(ended_on=RECEIVED)
    before = Wrap.objects.count()
    assert reconciling.reconcile(today=RECEIVED) == 0
    assert Stray.objects.count() == 3
    assert reconciling.reconcile(today=RECEIVED) == 0
    assert reconciling.reconcile(today=RECEIVED + dt.timedelta(days=1)) == 3
    assert (Wrap.objects.count(), Stray.objects.count()) == (before - 3, 0)
    assert keys(made.complaint, centre.clerk)
    with pytest.raises(Refused):
        keys(made.complaint, centre.second)
    with lookup.holding(made.code) as held:
        assert opening.read(held.complaints[0], held.keys[made.complaint.pk])


@pytest.mark.article("X-05")
def test_an_old_backup_of_the_keys_brings_nothing_back(centre):
    made = over(filed(centre, identity=WHO), centre)
    backup = list(Wrap.objects.all())
    retain(LATER)
    assert purposes(made) == set()
    Wrap.objects.bulk_create(backup)
    assert reconciling.reconcile(today=LATER) == len(backup)
    assert purposes(made) == set()


def test_a_grant_that_is_just_being_given_keeps_its_key(centre):
    made = filed(centre)
    mine = keys(made.complaint, centre.clerk)
    early = granting.wrapped(made.complaint, mine, [centre.head])
    Wrap.objects.bulk_create(early)
    reconciling.reconcile(today=RECEIVED)
    with access.shown_to(centre.clerk):
        granting.give(made.complaint, centre.head, Duty.APPROVER, keys=mine, by=centre.clerk, today=RECEIVED, at=AT)
    assert reconciling.reconcile(today=RECEIVED + dt.timedelta(days=1)) == 0
    assert keys(made.complaint, centre.head)
    assert not Stray.objects.exists()


def test_the_command_shreds_and_prints_numbers_only(centre, capsys, time_machine):
    made = over(filed(centre, identity=WHO), centre)
    time_machine.move_to("2029-03-01T03:00:00Z", tick=False)
    call_command("complaints", "retain")
    assert capsys.readouterr().out == "identities: 1, contents: 1, keys without an owner: 0\n"
    assert now(made).shredded_on
