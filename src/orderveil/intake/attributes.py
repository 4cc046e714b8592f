"""Free name-and-value pairs that shops let buyers fill in: some are words of the vocabulary.

Checkout apps file tax numbers, landmarks, gift messages and second phones under names of the shop's
own choosing. A name that is known is held as its field, so that its contract applies; any other
pair stays free text in `attributes`, which no hop is shown lightly.
"""

from __future__ import annotations

import re
from typing import Any

from orderveil.intake.gathering import Gathering, as_text

_FIELD_OF = {
    "deliveryinstruction": "delivery_instructions",
    "deliveryinstructions": "delivery_instructions",
    "deliverynote": "delivery_instructions",
    "deliverynotes": "delivery_instructions",
    "dateofbirth": "date_of_birth",
    "dob": "date_of_birth",
    "gender": "gender",
    "giftmessage": "gift_message",
    "giftnote": "gift_message",
    "gst": "tax_id",
    "gstin": "tax_id",
    "gstnumber": "tax_id",
    "gstno": "tax_id",
    "landmark": "ship_landmark",
    "nearestlandmark": "ship_landmark",
    "pan": "tax_id",  # India's permanent account number, not a card's
    "pancard": "tax_id",
    "pannumber": "tax_id",
    "taxid": "tax_id",
    "vat": "tax_id",
    "vatnumber": "tax_id",
    "whatsapp": "whatsapp_phone",
    "whatsappnumber": "whatsapp_phone",
    "whatsappphone": "whatsapp_phone",
    "whatsappoptin": "consent_whatsapp",
}
_NOT_WORD = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"^(?:billing|shipping|order|customer|buyer|customers)(?=.)")


def field_of(name: str) -> str | None:
    """Return the field that a free name stands for, or None."""
    word = _NOT_WORD.sub("", name).lower()
    return _FIELD_OF.get(word) or _FIELD_OF.get(_PREFIX.sub("", word))


def put_attributes(into: Gathering, pairs: Any, path: str) -> None:
    """Hold Shopify's `[{name, value}]`: known names as fields, the rest as free text."""
    free: list[list[str]] = []
    if type(pairs) is not list:
        into.keep(path, pairs, ())
        return
    for at, pair in enumerate(pairs):
        told = pair if type(pair) is dict else {}
        name, value = as_text(told.get("name")), told.get("value")
        if not name or isinstance(value, dict | list):
            into.keep(f"{path}[{at}]", pair, ())
            continue
        put_pair(into, name, value, free)
        into.keep(f"{path}[{at}]", told, ("name", "value"))
    if free:
        into.put("attributes", free)


def put_pair(into: Gathering, name: str, value: Any, free: list[list[str]]) -> None:
    """Hold one pair as its field, or add it to `free`."""
    if value is None or value == "":
        return
    field = field_of(name)
    if field is None or not into.try_put(field, value):
        free.append([name, value if type(value) is str else str(value)])
