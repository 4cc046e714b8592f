"""The API's description: valid, and true when requests are made up from it."""

from __future__ import annotations

import httpx
import pytest
from openapi_spec_validator import validate

from orderveil.core.grants import Scope
from orderveil.gateway.description import describe
from orderveil.gateway.routes import ROUTES, Guard, Router
from tests.tree import ROOT


def test_the_description_is_valid_openapi(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    validate(document)
    assert document["openapi"].startswith("3.1")


def test_every_route_is_described_with_its_guard(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    for route in ROUTES:
        operation = paths[route.path][route.method.lower()]
        assert bool(operation["security"]) == (route.guard is not Guard.NOTHING)


def test_every_scope_opens_a_route_and_is_in_the_guide() -> None:
    guide = (ROOT / "docs" / "guide" / "api.md").read_text()

    assert {route.scope for route in ROUTES if route.scope} == set(Scope)
    assert [scope for scope in Scope if f"`{scope.value}`" not in guide] == []
    assert [route.path for route in ROUTES if route.path not in guide] == []


def test_what_needs_no_key_tells_nothing_of_orders() -> None:
    open_to_all = {route.path for route in ROUTES if route.guard is Guard.NOTHING}

    assert open_to_all == {"/healthz", "/readyz", "/metrics"}


@pytest.mark.parametrize("path", [b"/v1/hops//orders/x", b"/v1/hops/courier/orders/", b"/v1/hops/a/b/c/d/e/f/g"])
def test_an_empty_or_longer_path_matches_no_route(path: bytes) -> None:
    with pytest.raises(Exception, match="nothing here"):
        Router(ROUTES).find("GET", path)


def test_describing_is_repeatable() -> None:
    assert describe(ROUTES) == describe(ROUTES)
