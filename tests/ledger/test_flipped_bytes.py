"""One changed bit in anything that the ledger stores is found, and its place is told."""

from __future__ import annotations

import random
from typing import Any

import pytest

from orderveil.core.checkpoint import COSIGNATURE, SignerKey, cosign, parse_note
from orderveil.store.database import Database
from tests.ledger.people import COLUMNS, JANUARY, KEYS, OCTOBER, Book, cells, entry, flipped

SEED = 20261003


@pytest.fixture
def book(database: Database) -> Book:
    """Two tenants, two quarters, full tiles and short rows, a cosignature, entries that wait."""
    book = Book(database)
    book.fill(700)
    book.fill(30, tenant="other")
    note = book.checkpoint()
    witness = SignerKey("witness.example/w1", b"w" * 32, COSIGNATURE)
    with database.writing() as tx:
        line = cosign(parse_note(note).text, witness, OCTOBER // 1000)
        book.ledger.cosign(tx, entry(0, orders=()), note, line)
    book.restart()
    book.fill(10, start=700, now_ms=JANUARY)
    book.fill(3, start=710, now_ms=JANUARY)
    book.append(entry(800), entry(801))
    return book


def change(book: Book, table: str, column: str, key: tuple[Any, ...], value: Any) -> bool:
    where = " AND ".join(f"{name} = ?" for name in KEYS[table])
    try:
        return book.run(f"UPDATE {table} SET {column} = ? WHERE {where}", value, *key) == 1
    except Exception as error:
        if "nique" in str(error) or "integrity" in type(error).__name__.lower():
            return False  # the store itself refuses two rows with one key
        raise


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_a_flipped_bit_in_any_column_is_found_and_placed(book: Book, table: str) -> None:
    chance = random.Random(SEED)
    assert book.verify().problems == []
    tried = set()
    everything = list(cells(book, table))
    chance.shuffle(everything)
    for column, key, value in everything:
        if len([one for one in tried if one[0] == column]) >= 6:
            continue
        byte, bit = chance.randrange(1 << 20), chance.randrange(8)
        broken = flipped(value, byte, bit)
        if broken == value or not change(book, table, column, key, broken):
            continue
        tried.add((column, key))
        found = book.verify()

        assert not found.ok, (table, column, byte, bit)
        assert any(word in " ".join(found.problems) for word in (table, "log 2", "entry", "tile")), found.problems

        moved = tuple(broken if name == column else part for name, part in zip(KEYS[table], key, strict=True))
        assert change(book, table, column, moved, value)
    assert {column for column, _ in tried} == set(COLUMNS[table])
    assert book.verify().problems == []


def test_every_byte_of_an_entry_counts_and_its_number_is_told(book: Book) -> None:
    raw = bytes(book.rows("SELECT entries FROM ledger_bundles WHERE log = 1 AND start = 256")[0][0])
    width = int.from_bytes(raw[:2], "big")
    for at in range(2, 2 + width, 5):
        broken = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        book.run("UPDATE ledger_bundles SET entries = ? WHERE log = 1 AND start = 256", broken)

        assert "log 2026Q4: entry 256: the entry was altered" in book.verify("main").problems


def test_an_altered_hash_is_told_apart_from_an_altered_entry(book: Book) -> None:
    raw = bytes(book.rows("SELECT hashes FROM ledger_bundles WHERE log = 1 AND start = 0")[0][0])
    book.run("UPDATE ledger_bundles SET hashes = ? WHERE log = 1 AND start = 0", raw[:70] + b"\0\1" + raw[72:])

    assert book.verify("main").problems == ["log 2026Q4: entry 2: the hash beside it was altered"]


def test_an_entry_and_its_hash_altered_together_do_not_fit_the_tree(book: Book) -> None:
    from orderveil.core.chain import leaf_hash
    from orderveil.ledger.bundles import pack, unpack

    entries = unpack(bytes(book.rows("SELECT entries FROM ledger_bundles WHERE log = 1 AND start = 0")[0][0]))
    entries[7] = entries[7].replace(b'"key:k1"', b'"key:k2"')
    hashes = b"".join(leaf_hash(one) for one in entries)
    book.run("UPDATE ledger_bundles SET entries = ?, hashes = ? WHERE log = 1 AND start = 0", pack(entries), hashes)
    problems = book.verify("main").problems

    assert "log 2026Q4: tile 0 of level 1 does not fit what stands under it, from hash 0 on" in problems
    assert any("do not lead to the root that its signed head states" in one for one in problems)
