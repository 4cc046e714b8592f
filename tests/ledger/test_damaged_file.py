"""Bytes changed in the SQLite file itself, page by page: what they carry is found, whatever page they hit."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from orderveil.ledger.schema import TABLES
from orderveil.store.sqlite import SqliteDatabase
from tests.ledger.people import Book, entry

SEED = 41
FLIPS = 250


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed store: one file, no log beside it."""
    path = tmp_path / "orders.db"
    database = SqliteDatabase(path)
    book = Book(database)
    book.fill(900)
    book.append(entry(950))
    database.shrink_log()
    database.close()
    return path


def pages(path: Path) -> list[tuple[int, int]]:
    """Return (place, size) of every page that belongs to the ledger's tables and their indexes."""
    with sqlite3.connect(path) as connection:
        marks = ", ".join("?" for _ in TABLES)
        rows = connection.execute(
            "SELECT (pageno - 1) * pgsize, pgsize FROM dbstat WHERE name IN "
            f"(SELECT name FROM sqlite_schema WHERE tbl_name IN ({marks}))", TABLES,
        ).fetchall()  # fmt: skip
    connection.close()
    return rows


def everything(path: Path) -> Any:
    """Return every row as the table itself holds it, or the kind of error met."""
    connection = sqlite3.connect(path)
    try:
        return [connection.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall() for table in TABLES]
    except sqlite3.Error as error:
        return type(error)
    finally:
        connection.close()


def test_a_changed_byte_of_the_file_is_found_unless_it_carries_nothing(file: Path, tmp_path: Path) -> None:
    chance, before, found = random.Random(SEED), everything(file), 0
    raw, places = file.read_bytes(), pages(file)
    assert len(places) > 50
    for number in range(FLIPS):
        start, size = chance.choice(places)
        at = start + chance.randrange(size)
        copy = tmp_path / "copy.db"
        copy.write_bytes(raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :])
        try:
            database = SqliteDatabase(copy)
        except sqlite3.DatabaseError:
            continue  # so damaged that nothing opens it
        book = Book.__new__(Book)
        book.database, book.seeds = database, {}
        book.restart()
        verified = book.verify()
        database.close()
        if verified.ok:
            assert everything(copy) == before, f"flip {number} at {at} changed a row and went unnoticed"
        else:
            found += 1
        for left in tmp_path.glob("copy.db*"):
            left.unlink()

    assert found > FLIPS // 2  # the rest hit the unused space of pages
    shutil.rmtree(tmp_path, ignore_errors=True)
