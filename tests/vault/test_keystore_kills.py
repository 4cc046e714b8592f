"""The key store is killed between every two numbered steps, by a real SIGKILL to a real process.

After each kill: every survivor's key is there and right, nothing erased came back, the next purge ends
what was begun, and then no older copy opens anything erased. No number is ever given twice.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from orderveil.core.errors import Erased
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.orderkeys import OrderKeys
from tests.tree import ROOT
from tests.vault.keys import plain, store_at
from tests.vault.test_keystore_purge import copy_of, everything_a_thief_can_unwrap, roots_of

PURGE_STEPS = [
    ("P1", 1), ("P2", 1), ("P3", 1), ("P1", 2), ("P2", 9), ("P3", 2), ("P4", 1),
    ("R1", 1), ("R2", 1), ("R3", 1), ("R3", 2), ("R4", 1), ("R5", 1), ("R6", 1),
    *((f"F{step}", nth) for nth in (1, 2) for step in range(1, 7)),
]  # fmt: skip


def killed(folder: Path, act: str, step: str, nth: int) -> subprocess.CompletedProcess[str]:
    """Run an act in a process of its own that is killed at a step."""
    command = [sys.executable, "-m", "tests.vault.key_killing", str(folder), act, step, str(nth)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done


def check_whole(store: KeyStore, made: dict[int, OrderKeys], erased: list[int]) -> None:
    for n, one in made.items():
        if n in erased:
            with pytest.raises(Erased):
                store.keys_of(n)
        else:
            assert plain(store.keys_of(n)) == plain(one)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.parametrize(("step", "nth"), PURGE_STEPS, ids=[f"{step}-{nth}" for step, nth in PURGE_STEPS])
def test_a_purge_killed_anywhere_loses_nothing_and_ends_later(folder: Path, step: str, nth: int) -> None:
    store = store_at(folder)
    made = dict(store.create([at.to_bytes(16, "big") for at in range(1100)]))
    named = store.named("ledger:main")
    before = copy_of(folder, "before")
    erased = [5, 1050]
    store.destroy(erased)
    store.close()

    killed(folder, "purge", step, nth)

    store = store_at(folder)
    check_whole(store, made, erased)
    assert store.named("ledger:main") == named
    made.update(store.create([b"\xff" * 16]))
    unfinished = store.status().is_replacing
    report = store.purge(replace_root=not unfinished)  # an unfinished replacement is ended unasked
    assert report.root_replaced
    assert not store.status().is_replacing
    check_whole(store, made, erased)
    store.close()

    roots = roots_of(folder)
    found = set(everything_a_thief_can_unwrap(roots, [only_rows(before, erased), copy_of(folder, "after")]))
    assert len(roots) == 1
    assert [path.name for path in (folder / "keys").iterdir()] == ["root.key"]
    assert not found & {key for n in erased for key in made[n].values()}


def only_rows(copy: Path, ns: list[int]) -> Path:
    """Leave only these orders' rows in a thief's copy, so that trying everything takes a moment."""
    connection = sqlite3.connect(copy)
    connection.execute(f"DELETE FROM order_key WHERE n NOT IN ({', '.join(map(str, ns))})")
    connection.commit()
    connection.close()
    return copy


@pytest.mark.parametrize(("step", "nth"), [("P1", 1), ("P2", 3), ("P3", 1), ("P2", 15)])
def test_a_bucket_rotation_killed_anywhere_loses_nothing(folder: Path, step: str, nth: int) -> None:
    store = store_at(folder)
    made = dict(store.create([at.to_bytes(16, "big") for at in range(2100)]))
    store.close()

    killed(folder, "rotate", step, nth)

    store = store_at(folder)
    check_whole(store, made, [])
    assert store.rotate_buckets() == 0
    check_whole(store, made, [])
    store.close()


@pytest.mark.parametrize(("step", "nth"), [("K1", 1), ("K1", 7), ("K2", 1), ("K2", 7), ("K2", 110)])
def test_a_number_is_never_given_twice_whenever_the_store_dies(folder: Path, step: str, nth: int) -> None:
    """K1: nothing was on disk. K2: it was, and nobody was told: the order store never heard of these."""
    told = [json.loads(line) for line in killed(folder, "create", step, nth).stdout.splitlines()]
    assert len(told) == (nth - 1) * 10

    store = store_at(folder)
    for line in told:
        found = store.keys_of(line["n"])
        assert found.order.hex() == line["order"]
        assert [(key or b"").hex() for key in found.values()] == line["keys"]
    known = {line["n"] for line in told}
    lost = store.orphans(lambda ns: known.intersection(ns))
    assert len(lost) == (10 if step == "K2" else 0)
    store.drop(lost)
    new = [n for n, _ in store.create([b"\xff" * 16 for _ in range(10)])]
    store.close()

    assert not (known | set(lost)) & set(new)
    assert min(new) > max(known | set(lost), default=0)


def test_killed_from_outside_at_any_moment_every_told_key_is_there(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.vault.key_killing", str(folder), "create", "never", "1"]
    told: list[dict[str, object]] = []
    for lines in (1, 137, 1503):
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            told += [json.loads(next(process.stdout)) for _ in range(lines)]
            process.kill()
            told += [json.loads(line) for line in process.stdout if line.endswith("}\n")]
    store = store_at(folder)
    ns = [int(str(line["n"])) for line in told]

    assert len(ns) == len(set(ns))
    for line in told:
        assert [(key or b"").hex() for key in store.keys_of(int(str(line["n"]))).values()] == line["keys"]
    store.close()
