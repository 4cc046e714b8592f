"""The API's description (OpenAPI 3.1), made from the routes and the types that they take and give.

Made, not written: what is described is what is checked. docs/guide/api.md is for people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from orderveil.core.hop import HOPS
from orderveil.gateway.errors import ErrorBody
from orderveil.gateway.gate import Gate
from orderveil.gateway.routes import Guard, Route
from orderveil.gateway.shapes import JSON, Reply, Request
from orderveil.intake.signatures import SIGNATURE_HEADERS

VERSION = "1"
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_PARAMETERS: Mapping[str, dict[str, Any]] = {
    "hop": {"schema": {"type": "string", "enum": [hop.value for hop in HOPS]}},
    "ref": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": "Your reference of the order. `source:SOURCE/REF` where the contract shows the source's own.",
    },
    "shop": {"schema": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"}},
    "source": {"schema": {"type": "string", "enum": sorted(SIGNATURE_HEADERS)}},
}
_SHIPMENT = {
    "name": "shipment", "in": "query", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 64},
}  # fmt: skip
_RETRYING = (429, 503)
_REF = "#/components/schemas/{name}"


def describe_route(routes: Sequence[Route]) -> Route:
    """Return the route that serves the description of `routes` and of itself."""
    body = b""

    def serve(gate: Gate, request: Request) -> Reply:
        return Reply(200, body)

    own = Route(
        "GET", "/openapi.json", "describe", "This description", serve,
        guard=Guard.NOTHING, gives=dict[str, Any], is_inline=True,
    )  # fmt: skip
    body = msgspec.json.encode(describe((*routes, own)))
    return own


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the description of `routes`."""
    types = [kind for route in routes for kind in (route.takes, *_gives(route)) if kind not in (None, bytes, str)]
    schemas, components = msgspec.json.schema_components([*types, ErrorBody], ref_template=_REF)
    by_type = dict(zip(map(id, types), schemas, strict=False))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Orderveil",
            "version": VERSION,
            "description": "The relay between the systems of a brand: every hop sees its own view of an order.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A partner's key, `ovk_...`."},
                "shopify": {"type": "apiKey", "in": "header", "name": "X-Shopify-Hmac-SHA256"},
                "woocommerce": {"type": "apiKey", "in": "header", "name": "X-WC-Webhook-Signature"},
            },
        },
    }


def _gives(route: Route) -> tuple[Any, ...]:
    return route.gives if isinstance(route.gives, tuple) else (route.gives,)


def _operation(route: Route, by_type: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, **_PARAMETERS[name]} for name in _PLACEHOLDER.findall(route.path)
    ]
    if route.name == "open_view":
        parameters.append(_SHIPMENT)
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "security": _security(route),
        "responses": _responses(route, by_type),
    }
    if route.scope is not None:
        operation["description"] = f"Needs a key with the scope `{route.scope.value}`."
    if parameters:
        operation["parameters"] = parameters
    if route.takes is not None:
        schema = by_type.get(id(route.takes), {"type": "object"})
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return operation


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.guard is Guard.KEY:
        return [{"key": []}]
    if route.guard is Guard.SIGNATURE:
        return [{source: []} for source in sorted(SIGNATURE_HEADERS)]
    return []


def _responses(route: Route, by_type: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    shapes = [by_type.get(id(kind), {"type": "string"}) for kind in _gives(route)]
    content: dict[str, Any] = {"schema": shapes[0]}
    if len(shapes) > 1:  # lines, which OpenAPI 3.1 has no word for yet
        content = {"schema": {"type": "string"}, "x-line-schema": {"oneOf": shapes}}
    responses: dict[str, Any] = {"200": {"description": "Done.", "content": {route.media: content}}}
    error = {JSON: {"schema": {"$ref": f"#/components/schemas/{ErrorBody.__name__}"}}}
    for status in sorted({*route.errors, 421}):
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": error}
        if status in _RETRYING:
            responses[str(status)]["headers"] = {
                "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}
            }
    return responses
