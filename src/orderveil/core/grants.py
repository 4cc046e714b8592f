"""What a partner's key may be good for. Alphabetical; every scope has its line in docs/guide/api.md."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from orderveil.core.hop import HOPS, Hop


class Scope(StrEnum):
    """One thing that a key may do, `room:thing:action`. A key holds several, for one hop of one shop."""

    IMS_LINES_CHECK = "ims:lines:check"
    SEARCH_ORDERS_FIND = "search:orders:find"
    SHADOW_SENT_RECORD = "shadow:sent:record"
    SHIPMENTS_EVENTS_RECORD = "shipments:events:record"
    VIEWS_MANY_OPEN = "views:many:open"
    VIEWS_ONE_OPEN = "views:one:open"


_EVERY = frozenset({Scope.SHADOW_SENT_RECORD, Scope.VIEWS_MANY_OPEN, Scope.VIEWS_ONE_OPEN})
_MORE: Mapping[Hop, frozenset[Scope]] = {
    Hop.COURIER: frozenset({Scope.SHIPMENTS_EVENTS_RECORD}),
    Hop.IMS: frozenset({Scope.IMS_LINES_CHECK}),
    Hop.OMS: frozenset({Scope.SEARCH_ORDERS_FIND, Scope.SHIPMENTS_EVENTS_RECORD}),
    Hop.SUPPORT: frozenset({Scope.SEARCH_ORDERS_FIND}),
    Hop.WMS: frozenset({Scope.SEARCH_ORDERS_FIND, Scope.SHIPMENTS_EVENTS_RECORD}),
}
SCOPES_OF: Mapping[Hop, frozenset[Scope]] = {hop: _EVERY | _MORE.get(hop, frozenset()) for hop in HOPS}
"""What a key of a hop can need for that hop's work; people may ask for nothing beyond it."""


class Mode(StrEnum):
    """How far one hop of one shop has been taken up by the relay."""

    ENFORCED = "enforced"
    OFF = "off"
    PERCENTAGE = "percentage"
    SHADOW = "shadow"
