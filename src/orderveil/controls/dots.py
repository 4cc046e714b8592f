"""How much of a buyer each hop holds: red, amber or green, before and now, computed from fields.

What a hop holds is told in eight kinds. Goods, money and tracking tell of a person only where a
hop can also tell who that is; alone they are stock, takings and freight. Red: most of the kinds.
Masked is not absent: a hop that sees something of a person, masked or hashed, is amber at least.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from orderveil.contracts.load import Contracts
from orderveil.controls.checks import clearest
from orderveil.controls.judging import partners_of
from orderveil.core.fields import FIELDS, Field, Group, Sensitivity
from orderveil.core.grants import Mode
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.ordinary import ordinary
from orderveil.vault.messages import Modes

_RED_KINDS = 6  # of eight
_CONTEXT = frozenset({"goods", "money", "tracking"})
_PARTIAL = frozenset({Treatment.MASK, Treatment.INITIAL, Treatment.COARSE, Treatment.HASH})
_OF_GROUP = {
    Group.AMOUNTS: "money",
    Group.HISTORY: "goods",
    Group.ITEMS: "goods",
    Group.PAYMENT: "money",
    Group.REFERENCES: "tracking",
    Group.TAX: "tracking",
    Group.TRACKING: "tracking",
}


class Dot(StrEnum):
    """How much a hop holds."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Holding:
    """One hop: its dots, and the kinds behind them."""

    hop: Hop
    before: Dot
    now: Dot
    kinds_before: tuple[str, ...]
    kinds_now: tuple[str, ...]
    treated_now: tuple[str, ...]  # kinds of which the hop sees something, though not in clear


def kind_of(field: Field) -> str | None:
    """Return the kind of thing that a field tells, or None where it tells nothing of a person."""
    if field.sensitivity is Sensitivity.NONE:
        return None
    if field.normaliser in ("name", "phone", "email"):
        return field.normaliser
    if field.group is Group.ADDRESS:
        return "street" if field.sensitivity >= Sensitivity.PERSONAL else None
    context = _OF_GROUP.get(field.group)
    return context if context is not None and field.sensitivity < Sensitivity.PERSONAL else "more"


def kinds_of(names: Iterable[FieldName]) -> tuple[str, ...]:
    """Return the kinds that fields held in clear tell together, sorted."""
    kinds = {kind for name in names if (kind := kind_of(FIELDS[name])) is not None}
    return tuple(sorted(kinds if kinds - _CONTEXT else ()))


def treated_now(contracts: Contracts, modes: Modes, hop: Hop) -> tuple[str, ...]:
    """Return the kinds of a person of which a hop sees something masked, shortened or hashed, sorted."""
    kinds = set()
    for shop in {row.shop for row in modes.rows}:
        for partner in (None, *partners_of(contracts, hop)):
            contract = contracts.of(hop, partner, shop)
            kinds |= {kind_of(FIELDS[name]) for name in contract.fields if clearest(contract, name) in _PARTIAL}
    return tuple(sorted(kind for kind in kinds if kind is not None and kind not in _CONTEXT))


def dot_of(kinds: Iterable[str]) -> Dot:
    """Return the dot for kinds that are held."""
    count = len(set(kinds))
    if not count:
        return Dot.GREEN
    return Dot.RED if count >= _RED_KINDS else Dot.AMBER


def held_now(contracts: Contracts, modes: Modes, hop: Hop) -> set[FieldName]:
    """Return the fields that a hop holds in clear now, in any shop, by any of its partners.

    Where the hop is not enforced it holds what it always did; what a connector takes past the relay
    is held too.
    """
    held: set[FieldName] = set()
    for row in modes.rows or ():
        if row.hop != hop:
            continue
        if row.mode != Mode.ENFORCED:
            held.update(ordinary()[hop])
        for partner in (None, *partners_of(contracts, hop)):
            contract = contracts.of(hop, partner, row.shop)
            held.update(name for name in contract.fields if clearest(contract, name) is Treatment.CLEAR)
    for bypass in modes.bypasses:
        if bypass.hop == hop:
            held.update(FieldName(name) for name in bypass.fields)
    return held


def holdings(contracts: Contracts, modes: Modes) -> list[Holding]:
    """Return how much each hop holds, before and now."""
    found = []
    for hop in HOPS:
        before = kinds_of(ordinary()[hop])
        now = kinds_of(held_now(contracts, modes, hop) if modes.rows else ordinary()[hop])
        treated = treated_now(contracts, modes, hop)
        dot = Dot.AMBER if treated and not now else dot_of(now)
        found.append(Holding(hop, dot_of(before), dot, before, now, treated))
    return found
