"""docs/spec/states.md draws the machines that run."""

from __future__ import annotations

import re
from pathlib import Path

from orderveil.core.order import OrderState, Origin, ShipmentState
from orderveil.core.states import ORDER_NEXT, SHIPMENT_NEXT

SPEC = Path(__file__).parents[2] / "docs" / "spec" / "states.md"


def drawn(heading: str) -> dict[str, set[str]]:
    """Return the table under a heading: state -> states that may follow."""
    section = SPEC.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("| `")]
    return {row[0].strip(" `"): set(re.findall(r"`(\w+)`", row[2])) for row in rows}


def test_the_machine_of_orders_is_drawn_as_it_runs() -> None:
    assert drawn("An order") == {state.value: {after.value for after in ORDER_NEXT[state]} for state in OrderState}


def test_the_machine_of_shipments_is_drawn_as_it_runs() -> None:
    assert drawn("A shipment") == {
        state.value: {after.value for after in SHIPMENT_NEXT[state]} for state in ShipmentState
    }


def test_every_origin_is_explained() -> None:
    assert set(drawn("What shipments replace")) == {origin.value for origin in Origin}
