"""Whatever the schema allows, and what it does not, gets an answer that the schema names: never a 500."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from config.wsgi import application
from mingjing.casework.services import tokens
from tests.catalogue.factories import AT, house, published

EXAMPLES = 25
CHECKS = [
    not_a_server_error, content_type_conformance, negative_data_rejection, response_schema_conformance,
    status_code_conformance, unsupported_method,
]  # fmt: skip

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def authorization(transactional_db) -> str:
    home = house()
    published(home)
    return "Bearer " + tokens.make(home.unit, name="业务系统", by=home.leader, at=AT)[1]


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_to_the_schema(case, authorization):
    case.call_and_validate(headers={"Authorization": authorization}, checks=CHECKS)
