"""Keys of officials: made once, changed, replaced with everything that was sealed to them, retired."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from mingjing.core.errors import Refused
from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import boxes, copies, persons, rewrapping, wraps
from tests.catalogue.factories import AT, official, unit
from tests.sealing.factories import PHRASE, asked, case, handler, keepers

pytestmark = pytest.mark.django_db(databases="__all__")
OTHER = "另一句同样很长的话，也猜不到"


def wrapped(*people, purpose: str = "content"):
    """A case with one key, wrapped for people."""
    pk, key = uuid4(), boxes.new_key()
    keyring.keep(wraps.to_officials(pk, purpose, key, people))
    return pk, key


def test_a_key_is_made_once_and_unlocks_with_its_passphrase_only():
    person, unlocked = handler()
    with pytest.raises(Refused, match="已有封存钥匙"):
        persons.make(person, OTHER, at=AT)
    with pytest.raises(Refused, match="不对"):
        persons.unlock(person, OTHER)
    with pytest.raises(Refused, match="还没有"):
        persons.unlock(official("new", Role.CENTRE_CLERK, of=unit()), PHRASE)
    with pytest.raises(Refused, match="12"):
        persons.make(official("new", of=unit()), "short", at=AT)
    row = PersonKey.objects.get(official=person)
    assert unlocked.private[2:] not in bytes(row.locked) + bytes(row.public)


def test_a_change_of_passphrase_keeps_what_was_sealed():
    person, _ = handler()
    pk, key = wrapped(person)
    persons.change(person, PHRASE, OTHER, at=AT)
    assert wraps.opened([pk], persons.unlock(person, OTHER)) == {(pk, "content"): key}
    with pytest.raises(Refused):
        persons.unlock(person, PHRASE)
    with pytest.raises(Refused):
        persons.change(person, PHRASE, OTHER, at=AT)


def test_each_opens_what_was_wrapped_for_them_and_no_more():
    one, first = handler()
    two, second = handler("centre2")
    both, key = wrapped(one, two)
    mine, other = wrapped(one)
    assert wraps.opened([both, mine], first) == {(both, "content"): key, (mine, "content"): other}
    assert wraps.opened([both, mine], second) == {(both, "content"): key}
    with pytest.raises(boxes.NotOpened):
        wraps.vault.open_with(bytes(Wrap.objects.get(case_id=mine).box), second.private)


def test_nothing_is_wrapped_for_who_left_or_whose_key_was_retired():
    one, first = handler()
    two, _ = handler("centre2")
    persons.retire(PersonKey.objects.get(official=one), by=None, reason="忘记口令", at=AT)
    type(two).objects.filter(pk=two.pk).update(is_active=False)
    pk, _ = wrapped(one, two)
    assert not Wrap.objects.filter(case_id=pk).exists()
    assert persons.retire_left(at=AT) == 1
    assert persons.retire_left(at=AT) == 0
    assert not persons.in_use().exists()
    persons.make(one, OTHER, at=AT)
    assert persons.unlock(one, OTHER).fingerprint != first.fingerprint


def test_a_retired_key_needs_a_reason_and_is_retired_once():
    key = PersonKey.objects.get(official=handler()[0])
    with pytest.raises(Refused, match="理由"):
        persons.retire(key, by=None, reason=" ", at=AT)
    persons.retire(key, by=None, reason="离岗", at=AT)
    with pytest.raises(Refused, match="已经停用"):
        persons.retire(key, by=None, reason="离岗", at=AT)


@pytest.mark.article("X-11")
def test_a_new_key_takes_everything_over_and_is_of_the_algorithms_now_in_use(client, settings):
    person, old = handler()
    other, _ = handler("centre2")
    cases = dict(wrapped(person, other) for _ in range(5))
    settings.SEALING_PROVIDER = "national"
    client.force_login(person)
    said = {"new-old": PHRASE, "new-passphrase": OTHER, "new-again": OTHER}
    wrong = client.post(reverse("workbench:key_rotate"), {**said, "new-old": OTHER})
    assert (wrong.status_code, "封存口令不对" in wrong.text) == (422, True)
    assert client.post(reverse("workbench:key_rotate"), said).status_code == 302
    new = persons.unlock(person, OTHER)
    assert (bytes(old.private)[:2], bytes(new.private)[:2]) == (b"x1", b"s1")
    assert wraps.opened(cases, new) == {(pk, "content"): key for pk, key in cases.items()}
    assert wraps.opened(cases, old) == {}
    assert Wrap.objects.count() == 10  # those of the other stay as they were
    steps = Entry.objects.filter(by_id=person.pk).order_by("at", "id").values_list("step", flat=True)
    assert {"停用个人封存钥匙", "重新封存给本人的新钥匙"} <= set(steps)


def test_a_key_is_not_replaced_while_something_is_being_opened_for_it():
    keepers()
    person, _ = handler()
    asked(case()[0], person)
    with pytest.raises(Refused, match="启封"):
        rewrapping.rotate(person, PHRASE, OTHER, at=AT)
    with pytest.raises(Refused, match="不对"):
        rewrapping.rotate(person, OTHER, OTHER, at=AT)
    assert persons.unlock(person, PHRASE)


def test_the_commands_replace_and_retire(monkeypatch, capsys):
    person, old = handler()
    pk, key = wrapped(person)
    monkeypatch.setenv("SEALING_PASSPHRASE", PHRASE)
    monkeypatch.setenv("SEALING_PASSPHRASE_NEW", OTHER)
    call_command("sealing", "rotate-person", person.username)
    assert wraps.opened([pk], persons.unlock(person, OTHER)) == {(pk, "content"): key}
    call_command("sealing", "retire-person", person.username, "--reason", "离岗")
    assert "retired" in capsys.readouterr().out
    assert persons.current(person) is None
    for words in (("rotate-person", "nobody"), ("retire-person", person.username, "--reason", "离岗")):
        with pytest.raises(CommandError, match="no "):
            call_command("sealing", *words)


@pytest.mark.article("X-11")
def test_copies_sealed_before_a_switch_open_after_it(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("SEALING_PASSPHRASE", PHRASE)
    made = {}
    for name in ("international", "national"):
        settings.SEALING_PROVIDER = name
        call_command("sealing", "key", "--out", str(tmp_path / name))
        made[name] = copies.seal(name, name.encode(), at=AT)
    assert [made[name].algorithm for name in made] == ["x1", "s1"]
    for name, copy in made.items():
        out = tmp_path / f"{name}.out"
        words = ("--key", str(tmp_path / name), "--out", str(out), "--reason", "核对")
        call_command("sealing", "open", str(copy.pk), *words)
        assert out.read_bytes() == name.encode()


@pytest.mark.article("X-05")
def test_shredding_leaves_ciphertext_that_nobody_opens():
    three = keepers()
    person, unlocked = handler()
    pk, keys = case()
    keyring.keep(wraps.to_officials(pk, "content", keys["content"], [person]))
    box = boxes.shut({"name": "王某"}, keys["identity"], case=pk, purpose="identity")
    assert keyring.drop(pk, purpose="identity") == len(three)
    assert not Wrap.objects.filter(case_id=pk, purpose="identity").exists()
    assert wraps.opened([pk], unlocked) == {(pk, "content"): keys["content"]}
    with pytest.raises(Refused, match="没有封给"):
        asked(pk, person)
    assert keyring.drop(pk) == 4
    assert keyring.drop(pk) == 0
    assert wraps.opened([pk], unlocked) == {}
    with pytest.raises(boxes.NotOpened):
        boxes.opened(box, boxes.new_key(), case=pk, purpose="identity")


def test_the_head_retires_a_forgotten_key_with_a_reason_and_nobody_else_does(client):
    person, _ = handler()
    head = official("centrehead", Role.CENTRE_HEAD, of=unit())
    url, key = reverse("workbench:key_people"), PersonKey.objects.get()
    for role in Role.values:
        client.force_login(official(f"one-{role}", role, of=unit()))
        assert client.get(url).status_code == (200 if role == Role.CENTRE_HEAD else 404)
        if role != Role.CENTRE_HEAD:
            assert client.post(url, {"key": key.pk, "reason": "忘记口令"}).status_code == 404
    client.force_login(head)
    assert key.fingerprint[:8] in client.get(url).text
    assert client.post(url, {"key": key.pk, "reason": " "}).status_code == 422
    for odd in ("x", str(uuid4())):
        assert client.post(url, {"key": odd, "reason": "忘记口令"}).status_code == 404
    assert client.post(url, {"key": key.pk, "reason": "忘记口令"}).status_code == 302
    assert persons.current(person) is None
    assert Entry.objects.get(step="停用个人封存钥匙").reason == "忘记口令"
