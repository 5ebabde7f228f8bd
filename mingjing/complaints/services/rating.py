"""How satisfied a reporter is with the handling, once the result was told (CMP-7-2d)."""

import datetime as dt

from django.db import IntegrityError, transaction

from mingjing.complaints.models import Complaint, Rating
from mingjing.complaints.selectors import course
from mingjing.complaints.selectors.opening import hour_of
from mingjing.core.errors import Refused
from mingjing.core.models import uuid7_at
from mingjing.ledger import services as ledger

RATED = "来信人评价"
MOST = 5


def rate(complaint: Complaint, stars: int, *, today: dt.date, at: dt.datetime) -> Rating:
    """One to five stars, once. The same stars sent again change nothing.

    Raises:
        Refused: no result was told yet, no such number of stars, or rated otherwise before.
    """
    if not 1 <= stars <= MOST:
        raise Refused(f"请选择 1 到 {MOST} 星。")
    if not course.is_told(complaint):
        raise Refused("结果还没有告知，现在不能评价（第七条第二项）。")
    try:
        with transaction.atomic():
            rating = Rating.objects.create(id=uuid7_at(hour_of(at)), complaint=complaint, stars=stars, on=today)
            ledger.write(complaint, RATED, by=None, at=hour_of(at), basis="CMP-7-2d", after={"stars": stars})
    except IntegrityError:
        rating = Rating.objects.get(complaint=complaint)
        if rating.stars != stars:
            raise Refused("这件已经评价过，评价不能修改。对结果有不同意见，可以提出异议（第七条第二项）。") from None
    return rating
