"""`mingjing custody`: a ceremony, an opening, the loss of a custodian and the yearly rotation, through the commands."""

import io
import json
from pathlib import Path

import docx
import pytest
from django.core.management import CommandError, call_command

from mingjing import console
from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.sealing import age
from mingjing.sealing.models import Custodian
from mingjing.sealing.services import custodians, layers, openings, rewrapping, wraps
from tests.catalogue.factories import AT, official, unit
from tests.sealing.factories import BODIES, asked, case, handler

pytestmark = pytest.mark.django_db(databases="__all__")
PHRASE = "correct horse battery staple"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Three identities as `make-identity` writes them, but without the second that their passphrase takes."""
    monkeypatch.setattr(age, "locked", lambda identity, passphrase: f"{identity}\n".encode())
    monkeypatch.setenv("CUSTODY_PASSPHRASE", PHRASE)
    monkeypatch.chdir(tmp_path)
    for place in (1, 2, 3):
        official(f"keeper{place}", Role.CUSTODIAN, of=unit(f"13060{place}BG", f"机构{place}"))
        made(f"{place}", BODIES[place - 1])
    return tmp_path


def made(name: str, body: str) -> None:
    words = ["--out", f"{name}.key", "--card", f"{name}.json", "--name", f"保管人{name}", "--body", body]
    assert console.main(["custody", "make-identity", *words]) == 0


def ceremony(*more: str, minutes: str = "minutes.docx") -> str:
    out = io.StringIO()
    cards = ("1.json", "2.json", "3.json")
    accounts = ("--accounts", "keeper1", "keeper2", "keeper3")
    call_command("custody", "ceremony", *cards, *accounts, "--minutes", minutes, *more, stdout=out)
    return out.getvalue()


def peel(name: str, job: str, out: str, *more: str) -> int:
    return console.main(["custody", "peel", job, "--identity", f"{name}.key", "--out", out, "--yes", *more])


def rewrapped(first: str, second: str) -> None:
    call_command("custody", "rewrap", first, second, "--out", "job.json")


def spoken(place: int, **of) -> str:
    return custodians.fingerprint(Custodian.objects.get(place=place, **(of or {"until_at": None})).recipient)[:8]


def opened_by(pk, *names: str) -> bytes:
    """The identity key of a case, opened by the files of two custodians."""
    for wrap in Wrap.objects.filter(case_id=pk, purpose="identity"):
        try:
            box = bytes(wrap.box)
            for name in names:
                box = layers.within(
                    age.opened(box, Path(f"{name}.key").read_text().strip()), layers.label(pk, "identity")
                )
        except age.NotOpened:
            continue
        return box
    return b""


@pytest.mark.article("CMP-8-b")
def test_a_ceremony_tries_every_pair_seats_three_and_leaves_minutes_with_fingerprints(desk, capsys):
    told = ceremony("--identities", "1.key", "2.key", "3.key")
    text = "\n".join(part.text for part in docx.Document("minutes.docx").paragraphs)
    table = "\n".join(c.text for t in docx.Document("minutes.docx").tables for r in t.rows for c in r.cells)
    assert text.count("任一人单独不能拆开") == 3
    for place in (1, 2, 3):
        card = json.loads(Path(f"{place}.json").read_text())
        assert card["fingerprint"][:8] in told
        assert card["fingerprint"][:8] in table
        assert Custodian.objects.get(place=place).recipient == card["recipient"]
    assert Entry.objects.filter(step=custodians.SEATED).count() == 3
    assert (Path("1.key").stat().st_mode & 0o077) == 0


def test_a_rehearsal_needs_no_database(desk, capsys, django_db_blocker):
    files = ("1.json", "2.json", "3.json", "--identities", "1.key", "2.key", "3.key")
    with django_db_blocker.block():
        assert console.main(["custody", "rehearse", *files]) == 0
        assert capsys.readouterr().out.count("by neither alone") == 3
        assert console.main(["custody", "rehearse", *files[:-1], "2.key"]) == 1
    assert "Nothing was done" in capsys.readouterr().err


def test_a_ceremony_that_fails_seats_nobody(desk):
    with pytest.raises(CommandError, match="does not belong"):
        ceremony("--identities", "2.key", "1.key", "3.key")
    made("4", BODIES[0])
    Path("4.json").rename("2.json")
    with pytest.raises(CommandError, match="三个机构"):
        ceremony()
    assert not Custodian.objects.exists()
    assert not Path("minutes.docx").exists()


def test_an_opening_goes_from_device_to_device_in_files(desk, django_db_blocker):
    ceremony()
    person, unlocked = handler()
    pk, keys = case()
    opening = asked(pk, person)
    one, two = (Custodian.objects.get(place=place) for place in (1, 2))
    Path("a.json").write_bytes(openings.job_for(opening, two, by=one.official, at=AT))
    with django_db_blocker.block():
        assert peel("2", "a.json", "b.json") == 1
        assert peel("1", "a.json", "b.json") == 0
        assert peel("1", "a.json", "b.json") == 1  # nothing is overwritten
    openings.take_in(opening, Path("b.json").read_bytes(), by=one.official, at=AT)
    Path("c.json").write_bytes(openings.job_for(opening, None, by=two.official, at=AT))
    with django_db_blocker.block():
        assert peel("2", "c.json", "d.json", "--fingerprint", "00000000") == 1
        assert peel("2", "c.json", "d.json", "--fingerprint", unlocked.fingerprint[:8]) == 0
    openings.take_in(opening, Path("d.json").read_bytes(), by=two.official, at=AT)
    assert openings.key_for(opening, unlocked, at=AT) == keys["identity"]
    for name in ("a", "b", "c", "d"):
        file = Path(f"{name}.json").read_bytes()
        assert keys["identity"] not in file
        assert keys["identity"].hex().encode() not in file
        assert openings.jobs.coded(keys["identity"]).encode() not in file


@pytest.mark.article("CMP-8-b")
def test_when_a_custodian_is_lost_the_other_two_re_wrap_and_the_lost_identity_opens_nothing(desk, capsys):
    ceremony()
    pk, keys = case()
    made("new", BODIES[0])
    words = ("1", "new.json", "--account", "keeper1", "--reason", "遗失身份文件", "--minutes", "second.docx")
    call_command("custody", "replace", *words)
    assert "2 keys to re-wrap" in capsys.readouterr().out
    assert opened_by(pk, "new", "2") == b""
    rewrapped(spoken(2), spoken(3))
    assert peel("2", "job.json", "half.json") == 0
    assert peel("3", "half.json", "done.json") == 0
    for file in (Path("half.json"), Path("done.json")):
        for key in keys.values():
            assert openings.jobs.coded(key) not in file.read_text()
    call_command("custody", "drop-old")
    assert "0 old wraps destroyed" in capsys.readouterr().out
    call_command("custody", "take", "done.json")
    assert opened_by(pk, "1", "3") == keys["identity"]  # until the old ones are dropped
    call_command("custody", "drop-old")
    assert "4 old wraps destroyed\n" in (told := capsys.readouterr().out)
    assert "0 keys to re-wrap" in told
    for pair in (("new", "2"), ("new", "3"), ("2", "3")):
        assert opened_by(pk, *pair) == keys["identity"]
    for pair in (("1", "2"), ("1", "3")):
        assert opened_by(pk, *pair) == b""


def test_a_yearly_rotation_re_wraps_from_a_past_pair_to_three_new_ones(desk, capsys):
    ceremony()
    pk, keys = case()
    for place in (1, 2, 3):
        made(f"{place}x", BODIES[place - 1])
        more = ("--account", f"keeper{place}", "--reason", "年度更换", "--minutes", f"{place}.docx")
        call_command("custody", "replace", str(place), f"{place}x.json", *more)
    assert "NO LONGER IN OFFICE" in capsys.readouterr().out
    rewrapped(spoken(1, until_at__isnull=False), spoken(2, until_at__isnull=False))
    assert peel("1", "job.json", "half.json") == 0
    assert peel("2", "half.json", "done.json") == 0
    call_command("custody", "take", "done.json")
    call_command("custody", "drop-old")
    assert "6 old wraps destroyed" in capsys.readouterr().out
    assert opened_by(pk, "2x", "3x") == keys["identity"]
    with pytest.raises(CommandError, match="不用重新封存"):
        rewrapped(spoken(1), spoken(2))


def test_many_keys_go_in_several_files(desk, capsys, monkeypatch):
    ceremony()
    case()
    made("new", BODIES[0])
    words = ("1", "new.json", "--account", "keeper1", "--reason", "更换", "--minutes", "m.docx")
    call_command("custody", "replace", *words)
    monkeypatch.setattr(rewrapping, "MOST", 1)
    for left in (1, 0):
        rewrapped(spoken(2), spoken(3))
        assert len(json.loads(Path("job.json").read_text())["rows"]) == 1
        peel("2", "job.json", "half.json")
        peel("3", "half.json", "done.json")
        call_command("custody", "take", "done.json")
        call_command("custody", "status")
        assert f"{left} keys to re-wrap" in capsys.readouterr().out
        for name in ("job", "half", "done"):
            Path(f"{name}.json").unlink()


@pytest.mark.parametrize("spoil", ["half", "recipients", "rows", "text"])
def test_a_file_that_is_not_the_finished_one_for_these_custodians_is_not_taken(desk, spoil):
    ceremony()
    case()
    made("new", BODIES[0])
    more = ("--account", "keeper1", "--reason", "更换", "--minutes", "m.docx")
    call_command("custody", "replace", "1", "new.json", *more)
    rewrapped(spoken(2), spoken(3))
    peel("2", "job.json", "half.json")
    peel("3", "half.json", "done.json")
    said = json.loads(Path("done.json" if spoil != "half" else "half.json").read_text())
    if spoil == "recipients":
        said["pairs"][0][0] = said["pairs"][1][1]
    elif spoil == "rows":
        said["rows"].pop()
    Path("spoilt.json").write_text(json.dumps(said) if spoil != "text" else "hello")
    before = set(Wrap.objects.values_list("pk", flat=True))
    with pytest.raises(CommandError):
        call_command("custody", "take", "spoilt.json")
    assert set(Wrap.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("replace", "1", "2.json", "--account", "keeper1", "--reason", "更换"), "已经用过"),
        (("replace", "1", "x.json", "--account", "keeper1", "--reason", " "), "为什么更换"),
        (("replace", "1", "x.json", "--account", "nobody", "--reason", "更换"), "no account"),
        (("replace", "1", "x.json", "--account", "clerk", "--reason", "更换"), "身份保管人"),
        (("replace", "1", "x.json", "--account", "keeper2", "--reason", "更换"), "另一席"),
        (("replace", "1", "1.key", "--account", "keeper1", "--reason", "更换"), "not a card"),
        (("replace", "1", "gone.json", "--account", "keeper1", "--reason", "更换"), "gone.json"),
    ],
)
def test_who_may_not_sit_there_is_refused_and_the_seat_stays_taken(desk, words, told):
    ceremony()
    official("clerk", Role.UNIT_CLERK, of=unit())
    made("x", BODIES[0])
    before = Custodian.objects.get(place=1)
    with pytest.raises(CommandError, match=told):
        call_command("custody", *words, "--minutes", "new.docx")
    assert Custodian.objects.get(place=1, until_at=None) == before
    assert not Path("new.docx").exists()


def test_an_identity_is_under_its_passphrase(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CUSTODY_PASSPHRASE", PHRASE)
    made("x", BODIES[0])
    file, card = Path("x.key").read_bytes(), json.loads(Path("x.json").read_text())
    assert age.is_locked(file)
    assert age.recipient_of(age.unlocked(file, PHRASE)) == card["recipient"]
    with pytest.raises(age.NotOpened):
        age.unlocked(file, "another")
    monkeypatch.setenv("CUSTODY_PASSPHRASE", "short")
    words = ["--out", "y.key", "--card", "y.json", "--name", "某", "--body", "某"]
    assert console.main(["custody", "make-identity", *words]) == 1
    assert not Path("y.key").exists()


def test_without_three_custodians_nothing_is_wrapped_for_any(desk):
    assert wraps.to_custodians(case()[0], "identity", bytes(32)) == []
    assert not keyring.of([], holders=["x"]).exists()
