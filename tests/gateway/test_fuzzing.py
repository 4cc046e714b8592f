"""Requests made up from the description, good and bad: every answer is one that the description names."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import unsupported_method

from orderveil.gateway.description import describe
from orderveil.gateway.routes import ROUTES
from tests.gateway.conftest import Running
from tests.gateway.double import KEYS

load_all_checks()
SCHEMA = schemathesis.openapi.from_dict(describe(ROUTES))
_CALM = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
_LARGEST = 2**53  # beyond it intake.reading may refuse, and a schema has no word for "in digits"


@SCHEMA.include(path_regex="^/v1/").parametrize()
@settings(_CALM, max_examples=60)
def test_no_request_brings_an_answer_that_is_not_described(case: schemathesis.Case, gateway: Running) -> None:
    case.body = _as_we_write_numbers(case.body)
    headers = {"Authorization": f"Bearer {KEYS['courier']}"}
    case.call_and_validate(base_url=gateway.url, headers=headers)


@SCHEMA.exclude(path_regex="^/v1/").parametrize()
@settings(_CALM, max_examples=10)
def test_the_plain_paths_answer_as_described(case: schemathesis.Case, gateway: Running) -> None:
    case.call_and_validate(base_url=gateway.url, excluded_checks=[unsupported_method])


def _as_we_write_numbers(value: Any) -> Any:
    """Return `value` with whole numbers in digits: a schema takes 8.0 for an integer, the relay does not."""
    if isinstance(value, dict):
        return {key: _as_we_write_numbers(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_we_write_numbers(one) for one in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST:
        return int(value)
    if isinstance(value, int) and abs(value) >= _LARGEST:
        return 7
    return value
