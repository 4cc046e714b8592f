"""Every reason that the relay can give for a refusal, read from its source."""

from __future__ import annotations

import ast
import re

from tests.tree import modules

ROOMS = (
    "access", "adoption", "alerts", "badge", "carriage", "case", "contract", "contracts", "controls", "detect",
    "http", "identity", "ims", "input", "intake", "keys", "ledger", "match", "mode", "people", "reference", "relay",
    "reviews", "seal", "search", "setup", "shop", "state", "store", "tags", "vault",
)  # fmt: skip
SHAPE = re.compile(rf"({'|'.join(ROOMS)}):[a-z][a-z0-9-]*")
NOT_REASONS = {"ledger:main", "vault:reviews"}


def reasons() -> dict[str, str]:
    """Return each reason with the first place that gives it."""
    found: dict[str, str] = {}
    for module in modules("src/orderveil"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SHAPE.fullmatch(node.value):
                found.setdefault(node.value, f"{module.name}:{node.lineno}")
    return {reason: place for reason, place in found.items() if reason not in NOT_REASONS}
