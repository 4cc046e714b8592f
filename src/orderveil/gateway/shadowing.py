"""Shadow over HTTP: a system tells which fields a hop was sent past the relay. Names, never values."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from orderveil.core.errors import Malformed
from orderveil.core.fields import FIELDS
from orderveil.core.grants import Scope
from orderveil.core.ids import FieldName
from orderveil.gateway.gate import Gate, reply
from orderveil.gateway.reading import read_body
from orderveil.gateway.shapes import Reply, Request
from orderveil.vault.messages import Done, RecordShadow

_Name = Annotated[str, Meta(extra_json_schema={"enum": sorted(FIELDS)})]


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of the vocabulary's fields that the key's hop was sent, for one order or in general."""

    sent: Annotated[list[_Name], Meta(min_length=1, max_length=len(FIELDS))]
    order: Annotated[str, Meta(min_length=1, max_length=200)] | None = None

    def __repr__(self) -> str:
        return "Sent(<hidden>)"


class SentRecorded(msgspec.Struct, frozen=True):
    """How many distinct names were recorded."""

    recorded: int


def record_sent(gate: Gate, request: Request) -> Reply:
    """POST /v1/shadow."""
    grant, row = gate.keys.row(request, Scope.SHADOW_SENT_RECORD)
    asked = read_body(request, Sent)
    for place, name in enumerate(asked.sent):
        if FieldName(name) not in FIELDS:
            raise Malformed("the vocabulary has no such field", place=f"sent[{place}]")
    names = tuple(sorted(set(asked.sent)))
    gate.vault.ask(RecordShadow(by=grant, shop=row.shop, hop=row.hop, sent=names, order=asked.order), Done)
    return reply(SentRecorded(len(names)))
