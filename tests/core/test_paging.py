"""Pages follow one another without a gap or a repeat, both ways."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.core.paging import page_of
from mingjing.people.models import Notice, Official, Unit

ORDER = ("-sent_at", "-id")


@pytest.fixture
def notices(db):
    unit = Unit.objects.create(
        code="1", name="办公室", region_code="130600", addressee_class="department", nature="office",
        active_from=dt.date(2010, 1, 26),
    )  # fmt: skip
    by = Official.objects.create_user("office", "x", name="张三", unit=unit)
    moments = [dt.datetime(2026, 1, 1 + i // 3, tzinfo=dt.UTC) for i in range(17)]  # three at a time share a moment
    return Notice.objects.bulk_create(
        [Notice(title=str(i), body="", sent_by=by, sent_at=m) for i, m in enumerate(moments)]
    )


def walk(first, turn, cursor):
    page, pages = first, [list(first)]
    while getattr(page, cursor):
        page = page_of(Notice.objects.all(), {turn: getattr(page, cursor)}, order=ORDER, size=5)
        pages.append(list(page))
    return page, pages


def test_walking_forth_and_back_shows_every_row_once(notices):
    everything = list(Notice.objects.order_by(*ORDER))
    first = page_of(Notice.objects.all(), {}, order=ORDER, size=5)
    assert first.back is None
    last, pages = walk(first, "after", "next")
    assert sum(pages, []) == everything
    _, back = walk(last, "before", "back")
    assert sum(reversed(back), []) == everything


@pytest.mark.django_db
@given(st.text(max_size=60))
def test_a_cursor_that_somebody_made_up_shows_the_first_page(cursor):
    assert list(page_of(Notice.objects.all(), {"after": cursor}, order=ORDER)) == []


@pytest.mark.django_db
def test_a_cursor_of_the_wrong_kind_shows_the_first_page():
    made_up = "WyJ4IiwgInkiXQ"  # ["x", "y"]: neither a moment nor a key
    assert page_of(Notice.objects.all(), {"after": made_up}, order=ORDER).back is None
