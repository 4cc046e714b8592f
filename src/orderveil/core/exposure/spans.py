"""When a pretext was and is believed for one real order, from the states that it is known to have entered.

An example of a life (`lives`) tells of contracts; a story tells of an order that there is. Only the
last time of entering a state is known, so a state that was entered twice counts from the last time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from orderveil.core.exposure.lives import HOUR_MS
from orderveil.core.exposure.words import Window
from orderveil.core.order import OrderState, ShipmentState

Span = tuple[int, int | None]  # epoch ms, the end not in it; None: no end is known
Windows = tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """An order and one of its parcels, or none. `since_ms` maps `order:<state>` and `shipment:<state>` to epoch ms."""

    order_state: OrderState
    shipment_state: ShipmentState | None
    since_ms: Mapping[str, int]


def open_spans(windows: Windows, story: Story) -> list[Span]:
    """Return when at least one of `windows` is open, as spans in the order of time that may overlap."""
    return spans_of_kinds((windows,), story)[0]


def spans_of_kinds(kinds: tuple[Windows, ...], story: Story) -> list[list[Span]]:
    """Return the same for several kinds of windows at once."""
    found: list[list[Span]] = [[] for _ in kinds]
    since = story.since_ms
    for begins, ends, order, shipment in _stretches(story):
        for spans, clocks in zip(found, _clocks_at(kinds, order, shipment), strict=True):
            for after, length_ms in clocks:
                opens, closes = begins, ends
                if after is not None:
                    entered = since.get(after)
                    if entered is None:
                        continue
                    opens = max(begins, entered)
                    closes = entered + length_ms if ends is None else min(ends, entered + length_ms)
                if closes is None or closes > opens:
                    spans.append((opens, closes))
    return found


def _stretches(story: Story) -> Iterable[tuple[int, int | None, OrderState, ShipmentState | None]]:
    """Yield (begin, end, order's state, parcel's state): what holds now holds until somebody hears otherwise."""
    events = sorted([(at, event) for event, at in story.since_ms.items()])
    order: OrderState | None = None
    shipment: ShipmentState | None = None
    for index, (at, event) in enumerate(events):
        subject, _, state = event.partition(":")
        if subject == "order":
            order = OrderState(state)
        else:
            shipment = ShipmentState(state)
        is_last = index + 1 == len(events)
        until = None if is_last else events[index + 1][0]
        if is_last:  # whatever the times say: these are the states in which they are
            order, shipment = story.order_state, story.shipment_state
        if order is not None and until != at:
            yield at, until, order, shipment


@lru_cache(maxsize=4096)
def _clocks_at(
    kinds: tuple[Windows, ...], order: OrderState, shipment: ShipmentState | None
) -> tuple[tuple[tuple[str | None, int], ...], ...]:
    """Return, per kind, the windows that hold in these states: after what, and for how long in ms."""
    return tuple(
        [
            tuple(
                [
                    (window.after, window.hours * HOUR_MS) if window.hours is not None else (None, 0)
                    for window in windows
                    if order in window.order and shipment in window.shipment
                ]
            )
            for windows in kinds
        ]
    )


def is_met(spans: Sequence[Span], begins: int, ends: int) -> bool:
    """Tell whether one of the spans has a moment from `begins` to `ends` (not in it)."""
    return any(opens < ends and (closes is None or closes > begins) and begins < ends for opens, closes in spans)


def closing_of(spans: Sequence[Span], now_ms: int) -> tuple[bool, int | None]:
    """Return whether a span is open now, and when the last of those that are ends: None where no end is known."""
    ends = [closes for opens, closes in spans if opens <= now_ms and (closes is None or closes > now_ms)]
    return bool(ends), None if None in ends else max([one for one in ends if one is not None], default=None)
