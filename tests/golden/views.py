"""The golden views: one invented order, as each hop sees it at the turns of its life.

Renew them after a wanted change, and read the difference before committing it:
    python -m tests.golden.views
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orderveil.contracts.load import load_contracts
from orderveil.core.hop import HOPS, Hop
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import Moment
from tests.contracts.making import at, view

FOLDER = Path(__file__).parent
TURNS: dict[str, Moment] = {
    "just placed": at(OrderState.PLACED),
    "packed": at(OrderState.CONFIRMED, ShipmentState.PACKED),
    "on the way": at(OrderState.SHIPPED, ShipmentState.IN_TRANSIT),
    "delivered": at(OrderState.DELIVERED, ShipmentState.DELIVERED),
    "a return waits at the door": at(OrderState.DELIVERED, ShipmentState.MANIFESTED, Direction.REVERSE),
    "a year later": at(OrderState.DELIVERED, ShipmentState.DELIVERED, days=365),
}


def written(hop: Hop) -> str:
    """Return the golden file of a hop: per turn the state, the end, and each field with treatment and value or note."""
    contracts = load_contracts(None)
    turns: dict[str, Any] = {}
    for turn, moment in TURNS.items():
        made = view(hop, moment, contracts=contracts)
        fields = {}
        for name, field in made.fields.items():
            fields[name] = [field.treatment.value, field.value if field.note is None else f"({field.note})"]
        turns[turn] = {"state": made.state, "ends_at": made.ends_at, "fields": fields}
    return "{\n" + ",\n".join(_turn(name, turn) for name, turn in turns.items()) + "\n}\n"


def _turn(name: str, turn: dict[str, Any]) -> str:
    """One field a line, so that a difference reads well."""
    fields = ",\n".join(
        f"   {json.dumps(key)}: {json.dumps(field, ensure_ascii=False)}" for key, field in turn["fields"].items()
    )
    head = f' "state": {json.dumps(turn["state"])}, "ends_at": {json.dumps(turn["ends_at"])}'
    return f' {json.dumps(name)}: {{{head}, "fields": {{\n{fields}\n }}}}'


if __name__ == "__main__":
    for each in HOPS:
        (FOLDER / f"{each.value}.json").write_text(written(each), encoding="utf-8")
