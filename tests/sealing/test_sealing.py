"""Sealed copies: what the server keeps tells nothing; only the key's keeper opens it, with a reason."""

import hashlib

import pytest
from django.core.management import CommandError, call_command

from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.sealing import vault
from mingjing.sealing.models import SealedCopy, SealingKey
from mingjing.sealing.services import copies as services
from tests.catalogue.factories import AT

pytestmark = pytest.mark.django_db
CANARY = "唯一的暗号-7f3a".encode()
PASSPHRASE = "correct horse battery"


@pytest.fixture
def locked() -> bytes:
    return services.make_key(PASSPHRASE, at=AT)


def test_what_was_sealed_comes_back_only_with_the_key_and_its_passphrase(locked):
    copy = services.seal("名单", CANARY, at=AT)
    assert services.open_copy(copy, locked, PASSPHRASE, reason="核对", at=AT) == CANARY
    assert copy.digest == hashlib.sha256(CANARY).hexdigest()
    assert list(Entry.objects.filter(case_id=copy.pk).order_by("seq").values_list("step", "reason")) == [
        ("封存", ""),
        ("启封", "核对"),
    ]


def test_neither_the_database_nor_the_folder_holds_what_was_sealed(locked, settings):
    copy = services.seal("名单", CANARY, at=AT)
    assert CANARY not in services.path_of(copy).read_bytes()
    assert CANARY not in repr(SealedCopy.objects.values().get()).encode()
    private = locked.removeprefix(vault.HEADER)
    assert private not in bytes(SealingKey.objects.get().public)
    assert services.path_of(copy).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("wrong", ["passphrase", "key", "bytes", "gone", "not a key"])
def test_a_wrong_key_or_a_changed_copy_opens_nothing_and_all_say_the_same(locked, wrong):
    copy = services.seal("名单", CANARY, at=AT)
    path, phrase, key = services.path_of(copy), PASSPHRASE, locked
    if wrong == "passphrase":
        phrase = PASSPHRASE + "!"
    elif wrong == "key":
        key = vault.lock(vault.pair().private, PASSPHRASE)
    elif wrong == "bytes":
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    elif wrong == "gone":
        path.unlink()
    else:
        key = b"hello"
    with pytest.raises(Refused, match="密钥文件或口令不对，或者封存件已被改动"):
        services.open_copy(copy, key, phrase, reason="核对", at=AT)
    assert not Entry.objects.filter(case_id=copy.pk, step="启封").exists()


def test_opening_without_a_reason_is_refused(locked):
    copy = services.seal("名单", CANARY, at=AT)
    with pytest.raises(Refused, match="理由"):
        services.open_copy(copy, locked, PASSPHRASE, reason=" ", at=AT)


def test_sealing_without_a_key_and_a_short_passphrase_are_refused():
    with pytest.raises(Refused, match="封存密钥"):
        services.seal("名单", CANARY, at=AT)
    with pytest.raises(Refused, match="12"):
        services.make_key("short", at=AT)


def test_a_new_key_seals_from_now_on_and_the_old_copies_still_open(locked):
    old = services.seal("旧", b"old", at=AT)
    newer = services.make_key(PASSPHRASE + "2", at=AT)
    new = services.seal("新", b"new", at=AT)
    assert services.open_copy(old, locked, PASSPHRASE, reason="核对", at=AT) == b"old"
    assert services.open_copy(new, newer, PASSPHRASE + "2", reason="核对", at=AT) == b"new"
    assert SealingKey.objects.filter(current=True).count() == 1


def test_the_commands_make_a_key_list_and_open(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SEALING_PASSPHRASE", PASSPHRASE)
    key, out = tmp_path / "key", tmp_path / "out"
    call_command("sealing", "key", "--out", str(key))
    copy = services.seal("名单", CANARY, at=AT)
    call_command("sealing", "list")
    assert str(copy.pk) in capsys.readouterr().out
    call_command("sealing", "open", str(copy.pk), "--key", str(key), "--out", str(out), "--reason", "核对")
    assert out.read_bytes() == CANARY
    assert (key.stat().st_mode | out.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("words", [("key", "--out", "{there}"), ("open", "x", "--key", "{there}", "--out", "{new}")])
def test_the_commands_overwrite_nothing_and_say_what_is_missing(tmp_path, words, monkeypatch):
    monkeypatch.setenv("SEALING_PASSPHRASE", PASSPHRASE)
    there, new = tmp_path / "there", tmp_path / "new"
    there.write_bytes(b"kept")
    more = ("--reason", "核对") if words[0] == "open" else ()
    with pytest.raises(CommandError):
        call_command("sealing", *(word.format(there=there, new=new) for word in words), *more)
    assert there.read_bytes() == b"kept"
    assert not new.exists()
