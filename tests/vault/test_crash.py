"""vaultd is killed, between any two steps and at any moment: what was acknowledged is there, whole, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest

from orderveil.core.errors import RelayError, Unavailable
from orderveil.core.order import IntakeStatus
from orderveil.core.settings import Settings
from orderveil.vault.client import SocketVault, answers_on
from orderveil.vault.messages import (
    LedgerEntries,
    LedgerVerified,
    LedgerVerify,
    LedgerWho,
    ListShops,
    OpenAllViews,
    Opened,
    Sealed,
    SealOrders,
    ShopRows,
)
from tests.vault.making import BY, draft, opened, seal

_TREE = Path(__file__).parents[2]


def _environ(settings: Settings) -> dict[str, str]:
    environ = {**os.environ, "ORDERVEIL_HOME": str(settings.home), "PYTHONPATH": str(_TREE)}
    environ.pop("DATABASE_URL", None)
    if settings.database_url:
        environ["DATABASE_URL"] = settings.database_url
    return environ


def _start(settings: Settings, *command: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen([sys.executable, *command], env=_environ(settings), stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not answers_on(settings.socket):
        assert child.poll() is None, "vaultd ended before it was ready"
        assert time.monotonic() < until
        time.sleep(0.02)
    return child


def _send(settings: Settings, numbers: list[int], acknowledged: dict[int, str]) -> None:
    """Send orders one by one until vaultd is gone; note what was acknowledged."""
    vault = SocketVault(settings.socket, answer_seconds=30)
    for number in numbers:
        try:
            result = vault.ask(SealOrders(BY, "tea", "webhook", [draft(number)]), Sealed).results[0]
        except Unavailable:
            return
        if result.status in (IntakeStatus.SEALED, IntakeStatus.DUPLICATE):
            acknowledged[number] = result.order or ""


def _check(settings: Settings, acknowledged: dict[int, str], told: range) -> None:
    """Every acknowledged order is whole; sending everything again leaves each order once."""
    with opened(settings, None) as vault:
        for number, order in random.Random(1).sample(sorted(acknowledged.items()), min(60, len(acknowledged))):
            views = vault.ask(OpenAllViews(BY, order), Opened).views
            oms = next(view for view in views if view.hop == "oms")
            assert oms.fields["order_number"].value == f"#{number}" or oms.fields["order_number"].value
            entries = vault.ask(LedgerWho(BY, order), LedgerEntries).entries
            assert [msgspec.json.decode(raw)["act"] for raw in entries].count("intake:order:sealed") == 1
        again = seal(vault, *[draft(number) for number in told])
        for number, result in zip(told, again, strict=True):
            if number in acknowledged:
                assert (result.status, result.order) == (IntakeStatus.DUPLICATE, acknowledged[number])
        assert vault.ask(ListShops(BY), ShopRows).rows[0].orders == len(told)
        verified = vault.ask(LedgerVerify(BY), LedgerVerified)
        assert verified.ok, verified.problems


@pytest.mark.parametrize("step", ["taken", "keys-made", "written", "committed"])
def test_killed_between_any_two_steps_nothing_acknowledged_is_lost(each_home: Settings, step: str) -> None:
    with opened(each_home):
        pass
    acknowledged: dict[int, str] = {}
    child = _start(each_home, str(Path(__file__).with_name("crash_child.py")), step, "5")
    _send(each_home, list(range(1, 30)), acknowledged)

    assert child.wait(10) == -signal.SIGKILL
    assert len(acknowledged) == 4
    _check(each_home, acknowledged, range(1, 30))


def test_killed_at_any_moment_during_ten_thousand_orders(home: Settings) -> None:
    """Eight senders, 10,000 orders, vaultd killed again and again at random moments."""
    with opened(home):
        pass
    acknowledged: dict[int, str] = {}
    numbers = list(range(1, 10_001))
    draw = random.Random(20261122)
    for _ in range(6):
        waiting = [number for number in numbers if number not in acknowledged]
        child = _start(home, "-m", "orderveil.vault.main")
        senders = [threading.Thread(target=_send, args=(home, waiting[lane::8], acknowledged)) for lane in range(8)]
        for sender in senders:
            sender.start()
        time.sleep(draw.uniform(0.05, 0.9))
        child.kill()
        child.wait()
        for sender in senders:
            sender.join()
    child = _start(home, "-m", "orderveil.vault.main")
    _send_all(home, [number for number in numbers if number not in acknowledged], acknowledged)
    child.terminate()

    assert child.wait(20) == 0
    assert len(acknowledged) == len(numbers)
    _check(home, acknowledged, range(1, 10_001))


def _send_all(settings: Settings, numbers: list[int], acknowledged: dict[int, str]) -> None:
    vault = SocketVault(settings.socket)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        results = vault.ask(SealOrders(BY, "tea", "file", [draft(n) for n in some], bulk=False), Sealed).results
        acknowledged.update({n: result.order or "" for n, result in zip(some, results, strict=True)})
    vault.close()


def test_a_second_vaultd_is_refused_while_one_lives(home: Settings) -> None:
    with opened(home):
        done = subprocess.run(
            [sys.executable, "-m", "orderveil.vault.main"], env=_environ(home), capture_output=True, timeout=30
        )

    assert done.returncode == 1
    assert b"vault:taken" in done.stderr


def test_new_keys_are_refused_beside_old_orders(home: Settings) -> None:
    with opened(home) as vault:
        seal(vault, draft())
    (home.home / "vault" / "keys.db").rename(home.home / "vault" / "away.db")

    with pytest.raises(RelayError) as refused, opened(home):
        pass

    assert refused.value.reason == "setup:keys-missing"
