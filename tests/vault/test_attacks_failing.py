"""What a failing disk, store or clock must not be able to do."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import psycopg
import pytest

from orderveil.core.errors import BadConfiguration, Erased, RelayError, SealBroken, Unavailable
from orderveil.core.fields import RetentionClass
from orderveil.core.order import IntakeStatus
from orderveil.core.settings import Settings, read_settings
from orderveil.vault.erasing import Erasing
from orderveil.vault.index.tag_terms import TermKind, terms_of
from orderveil.vault.index.tags import TagIndex
from orderveil.vault.interior import Interior
from orderveil.vault.local import LocalVault, connect
from orderveil.vault.messages import (
    Done,
    EraseOrder,
    Health,
    HealthReport,
    ListSetAside,
    Maintain,
    OpenAllViews,
    Opened,
    OpenedMany,
    Purge,
    ResolveSetAside,
    Search,
    SetAside,
    SetAsideDone,
    SetAsideRows,
)
from orderveil.vault.reindexing import Reindexing, begin_again
from orderveil.vault.writer import Act
from tests.vault.making import BY, draft, opened, seal

DAY_MS = 86_400_000


@pytest.fixture
def vault(home: Settings) -> Iterator[LocalVault]:
    with opened(home) as vault:
        assert isinstance(vault, LocalVault)
        yield vault


def inside(vault: Any) -> Interior:
    """The vault's own parts: what a test must look into because nobody may ask for it."""
    assert isinstance(vault, LocalVault)
    return vault._service._in


def later(vault: Any, ms: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the writer's clock run ahead."""
    monkeypatch.setattr(vault._service._writer, "_now_ms", lambda: time.time_ns() // 1_000_000 + ms)


def aside(vault: Any, raw: bytes = b"raw") -> int:
    asked = SetAside(BY, "tea", "shopify", "w-1", "input:untranslatable", "$", raw, b'{"name":"Asha"}')
    return vault.ask(asked, SetAsideDone).id  # type: ignore[no-any-return]


# ---- keys that must die


def test_a_key_of_quarantine_dies_although_destroying_it_failed_at_first(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as vault:
        keys = inside(vault).keys
        number = aside(vault)
        real = keys.destroy_named

        def full(name: str) -> None:
            raise Unavailable("the disk is full")

        monkeypatch.setattr(keys, "destroy_named", full)
        vault.ask(ResolveSetAside(BY, number, "resolved"), Done)
        assert keys.names("aside:")
        monkeypatch.setattr(keys, "destroy_named", real)
        aside(vault, b"another")
        vault.ask(Maintain(BY), Done)
        assert len(keys.names("aside:")) == 1
        assert vault.ask(ListSetAside(BY, with_bodies=True), SetAsideRows).rows[0].body == b'{"name":"Asha"}'


def test_keys_of_unknown_fields_die_although_destroying_them_failed_at_first(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as vault:
        keys = inside(vault).keys
        seal(vault, draft(1, unknown={"x": "Asha"}))

        def full(*_: object) -> int:
            raise Unavailable("the disk is full")

        later(vault, 31 * DAY_MS, monkeypatch)
        with monkeypatch.context() as failing:
            failing.setattr(keys, "destroy", full)
            with suppress(Unavailable):
                vault.ask(Maintain(BY), Done)
    with opened(home, None) as vault:  # as after a crash: nothing of it is in memory
        later(vault, 31 * DAY_MS, monkeypatch)
        vault.ask(Maintain(BY), Done)
        assert inside(vault).keys.keys_of(1)[RetentionClass.UNKNOWN] is None
        assert inside(vault).keys.keys_of(1)[RetentionClass.REST] is not None


def test_every_tombstone_is_looked_at_however_many_came_after_it(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(5)])]
        with monkeypatch.context() as failing:
            failing.setattr(Erasing, "_destroy", lambda *_: None)
            for order in orders[:4]:
                vault.ask(EraseOrder(BY, order, "buyer-asked"), Done)
        keys = inside(vault).keys
        assert list(keys.living([1, 2, 3, 4, 5])) == [1, 2, 3, 4, 5]
    with closing(sqlite3.connect(home.home / "data" / "orders.db")) as store, store:
        after = [(number.to_bytes(16, "big"), 10 + number, number.to_bytes(16, "big")) for number in range(12_000)]
        store.executemany("INSERT INTO tombstones VALUES (?, ?, ?, 9000000000000)", after)
    with opened(home, None) as vault:
        assert inside(vault).keys.living([1, 2, 3, 4, 5]).keys() == {5}


# ---- what one broken part must not take with it


def test_a_damaged_search_index_stops_no_purge_of_keys(home: Settings) -> None:
    with opened(home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(20)])]
        vault.ask(EraseOrder(BY, orders[0], "buyer-asked"), Done)
        vault.ask(Purge(BY), Done)
    with closing(sqlite3.connect(home.home / "data" / "orders.db")) as store, store:
        assert store.execute("UPDATE tag_blocks SET sealed = zeroblob(length(sealed))").rowcount
    with opened(home, None) as vault:
        vault.ask(EraseOrder(BY, orders[1], "buyer-asked"), Done)
        assert vault.ask(Purge(BY), Done).counts["buckets"] == 1
        assert not vault.ask(Health(BY), HealthReport).ok
        assert seal(vault, draft(100))[0].status is IntakeStatus.SEALED


def test_a_damaged_search_index_is_made_again_at_the_next_start_under_other_keys(home: Settings) -> None:
    wanted = Search(BY, "tea", {"name_postcode": "asha 5600"})
    with opened(home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(20)])]
        vault.ask(EraseOrder(BY, orders[0], "buyer-asked"), Done)
        vault.ask(Purge(BY), Done)
        assert len(vault.ask(wanted, OpenedMany).rows) == 19
    with closing(sqlite3.connect(home.home / "data" / "orders.db")) as store, store:
        assert store.execute("UPDATE tag_blocks SET sealed = zeroblob(length(sealed))").rowcount
    with opened(home, None) as vault:
        keys = inside(vault).keys
        old = {name: keys.named(name) for prefix in ("tags:", "tag-seal:", "tag-log:") for name in keys.names(prefix)}
        with pytest.raises(SealBroken):
            vault.ask(wanted, OpenedMany)
        assert seal(vault, draft(100))[0].status is IntakeStatus.SEALED
        assert "made again" in vault.ask(Health(BY), HealthReport).checks["alarms"]
    with opened(home, None) as vault:
        keys = inside(vault).keys
        until = time.monotonic() + 20
        while len(vault.ask(wanted, OpenedMany).rows) < 20:
            assert time.monotonic() < until
        assert vault.ask(Health(BY), HealthReport).ok
        assert old
        assert {keys.held(name) for name in old}.isdisjoint(old.values())
    with opened(home, None) as vault:
        assert len(vault.ask(wanted, OpenedMany).rows) == 20


def test_a_damaged_search_index_does_not_stop_intake(vault: LocalVault, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(tx: object) -> None:
        raise SealBroken("a block does not open")

    monkeypatch.setattr(inside(vault).tags, "merge", broken)
    with suppress(Unavailable):
        seal(vault, draft(1))

    assert seal(vault, draft(2))[0].status is IntakeStatus.SEALED
    assert not vault.ask(Health(BY), HealthReport).ok


def test_a_damaged_order_does_not_stop_an_index_that_is_made_again(home: Settings) -> None:
    with opened(home) as vault:
        seal(vault, *[draft(number) for number in range(3)])
        begin_again(inside(vault).database)
    with closing(sqlite3.connect(home.home / "data" / "orders.db")) as store, store:
        store.execute("UPDATE orders SET contact = zeroblob(length(contact)) WHERE n = 2")
        store.execute("UPDATE orders SET contact = (SELECT contact FROM orders WHERE n = 1) WHERE n = 2")
    with opened(home, None) as vault:
        assert seal(vault, draft(9))[0].status is IntakeStatus.SEALED
        wanted = Search(BY, "tea", {"name_postcode": "asha 5600"})
        while len(vault.ask(wanted, OpenedMany).rows) < 3:
            pass


def test_an_answer_that_cannot_be_given_does_not_end_the_writer(vault: LocalVault) -> None:
    def broken(answer: object) -> None:
        raise ValueError("the peer's connection broke in an unforeseen way")

    vault._service._writer.submit(Act(None, None, lambda tx, group: None, broken))

    assert seal(vault, draft(1))[0].status is IntakeStatus.SEALED


def test_a_reindexing_that_was_undone_leaves_no_order_out(home: Settings) -> None:
    with opened(home) as vault:
        seal(vault, *[draft(number) for number in range(120)])
    with opened(home, None) as vault:
        part = inside(vault)
        service = vault._service  # type: ignore[attr-defined]
        service._writer.close()
        begin_again(part.database)
        work = Reindexing(part)
        with part.database.reading() as tx:
            work.load(tx)
        with pytest.raises(ZeroDivisionError), part.database.writing() as tx:
            work.step(tx)
            raise ZeroDivisionError  # the commit fails
        for _ in range(8):
            with part.database.writing() as tx:
                work.step(tx)
        index = TagIndex(part.keys.named, part.keys.destroy_named)
        with part.database.reading() as tx:
            index.load(tx)
            assert len(index.find(tx, "tea", {"name_postcode": "asha 5600"}, country="IN")) == 120


@contextmanager
def full_disk(bytes_: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: a write beyond fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_refuses_and_loses_nothing_that_was_acknowledged(home: Settings) -> None:
    with opened(home) as vault:
        kept = seal(vault, *[draft(number) for number in range(50)])
        with full_disk(4096):
            with pytest.raises(Unavailable):
                for number in range(50, 2_000, 50):
                    seal(vault, *[draft(number + place) for place in range(50)])
            with pytest.raises(RelayError):
                vault.ask(OpenAllViews(BY, kept[0].order or ""), Opened)  # no record, no look
        again = seal(vault, *[draft(number) for number in range(0, 2_000)])
        assert {result.status for result in again} == {IntakeStatus.SEALED, IntakeStatus.DUPLICATE}
        assert [result.order for result in again[:50]] == [result.order for result in kept]
        assert vault.ask(Health(BY), HealthReport).ok
    with opened(home, None) as vault:
        assert vault.ask(OpenAllViews(BY, again[-1].order or ""), Opened).views


# ---- one store, one vault


def test_two_vaults_never_share_one_database(home: Settings, postgresql_url: str) -> None:
    first = read_settings({"ORDERVEIL_HOME": str(home.home), "DATABASE_URL": postgresql_url}, home.home.parent)
    second = read_settings(
        {"ORDERVEIL_HOME": str(home.home.parent / "second"), "DATABASE_URL": postgresql_url}, home.home.parent
    )
    with opened(first) as vault:
        seal(vault, draft(1))
        with pytest.raises(RelayError):
            connect(second)
    with pytest.raises(BadConfiguration):
        connect(second)  # also not one after the other: its keys are not those of the orders
    with pytest.raises(BadConfiguration):
        connect(second)  # nor at the second try
    with opened(first, None) as vault:
        assert seal(vault, draft(1))[0].status is IntakeStatus.DUPLICATE


def test_two_vaults_never_share_one_database_that_is_still_empty(home: Settings, postgresql_url: str) -> None:
    environ = {"DATABASE_URL": postgresql_url}
    folder = home.home.parent
    first = read_settings({"ORDERVEIL_HOME": str(home.home), **environ}, folder)
    second = read_settings({"ORDERVEIL_HOME": str(folder / "second"), **environ}, folder)
    with opened(first):
        with pytest.raises(Unavailable) as refused:
            connect(second)
        assert refused.value.reason == "vault:taken"
    with opened(first):
        pass  # the claim ends with the process


def test_a_vault_whose_claim_is_gone_takes_it_anew_before_it_writes(home: Settings, postgresql_url: str) -> None:
    settings = read_settings({"ORDERVEIL_HOME": str(home.home), "DATABASE_URL": postgresql_url}, home.home.parent)
    with opened(settings) as vault:
        seal(vault, draft(1))
        with psycopg.connect(postgresql_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        until = time.monotonic() + 20
        while True:
            try:
                assert seal(vault, draft(2))[0].status in (IntakeStatus.SEALED, IntakeStatus.DUPLICATE)
                break
            except Unavailable:
                assert time.monotonic() < until
        held = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        with psycopg.connect(postgresql_url, autocommit=True) as admin:
            assert admin.execute(held).fetchone() == (1,)


def test_erasing_again_ends_keys_that_a_crash_left_alive(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        keys = inside(vault).keys
        with monkeypatch.context() as failing:
            failing.setattr(Erasing, "_destroy", lambda *_: None)
            vault.ask(EraseOrder(BY, order, "buyer-asked"), Done)
        assert keys.keys_of(1)
        for _ in range(2):
            with pytest.raises(Erased):
                vault.ask(EraseOrder(BY, order, "buyer-asked"), Done)
        with pytest.raises(Erased):
            keys.keys_of(1)


# ---- values that must not stop a group


@pytest.mark.parametrize("changes", [{"source_at_ms": 2**70}, {"source_at_ms": -(2**70)}, {"rank": 2**70}])
def test_numbers_beyond_any_store_are_refused_for_good(vault: LocalVault, changes: dict[str, Any]) -> None:
    results = seal(vault, draft(1, **changes), draft(2))

    assert [result.status for result in results] == [IntakeStatus.REFUSED, IntakeStatus.SEALED]


def test_a_long_value_does_not_hold_up_the_writer() -> None:
    long = "नमस्ते " * 600_000
    fields = {
        "buyer_name": "Asha Verma", "recipient_name": long, "bill_name": long, "buyer_email": "a\u0301" * 1_900_000,
        "order_ref": long, "ship_postcode": "560001", "buyer_phone": "+919999900001",
    }  # fmt: skip
    began = time.process_time()
    found = terms_of(fields)

    assert time.process_time() - began < 2.0  # it took 12 s
    assert {(TermKind.NAME_POSTCODE, "asha 560"), (TermKind.PHONE, "+919999900001")} <= found
