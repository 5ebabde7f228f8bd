"""A mail keeps subject, date and text; the way it came and what is attached are gone."""

import email.policy
from email.message import EmailMessage

import pytest

from mingjing.flattening import NotFlattened, flatten
from tests.flattening.samples import CANARY, SEEN, forms

KIND = "message/rfc822"


def mail(**headers: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["Date"] = "关于某事的反映", "Thu, 26 Nov 2026 08:00:00 +0800"
    made["From"], made["To"] = f"{CANARY} <canary@example.org>", "office@example.org"
    made["Received"], made["X-Originating-IP"], made["Message-ID"] = (
        "from canary",
        "[47.11.0.1]",
        "<canary@example.org>",
    )
    return made


def text_of(made: EmailMessage) -> tuple[str, set[str]]:
    flat = flatten(KIND, [made.as_bytes(policy=email.policy.SMTP)])
    assert (flat.kind, flat.ending) == ("text/plain", ".txt")
    assert not [form for form in forms() if form in flat.data]
    return flat.data.decode(), set(flat.removed)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gb2312", "big5"])
def test_subject_date_and_words_stay(charset):
    made = mail()
    made.set_content("中文正文", charset=charset, cte="base64")
    text, removed = text_of(made)
    assert text == "主题：关于某事的反映\n日期：Thu, 26 Nov 2026 08:00:00 +0800\n\n中文正文\n\n"
    assert removed == {"metadata"}


def test_what_is_attached_is_counted_without_its_name():
    made = mail()
    made.set_content(SEEN)
    made.add_attachment(CANARY.encode(), maintype="application", subtype="zip", filename=f"{CANARY}.zip")
    made.add_attachment(CANARY, filename=f"{CANARY}.txt")
    inner = mail()
    inner.set_content(CANARY)
    made.add_attachment(inner)
    text, removed = text_of(made)
    assert SEEN in text
    assert "〔附件：3〕" in text
    assert removed == {"metadata", "embedded_files"}


def test_a_page_becomes_its_words():
    made = mail()
    made.set_content(
        f"<html><head><title>{CANARY}</title></head><body onload='{CANARY}'><script>{CANARY}</script>"
        f"<p>{SEEN}<br>第二行</p>"
        f"<div style='display:none'>{CANARY}<div>{CANARY}</div></div><img src='http://example.org/{CANARY}'>"
        f"<table><tr><td>甲</td><td>乙</td></tr></table><!-- {CANARY} --></body></html>",
        subtype="html",
    )
    text, removed = text_of(made)
    assert text.split("\n")[3:] == [SEEN, "第二行", "", "甲\t乙", ""]
    assert removed == {"metadata", "script", "hidden_text", "links"}


def test_words_are_taken_rather_than_the_page_beside_them():
    made = mail()
    made.set_content(SEEN)
    made.add_alternative(f"<p>{CANARY}</p>", subtype="html")
    assert text_of(made)[0].count(SEEN) == 1


@pytest.mark.parametrize("data", [b"", b"no header\n\nat all", b"\0\0\0\0"])
def test_what_is_no_mail_is_broken(data):
    with pytest.raises(NotFlattened, match="broken"):
        flatten(KIND, [data])


def test_a_mail_of_too_many_parts_is_refused():
    parts = b"".join(b"--b\r\n\r\nx\r\n" for _ in range(600))
    with pytest.raises(NotFlattened, match="too_large"):
        flatten(KIND, [b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"])


def test_an_unknown_encoding_does_not_stop_the_rest():
    data = b"Subject: =?x-none?q?abc?=\r\nContent-Type: text/plain; charset=x-none\r\n\r\nwords\r\n"
    assert "words" in flatten(KIND, [data]).data.decode()
