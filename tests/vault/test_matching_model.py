"""Exact match against a plain dict: whatever comes, changes, goes, crashes or is undone, both know the same."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from orderveil.detect.exact import Element, digests
from orderveil.store.database import Database, Transaction, migrate
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.matching import journal
from orderveil.vault.matching.customers import SCHEMA, Matching
from orderveil.vault.matching.fingerprints import KINDS, Fingerprints
from orderveil.vault.schema import SCHEMA as ORDERS
from tests.vault.keys import store_at

_EMAILS = [f"b{number}@buyers.example" for number in range(40)]


class _Undo(Exception):
    pass


def _known(matching: Matching) -> list[bool]:
    return matching.hold(Element.EMAIL, digests(Element.EMAIL, _EMAILS)).tolist()


def _step(matching: Matching, tx: Transaction, held: dict[int, str], ns: list[int], rng: random.Random) -> list:  # type: ignore[type-arg]
    """Do one thing to both; return what is to be called after the commit."""
    act = rng.randrange(8)
    if act <= 2 and ns:
        new = {ns.pop(): rng.choice(_EMAILS) for _ in range(min(len(ns), rng.randrange(1, 4)))}
        held.update(new)
        return [matching.store(tx, [(n, {"buyer_email": email}) for n, email in new.items()])]
    if act == 3 and held:
        n = rng.choice(sorted(held))
        held[n] = rng.choice(_EMAILS)
        return [matching.renew(tx, [(n, {"buyer_email": held[n]})])]
    if act == 4 and held:
        n = rng.choice(sorted(held))
        del held[n]
        return [matching.forget(tx, [n])]
    if act == 5:
        matching.tidy(tx)
    if act >= 6:
        matching.compact_forgotten(tx)
    return []


@pytest.mark.parametrize("seed", range(6))
def test_matching_knows_what_a_dict_knows(
    database: Database, keys: KeyStore, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_MERGE", 4)
    monkeypatch.setattr(journal, "_RESTS", 1)
    monkeypatch.setattr(journal, "_ROUND_ROWS", 2)
    monkeypatch.setattr(journal, "_MARKS", 2)
    rng = random.Random(seed)
    migrate(database, "vault", ORDERS)
    migrate(database, "matching", SCHEMA)
    ns = [n for n, _ in keys.create([number.to_bytes(16, "big") for number in range(200)])]
    held: dict[int, str] = {}
    matching = _restarted(database, keys)
    for _ in range(150):
        before, left = dict(held), list(ns)
        try:
            with database.writing() as tx:
                after = _step(matching, tx, held, ns, rng)
                if rng.random() < 0.1:
                    raise _Undo
        except _Undo:
            held, ns = before, left
        else:
            if rng.random() < 0.05:
                matching = _restarted(database, keys)  # killed between the commit and what follows it
            else:
                for later in after:
                    later()
        if rng.random() < 0.3:
            assert _known(matching) == [email in held.values() for email in _EMAILS]
    assert _known(_restarted(database, keys)) == [email in held.values() for email in _EMAILS]
    _until_rest(database, matching)
    assert _known(_restarted(database, keys)) == [email in held.values() for email in _EMAILS]
    with database.reading() as tx:
        assert not tx.all("SELECT n FROM match_marks")
        living = {f"match-seal:{row[0]}" for row in tx.all("SELECT generation FROM match_state")}
    assert set(keys.names("match-seal:")) <= living


def _restarted(database: Database, keys: KeyStore) -> Matching:
    matching = Matching(database, keys)
    with database.reading() as tx:
        matching.load(tx)
    return matching


def _until_rest(database: Database, matching: Matching) -> None:
    for _ in range(1_000):
        with database.writing() as tx:
            if not matching.compact_forgotten(tx)["left"]:
                return
    raise AssertionError("the round never ends")


def test_merging_leaves_few_rows(database: Database, keys: KeyStore) -> None:
    migrate(database, "vault", ORDERS)
    migrate(database, "matching", SCHEMA)
    ns = [n for n, _ in keys.create([number.to_bytes(16, "big") for number in range(300)])]
    matching = _restarted(database, keys)
    for n in ns:
        with database.writing() as tx:
            matching.store(tx, [(n, {"buyer_email": f"b{n}@buyers.example"})])
            matching.tidy(tx)
    for _ in range(200):
        with database.writing() as tx:
            matching.tidy(tx)
    with database.reading() as tx:
        rows = tx.one("SELECT COUNT(*), SUM(entries) FROM match_rows")
    assert rows is not None
    assert rows[0] < 70
    assert rows[1] == 300
    assert matching.size(Element.EMAIL) == 300


def test_a_row_shows_nothing_of_what_it_holds(database: Database, keys: KeyStore) -> None:
    migrate(database, "vault", ORDERS)
    migrate(database, "matching", SCHEMA)
    matching = _restarted(database, keys)
    with database.writing() as tx:
        matching.store(tx, [(1, {"buyer_phone": "+919999900001"}), (2, {"buyer_phone": "+919999900001"})])
    with database.reading() as tx:
        (row,) = tx.all("SELECT sealed FROM match_rows")
    sealed = bytes(row[0])
    function = Fingerprints(keys.named("match-key"))
    asked = digests(Element.PHONE, ["+919999900001"])
    assert function.keys(KINDS[Element.PHONE], asked).tobytes() not in sealed
    assert asked[0, 0].tobytes() not in sealed
    assert len(sealed) % 128 == 28  # nonce, tag and whole pads: not how many elements


def test_fingerprints_of_another_key_are_others(tmp_path: Path) -> None:
    asked = digests(Element.EMAIL, _EMAILS)
    stores = [store_at(tmp_path / name) for name in ("one", "two")]
    made = [Fingerprints(store.named("match-key")).keys(KINDS[Element.EMAIL], asked) for store in stores]
    for store in stores:
        store.close()
    assert not np.isin(made[0], made[1]).any()
