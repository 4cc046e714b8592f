"""Guessing by searching: what somebody searched for in vain, and how near it came to orders whose masks they know.

A mask shows the last four digits of a phone, initials, the first letter of an address, a postcode's first
digits. Whoever searches for what fits these asks the vault to complete them; that other orders were found
changes nothing. So a search is near an order that it fits and did not find: nearly so where a name or
an e-mail fits, fully where a phone's end or the order's own reference does. Bounded are

  - what one session misses in a minute, and what one person misses in an hour and a day;
  - what one person searches near one order in a day, and what everybody together does;
  - what one person misses near all the orders that they saw themselves, in a day.

An honest desk must not come near these. Among many orders every phone's end is some other order's too, so
the last bound takes no search that found and no order that others saw; and the same search again tells
nothing new, so that a caller may be looked up as often as they call.

Memory only: a restart forgives. Must never hold more of an order than its masks and references.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Mapping, Sequence

from orderveil.core.errors import TooMany
from orderveil.core.normalise import reference_key
from orderveil.core.view import View
from orderveil.vault.opening import HeldOrder
from orderveil.vault.people.shapes import Nearness, Shape, nearness, shape_of

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
MOST_BURST = 8  # misses of one session in a minute
MOST_MISSES = 30  # of one person in an hour
MOST_MISSES_A_DAY = 120
MOST_NEAR = 3  # of one order by one person in a day, by a phone's end or the order's own reference
MOST_NEAR_WEAK = 6  # the same by a name or an e-mail: these fit other orders too
MOST_NEAR_A_DAY = 20  # of all the orders that one person saw, in vain, by a phone's end or an order's own reference
MOST_NEAR_ALL = 9  # of one order by everybody in a day
_REMEMBERED = 500  # orders looked at, per person
_REMEMBERED_ALL = 20_000
_EVERYBODY, _NAMED, _NEAR = "", "named:", "near:"
_Times = deque[int]
_Place = tuple[str, str, Nearness]  # who, of which order, how near


class Probing:
    """Counts misses. Thread-safe."""

    def __init__(self) -> None:
        self._misses: dict[str, _Times] = {}  # by person, and by session
        self._own: dict[str, dict[str, None]] = {}  # person -> orders that they looked at, the newest last
        self._shapes: dict[str, Shape] = {}
        self._by: dict[str, set[str]] = {}  # a phone's end, or a reference -> orders
        self._near: dict[_Place, _Times] = {}
        self._asked: dict[tuple[str, int], int] = {}  # who searched for what (a hash that ends here), and when
        self._over: set[_Place] = set()  # those that were guessed at as often as may be
        self._swept_ms = 0
        self._lock = threading.Lock()

    def admit(self, person: str, session: str, criteria: Mapping[str, str], now_ms: int) -> None:
        """Refuse somebody who missed too often, and what fits an order that was guessed at too often. Raises TooMany.

        Before anything is looked for: the refusal tells no more than the masks do.
        """
        with self._lock:
            if now_ms - self._swept_ms >= HOUR_MS:
                self._sweep(now_ms)
            if _count(self._misses.get(session), now_ms - MINUTE_MS) >= MOST_BURST:
                raise TooMany("too many searches in a row found nothing; go on in a minute", reason="search:misses")
            misses = self._misses.get(person)
            is_hour = _count(misses, now_ms - HOUR_MS) >= MOST_MISSES
            if is_hour or _count(misses, now_ms - DAY_MS) >= MOST_MISSES_A_DAY:
                raise TooMany("too many searches found nothing; go on in an hour", reason="search:misses")
            if _count(self._misses.get(_NEAR + person), now_ms - DAY_MS) >= MOST_NEAR_A_DAY:
                raise TooMany("searches came near orders too often", reason="search:probing")
            for place in list(self._over):
                who, order, kind = place
                if _count(self._near.get(place), now_ms - DAY_MS) < _most(who, kind):
                    self._over.discard(place)
                elif who == person or (who == _EVERYBODY and self._fits(order, criteria)):
                    raise TooMany("searches came near one order too often", reason="search:probing")

    def _fits(self, order: str, criteria: Mapping[str, str]) -> bool:
        """Tell whether a search is near an order that everybody together guessed at as often as may be."""
        shape = self._shapes.get(order)
        return order == _named(criteria) or (shape is not None and nearness(criteria, shape) is not Nearness.FAR)

    def note_read(self, person: str, held: HeldOrder, views: Sequence[View]) -> None:
        """Remember what the masks told that somebody has just seen of one order."""
        shape = shape_of(views)
        with self._lock:
            before = self._shapes.pop(held.order, None)
            self._shapes[held.order] = shape = shape.joined(before) if before is not None else shape
            for key in _keys(shape):
                self._by.setdefault(key, set()).add(held.order)
            own = self._own.setdefault(person, {})
            own.pop(held.order, None)
            own[held.order] = None
            while len(own) > _REMEMBERED:
                own.pop(next(iter(own)))
            while len(self._shapes) > _REMEMBERED_ALL:
                self._forget_order(next(iter(self._shapes)))

    def _forget_order(self, order: str) -> None:
        for key in _keys(self._shapes.pop(order)):
            self._by[key].discard(order)
            if not self._by[key]:
                del self._by[key]

    def note_search(
        self, by: tuple[str, str], criteria: Mapping[str, str], found: Collection[str], now_ms: int
    ) -> str | None:
        """Count a search and what it came near to; return the order that it did too often, at the first time.

        `by`: the person and their session.
        """
        with self._lock:
            if not found:
                for who in by:
                    self._misses.setdefault(who, deque()).append(now_ms)
            if self._is_again(by[0], criteria, now_ms):
                return None
            near = self._near_to(by[0], criteria, found)
            own = self._own.get(by[0], {})
            if not found and any(kind is Nearness.STRONG and (one in own or one.startswith(_NAMED))
                                 for one, kind in near.items()):  # fmt: skip
                self._misses.setdefault(_NEAR + by[0], deque()).append(now_ms)
            over = [
                order for order, kind in near.items() for who in (by[0], _EVERYBODY)
                if kind is not Nearness.FAR and self._is_over((who, order, kind), now_ms)
            ]  # fmt: skip
        return next((order for order in over if not order.startswith(_NAMED)), None)

    def _is_again(self, person: str, criteria: Mapping[str, str], now_ms: int) -> bool:
        """Tell whether somebody asked just this within a day before."""
        asked = (person, hash(frozenset(criteria.items())))
        last = self._asked.get(asked)
        self._asked[asked] = now_ms
        return last is not None and now_ms - last < DAY_MS

    def _near_to(self, person: str, criteria: Mapping[str, str], found: Collection[str]) -> dict[str, Nearness]:
        """Return how near a search is to each order that it did not find."""
        near = {
            order: nearness(criteria, self._shapes[order], is_hit=bool(found))
            for order in self._candidates(person, criteria) - set(found)
        }
        if not found and (named := _named(criteria)):
            near[named] = Nearness.STRONG  # whether or not anybody saw it
        return near

    def _is_over(self, place: _Place, now_ms: int) -> bool:
        """Count one more near one order; tell whether that was the one that is too many, the first time."""
        when = self._near.setdefault(place, deque())
        when.append(now_ms)
        if _count(when, now_ms - DAY_MS) < _most(place[0], place[2]) or place in self._over:
            return False
        self._over.add(place)
        return True

    def _candidates(self, person: str, criteria: Mapping[str, str]) -> set[str]:
        """Return the orders that a search may be near to: those that this person saw, and those that it points to."""
        end = "".join(filter(str.isdigit, criteria.get("phone", "")))[-4:]
        keys = [f"end:{end or criteria.get('last4_postcode', '').strip()[:4]}", _named(criteria)]
        pointed = [order for key in keys for order in self._by.get(key, ())]
        return {order for order in self._own.get(person, ()) if order in self._shapes} | set(pointed)

    def _sweep(self, now_ms: int) -> None:
        """Let go of what is older than a day."""
        self._swept_ms = now_ms
        self._misses = {who: when for who, when in self._misses.items() if _count(when, now_ms - DAY_MS)}
        self._near = {place: when for place, when in self._near.items() if _count(when, now_ms - DAY_MS)}
        self._asked = {asked: at for asked, at in self._asked.items() if now_ms - at < DAY_MS}


def _named(criteria: Mapping[str, str]) -> str:
    """Return the reference that a search names beside something else; empty: it names none, or nothing else."""
    given = next((criteria[kind] for kind in ("order_ref", "awb") if kind in criteria), "")
    return f"{_NAMED}{reference_key(given)}" if given and len(criteria) > 1 else ""


def _keys(shape: Shape) -> list[str]:
    return [f"end:{end}" for end in shape.ends] + [f"{_NAMED}{reference}" for reference in shape.references]


def _count(when: _Times | None, after_ms: int) -> int:
    """Return how many of the times are later than one; those a day before the newest go."""
    if not when:
        return 0
    while when[0] <= when[-1] - DAY_MS:
        when.popleft()
    return sum(at > after_ms for at in when)


def _most(who: str, kind: Nearness) -> int:
    if who == _EVERYBODY:
        return MOST_NEAR_ALL if kind is Nearness.STRONG else 3 * MOST_NEAR_WEAK
    return MOST_NEAR if kind is Nearness.STRONG else MOST_NEAR_WEAK
