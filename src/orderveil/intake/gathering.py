"""Putting one source's words into the vocabulary, and keeping aside what the vocabulary has no word for.

Every translation works on one Gathering. It decides three things in one place, so that no source
decides them anew: whether a value was withheld (masked, nulled, a relay address), which of several
places wins when a source tells a thing more than once, and that nothing readable is lost on the way.
Must never look at a payment object beyond what a source's allow-list names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from orderveil.core.fields import FIELDS
from orderveil.core.normalise import is_withheld, normalise

ROOT = "$"  # the path of what was left over at the top of a payload
UNREAD = "unread"  # the path of what stood in a known place and could not be read as its kind
ALSO = "also"  # the path of what a second place told differently
MISSING: Any = object()  # the source does not name the place at all; not the same as null
# Fields that a source may withhold at all; asking about the others would cost more than reading them.
_MAYBE_WITHHELD = frozenset(name for name in FIELDS if is_withheld(name, "[redacted]") or is_withheld(name, None))
_ALWAYS_KEPT = (bool, int, float)  # false and 0 are told; "", null, [] and {} tell nothing


class Gathering:
    """What is known of one order so far. Its repr is hidden: it holds plaintext."""

    __slots__ = ("_spare", "country", "fields", "unknown", "withheld")

    def __init__(self, country: str | None) -> None:
        self.country = country
        self.fields: dict[str, Any] = {}
        self.withheld: set[str] = set()
        self.unknown: dict[str, Any] = {}
        self._spare: list[tuple[str, Any]] = []

    def __repr__(self) -> str:
        return "Gathering(<hidden>)"

    def put(self, name: str, *told: Any) -> None:
        """Hold the first of `told` that says something. A withheld one marks the field when no other does.

        A value that cannot be read as the field's kind is set aside, not lost; so is one that a
        later place tells differently, unless another field holds it (see `finish`).
        """
        hidden, held = name in _MAYBE_WITHHELD, MISSING
        for value in told:
            if value is MISSING or value == "" or value == held:
                continue
            if hidden and is_withheld(name, value):
                self.withheld.add(name)
            elif value is None:
                continue
            elif held is not MISSING:
                self._spare.append((name, value))
            else:
                normal = normalise(name, value, country=self.country)
                if normal is not None:
                    self.fields[name] = normal
                    held = value
                else:
                    self.unknown.setdefault(UNREAD, {}).setdefault(name, []).append(value)

    def try_put(self, name: str, value: Any) -> bool:
        """Hold `value` if it can be read and the field is still free. Tells whether it was taken."""
        if name in self.fields:
            return False
        if is_withheld(name, value):
            self.withheld.add(name)
            return True
        normal = normalise(name, value, country=self.country)
        if normal is None:
            return False
        self.fields[name] = normal
        return True

    def keep(self, path: str, node: Any, taken: Collection[str]) -> None:
        """Keep aside what `node` holds beyond the keys `taken`, under its path."""
        if type(node) is dict:
            left = leftovers(node, taken)
            if left:
                self.unknown[path] = left
        elif node:
            self.unknown[path] = node

    def keep_each(self, path: str, nodes: Any, taken: Collection[str]) -> None:
        """Keep aside what the objects of a list hold beyond `taken`: by position, where there is any."""
        if type(nodes) is not list:
            self.keep(path, nodes, ())
            return
        for at, node in enumerate(nodes):
            self.keep(f"{path}[{at}]", node, taken)

    def put_lines(self, path: str, items: list[dict[str, Any]]) -> None:
        """Hold `items`; keep aside, by position, what of them cannot be read."""
        self.put("items", items)
        for told, read in zip(items, self.fields.get("items", ()), strict=False):
            if len(read) < len(told):
                left = {key: value for key, value in told.items() if key not in read}
                self.keep(f"{path}[{told['line'] - 1}].{UNREAD}", left, ())

    def finish(self) -> tuple[str, ...]:
        """Keep aside what was told twice and differently, and return the names withheld, sorted."""
        for name, value in self._spare:
            if normalise(name, value, country=self.country) not in self.fields.values():
                self.unknown.setdefault(ALSO, {}).setdefault(name, []).append(value)
        self._spare = []
        return tuple(sorted(self.withheld - self.fields.keys()))


def leftovers(node: Mapping[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """Return what `node` holds beyond `taken`, without what says nothing or says a taken thing twice."""
    return {
        key: value
        for key, value in node.items()
        if key not in taken
        and (value or isinstance(value, _ALWAYS_KEPT))
        and not (key.endswith("_set") and _is_restated(node, key, value))
    }


def _is_restated(node: Mapping[str, Any], key: str, money_set: Any) -> bool:
    """Tell whether Shopify's `x_set` repeats `x`: same amount, same currency to shop and buyer."""
    if type(money_set) is not dict or len(money_set) != 2:
        return False
    shop, buyer = money_set.get("shop_money"), money_set.get("presentment_money")
    return type(shop) is dict and shop == buyer and shop.get("amount") == node.get(key[:-4], MISSING)


def as_dict(value: Any) -> dict[str, Any]:
    """Return `value` when it is an object, else an empty one."""
    return value if type(value) is dict else {}


def as_dicts(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; of anything else, none."""
    return [node for node in value if type(node) is dict] if type(value) is list else []


def as_text(value: Any) -> str:
    """Return an id or word as text: numbers as written, anything else that is not text as nothing."""
    if type(value) is str:
        return value.strip()
    if type(value) is int:
        return str(value)
    return ""
