"""Fill in the forms of entry as a clerk does."""

import re

from django.urls import reverse

from mingjing.sealing import codes
from tests.catalogue.factories import official

__all__ = ["codes", "official"]
WORDS = "二〇二六年二月，住建局没有按公布的流程图办理我的施工许可，窗口要求另交一份图纸。"


def url(channel: str) -> str:
    """The form of a channel."""
    return reverse("workbench:complaint_new", args=[channel])


def fields(client, channel, days, *, day="2026-02-11", **said):
    """The second part of the form as it is sent: what the first gave, and the words."""
    first = client.post(url(channel), days).text
    sheet = re.search(r'name="sheet"\s+value="([0-9a-f]+)"', first)
    words = {"text": WORDS, "kind": "complaint", "complainant": "citizen", "sheet": sheet and sheet[1], "shown": day}
    return {**words, **days, **said}


def answer(client, channel, days, **said):
    """What the server says to the whole form."""
    return client.post(url(channel), fields(client, channel, days, **said))


def code_in(answer) -> str:
    """The code on a receipt."""
    return re.search(r'<code class="breakable">([0-9A-Z-]+)</code>', answer.text)[1]


def number_in(answer) -> str:
    """The number on a receipt."""
    return re.search(r"投〔\d+〕\d+", answer.text)[0]
