"""Which telling of an order is newer: the time and the rank that every draft carries.

The rule, whole:
1. `source_at_ms` is the source's own time of the last change, to the millisecond where it has one.
   A signed body is believed, a header never: the signature covers the body alone.
2. A file tells no time of change. It gets the latest time that it names (created, paid, fulfilled,
   cancelled): never later than the truth, so that an old file cannot overwrite a newer order.
3. Equal times are settled by `rank`: first how far the order's life has gone
   (cancelled > returned > delivered > shipped > part shipped > confirmed > placed), then how much
   has happened in it (parcels, waybills, refunds: these only grow), then how fully it is told
   (an API tells more than a file).
4. At equal time and rank, core.newness goes by arrival.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from orderveil.core.order import OrderState

_STAGES = {
    OrderState.PLACED: 0,
    OrderState.CONFIRMED: 1,
    OrderState.PART_SHIPPED: 2,
    OrderState.SHIPPED: 3,
    OrderState.DELIVERED: 4,
    OrderState.CLOSED: 5,
    OrderState.RETURNED: 6,
    OrderState.CANCELLED: 7,
}
_STAGE = 100_000
_MOST_HAPPENED = 9_999
DELETED_RANK = 10 * _STAGE

TOLD_BY_FILE = 0
TOLD_BY_API = 1


def rank_of(state: OrderState, happened: int, told_by: int) -> int:
    """Return the rank of a telling. `happened` counts what only ever grows within an order."""
    return _STAGES[state] * _STAGE + min(happened, _MOST_HAPPENED) * 10 + told_by


@lru_cache(maxsize=4096)
def moment_ms(text: str) -> int | None:
    """Return the epoch milliseconds of a source's time, or None. Without an offset it is read as UTC.

    Takes RFC 3339, and the spelling of Shopify's export: `2026-11-20 10:00:00 +0530`.
    """
    text = text.strip()
    if len(text) > 20 and text[-6] == " " and text[-5] in "+-":
        text = text[:-6] + text[-5:]
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    try:
        return int(at.timestamp() * 1000)
    except (OverflowError, ValueError):
        return None


def latest_ms(*told: object) -> int:
    """Return the latest of the times told, 0 when none can be read."""
    times = [moment_ms(text) for text in told if isinstance(text, str) and text]
    return max((at for at in times if at is not None and at > 0), default=0)
