"""Identifiers: typed names, and the two that the relay coins itself.

An order's id sorts by the time at which it came in, so that new orders land at the right edge of
every index. Nothing random is drawn here: callers hand the random bits in.
"""

from __future__ import annotations

from typing import NewType

TenantId = NewType("TenantId", str)
BrandId = NewType("BrandId", str)
ShopId = NewType("ShopId", str)
PartnerId = NewType("PartnerId", str)
OrderId = NewType("OrderId", str)
FieldName = NewType("FieldName", str)

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(CROCKFORD)}
ORDER_ID_LENGTH = 26
RANDOM_BYTES = 10


def order_id(at_ms: int, random: bytes) -> OrderId:
    """Return an order id: 48 bits of `at_ms` (epoch milliseconds), then 80 random bits, base 32."""
    if len(random) != RANDOM_BYTES:
        raise ValueError("an order id takes exactly 10 random bytes")
    number = ((at_ms & 0xFFFF_FFFF_FFFF) << 80) | int.from_bytes(random, "big")
    digits = []
    for _ in range(ORDER_ID_LENGTH):
        digits.append(CROCKFORD[number & 31])
        number >>= 5
    return OrderId("".join(reversed(digits)))


def is_order_id(text: str) -> bool:
    """Tell whether `text` has the shape of an order id. Shape only: it may name no order."""
    return (
        len(text) == ORDER_ID_LENGTH
        and text[0] in "01234567"
        and all(character in _VALUES for character in text)
    )


def order_id_to_bytes(order: OrderId) -> bytes:
    """Return the 16 bytes behind an order id, as stores keep it."""
    number = 0
    for character in order:
        number = (number << 5) | _VALUES[character]
    return number.to_bytes(16, "big")


def order_id_from_bytes(raw: bytes) -> OrderId:
    """Return the order id of 16 stored bytes."""
    return order_id(int.from_bytes(raw[:6], "big"), raw[6:])
