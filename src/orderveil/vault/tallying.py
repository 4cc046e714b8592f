"""Counting orders that are alike: the same holdings, believed at the same time, by the same holder.

What an order was given is followed along its life: each scam's windows against the time for which
something was held. Only counts come out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from orderveil.contracts.load import Contracts
from orderveil.core.exposure.spans import Span, Story, closing_of, is_met, spans_of_kinds
from orderveil.core.hop import Hop
from orderveil.core.policy import ends_at_ms
from orderveil.exposure.released import Fate, Holder, Released, Row, Via, When, kind_of_scams, kinds
from orderveil.vault.releases import Gathered
from orderveil.vault.stories import Told

_ENDLESS = -1
Ends = int | None  # epoch ms; None: no end is known


@dataclass(slots=True)
class _Segment:
    """From when on (epoch ms) exactly this was held, until the next segment; the last one until `ends`.

    A signature of -1: nothing, because every view had ended by then.
    """

    begins: int
    signature: int


@dataclass(slots=True)
class _Held:
    """What one holder has of one order. `ends`: when its view ends; from then on nothing is counted."""

    segments: list[_Segment] = field(default_factory=list)
    ends: Ends = None


@dataclass(slots=True)
class _Alike:
    count: int = 0
    earliest: list[int] = field(default_factory=lambda: [0] * len(kinds()))
    latest: list[int] = field(default_factory=lambda: [0] * len(kinds()))

    def note(self, kind: int, ends: Ends) -> None:
        """Remember when one order's scams of a kind end."""
        if ends is None:
            self.latest[kind] = _ENDLESS
            self.earliest[kind] = self.earliest[kind] or _ENDLESS
            return
        if self.earliest[kind] <= 0 or ends < self.earliest[kind]:
            self.earliest[kind] = ends
        if self.latest[kind] != _ENDLESS:
            self.latest[kind] = max(self.latest[kind], ends)


_Key = tuple[int, tuple[tuple[int, str], ...], Fate]


class Tally:
    """Counts orders one by one. Joined: what all holders have of an order is put together."""

    def __init__(self, gathered: Gathered, contracts: Contracts, now_ms: int, *, is_joined: bool) -> None:
        self._from = gathered
        self._contracts = contracts
        self._now_ms = now_ms
        self._is_joined = is_joined
        self._alike: dict[_Key, _Alike] = {}

    def add(self, steps: tuple[int, ...], told: Told | None) -> None:
        """Count one order by what was given of it and what is told of its life."""
        by_holder: dict[int, list[_Segment]] = {}
        for place in range(0, len(steps), 3):
            by_holder.setdefault(steps[place], []).append(_Segment(steps[place + 2], steps[place + 1]))
        if told is None or not told.moments:
            fate = Fate.ERASED if told is None else Fate.UNREADABLE
            for holder, held in self._holdings({one: _Held(some) for one, some in by_holder.items()}):
                last = self._from.union([one.signature for one in held.segments])
                self._put((holder, ((last, When.UNKNOWN * len(kinds())),), fate))
            return
        spans = self._spans(told)
        ending = {one: _Held(some, self._ends(one, told)) for one, some in by_holder.items()}
        for holder, held in self._holdings(ending):
            self._count(holder, held, spans)

    def _holdings(self, by_holder: dict[int, _Held]) -> list[tuple[int, _Held]]:
        return [(0, self._put_together(by_holder))] if self._is_joined else list(by_holder.items())

    def _put_together(self, by_holder: dict[int, _Held]) -> _Held:
        """Return what several hold together: it grows as they are given more, and shrinks as their views end."""
        changes = {segment.begins for held in by_holder.values() for segment in held.segments}
        ends = [held.ends for held in by_holder.values()]
        changes |= {end for end in ends if end is not None and end <= self._now_ms}
        segments: list[_Segment] = []
        for at in sorted(changes):
            signature = self._from.union(
                [
                    [segment.signature for segment in held.segments if segment.begins <= at][-1]
                    for held in by_holder.values()
                    if held.segments[0].begins <= at and (held.ends is None or at < held.ends)
                ]
            )
            if not segments or segments[-1].signature != signature:
                segments.append(_Segment(at, signature))
        known = [end for end in ends if end is not None]
        return _Held(segments, max(known) if len(known) == len(ends) else None)

    def _spans(self, told: Told) -> list[list[Span]]:
        """Return when each kind of scam is believed, of any parcel of the order."""
        found: list[list[Span]] = [[] for _ in kinds()]
        for moment in told.moments:
            story = Story(moment.order_state, moment.shipment_state, moment.since_ms)
            for spans, more in zip(found, spans_of_kinds(kinds(), story), strict=True):
                spans.extend(more)
        return found

    def _ends(self, holder: int, told: Told) -> Ends:
        """Return when a holder's view of an order ends: of several parcels, when the last of them does."""
        of = self._from.holders[holder]
        contract = self._contracts.of(Hop(of.hop), of.partner, told.shop)
        ends = [ends_at_ms(contract, moment) for moment in told.moments]
        return None if None in ends else max([end for end in ends if end is not None])

    def _count(self, holder: int, held: _Held, spans: Sequence[Sequence[Span]]) -> None:
        over = held.ends is not None and held.ends <= self._now_ms
        upto = held.ends if over and held.ends is not None else self._now_ms + 1
        steps = []
        closings: list[tuple[bool, Ends]] = []
        for place, segment in enumerate(held.segments):
            if segment.signature < 0:
                continue
            is_last = place + 1 == len(held.segments)
            until = min(upto, upto if is_last else held.segments[place + 1].begins)
            letters = [When.WAS if is_met(some, segment.begins, until) else When.NEVER for some in spans]
            if is_last and not over:
                closings = [closing_of(some, self._now_ms) for some in spans]
                letters = [
                    When.NOW if is_open else letter for (is_open, _), letter in zip(closings, letters, strict=True)
                ]
            steps.append((segment.signature, "".join(letters)))
        alike = self._put((holder, tuple(steps), Fate.ENDED if over else Fate.HELD))
        if not over:
            for kind, (is_open, closes) in enumerate(closings):
                if is_open:
                    alike.note(kind, _earlier(closes, held.ends))

    def _put(self, key: _Key) -> _Alike:
        alike = self._alike.setdefault(key, _Alike())
        alike.count += 1
        return alike

    def released(self, scams: tuple[str, ...]) -> Released:
        """Return everything that was counted."""
        return Released(
            scams=scams,
            holders=[self._together()] if self._is_joined else self._from.holders,
            signatures=[
                sorted(f"{one.field}={one.treatment.value}" for one in held) for held, _ in self._from.signatures
            ],
            rows=[self._row(key, alike) for key, alike in self._alike.items()],
        )

    def _together(self) -> Holder:
        partners = {holder.partner for holder in self._from.holders}
        vias = {holder.via for holder in self._from.holders}
        return Holder(
            "+".join(sorted({holder.hop for holder in self._from.holders})),
            partners.pop() if len(partners) == 1 else None,
            vias.pop() if len(vias) == 1 else Via.OPERATOR,
        )

    def _row(self, key: _Key, alike: _Alike) -> Row:
        holder, steps, fate = key
        return Row(
            holder=holder,
            count=alike.count,
            steps=tuple([(number, "".join([letters[kind] for kind in kind_of_scams()])) for number, letters in steps]),
            ends=tuple([(alike.earliest[kind], alike.latest[kind]) for kind in kind_of_scams()]),
            fate=fate,
            is_assumed=any(self._from.signatures[signature][1] for signature, _ in steps),
        )


def _earlier(one: Ends, other: Ends) -> Ends:
    return other if one is None else one if other is None else min(one, other)
