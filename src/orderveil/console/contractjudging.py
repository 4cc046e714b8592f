"""What a text of an overlay would do, before anybody proposes it: what is wrong, what changes, which scams it opens.

All of it in memory, of what the vault handed over: nothing is written, and the vault judges again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from orderveil.console.contracttext import Difference, ShiftRow, Telling
from orderveil.contracts.check import Problem, check_overlays
from orderveil.contracts.load import Contracts, Key
from orderveil.contracts.reach import contracts_under
from orderveil.core.hop import HOPS
from orderveil.exposure.changing import shifts
from orderveil.exposure.hops import Of
from orderveil.exposure.needs import needs
from orderveil.vault.contract_messages import Overlay


@dataclass(frozen=True, slots=True)
class Touched:
    """One contract that a text changes."""

    hop: str
    partner: str | None
    shop: str | None
    differences: list[Difference]
    shifts: list[ShiftRow]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a text would do. Nothing but `problems` while there are any."""

    problems: list[Problem]
    touched: list[Touched] = field(default_factory=list)

    @property
    def wider(self) -> int:
        """In how many places something gives more."""
        return sum(change.widens for one in self.touched for change in one.differences)

    @property
    def worse(self) -> int:
        """How many scams become easier somewhere."""
        return sum(shift.is_worse for one in self.touched for shift in one.shifts)


def contracts_of(overlays: Iterable[Overlay]) -> Contracts:
    """Return the contracts under overlays that the vault handed over. They are in force, so they hold together."""
    return _made(tuple((one.file, one.text) for one in overlays))


@lru_cache(maxsize=32)
def _made(texts: tuple[tuple[str, str], ...]) -> Contracts:
    return check_overlays({file: text.encode() for file, text in texts})[0]


def judge_text(overlays: Iterable[Overlay], key: Key, file: str, text: str, telling: Telling) -> Judged:
    """Return what `text` would do in place of the overlay of that file; an empty text takes it away."""
    overlays = list(overlays)
    raws = {one.file: one.text.encode() for one in overlays} | {file: text.encode("utf-8", "replace")}
    after, problems = check_overlays({name: raw for name, raw in raws.items() if raw.strip()}, key)
    if problems:
        return Judged(problems)
    before = contracts_of(overlays)
    asked = _asked(before, after, key)
    differences = {of: telling.differences(before.of(*of), after.of(*of)) for of in asked}
    touched = []
    for of in asked:
        handled = needs()[of.hop].handles
        differs = differences[of] or (handled is not None and differences.get(Of(handled, of.partner, of.shop)))
        found = Touched(
            of.hop.value, of.partner, of.shop, differences[of],
            [telling.shift(one) for one in shifts(before, after, of)] if differs else [],
        )  # fmt: skip
        if found.differences or found.shifts:
            touched.append(found)
    return Judged([], touched)


def _asked(before: Contracts, after: Contracts, key: Key) -> list[Of]:
    """Return the contracts that a text touches, and those of hops through whose hands its print goes."""
    own = [Of(*one) for one in contracts_under(before, after, key)]
    handled = [Of(hop, of.partner, of.shop) for of in own for hop in HOPS if needs()[hop].handles is of.hop]
    return list(dict.fromkeys([*own, *handled]))
