"""What a partner's key may be good for. Alphabetical; every scope has its line in docs/guide/api.md."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """One thing that a key may do, `room:thing:action`. A key holds several, for one hop of one shop."""

    IMS_LINES_CHECK = "ims:lines:check"
    SEARCH_ORDERS_FIND = "search:orders:find"
    SHADOW_SENT_RECORD = "shadow:sent:record"
    SHIPMENTS_EVENTS_RECORD = "shipments:events:record"
    VIEWS_MANY_OPEN = "views:many:open"
    VIEWS_ONE_OPEN = "views:one:open"


class Mode(StrEnum):
    """How far one hop of one shop has been taken up by the relay."""

    ENFORCED = "enforced"
    OFF = "off"
    PERCENTAGE = "percentage"
    SHADOW = "shadow"
