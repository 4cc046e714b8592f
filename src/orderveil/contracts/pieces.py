"""Reading single pieces of a sheet: texts, numbers, truths, states. Reports, never raises, never guesses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orderveil.contracts.sheet import Problem, Sheet
from orderveil.core.contract import ANY_DIRECTION, ANY_ORDER, ANY_SHIPMENT, States
from orderveil.core.order import Direction, OrderState, ShipmentState

_SHORTEST_REASON_WORDS = 3  # "." and "needed" are no reasons
_NO_SHIPMENT = "none"
_STATE_KEYS = ("direction", "not_order", "not_shipment", "order", "shipment")


class Reader:
    """Reads a sheet by path and adds what is wrong to `problems`, with its place."""

    def __init__(self, sheet: Sheet, problems: list[Problem]) -> None:
        self._sheet = sheet
        self._problems = problems

    def report(self, message: str, *path: str) -> None:
        """Note a problem at the place where `path` was written."""
        self._problems.append(self._sheet.place(*path).problem(message))

    def only(self, known: Iterable[str]) -> None:
        """Report every key of the top that is not among `known`."""
        for key in self._sheet.data:
            if key not in known:
                self.report(f"{key!r} is not understood in a contract", key)

    def at(self, *path: str) -> Any:
        """Return the plain value at `path`, or None."""
        value: Any = self._sheet.data
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def table(self, *path: str) -> Mapping[str, Any]:
        """Return a table, empty where it is absent or something else."""
        value = self.at(*path)
        if value is not None and not isinstance(value, Mapping):
            self.report(f"{path[-1]!r} must be a table", *path)
        return value if isinstance(value, Mapping) else {}

    def texts(self, *path: str) -> list[str]:
        """Return a list of texts, empty where it is absent."""
        value = self.at(*path)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            self.report(f"{path[-1]!r} must be a list of texts", *path)
            return []
        return value

    def whole(self, *path: str, most: int, least: int) -> int:
        """Return a whole number between `least` and `most`."""
        value = self.at(*path)
        if type(value) is not int or not least <= value <= most:
            self.report(f"{path[-1]!r} must be a whole number from {least} to {most}", *path)
            return least
        return value

    def truth(self, *path: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self.at(*path)
        if value is not None and not isinstance(value, bool):
            self.report(f"{path[-1]!r} must be true or false", *path)
        return value if isinstance(value, bool) else default

    def reason(self, text: Any, *path: str) -> str:
        """Return the `why` of a table; one without a word is a problem."""
        if _count_words(text) == 0:
            self.report('must say why, in words: why = "..."', *path)
            return ""
        return str(text)

    def states(self, *path: str, also: tuple[str, ...]) -> States:
        """Return the states of a stage or purpose: `order`, `not_order`, `shipment`, `not_shipment`, `direction`."""
        table = self.table(*path)
        for key in table:
            if key not in _STATE_KEYS and key not in also:
                self.report(f"{key!r} is not understood here", *path, key)
        orders, shipments = set(ANY_ORDER), set(ANY_SHIPMENT)
        if "order" in table:
            orders &= set(self._orders(*path, "order"))
        if "not_order" in table:
            orders -= set(self._orders(*path, "not_order"))
        if "shipment" in table:
            shipments &= set(self._shipments(*path, "shipment"))
        if "not_shipment" in table:
            shipments -= set(self._shipments(*path, "not_shipment"))
        directions = ANY_DIRECTION
        if "direction" in table:
            word = table["direction"]
            directions = frozenset(direction for direction in Direction if direction.value == word)
            if not directions:
                self.report("direction must be forward or reverse", *path, "direction")
        if not orders or not shipments:
            self.report("holds in no state", *path)
        return States(frozenset(orders), frozenset(shipments), directions)

    def _orders(self, *path: str) -> list[OrderState]:
        known = {state.value: state for state in OrderState}
        return [known[word] for word in self._known(known, *path)]

    def _shipments(self, *path: str) -> list[ShipmentState | None]:
        known: dict[str, ShipmentState | None] = {state.value: state for state in ShipmentState}
        known[_NO_SHIPMENT] = None
        return [known[word] for word in self._known(known, *path)]

    def _known(self, known: Mapping[str, Any], *path: str) -> list[str]:
        words = self.texts(*path)
        for word in words:
            if word not in known:
                self.report(f"{word!r} is no state; there are {', '.join(known)}", *path)
        return [word for word in words if word in known]


def is_reason(text: Any) -> bool:
    """Tell whether `text` is good enough a reason for giving more: three words at least."""
    return _count_words(text) >= _SHORTEST_REASON_WORDS


def _count_words(text: Any) -> int:
    words = text.split() if isinstance(text, str) else []
    return len([word for word in words if any(map(str.isalpha, word))])
