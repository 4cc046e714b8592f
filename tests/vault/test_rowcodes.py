"""Whoever can write to the order store reads nothing more through the front door for it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import msgspec
import psycopg
import pytest

from orderveil.core.errors import NotAllowed, RelayError, SealBroken, Unauthentic
from orderveil.core.grants import Mode, Scope
from orderveil.core.hop import HOPS
from orderveil.core.order import IntakeStatus, ShipmentState
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.interior import now_ms
from orderveil.vault.messages import (
    CheckKey,
    Done,
    EraseOrder,
    GetModes,
    Health,
    HealthReport,
    IssueKey,
    KeyChecked,
    KeyGrant,
    KeyIssued,
    Modes,
    OpenAllViews,
    Opened,
    OpenedMany,
    OpenView,
    OpenViews,
    PutShop,
    RecordShipment,
    RevokeKey,
    Search,
    SetMode,
    ShipmentRecorded,
)
from orderveil.vault.rowcodes import ClearOrder, RowCodes, Table
from tests.vault.making import AT_MS, BY, draft, opened, parcel, seal

Change = Callable[[Any], Any]


def flip(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def widen(facts: bytes) -> bytes:
    """Clocks that began just now, and nothing withheld."""
    held = msgspec.msgpack.decode(facts)
    held["since"] = {key: now_ms() for key in held["since"]}
    return msgspec.msgpack.encode({**held, "withheld": [], "x": 1})


class Store:
    """The order store, as somebody sees it who has its password and not the vault's keys."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, sql: str, args: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        url = self._settings.database_url
        if url:
            with psycopg.connect(url, autocommit=True) as server:
                done = server.execute(sql.replace("?", "%s"), args)
                return done.fetchall() if done.description else []
        with closing(sqlite3.connect(self._settings.home / "data" / "orders.db")) as file, file:
            return file.execute(sql, args).fetchall()

    def change(self, table: str, column: str, change: Change, where: str = "n = 1") -> None:
        (value,) = self.run(f"SELECT {column} FROM {table} WHERE {where}")[0]
        changed = change(bytes(value) if isinstance(value, memoryview) else value)
        assert changed != value
        self.run(f"UPDATE {table} SET {column} = ? WHERE {where}", (changed,))


def key_for(vault: Vault, hop: str = "support", shop: str = "tea") -> KeyGrant:
    request = IssueKey(BY, shop, hop, "fast", tuple(Scope), now_ms() + 3_600_000)
    return KeyGrant(vault.ask(request, KeyIssued).token)


def alarms(vault: Vault) -> str:
    report = vault.ask(Health(BY), HealthReport)
    return "" if report.ok else report.checks["alarms"]


ORDER: dict[str, Change] = {
    "id": lambda old: flip(old[:6]) + old[6:], "shop": lambda _: 2, "ref_tag": flip, "state": lambda _: "confirmed",
    "source_at": lambda old: old - 1, "rank": lambda old: old - 1, "version": lambda old: old + 1,
    "received_at": lambda old: old + 1, "updated_at": lambda old: old + 1, "digests": lambda _: b"\x90",
    "facts": widen, "code": flip,
}  # fmt: skip
NAMES = ("id", "shop", "ref_tag")
SHIPMENT: dict[str, Change] = {
    "ordinal": lambda _: 7, "key_tag": flip, "state": lambda _: "manifested", "direction": lambda _: "return",
    "attempt": lambda old: old + 1, "version": lambda old: old + 1, "updated_at": lambda old: old + 1,
    "facts": widen, "code": flip,
}  # fmt: skip
KEY: dict[str, Change] = {
    "id": lambda old: old + "0", "digest": lambda _: hashlib.sha256(b"ovk_mine").digest(), "shop": lambda _: 2,
    "hop": lambda _: "storefront", "partner": lambda _: "slow", "scopes": lambda _: "views:many:open",
    "made_at": lambda old: old + 1, "expires_at": lambda old: old + 1, "revoked_at": lambda _: AT_MS,
    "per_minute": lambda old: old * 1_000, "label": lambda old: old + "!", "code": flip,
}  # fmt: skip
MODE: dict[str, Change] = {
    "hop": lambda _: "nowhere", "mode": lambda _: "enforced", "percent": lambda _: 50, "since": lambda old: old + 1,
    "previous_mode": lambda _: "enforced", "previous_percent": lambda _: 7, "code": flip,
}  # fmt: skip


def sealed(home: Settings, count: int) -> list[str]:
    """So many orders of `tea`, each with a parcel, and none of `coffee`."""
    with opened(home) as vault:
        vault.ask(PutShop(BY, "coffee"), Done)
        state = ShipmentState.DELIVERED
        told = [draft(n, shipments=(parcel(state=state, fields={"awb": f"AWB{n:08d}"}),)) for n in range(count)]
        return [result.order or "" for result in seal(vault, *told)]


def check_only_the_last_is_told(home: Settings, orders: Sequence[str]) -> None:
    """What was altered is opened, listed, found and updated for nobody; the last order is."""
    with opened(home, None) as vault:
        for order in orders[:-1]:
            with pytest.raises(RelayError):
                vault.ask(OpenAllViews(BY, order), Opened)
            with pytest.raises(RelayError):
                vault.ask(RecordShipment(BY, "tea", order, "in_transit", now_ms()), ShipmentRecorded)
        for shop in ("tea", "coffee"):
            rows = vault.ask(OpenViews(BY, "support", shop, limit=1), OpenedMany).rows
            assert [row.order for row in rows] == (orders[-1:] if shop == "tea" else [])
        found = vault.ask(Search(BY, "tea", {"name_postcode": "asha 5600"}), OpenedMany).rows
        assert [row.order for row in found] == orders[-1:]
        assert vault.ask(OpenAllViews(BY, orders[-1]), Opened).views


def check_only_the_last_is_updated(home: Settings, orders: Sequence[str]) -> None:
    with opened(home, None) as vault:
        later = [draft(n, source_at_ms=AT_MS + 5, more={"ship_city": "Mysuru"}) for n in range(len(orders) + 1)]
        *altered, mine, fresh = seal(vault, *later)
        assert {(result.status, result.reason) for result in altered} == {(IntakeStatus.REFUSED, "seal:broken")}
        assert (mine.status, fresh.status) == (IntakeStatus.UPDATED, IntakeStatus.SEALED)
        assert f"{len(altered)} altered" in alarms(vault)


def test_orders_whose_rows_were_altered_tell_nothing_and_others_go_on(each_home: Settings) -> None:
    columns = [name for name in ORDER if name not in NAMES]
    orders = sealed(each_home, len(columns) + 1)
    for n, column in enumerate(columns, start=1):
        Store(each_home).change("orders", column, ORDER[column], f"n = {n}")

    check_only_the_last_is_told(each_home, orders)
    check_only_the_last_is_updated(each_home, orders)


def test_orders_that_were_given_another_name_tell_nothing(each_home: Settings) -> None:
    orders = sealed(each_home, len(NAMES) + 1)
    for n, column in enumerate(NAMES, start=1):
        Store(each_home).change("orders", column, ORDER[column], f"n = {n}")

    check_only_the_last_is_told(each_home, orders)


def test_a_parcel_whose_row_was_altered_closes_its_order_and_no_other(each_home: Settings) -> None:
    orders = sealed(each_home, len(SHIPMENT) + 1)
    for n, column in enumerate(SHIPMENT, start=1):
        Store(each_home).change("shipments", column, SHIPMENT[column], f"n = {n}")

    check_only_the_last_is_told(each_home, orders)
    check_only_the_last_is_updated(each_home, orders)


def test_a_parcel_of_another_order_closes_the_order_that_it_was_put_into(each_home: Settings) -> None:
    orders = sealed(each_home, 2)
    store = Store(each_home)
    store.run("DELETE FROM shipments WHERE n = 1")
    store.run("INSERT INTO shipments SELECT 1, ordinal, key_tag, state, direction, attempt, version, updated_at, "
              "facts, code, sealed FROM shipments WHERE n = 2")  # fmt: skip

    check_only_the_last_is_told(each_home, orders)
    check_only_the_last_is_updated(each_home, orders)


def test_two_rows_that_changed_places_tell_nothing(each_home: Settings) -> None:
    sealed(each_home, 2)
    store = Store(each_home)
    (first,), (second,) = store.run("SELECT facts FROM orders ORDER BY n")
    for n, facts, code_of in ((1, second, 2), (2, first, 1)):
        code = store.run("SELECT code FROM orders WHERE n = ?", (code_of,))[0][0]
        store.run("UPDATE orders SET facts = ?, digests = ? WHERE n = ?", (facts, code, n))
    for first_n, second_n in ((1, -1), (2, 1), (-1, 2)):
        store.run("UPDATE orders SET n = ? WHERE n = ?", (second_n, first_n))
    with opened(each_home, None) as vault:
        assert vault.ask(OpenViews(BY, "support", "tea"), OpenedMany).rows == []
        assert "2 altered in the order store's table orders" in alarms(vault)


def test_shops_that_changed_numbers_do_not_change_orders_or_keys(each_home: Settings) -> None:
    orders = sealed(each_home, 2)
    with opened(each_home, None) as vault:
        grant = key_for(vault, shop="coffee")
    for shop, number in (("tea", 3), ("coffee", 1), ("tea", 2)):
        Store(each_home).run("UPDATE shops SET no = ? WHERE shop = ?", (number, shop))
    with opened(each_home, None) as vault:
        with pytest.raises(SealBroken):
            vault.ask(OpenView(BY, "support", orders[0]), Opened)
        with pytest.raises(Unauthentic):
            vault.ask(OpenViews(grant, "support", "coffee"), OpenedMany)
        assert "api_keys" in alarms(vault)


# ---- keys


def test_a_key_whose_row_was_altered_is_no_key(each_home: Settings) -> None:
    with opened(each_home) as vault:
        vault.ask(PutShop(BY, "coffee"), Done)
        altered = {column: key_for(vault) for column in KEY}
        other = key_for(vault, "courier")
        ids = {column: vault.ask(CheckKey(grant), KeyChecked).row.id for column, grant in altered.items()}
    for column, number in ids.items():
        Store(each_home).change("api_keys", column, KEY[column], f"id = '{number}'")
    with opened(each_home, None) as vault:
        for grant in (*altered.values(), KeyGrant("ovk_mine")):
            with pytest.raises(Unauthentic):
                vault.ask(CheckKey(grant), KeyChecked)
        assert vault.ask(CheckKey(other), KeyChecked).row.hop == "courier"
        assert f"{len(KEY)} altered in the order store's table api_keys" in alarms(vault)


def test_a_key_that_the_vault_did_not_make_is_no_key(each_home: Settings) -> None:
    with opened(each_home) as vault:
        grant = key_for(vault)
    mine = hashlib.sha256(b"ovk_mine").digest()
    store = Store(each_home)
    rest = "shop, hop, partner, scopes, made_at, expires_at, per_minute, label"
    for number, code in enumerate((os.urandom(16), b"", store.run("SELECT code FROM api_keys")[0][0])):
        digest = mine if number == 2 else hashlib.sha256(b"ovk_mine%d" % number).digest()
        store.run(f"INSERT INTO api_keys (id, digest, code, {rest}) SELECT ?, ?, ?, {rest} FROM api_keys "
                  "WHERE id NOT IN ('forged0', 'forged1')", (f"forged{number}", digest, code))  # fmt: skip
    with opened(each_home, None) as vault:
        for token in ("ovk_mine", "ovk_mine0", "ovk_mine1"):
            with pytest.raises(Unauthentic):
                vault.ask(OpenViews(KeyGrant(token), "support", "tea"), OpenedMany)
        assert vault.ask(CheckKey(grant), KeyChecked)
        assert "3 altered" in alarms(vault)


def test_a_revoked_key_does_not_come_back_with_its_older_row(each_home: Settings) -> None:
    with opened(each_home) as vault:
        grant = key_for(vault)
        number = vault.ask(CheckKey(grant), KeyChecked).row.id
        ((code,),) = Store(each_home).run("SELECT code FROM api_keys")
        vault.ask(RevokeKey(BY, number), Done)
    with opened(each_home, None) as vault:
        assert not alarms(vault)
    Store(each_home).run("UPDATE api_keys SET revoked_at = NULL, code = ?", (code,))
    with opened(each_home, None) as vault:
        with pytest.raises(Unauthentic):
            vault.ask(CheckKey(grant), KeyChecked)
        assert "api_keys" in alarms(vault)


def test_a_key_lives_on_over_restarts(each_home: Settings) -> None:
    with opened(each_home) as vault:
        grant = key_for(vault)
        vault.ask(CheckKey(grant), KeyChecked)
    for _ in range(2):
        with opened(each_home, None) as vault:
            assert vault.ask(CheckKey(grant), KeyChecked).row.hop == "support"
            assert not alarms(vault)


# ---- modes


def test_modes_that_were_altered_or_taken_away_are_off_until_they_are_set_anew(each_home: Settings) -> None:
    sealed(each_home, 2)
    hops = [hop for hop in HOPS if hop not in ("support", "courier")][: len(MODE)]
    with opened(each_home, None) as vault:
        for hop in (*hops, "support"):
            vault.ask(SetMode(BY, "tea", hop, Mode.OFF), Done)
    for hop, column in zip(hops, MODE, strict=True):
        Store(each_home).change("modes", column, MODE[column], f"shop = 1 AND hop = '{hop}'")
    Store(each_home).run("DELETE FROM modes WHERE shop = 1 AND hop = 'support'")
    with opened(each_home, None) as vault:
        for hop in (*hops, "support"):
            with pytest.raises(NotAllowed) as refused:
                vault.ask(OpenViews(key_for(vault, hop), hop, "tea"), OpenedMany)
            assert refused.value.reason == "mode:off"
        assert vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea"), OpenedMany).rows
        assert f"{len(hops) + 1} altered in the order store's table modes" in alarms(vault)
        for hop in (*hops, "support"):
            vault.ask(SetMode(BY, "tea", hop, Mode.ENFORCED), Done)
        assert vault.ask(OpenViews(key_for(vault), "support", "tea"), OpenedMany).rows
    with opened(each_home, None) as vault:
        modes = {row.hop: row.mode for row in vault.ask(GetModes(BY, "tea"), Modes).rows}
        assert (modes["support"], modes["courier"]) == (Mode.ENFORCED, Mode.SHADOW)
        assert not alarms(vault)


# ---- the codes themselves


def test_no_two_rows_have_the_same_code() -> None:
    key = os.urandom(32)
    codes = RowCodes(lambda name: key, {1: "tea"}.__getitem__)
    rows: list[tuple[Any, ...]] = [
        ("a", "b"), ("ab",), ("ab", ""), ("", "ab"), ("a", b"b"), (b"a", "b"), ("a", "b", None), (None, "a", "b"),
        (1,), ("1",), (b"1",), (12, 3), (1, 23), (0,), (None,), ("",), (b"",), (),
    ]  # fmt: skip
    made = {codes.code(table, *row) for table in Table for row in rows}

    assert len(made) == len(Table) * len(rows)
    assert {len(code) for code in made} == {16}


def test_another_vaults_code_is_wrong() -> None:
    order = ClearOrder(1, b"i" * 16, 1, b"r" * 16, "confirmed", 1, 1, 1, 1, 1, b"\x90", b"\x80")
    mine = RowCodes(lambda name: b"k" * 32, {1: "tea"}.__getitem__)
    other = RowCodes(lambda name: b"o" * 32, {1: "tea"}.__getitem__)
    assert mine.order((*order, mine.code_of(order))) == order
    with pytest.raises(SealBroken):
        mine.order((*order, other.code_of(order)))


def test_an_erasure_destroys_no_other_orders_keys(home: Settings) -> None:
    with opened(home) as vault:
        first, second = (result.order or "" for result in seal(vault, draft(1), draft(2)))
    with sqlite3.connect(home.home / "data" / "orders.db") as store:
        store.execute("UPDATE orders SET n = -n")
        store.execute("UPDATE orders SET n = 3 + n")
    with opened(home, None) as vault, pytest.raises(SealBroken):
        vault.ask(EraseOrder(BY, first, "buyer-asked"), Done)
    with sqlite3.connect(home.home / "data" / "orders.db") as store:
        store.execute("UPDATE orders SET n = -n")
        store.execute("UPDATE orders SET n = 3 + n")
    with opened(home, None) as vault:
        assert vault.ask(OpenAllViews(BY, second), Opened).views
