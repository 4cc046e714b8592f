"""The narrow door to both stores: what commits stays, what fails leaves nothing, what is newer is refused."""

from __future__ import annotations

import pytest

from orderveil.core.errors import BadConfiguration
from orderveil.store.database import Database, migrate

STEPS = [["CREATE TABLE thing (n INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, raw BLOB)"]]


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    migrate(database, "test", STEPS)

    with pytest.raises(RuntimeError), database.writing() as tx:
        tx.execute("INSERT INTO thing (name, raw) VALUES (?, ?)", ("one", b"\x00"))
        raise RuntimeError("stop")

    with database.reading() as tx:
        assert tx.all("SELECT name FROM thing") == []


def test_the_same_sql_serves_both_stores(database: Database) -> None:
    migrate(database, "test", STEPS)

    with database.writing() as tx:
        tx.execute("INSERT INTO thing (name, raw) VALUES (?, ?)", ("one", b"\x00\xff"))
        tx.executemany("INSERT INTO thing (name, raw) VALUES (?, ?)", [("two", b""), ("three", None)])
        tx.copy("thing", ["name", "raw"], [("four", b"4"), ("five", None)])

    with database.reading() as tx:
        assert tx.one("SELECT name, raw FROM thing WHERE name = ?", ("one",)) == ("one", b"\x00\xff")
        names = [row[0] for row in tx.all("SELECT name FROM thing ORDER BY n")]
        assert names == ["one", "two", "three", "four", "five"]


def test_migration_steps_are_taken_once(database: Database) -> None:
    first = migrate(database, "test", STEPS)
    again = migrate(database, "test", STEPS)
    more = migrate(database, "test", [*STEPS, ["ALTER TABLE thing ADD COLUMN more TEXT"]])

    assert (first, again, more) == (1, 0, 1)


def test_a_store_newer_than_the_program_is_refused(database: Database) -> None:
    migrate(database, "test", [*STEPS, []])

    with pytest.raises(BadConfiguration) as caught:
        migrate(database, "test", STEPS)

    assert caught.value.reason == "setup:store-too-new"


def test_reading_sees_one_snapshot(database: Database) -> None:
    migrate(database, "test", STEPS)

    with database.reading() as tx:
        assert tx.all("SELECT n FROM thing") == []
        with database.writing() as other:
            other.execute("INSERT INTO thing (name) VALUES (?)", ("late",))
        assert tx.all("SELECT n FROM thing") == []

    with database.reading() as tx:
        assert len(tx.all("SELECT n FROM thing")) == 1
