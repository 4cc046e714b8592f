"""Search over HTTP. By POST alone: what is searched for is a buyer's value, and addresses are logged.

Answers are masked views, whatever the key may see elsewhere.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from orderveil.core.errors import Malformed
from orderveil.core.grants import Scope
from orderveil.core.view import View
from orderveil.gateway.gate import Gate, reply
from orderveil.gateway.reading import read_body
from orderveil.gateway.shapes import Reply, Request
from orderveil.vault.messages import OpenedMany, Search

Value = Annotated[str, Meta(min_length=2, max_length=200)]


class Criteria(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Exact values, all of which must match; at least one."""

    phone: Value | UnsetType = UNSET
    email: Value | UnsetType = UNSET
    order_ref: Value | UnsetType = UNSET
    last4_postcode: Annotated[Value, Meta(examples=["1234 560001"])] | UnsetType = UNSET
    name_postcode: Annotated[Value, Meta(examples=["asha sharma 5600"])] | UnsetType = UNSET
    awb: Value | UnsetType = UNSET

    def __repr__(self) -> str:
        return "Criteria(<hidden>)"


class SearchRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to find, in the shop of the key."""

    criteria: Annotated[Criteria, Meta(extra_json_schema={"minProperties": 1})]
    limit: Annotated[int, Meta(ge=1, le=50)] = 20

    def __repr__(self) -> str:
        return "SearchRequest(<hidden>)"


class SearchAnswer(msgspec.Struct, frozen=True):
    """Masked views of what was found, newest first."""

    views: list[View]


def search(gate: Gate, request: Request) -> Reply:
    """POST /v1/search."""
    grant, row = gate.keys.row(request, Scope.SEARCH_ORDERS_FIND)
    asked = read_body(request, SearchRequest)
    criteria: dict[str, str] = msgspec.to_builtins(asked.criteria)
    if not criteria:
        raise Malformed("say at least one thing to search by", place="criteria")
    found = gate.vault.ask(
        Search(by=grant, shop=row.shop, criteria=criteria, hop=row.hop, limit=asked.limit), OpenedMany
    )
    return reply(SearchAnswer([found_row.view for found_row in found.rows]))
