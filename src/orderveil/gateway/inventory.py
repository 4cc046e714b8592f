"""The inventory's door over HTTP: lines are checked, the bad ones refused by path, the others pass.

The relay does not send the lines on: the sender forwards those that were accepted. A line that is
refused is never repeated in the answer.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from orderveil.core.errors import NotAllowed
from orderveil.core.grants import Scope
from orderveil.core.hop import Hop
from orderveil.gateway.gate import Gate, reply
from orderveil.gateway.reading import read_body
from orderveil.gateway.shapes import Reply, Request
from orderveil.hops.ims.door import Accepted, check_lines
from orderveil.hops.ims.schema import FIELDS, NEEDED

LINES_LIMIT = 2_000
_Line = Annotated[
    Any,
    Meta(
        description="An object of these fields alone: "
        + ", ".join(sorted(FIELDS))
        + f". It names its goods by {' or '.join(NEEDED)}."
    ),
]


class LinesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines as they would go to the inventory system."""

    lines: Annotated[list[_Line], Meta(min_length=1, max_length=LINES_LIMIT)]

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
    # fresh: the vault takes no part in what follows, so a revoked key must be found out here
    _, row = gate.keys.row(request, Scope.IMS_LINES_CHECK, fresh=True)
    if row.hop != Hop.IMS:
        raise NotAllowed("the key is for another hop")
    asked = read_body(request, LinesRequest)
    accepted: list[int] = []
    refused: list[RefusedLineRow] = []
    for decision in check_lines(asked.lines, gate.goods.of(row.shop)):
        if isinstance(decision, Accepted):
            accepted.append(decision.index)
        else:
            refused.append(RefusedLineRow(decision.index, decision.path, decision.reason))
            gate.metrics.count("ims_refused", decision.reason)
    gate.metrics.count("ims_lines", "accepted", by=len(accepted))
    gate.metrics.count("ims_lines", "refused", by=len(refused))
    return reply(LinesAnswer(accepted, refused))
