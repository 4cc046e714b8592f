"""Where a page of many views goes on: the number of its last order, sealed for the one who asked.

In clear it would be a name for an order that two partners could compare. It counts by the vault's own
numbers, which only ever rise: order ids follow the clock, and an order that came in after the clock
was set back would lie before every cursor, never to be seen by a partner that reads on.
"""

from __future__ import annotations

import base64

from orderveil.core.errors import Malformed, SealBroken
from orderveil.core.sealing import open_field, seal_field
from orderveil.vault.grants import Actor
from orderveil.vault.keyring.keystore import KeyStore

_NO_ORDER = b"\0" * 16
_NUMBER_BYTES = 8


def cursor_after(keys: KeyStore, n: int, actor: Actor) -> str:
    """Return the cursor that goes on behind order `n`."""
    number = n.to_bytes(_NUMBER_BYTES, "big")
    sealed = seal_field(keys.named("cursors"), number, order=_NO_ORDER, field=_label(actor), version=0)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def number_behind(keys: KeyStore, cursor: str, actor: Actor) -> int:
    """Return the number of the order that a cursor goes on behind. Raises Malformed for anybody else's."""
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        opened = open_field(keys.named("cursors"), sealed, order=_NO_ORDER, field=_label(actor), version=0)
    except (ValueError, SealBroken):
        raise Malformed("a cursor is what the last answer gave to the same key", place="cursor") from None
    return int.from_bytes(opened, "big")


def _label(actor: Actor) -> str:
    return f"cursor/{actor.name}"
