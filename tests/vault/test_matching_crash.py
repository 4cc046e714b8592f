"""vaultd is killed between steps: what exact match knows is exactly the customers of the orders that there are."""

from __future__ import annotations

import signal
from pathlib import Path

import numpy as np
import pytest

from orderveil.core.settings import Settings
from orderveil.detect.exact import Element, digests
from orderveil.store.opening import open_database
from orderveil.vault.known import VaultCustomers
from tests.vault.making import BY, fields, opened
from tests.vault.test_crash import _send, _start

_NUMBERS = range(1, 30)


@pytest.mark.parametrize("step", ["taken", "keys-made", "written", "committed"])
def test_killed_between_any_two_steps_fingerprints_and_orders_agree(each_home: Settings, step: str) -> None:
    with opened(each_home):
        pass
    acknowledged: dict[int, str] = {}
    child = _start(each_home, str(Path(__file__).with_name("crash_child.py")), step, "5")
    _send(each_home, list(_NUMBERS), acknowledged)
    assert child.wait(10) == -signal.SIGKILL
    assert len(acknowledged) == 4

    with opened(each_home, None) as vault:
        asked = digests(Element.EMAIL, [fields(number)["buyer_email"] for number in _NUMBERS])
        known = VaultCustomers(vault, BY).hold(Element.EMAIL, asked)
    database = open_database(each_home.database_url, each_home.home / "data" / "orders.db")
    with database.reading() as tx:
        (count,) = tx.one("SELECT COUNT(*) FROM orders") or (0,)
    database.close()
    held = [number for number, one in zip(_NUMBERS, known, strict=True) if one]
    assert held == list(range(1, count + 1))  # they were sent one by one, in this order
    assert set(acknowledged) <= set(held)
    assert count == 4 + (step == "committed")
    assert int(np.count_nonzero(known)) == count
