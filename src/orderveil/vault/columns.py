"""An order's row: the tag that the order is known by, and its sealed columns, one per retention class."""

from __future__ import annotations

import hashlib
import hmac

from orderveil.core.fields import CLASSES, FIELDS, RetentionClass
from orderveil.core.order import Draft
from orderveil.core.sealing import seal_fields
from orderveil.vault.interior import encode_value, pack_facts
from orderveil.vault.keyring.keystore import OrderKeys


def ref_tag(secret: bytes, source: str, source_ref: str) -> bytes:
    """Return the keyed tag under which an order is known: 16 bytes, so that no two ever meet by chance."""
    return hmac.digest(secret, f"order\0{source}\0{source_ref}".encode(), hashlib.sha256)[:16]


def sealed_columns(keys: OrderKeys, draft: Draft, order: bytes, version: int) -> list[bytes | None]:
    """Return the five sealed columns of an order's row, in the order of CLASSES."""
    parted: dict[RetentionClass, dict[str, bytes]] = {kind: {} for kind in CLASSES}
    for name, value in draft.fields.items():
        parted[FIELDS[name].retention][name] = encode_value(value)  # type: ignore[index]
    if draft.unknown:  # sealed as one: the very paths of what we do not know may tell something
        parted[RetentionClass.UNKNOWN]["unknown"] = encode_value(draft.unknown)
    columns: list[bytes | None] = []
    for kind in CLASSES:
        key = keys[kind]
        values = parted[kind]
        if key is None or not values:
            columns.append(None)
        else:
            columns.append(pack_facts(seal_fields(key, values, order=order, version=version)))
    return columns
