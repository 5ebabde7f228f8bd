"""A complaint centre behind the public pages, and visitors nobody has counted yet."""

import pytest

from mingjing.core import throttling
from tests.complaints.conftest import centre, regulation  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def nobody_counted_yet():
    throttling.cache.clear()
