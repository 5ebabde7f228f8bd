"""What a browser sends of the form, and what it reads on the receipt."""

import html
import json
import re

from altcha import v2
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
    carried = {"form": hidden(page, "form"), "kept": "", "proof": proof(page)}
    return {**carried, "kind": "complaint", "complainant": "citizen", "end": "1"}


def proof(page) -> str:
    """What the page's script works out."""
    asked = json.loads(html.unescape(re.search(r'data-challenge="([^"]*)"', page.text).group(1)))
    challenge = v2.Challenge.from_dict(asked)
    return v2.Payload(challenge, v2.solve_challenge(challenge)).to_base64()


def send(client: Client, **said: object):
    """Open the form, fill it in, send it."""
    return client.post(FORM, {**blank(client), "text": TEXT, **said})


def code_of(receipt) -> str:
    """The code on a receipt."""
    return "-".join(re.findall(r"<span>([0-9A-Z]{5})</span>", receipt.text))


def words_of(page) -> str:
    """What stands on a page itself, without head and foot."""
    return page.text.split("<main")[1].split("<footer")[0]
