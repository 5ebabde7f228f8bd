"""A complaint centre for each test, under the regulation in force."""

import pytest

from tests.complaints.factories import Centre
from tests.complaints.factories import centre as build
from tests.portal.conftest import regulation  # noqa: F401 - a fixture


@pytest.fixture
def centre(regulation) -> Centre:  # noqa: F811
    return build()
