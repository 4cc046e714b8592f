"""What a change of contracts does to exposure: scam by scam, what becomes possible and what ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orderveil.contracts.load import Contracts
from orderveil.core.exposure.words import reaches_further
from orderveil.exposure.hops import Cell, Of, cells, holdings_by


@dataclass(frozen=True, slots=True)
class Shift:
    """One scam at one contract, before and after a change. `is_worse`: further, more believed, or for longer."""

    scam: str
    old: Cell
    new: Cell

    @property
    def is_worse(self) -> bool:
        """Tell whether anything about it got worse."""
        if self.old.feasibility is not self.new.feasibility:
            return reaches_further(self.new.feasibility, self.old.feasibility)
        return (
            not set(self.new.ways) <= set(self.old.ways)
            or not set(self.new.says) <= set(self.old.says)
            or self.new.hours > self.old.hours
        )


def shifts(old: Contracts, new: Contracts, of: Of) -> Iterator[Shift]:
    """Yield every scam whose feasibility, ways, pretext or time differ between two sets of contracts."""
    before, after = cells(holdings_by(old, of)), cells(holdings_by(new, of))
    for scam, was in before.items():
        if was != after[scam]:
            yield Shift(scam, was, after[scam])
