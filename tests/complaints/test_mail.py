"""Mails become sealed complaints: once each, whatever breaks in between, and nothing of them is said anywhere."""

import datetime as dt
import io
import mailbox

import pytest
from django.core.management import CommandError, call_command

from mingjing.complaints import access, boxes, mails
from mingjing.complaints.enums import RealName
from mingjing.complaints.models import Complaint, SealedFile
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import filing
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.sealing.models import Custodian
from tests.complaints.factories import keys
from tests.complaints.posting import CANARY, PDF, SENDER, mail, served

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def maildir(tmp_path, settings):
    settings.MAILBOX = f"maildir:{tmp_path}/box"
    return mailbox.Maildir(tmp_path / "box")


def fetched() -> str:
    out = io.StringIO()
    call_command("fetch_mail", stdout=out)
    return out.getvalue()


def complaints() -> list[Complaint]:
    with seeing(SYSTEM):
        return list(Complaint.objects.order_by("number"))


@pytest.mark.article("CMP-6-d")
def test_a_mail_in_the_mailbox_becomes_a_sealed_complaint_and_leaves(centre, maildir, caplog, capfd):
    maildir.add(mail(attached=[("图纸.pdf", PDF), ("看看.exe", b"MZ" + bytes(99))]))
    assert fetched().startswith("1 registered")
    assert not len(maildir)
    (row,) = complaints()
    assert (row.channel, row.real_name) == ("mail", RealName.CLAIMED)
    with access.shown_to(centre.clerk):
        opened = keys(row, centre.clerk)
        (paper,) = opening.read(row, opened)
        files = list(SealedFile.objects.filter(complaint=row))
        closed = [file for file in files if file.purpose == "identity"]
        assert [opening.open_file(file, opened) for file in closed] == [None]
    assert CANARY in paper.text
    assert {file.name for file in paper.files} == {"图纸.pdf", "原邮件.eml"}
    assert "看看.exe" in paper.said["notes"]["未收的附件"]
    bare = b"".join(next(file for file in paper.files if file.name == "原邮件.eml").chunks())
    assert SENDER.encode() not in bare
    assert b"TVoA" not in bare  # the program, in base64
    said = caplog.text + "".join(capfd.readouterr())
    assert not any(word in said for word in (CANARY, SENDER, "图纸", "看看"))


@pytest.mark.article("CMP-6-d")
def test_without_custodians_the_sender_is_nowhere(centre, maildir):
    Custodian.objects.filter(place=3).delete()
    maildir.add(mail())
    assert fetched().startswith("1 registered")
    (row,) = complaints()
    assert (row.real_name, row.identity) == (RealName.ANONYMOUS, None)
    with access.shown_to(centre.clerk):
        (paper,) = opening.read(row, keys(row, centre.clerk))
        assert not any(SENDER.encode() in b"".join(file.chunks()) for file in paper.files)
        assert not SealedFile.objects.filter(complaint=row, purpose="identity").exists()


@pytest.mark.article("CMP-6-d")
def test_a_crash_before_or_after_the_commit_neither_loses_nor_doubles(centre, maildir, monkeypatch):
    maildir.add(mail())
    with monkeypatch.context() as patch:
        patch.setattr(filing, "_store", lambda *words, **named: 1 / 0)
        with pytest.raises(CommandError, match="ZeroDivisionError"):
            fetched()
    assert (len(maildir), complaints()) == (1, [])
    with monkeypatch.context() as patch:
        patch.setattr(boxes.Maildir, "remove", lambda self, key: 1 / 0)
        with pytest.raises(CommandError, match="ZeroDivisionError"):
            fetched()
    assert (len(maildir), len(complaints())) == (1, 1)
    assert fetched().startswith("0 registered, 1 known")
    assert (len(maildir), len(complaints())) == (0, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
)
def test_answers_of_machines_are_left_where_they_are(centre, maildir, headers):
    maildir.add(mail(**headers))
    assert "1 automatic" in fetched()
    assert (len(maildir), complaints()) == (1, [])


def test_what_is_no_mail_stays_and_holds_nothing_up(centre, maildir):
    maildir.add(b"\n")
    maildir.add(mail())
    said = fetched()
    assert said.startswith("1 registered")
    assert "1 unreadable" in said


def test_words_are_read_from_html_and_chinese_charsets_and_scripts_are_not(centre):
    html = "<p>窗口<br>不收件</p><script>alert(1)</script>".encode("gb18030")
    data = b"From: a@b.cn\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + html
    found = mails.read(data)
    assert found.text.split() == ["窗口", "不收件"]
    with pytest.raises(mails.NotAMail):
        mails.read(b"")


@pytest.mark.article("CMP-6-d")
def test_an_imap_folder_is_emptied_into_complaints_over_tls(centre, tmp_path, settings, monkeypatch):
    with served({4: mail(), 9: mail("<b2@example.org>", text="另一件事")}, tmp_path) as (server, certificate):
        secret = tmp_path / "password"
        secret.write_text("p w\n")
        settings.MAILBOX = f"imaps://centre@localhost:{server.server_address[1]}/INBOX"
        settings.MAILBOX_PASSWORD_FILE = str(secret)
        with pytest.raises(Exception, match="certificate verify failed"):
            fetched()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetched().startswith("2 registered")
        assert not server.mails
        assert server.heard.count("STORE") == 2
    assert [row.received_on for row in complaints()] == [dt.date(2026, 2, 10)] * 2


def test_a_server_that_turns_us_away_is_said_without_its_words(centre, tmp_path, settings, monkeypatch):
    with served({4: mail()}, tmp_path) as (server, certificate):
        (secret := tmp_path / "password").write_text("wrong")
        settings.MAILBOX = f"imaps://centre@localhost:{server.server_address[1]}/INBOX"
        settings.MAILBOX_PASSWORD_FILE = str(secret)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(CommandError, match="拒绝了登录") as refused:
            fetched()
    assert "canary-words" not in str(refused.value)
    assert complaints() == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "not set"),
        ("pop3://x@y/z", "MAILBOX"),
        ("maildir:/nowhere", "不存在"),
        ("imaps://a@localhost/INBOX", "口令"),
    ],
)
def test_a_mailbox_that_is_not_there_is_said(settings, address, told):
    settings.MAILBOX = address
    with pytest.raises(CommandError, match=told):
        fetched()
