"""The drawn map of one order's way: what each hop was given and when, what it may take now, and what is next.

By contract where a hop is enforced; where it is not, the map says that nothing is known of what the hop holds.
Holds names of fields, times and partners; no value.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.order_facts import said, words_for
from orderveil.console.words import Words
from orderveil.controls.dots import Dot, dot_of, kind_of, kinds_of
from orderveil.core.fields import FIELDS
from orderveil.core.grants import Mode
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.ordinary import ordinary
from orderveil.vault.people_messages import HopWay, OrderRead, OrderTold, OrderWay, OrderWayRead, StoryRow

_KINDS = {
    "view:order:released": "released", "view:orders:released": "released", "view:order:opened": "opened",
    "view:orders:opened": "opened", "view:field:revealed": "revealed", "view:glass:broken": "revealed",
    "view:order:read": "looked", "view:orders:listed": "looked", "view:search:asked": "looked",
}  # fmt: skip
_LEFT = ("released", "opened")  # what a hop's systems were given, not a person's look through it
_PER_ROW, _STEP, _FIRST_X, _ROW_Y, _TALL = 6, 160, 80, (92, 206), 62


@dataclass(slots=True)
class Handed:
    """What a hop was given, of one kind, to one partner: how often, and when first and last."""

    kind: str
    partner: str
    at_ms: int
    till_ms: int
    times: int = 0
    most_orders: int = 1
    fields: dict[str, str] = field(default_factory=dict)  # name -> its word


@dataclass(slots=True)
class Stop:
    """One hop on the map. `look`: red, amber, green, later, over, unknown. `sign`: what stands in its circle."""

    hop: str
    word: str
    state: str
    look: str
    sign: str
    status: str
    last: str
    is_past: bool
    is_reached: bool
    handed: list[Handed]
    now: list[tuple[str, list[str]]]
    ends_at_ms: int | None
    opens: str
    x: int = 0
    y: int = 0
    texts: tuple[int, int, int] = (0, 0, 0)
    tall_y: int = 0
    from_xy: tuple[int, int] | None = None


def way_of(request: HttpRequest, read: OrderRead, told: OrderTold, place: tuple[str, str | None]) -> dict[str, Any]:
    """Return the map for an order's page. `place`: the hop through which the page looks, and the parcel."""
    asked = OrderWay(as_person(request), read.order, place[0], place[1])
    found, words = the_vault().ask(asked, OrderWayRead), words_for(request)
    zone = ZoneInfo(getattr(request.user, "zone", None) or "UTC")
    handed = handed_by_hop(told.rows, words)
    stops = [_stop(one, handed.get(one.hop, []), words, zone) for one in found.hops]
    _lay_out(stops)
    return {"stops": stops, "tall": _TALL * len(stops) + 10, "holding": sum(one.state == "open" for one in stops)}


def handed_by_hop(rows: Iterable[StoryRow], words: Words) -> dict[str, list[Handed]]:
    """Return what each hop was given, out of the record: alike is told once, the newest last."""
    found: dict[tuple[str, str, str], Handed] = {}
    for row in rows:
        kind = _KINDS.get(row.act)
        if kind is None or row.hop is None:
            continue
        key = (row.hop, kind, row.partner or "")
        one = found.setdefault(key, Handed(kind, row.partner or "", row.at_ms, row.at_ms))
        one.times += 1
        one.at_ms, one.till_ms = min(one.at_ms, row.at_ms), max(one.till_ms, row.at_ms)
        one.most_orders = max(one.most_orders, row.orders)
        one.fields |= {name: said(words, "order_field", name) for name in row.fields}
    by_hop: dict[str, list[Handed]] = {}
    for (hop, _, _), one in sorted(found.items(), key=lambda pair: pair[1].till_ms):
        by_hop.setdefault(hop, []).append(one)
    return by_hop


def _stop(way: HopWay, handed: list[Handed], words: Words, zone: ZoneInfo) -> Stop:
    is_past = bool(way.mode) and way.mode != Mode.ENFORCED
    left = [one for one in handed if one.kind in _LEFT]
    status, sign = _status(way, words, is_past=is_past)
    last = words.say("order_map.last", day=_day(left[-1].till_ms, zone)) if left else ""
    return Stop(
        way.hop, said(words, "order_hop", way.hop), way.state, _look(way, is_past=is_past), sign, status, last, is_past,
        bool(left) or way.state in ("open", "ended"), handed, _by_treatment(way, words), way.ends_at_ms,
        said(words, "order_state", way.opens_with) if way.opens_with else "",
    )  # fmt: skip


def _status(way: HopWay, words: Words, *, is_past: bool) -> tuple[str, str]:
    """Return how a hop stands, in a few words, and the sign for it."""
    if not way.state:
        return words.say("order_map.unknown"), "·"
    if is_past:
        return words.say("order_map.past"), "!"
    if way.state == "open":
        word = "order_map.holds_one" if len(way.fields) == 1 else "order_map.holds"
        return words.say(word, n=len(way.fields)), str(len(way.fields))
    sign = {"ended": "×", "waiting": "…"}.get(way.state, "–")
    return words.say(f"order_map.{way.state}"), sign


def _look(way: HopWay, *, is_past: bool) -> str:
    """Return the colour of a hop: how much of the buyer it holds now."""
    if not way.state:
        return "unknown"
    if is_past:
        return dot_of(kinds_of(ordinary()[Hop(way.hop)])).value
    if way.state != "open":
        return "over" if way.state == "ended" else "later"
    clear = kinds_of(FieldName(name) for name, how in way.fields.items() if how == Treatment.CLEAR)
    treated = [name for name in way.fields if kind_of(FIELDS[FieldName(name)]) in ("name", "phone", "email", "street")]
    return dot_of(clear).value if clear else Dot.AMBER.value if treated else Dot.GREEN.value


def _by_treatment(way: HopWay, words: Words) -> list[tuple[str, list[str]]]:
    """Return the fields that a hop may take now, by how they are given, the clearest first."""
    found: dict[str, list[str]] = {}
    for how in Treatment:
        names = [name for name, own in way.fields.items() if own == how.value]
        if names:
            found[said(words, "order_treatment", how.value)] = [said(words, "order_field", name) for name in names]
    return list(found.items())


def _day(at_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).strftime("%d %b")


def _lay_out(stops: list[Stop]) -> None:
    """Place the stops: two rows that go back and forth on a wide page, one column on a phone."""
    for index, stop in enumerate(stops):
        line, place = divmod(index, _PER_ROW)
        stop.x = _FIRST_X + _STEP * (place if line == 0 else _PER_ROW - 1 - place)
        stop.y = _ROW_Y[line]
        # above in the first row: the way down from it runs where a name would stand
        stop.texts = (stop.y - 66, stop.y - 49, stop.y - 32) if line == 0 else (stop.y + 42, stop.y + 59, stop.y + 76)
        stop.tall_y = _TALL * index + 32
    for before, after in itertools.pairwise(stops):
        after.from_xy = (before.x, before.y)
