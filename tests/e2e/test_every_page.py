"""Every room of the house in a real browser: found by walking the links, one page per kind."""

import re
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.e2e.conftest import overflows, serious

WIDTHS = (320, 768, 1280)
KINDS_AT_LEAST = {"public": 12, "lgo": 12}
FILE = re.compile(r"\.\w+$")
LINKS = """all => all.filter(a => a.origin === location.origin).map(a => a.pathname + a.search)"""
ACTIONS = "all => all.map(form => new URL(form.action).pathname)"


def kind_of(path: str) -> str | None:
    """The name of the view that answers `path`; None for files, downloads and other sites."""
    if FILE.search(path):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def walk(page: Page, start: str) -> Iterator[tuple[str, str]]:
    """(kind, path) of one page for each kind that links lead to from `start`, breadth first."""
    seen, queue = set(), [start]
    while queue:
        path = queue.pop(0)
        kind = kind_of(path.split("?")[0])
        if kind is None or kind in seen or "logout" in kind:
            continue
        seen.add(kind)
        if not page.request.get(path).headers["content-type"].startswith("text/html"):
            continue  # a picture or a document that opens by its own address
        response = page.goto(path)
        assert response.status == 200, f"{path} answers {response.status}"
        yield kind, path
        links = page.eval_on_selector_all("a[href]:not([download])", LINKS)
        queue += [link for link in links if link not in queue]


def shape_of(page: Page, kind: str) -> tuple[str, ...]:
    """What tells one person's page of a kind from another's: the acts that it offers."""
    actions = page.eval_on_selector_all("form", ACTIONS)
    return kind, *sorted({name for action in actions if (name := kind_of(action))})


def check_widths(page: Page, kind: str, path: str) -> list[str]:
    """What is wrong with the open page at each width, a line each."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{kind} {path} at {width}: {fault}" for fault in serious(page)]
        if overflows(page):
            faults.append(f"{kind} {path} scrolls sideways at {width}")
    return faults


@pytest.fixture(scope="module")
def checked() -> set[tuple[str, ...]]:
    """Pages that somebody before has had, with the same acts on them."""
    return set()


@pytest.mark.article("X-06")
def test_every_public_page_is_accessible_at_three_widths(page):
    kinds, faults = set(), []
    for kind, path in walk(page, "/"):
        if kind.startswith("portal:"):
            kinds.add(kind)
            faults += check_widths(page, kind, path)
    assert not faults, "\n".join(faults)
    assert len(kinds) >= KINDS_AT_LEAST["public"], kinds


@pytest.mark.parametrize("username", ["lgo", "clerk", "leader", "sysadmin"])
def test_every_staff_page_is_accessible_at_three_widths(login, checked, username):
    page = login(username)
    kinds, faults = set(), []
    for kind, path in walk(page, "/workbench/"):
        if not kind.startswith("workbench:"):
            continue
        kinds.add(kind)
        shape = shape_of(page, kind)
        if shape not in checked:
            checked.add(shape)
            faults += check_widths(page, kind, path)
    assert not faults, "\n".join(faults)
    assert len(kinds) >= KINDS_AT_LEAST.get(username, 6), kinds
