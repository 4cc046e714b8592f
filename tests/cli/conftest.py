"""What the tests of the command line share: a home with one sealed order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orderveil.core.settings import Settings
from tests.cli.orders import shopify_order
from tests.cli.running import run


@pytest.fixture
def order_file(short_folder: Path) -> Path:
    path = short_folder / "order.json"
    path.write_text(json.dumps(shopify_order()))
    return path


@pytest.fixture
def order(home: Settings, order_file: Path) -> str:
    """The id of an order that was just sealed in `home`."""
    told = run(home, "ingest", "shopify", order_file, "--json")
    return str(told.object["order"])
