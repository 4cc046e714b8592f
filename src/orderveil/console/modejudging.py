"""What another mode of a hop would do: which scams become possible or end, and what shadow says is withheld.

Knows names of fields alone. Where a hop is not enforced it counts as holding what it always did, whatever its
contract says; at a percentage too, for the other orders.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from orderveil.console.contracttext import ShiftRow, Telling
from orderveil.contracts.load import Contracts
from orderveil.controls.checks import clearest
from orderveil.core.exposure.words import Feasibility
from orderveil.core.fields import FIELDS
from orderveil.core.grants import Mode
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.changing import Shift
from orderveil.exposure.hops import Of
from orderveil.exposure.needs import needs
from orderveil.exposure.today import HopMode, Running, today_of
from orderveil.vault.messages import ModeRow

_POSSIBLE = (Feasibility.DIRECT, Feasibility.DETOUR)
_RANK = {Mode.OFF: 0, Mode.SHADOW: 1, Mode.PERCENTAGE: 2, Mode.ENFORCED: 3}


@dataclass(frozen=True, slots=True)
class HopShifts:
    """What changes at one hop: the one whose mode it is, or one that has its print in its hands."""

    hop: str
    opens: list[ShiftRow]
    ends: list[ShiftRow]
    others: list[ShiftRow]


@dataclass(frozen=True, slots=True)
class Surplus:
    """One field that shadow counted. `becomes`: what the contract makes of it. `kind`: withheld, treated, clear."""

    field: str
    sent: int
    owed: int
    becomes: Treatment
    kind: str


def strength(mode: str, percent: int | None) -> tuple[int, int]:
    """Return how much a mode protects, for comparing."""
    return _RANK[Mode(mode)], (percent or 0) if mode == Mode.PERCENTAGE else 0


def mode_shifts(contracts: Contracts, running: Running, wanted: HopMode, telling: Telling) -> list[HopShifts]:
    """Return what becomes of every scam, at the hop and at those that handle its print, where anything does."""
    return [
        HopShifts(
            hop,
            [telling.shift(one) for one in shifts if _is(one.new) and not _is(one.old)],
            [telling.shift(one) for one in shifts if _is(one.old) and not _is(one.new)],
            [telling.shift(one) for one in shifts if _is(one.old) == _is(one.new)],
        )
        for hop, shifts in _shifts(contracts, running, wanted)
    ]


@lru_cache(maxsize=64)
def _shifts(contracts: Contracts, running: Running, wanted: HopMode) -> tuple[tuple[str, tuple[Shift, ...]], ...]:
    after = replace(
        running,
        modes=tuple(
            replace(wanted, sent=one.sent) if (one.shop, one.hop) == (wanted.shop, wanted.hop) else one
            for one in running.modes
        ),
    )
    found = []
    for hop in HOPS:
        if hop != wanted.hop and needs()[hop].handles != wanted.hop:
            continue
        of = Of(hop, None, wanted.shop)
        was, will = today_of(contracts, of, running), today_of(contracts, of, after)
        if was is not None and will is not None:
            cells = [(scam, was.cells[scam], will.cells[scam]) for scam in was.cells]
            differing = tuple([Shift(*one) for one in cells if one[1] != one[2]])
            if differing:
                found.append((hop.value, differing))
    return tuple(found)


def _is(cell: object) -> bool:
    return getattr(cell, "feasibility", None) in _POSSIBLE


def surplus_of(contracts: Contracts, row: ModeRow) -> list[Surplus]:
    """Return every field that a hop was sent, what would be withheld first; with how its contract gives it."""
    contract = contracts.of(Hop(row.hop), None, row.shop)
    found = []
    for name in FIELDS:
        if row.sent.get(name):
            how = clearest(contract, FieldName(name))
            kind = "withheld" if how is Treatment.DROP else "clear" if how is Treatment.CLEAR else "treated"
            found.append(Surplus(name, row.sent[name], row.owed.get(name, 0), how, kind))
    return sorted(found, key=lambda one: ("withheld", "treated", "clear").index(one.kind))
