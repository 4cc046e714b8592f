"""What inventory sees of an order: codes, counts and weights to take off stock, under a reference of its own.

Pure. Stands behind the contract and the law: even a view that holds more gives no more here.
"""

from __future__ import annotations

from typing import Any

from orderveil.core.view import View

_OWED = ("line", "sku", "gtin", "quantity", "grams")
OPEN = "open"


def lines_of(view: View) -> list[dict[str, Any]]:
    """Return the inventory lines of an open view, each with the view's reference; none of a view that is not open.

    Items without a code of goods are left out: inventory could not book them, and their titles are not owed.
    """
    items = view.fields.get("items")
    if view.state != OPEN or items is None or not isinstance(items.value, list):
        return []
    lines = []
    for item in items.value:
        line = {key: item[key] for key in _OWED if isinstance(item, dict) and item.get(key) is not None}
        if "sku" in line or "gtin" in line:
            lines.append({"ref": view.ref, **line} if view.ref else line)
    return lines
