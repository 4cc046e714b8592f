"""Lives of an order as examples: their stations, and which fields an order has at each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from orderveil.core.exposure.lives import Life, Station
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.exposure.load import read_data

MAIN = "delivered"


@dataclass(frozen=True, slots=True)
class Lived:
    """A life, and the fields that an order has at each of its stations."""

    life: Life
    exists: tuple[frozenset[FieldName], ...]


@lru_cache(maxsize=1)
def lives() -> dict[str, Lived]:
    """Return every life, the one in which all goes well first."""
    return {name: _lived(name, row) for name, row in read_data("lives.toml").items()}


def _lived(name: str, row: Mapping[str, Any]) -> Lived:
    life = Life(name, tuple([_station(told) for told in row["stations"]]), row["ends"])
    names = [station.name for station in life.stations]
    since = {field: names.index(where) if where in names else len(names)
             for where, fields in row["exists"].items() for field in fields}  # fmt: skip
    exists = [frozenset(field for field in FIELDS if since.get(field, 0) <= index) for index in range(len(names))]
    return Lived(life, tuple(exists))


def _station(row: Mapping[str, Any]) -> Station:
    return Station(
        name=row["name"],
        at_hours=row["at"],
        order_state=OrderState(row["order"]),
        shipment_state=ShipmentState(row["shipment"]) if "shipment" in row else None,
        direction=Direction(row.get("direction", "forward")),
        parcel=row.get("parcel", 1),
    )
