"""Invented days for tests of the watch: people who reveal with a reason, and some who do not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from orderveil.watch.events import DAY_MS, HOUR_MS, Event, Kind

MONDAY = 20_401


class Record:
    """Makes events with places that follow each other, as a record's do."""

    def __init__(self) -> None:
        self._index = count()
        self._n = count(1, 40)

    def event(self, kind: Kind, at_ms: int, who: str = "person:p_ben", **more: object) -> Event:
        told: dict[str, object] = {"role": "support_agent", "shop": "tea", "hop": "support"} | more
        return Event(f"2026Q4/{next(self._index)}", at_ms, kind, who, **told)  # type: ignore[arg-type]

    def reveal(self, at_ms: int, who: str = "person:p_ben", origin: str = "desk", **more: object) -> Event:
        number = next(self._n)
        told: dict[str, object] = {"order": f"order-{number}", "n": number, "field": "buyer_phone"} | more
        return self.event(Kind.REVEALED, at_ms, who, origin=origin, **told)

    def day(self, day: int, who: str, explained: int, unexplained: int = 0, hour: int = 5) -> Iterator[Event]:
        """A day's reveals, spread over some hours."""
        for number in range(explained + unexplained):
            at = (MONDAY + day) * DAY_MS + hour * HOUR_MS + number * 11 * 60_000 % (8 * HOUR_MS)
            yield self.reveal(at, who, "person" if number < unexplained else "desk")


def end_of(day: int) -> int:
    """A moment at which a day is over, grace included."""
    return (MONDAY + day + 1) * DAY_MS + 3 * HOUR_MS
