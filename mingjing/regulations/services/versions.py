"""Register a regulation version, bring it into force with consent, take it out of force (NOT-1, NOT-2)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from mingjing.core import bigrams, pages
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations import access, workflow
from mingjing.regulations.enums import PackStatus
from mingjing.regulations.models import Article, Basis, Regulation
from mingjing.rules.packs import Pack
from mingjing.rules.packs.nouns import Article as PackArticle


@transaction.atomic
def register(pack: Pack, *, by: Official | None, at: dt.datetime) -> Regulation:
    """Enter a pack in the register as a draft, with its articles and bases.

    Raises:
        Refused: it is registered already, or `by` does not belong to the office.
    """
    access.check_may_keep(by)
    regulation, made = Regulation.objects.get_or_create(
        number=pack.slug,
        defaults={
            "status": PackStatus.DRAFT,
            "title": pack.title,
            "issuer": pack.issuer,
            "issued_on": pack.issued_on,
            "trial": pack.trial,
        },
    )
    if not made:
        raise Refused(f"《{pack.title}》（{pack.slug}）已经登记，不能重复登记。")
    Article.objects.bulk_create(_article(regulation, article) for article in pack.articles.values())
    _register_bases(pack)
    after = {"status": regulation.status, "articles": len(pack.articles)}
    ledger.write(regulation, "登记法规版本", by=by, at=at, basis="NOT-1", after=after)
    return regulation


@transaction.atomic
def activate(
    regulation: Regulation,
    *,
    consented_by: str,
    consented_on: dt.date | None,
    in_force_from: dt.date,
    by: Official | None,
    at: dt.datetime,
) -> None:
    """Bring a version into force from a day, on the consent of a named body (市政府同意).

    Raises:
        Refused: without body or date of consent, or where another version is in force on one of the days.
    """
    access.check_may_take(by, workflow.ACTIVATE)
    if not consented_by.strip() or consented_on is None:
        missing = "同意机关" if not consented_by.strip() else "同意日期"
        raise Refused(f"请填写{missing}：未经有权机关同意的版本不能启用（NOT-2）。")
    if consented_on > in_force_from:
        raise Refused(f"同意日期 {consented_on} 晚于施行日期 {in_force_from}，请核对（NOT-2）。")
    _check_alone(regulation, in_force_from)
    ledger.take(
        workflow.ACTIVATE,
        regulation,
        by=by,
        at=at,
        reason=f"{consented_by}{consented_on}同意",
        consented_by=consented_by.strip(),
        consented_on=consented_on,
        in_force_from=in_force_from,
    )
    pages.publish("regulation", regulation.number)


@transaction.atomic
def retire(regulation: Regulation, *, last_day: dt.date, reason: str, by: Official | None, at: dt.datetime) -> None:
    """Take a version out of force after a day; what was decided under it stays (X-03).

    Raises:
        Refused: without a reason, before it came into force, or not in force.
    """
    access.check_may_take(by, workflow.RETIRE)
    if not reason.strip():
        raise Refused("请写明停用的理由，例如由哪个新文件代替（NOT-1）。")
    if regulation.in_force_from and last_day < regulation.in_force_from:
        raise Refused(f"停用日期 {last_day} 早于施行日期 {regulation.in_force_from}，请核对（NOT-1）。")
    ledger.take(workflow.RETIRE, regulation, by=by, at=at, reason=reason, in_force_to=last_day)
    pages.publish("regulation", regulation.number)


def _check_alone(regulation: Regulation, start: dt.date) -> None:
    probe = Regulation(number=regulation.number, status=PackStatus.ACTIVE, in_force_from=start)
    probe.pk, probe._state.adding = regulation.pk, False
    constraint = next(c for c in Regulation._meta.constraints if c.name == "one_pack_per_day")
    try:
        constraint.validate(Regulation, probe)
    except ValidationError:
        raise Refused(f"{start} 起已有其他版本施行，请先停用它，再启用这一版本（GAP-20）。") from None


def _article(regulation: Regulation, article: PackArticle) -> Article:
    text = f"{article.place} {article.title} {article.summary}"
    return Article(
        regulation=regulation,
        document=article.document,
        number=article.number,
        title=article.title,
        summary=article.summary,
        search_text=bigrams.normalise(text),
        search=bigrams.vector(text),
    )


def _register_bases(pack: Pack) -> None:
    """Enter what the pack names; what the office has recorded since stays as it is."""
    rows: dict[str, Basis] = {}
    for key, basis in pack.bases.items():
        rows[key], _ = Basis.objects.get_or_create(
            name=basis.name,
            defaults={"rank": basis.rank, "status": basis.status, "changed_on": basis.changed_on},
        )
    for key, basis in pack.bases.items():
        if basis.successor and rows[key].successor_id is None:
            rows[key].successor = rows[basis.successor]
            rows[key].save(update_fields=["successor"])
