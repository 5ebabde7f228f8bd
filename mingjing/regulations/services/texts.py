"""Attach the official text to the articles of a version."""

import datetime as dt
from hashlib import sha256

from django.db import transaction

from mingjing.core import bigrams, pages
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations import access
from mingjing.regulations.files import text_of
from mingjing.regulations.models import Article, Regulation
from mingjing.rules import packs
from mingjing.rules.articles import Reading, read


@transaction.atomic
def import_text(
    regulation: Regulation, *, name: str, data: bytes, by: Official | None, at: dt.datetime, partly: bool = False
) -> Reading:
    """Split a file into articles and attach each text; `partly` attaches what could be placed of a faulty text.

    Raises:
        Refused: the file cannot be read, or its text is faulty; every fault is named and nothing is changed.
    """
    access.check_may_keep(by)
    reading = read(text_of(name, data), packs.load(regulation.number))
    if reading.problems and not (partly and reading.articles):
        raise Refused(f"{name} 没有导入，原有条文未改动：" + "".join(reading.problems))
    _attach(regulation, reading)
    after = {"file": name, "sha256": sha256(data).hexdigest(), "articles": len(reading.articles)}
    ledger.write(regulation, "导入原文", by=by, at=at, basis="NOT-1", reason="".join(reading.problems), after=after)
    pages.publish("regulation", regulation.number)
    return reading


def _attach(regulation: Regulation, reading: Reading) -> None:
    texts = {(placed.document, placed.number): placed.text for placed in reading.articles}
    rows = [row for row in regulation.articles.all() if (row.document, row.number) in texts]
    for row in rows:
        row.text = texts[row.document, row.number]
        row.search_text = bigrams.normalise(f"{row.title} {row.summary} {row.text}")
        row.search = bigrams.vector(row.search_text)
    Article.objects.bulk_update(rows, ["text", "search_text", "search"])
