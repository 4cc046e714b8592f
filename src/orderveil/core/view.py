"""What one hop gets to see of one order (or one shipment of it) at one moment."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec


class Treatment(StrEnum):
    """What is done to a field before a hop sees it, from most to least revealing."""

    CLEAR = "clear"
    MASK = "mask"
    INITIAL = "initial"
    COARSE = "coarse"
    HASH = "hash"  # keyed, per partner: equal values join for that partner alone
    ALIAS = "alias"  # a relay address or a pairwise reference stands in
    VIRTUAL = "virtual"  # a virtual number stands in
    DROP = "drop"


class TreatedField(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field after its treatment. `value` is absent (None) when dropped, withheld or not due now.

    `note` says why a value is absent. Of what would be given: `not_held`, `withheld_by_source`,
    `no_consent`, `no_virtual_number`, `no_reference`, `no_key`, `unreadable`, `card_data`. Of what is not
    given now, with the treatment that it has when it is: `not_due`, `ended`. `unlawful`: by no contract.
    """

    treatment: Treatment
    value: Any = None
    note: str | None = None

    def __repr__(self) -> str:
        return f"TreatedField({self.treatment.value}, <hidden>)"


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """One hop's view. `ref` is the pairwise reference, made at first release; `ends_at` RFC 3339.

    `state` is `open`, `waiting` (not yet due), `ended`, `refused` or `erased`.
    """

    hop: str
    ref: str | None
    state: str
    fields: dict[str, TreatedField]
    ends_at: str | None = None
    shipment: str | None = None
    mode: str = "enforced"
    partner: str | None = None
