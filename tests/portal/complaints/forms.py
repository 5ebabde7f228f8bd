"""What a browser sends of the form, and what it reads on the receipt."""

import re

from django.test import Client
from django.urls import reverse

FORM = reverse("portal:complaint_new")
TEXT = "二〇二六年二月，窗口要求另交一份清单上没有的证明，不交不收件。"


def hidden(page, name: str) -> str:
    """A hidden field of a page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.text).group(1)


def blank(client: Client, **query: str) -> dict[str, object]:
    """The form as it is when it is opened."""
    page = client.get(FORM, query)
    return {"form": hidden(page, "form"), "kept": "", "kind": "complaint", "complainant": "citizen", "end": "1"}


def send(client: Client, **said: object):
    """Open the form, fill it in, send it."""
    return client.post(FORM, {**blank(client), "text": TEXT, **said})


def code_of(receipt) -> str:
    """The code on a receipt."""
    return "-".join(re.findall(r"<span>([0-9A-Z]{5})</span>", receipt.text))


def words_of(page) -> str:
    """What stands on a page itself, without head and foot."""
    return page.text.split("<main")[1].split("<footer")[0]
