"""An order's life as stations in time, and how long a scam is believed along it.

A life is an example with stated spans, not a forecast: from it, states and clocks become hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orderveil.core.exposure.words import Window
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import Moment

HOUR_MS = 3_600_000
BEGIN_MS = 1_767_225_600_000  # any moment would do; contracts read spans, never dates


@dataclass(frozen=True, slots=True)
class Station:
    """One state of an order, `at_hours` after it was placed. `parcel` tells one shipment from the next."""

    name: str
    at_hours: int
    order_state: OrderState
    shipment_state: ShipmentState | None = None
    direction: Direction = Direction.FORWARD
    parcel: int = 1


@dataclass(frozen=True, slots=True)
class Life:
    """Stations in the order of time; the last one lasts until `ends_hours`."""

    name: str
    stations: tuple[Station, ...]
    ends_hours: int

    def span_ms(self, index: int) -> tuple[int, int]:
        """Return when the station begins and ends, in epoch ms of the example."""
        following = [station.at_hours for station in self.stations[index + 1 : index + 2]]
        until = following[0] if following else self.ends_hours
        return BEGIN_MS + self.stations[index].at_hours * HOUR_MS, BEGIN_MS + until * HOUR_MS

    def moment(self, index: int) -> Moment:
        """Return the beginning of the station as contracts ask for it."""
        station = self.stations[index]
        since: dict[str, int] = {}
        for passed in self.stations[: index + 1]:
            at_ms = BEGIN_MS + passed.at_hours * HOUR_MS
            since.setdefault(f"order:{passed.order_state.value}", at_ms)
            if passed.parcel == station.parcel and passed.shipment_state is not None:
                since.setdefault(f"shipment:{passed.shipment_state.value}", at_ms)
        return Moment(self.span_ms(index)[0], station.order_state, station.shipment_state, station.direction, since)


def believed_ms(windows: Iterable[Window], life: Life, index: int, until_ms: int | None = None) -> int:
    """Return for how long of a station (up to `until_ms`) at least one window is open, in ms.

    Windows within one station all begin with it or with an event before it, so that the longest of
    them covers the others.
    """
    begin, end = life.span_ms(index)
    end = min(end, until_ms) if until_ms is not None else end
    moment = life.moment(index)
    longest = 0
    for window in windows:
        if moment.order_state not in window.order or moment.shipment_state not in window.shipment:
            continue
        closes = end
        if window.after is not None and window.hours is not None:
            since = moment.since_ms.get(window.after)
            if since is None:
                continue
            closes = min(end, since + window.hours * HOUR_MS)
        longest = max(longest, closes - begin)
    return longest
