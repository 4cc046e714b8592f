"""What was given of which order to whom, gathered from the record in memory that has an upper bound.

Orders are told apart by the last characters of their ids, which are random: where too many orders
meet, half of them are put off to another reading. So a reading holds at most `MOST_STEPS` steps,
whatever the record holds. Names of fields and ids alone; nothing is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from orderveil.core.errors import Malformed
from orderveil.core.exposure.words import Held
from orderveil.core.ids import CROCKFORD
from orderveil.exposure.released import Holder, Via
from orderveil.ledger.giving import read_given

MOST_STEPS = 250_000  # some 100 MB
_MOST_BITS = 20
_BITS = 5  # of one character of an order's id
_VIEWS = b'{"act":"view:'
_KEY = "key:"
_REFUSED = ":refused"  # what was asked for and not given
Holding = frozenset[Held]
Assume = Callable[["Looked"], Holding]


class Looked(msgspec.Struct, frozen=True):
    """What is read of an entry that says that somebody looked."""

    act: str
    actor: str
    at_ms: int
    fields: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    hop: str = ""
    orders: tuple[str, ...] = ()
    partner: str | None = None
    purpose: str | None = None
    shop: str = ""


_decoder = msgspec.json.Decoder(Looked)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: from `since_ms` to `until_ms` (not in it); an empty set of hops: all of them."""

    since_ms: int
    until_ms: int
    hops: frozenset[str] = frozenset()
    partner: str | None = None
    shop: str | None = None
    is_by_key: bool = False  # only what partners' keys took

    def is_met(self, looked: Looked) -> bool:
        """Tell whether an entry is among what is looked for."""
        return (
            self.since_ms <= looked.at_ms < self.until_ms
            and (not self.hops or looked.hop in self.hops)
            and (self.partner is None or looked.partner == self.partner)
            and (self.shop is None or looked.shop == self.shop)
            and (not self.is_by_key or looked.actor.startswith(_KEY))
        )


@dataclass(slots=True)
class Part:
    """Which orders a reading is about: those whose ids end in these bits, lowest first."""

    bits: str = ""
    _allowed: list[frozenset[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.bits) > _MOST_BITS or not set(self.bits) <= {"0", "1"}:
            raise Malformed("a part is named as the answer before named it", place="part")
        self._allow()

    def _allow(self) -> None:
        self._allowed = []
        for start in range(0, len(self.bits), _BITS):
            some = self.bits[start : start + _BITS]
            self._allowed.append(
                frozenset(
                    character
                    for value, character in enumerate(CROCKFORD)
                    if all((value >> place) & 1 == int(bit) for place, bit in enumerate(some))
                )
            )

    def has(self, order: str) -> bool:
        """Tell whether an order belongs to it."""
        return all(order[-1 - place] in some for place, some in enumerate(self._allowed))

    def halve(self) -> None:
        """Keep the first half; `following` leads to the other."""
        self.bits += "0"
        self._allow()

    def following(self) -> str | None:
        """Return the part that comes after it, or None where it was the last."""
        kept = self.bits.rstrip("1")
        return kept[:-1] + "1" if kept else None


@dataclass(slots=True)
class Gathered:
    """Steps per order, flat: holder, signature, time; and again. A later step holds all of the earlier ones'.

    A signature is what was given, and whether treatments had to be assumed.
    """

    part: Part
    most_steps: int = MOST_STEPS
    orders: dict[str, tuple[int, ...]] = field(default_factory=dict)
    holders: list[Holder] = field(default_factory=list)
    signatures: list[tuple[Holding, bool]] = field(default_factory=list)
    steps: int = 0
    _holder_numbers: dict[Holder, int] = field(default_factory=dict)
    _numbers: dict[tuple[Holding, bool], int] = field(default_factory=dict)
    _joined: dict[tuple[int, int], int] = field(default_factory=dict)
    _read: dict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[int, int]]] = field(default_factory=dict)

    def take(self, entries: Iterable[bytes], wanted: Wanted, assume: Assume) -> None:
        """Gather what entries tell, in the order of the record."""
        for raw in entries:
            if not raw.startswith(_VIEWS):
                continue
            looked = _decoder.decode(raw)
            if looked.fields and not looked.act.endswith(_REFUSED) and wanted.is_met(looked):
                self._take(looked, assume)

    def _take(self, looked: Looked, assume: Assume) -> None:
        holder = self._holder(looked)
        at = 0
        for count, signature in self._groups(looked, assume):
            if signature >= 0:
                for order in looked.orders[at : at + count]:
                    if self.part.has(order):
                        self._add(order, holder, signature, looked.at_ms)
            at += count
        while self.steps > self.most_steps and len(self.part.bits) < _MOST_BITS:
            self.part.halve()
            self.orders = {order: steps for order, steps in self.orders.items() if self.part.has(order)}
            self.steps = sum(len(steps) for steps in self.orders.values()) // 3

    def _add(self, order: str, holder: int, signature: int, at_ms: int) -> None:
        steps = self.orders.get(order, ())
        for place in range(len(steps) - 3, -1, -3):
            if steps[place] == holder:
                before, at_ms = steps[place + 1], max(at_ms, steps[place + 2])
                signature = self._union(before, signature)
                if signature == before:
                    return
                break
        self.orders[order] = (*steps, holder, signature, at_ms)
        self.steps += 1

    def _groups(self, looked: Looked, assume: Assume) -> list[tuple[int, int]]:
        """Return (so many orders, signature), with -1 where nothing was given."""
        if not looked.given:  # from before the record told treatments
            return [(len(looked.orders), self._number(assume(looked), is_assumed=True))]
        key = (looked.fields, looked.given)
        known = self._read.get(key)
        if known is None:
            told = read_given(looked.fields, looked.given)
            known = [(count, self._number(held, is_assumed=False) if held else -1) for count, held in told]
            if len(self._read) < 4096:
                self._read[key] = known
        return known

    def _number(self, held: Holding, *, is_assumed: bool) -> int:
        found = self._numbers.setdefault((held, is_assumed), len(self.signatures))
        if found == len(self.signatures):
            self.signatures.append((held, is_assumed))
        return found

    def _union(self, one: int, other: int) -> int:
        if one == other:
            return one
        found = self._joined.get((one, other))
        if found is None:
            (held, was), (more, is_) = self.signatures[one], self.signatures[other]
            found = self._joined[one, other] = self._number(held | more, is_assumed=was or is_)
        return found

    def union(self, numbers: Iterable[int]) -> int:
        """Return the signature of several put together."""
        found = -1
        for number in numbers:
            found = number if found < 0 else self._union(found, number)
        return found

    def _holder(self, looked: Looked) -> int:
        kind = looked.actor.partition(":")[0]
        via = {"key": Via.KEY, "person": Via.PERSON}.get(kind, Via.OPERATOR)
        holder = Holder(looked.hop, looked.partner, via)
        found = self._holder_numbers.setdefault(holder, len(self.holders))
        if found == len(self.holders):
            self.holders.append(holder)
        return found
