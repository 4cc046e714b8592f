"""What somebody with the store in hand may try beyond a flipped byte: remove, add, reorder, cut, fork, roll back."""

from __future__ import annotations

from typing import Any

import pytest

from orderveil.core.chain import leaf_hash
from orderveil.core.checkpoint import Checkpoint, SignerKey, parse_checkpoint, parse_note, sign
from orderveil.core.errors import LedgerUnavailable
from orderveil.ledger.bundles import pack, unpack
from orderveil.ledger.log import Ledger
from orderveil.store.database import Database
from tests.ledger.people import JANUARY, KEYS, ORIGIN, Book, entry

TABLES = ("ledger_pending", "ledger_writers", "ledger_logs", "ledger_bundles", "ledger_tiles", "ledger_orders",
          "ledger_words", "ledger_refused", "ledger_cosignatures")  # fmt: skip


@pytest.fixture
def book(database: Database) -> Book:
    book = Book(database)
    book.fill(600)
    book.fill(40, start=600)
    book.fill(20, start=640)
    return book


def snapshot(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    return {table: book.rows(f"SELECT * FROM {table}") for table in TABLES}


def restore(book: Book, kept: dict[str, list[tuple[Any, ...]]]) -> None:
    with book.database.writing() as tx:
        for table, rows in kept.items():
            tx.execute(f"DELETE FROM {table}")
            for row in rows:
                tx.execute(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in row)})", row)


def bundle(book: Book, start: int) -> list[bytes]:
    return unpack(bytes(book.rows("SELECT entries FROM ledger_bundles WHERE log = 1 AND start = ?", start)[0][0]))


def put(book: Book, start: int, entries: list[bytes]) -> None:
    hashes = b"".join(leaf_hash(one) for one in entries)
    change = "UPDATE ledger_bundles SET entries = ?, hashes = ? WHERE log = 1 AND start = ?"
    book.run(change, pack(entries), hashes, start)


def test_a_whole_record_is_sound(book: Book) -> None:
    found = book.verify()

    assert (found.ok, found.entries, found.logs, found.problems) == (True, 661, ["2026Q4"], [])


@pytest.mark.parametrize("start", [0, 256, 512])
def test_a_removed_row_is_missed(book: Book, start: int) -> None:
    book.run("DELETE FROM ledger_bundles WHERE log = 1 AND start = ?", start)

    assert not book.verify().ok


@pytest.mark.parametrize("where", [0, 100, 255])
def test_a_removed_entry_is_missed(book: Book, where: int) -> None:
    entries = bundle(book, 256)
    del entries[where]
    put(book, 256, entries)

    assert not book.verify().ok


def test_an_entry_slipped_in_is_found(book: Book) -> None:
    entries = bundle(book, 256)
    put(book, 256, [*entries[:9], entries[8], *entries[9:]])

    assert not book.verify().ok


def test_reordered_entries_are_found(book: Book) -> None:
    entries = bundle(book, 256)
    entries[3], entries[4] = entries[4], entries[3]
    put(book, 256, entries)

    assert not book.verify().ok


def test_two_rows_that_changed_places_are_found(book: Book) -> None:
    for old, new in ((0, 9999), (256, 0), (9999, 256)):
        book.run("UPDATE ledger_bundles SET start = ? WHERE log = 1 AND start = ?", new, old)

    assert not book.verify().ok


def test_a_truncated_log_is_found_by_its_head(book: Book) -> None:
    last = book.rows("SELECT max(start) FROM ledger_bundles WHERE log = 1")[0][0]
    book.run("DELETE FROM ledger_bundles WHERE log = 1 AND start = ?", last)

    assert any("its signed head covers 661" in problem for problem in book.verify().problems)
    with pytest.raises(LedgerUnavailable):
        book.sequence_one()


def test_the_sequencer_never_signs_over_an_altered_edge(book: Book) -> None:
    last = book.rows("SELECT max(start) FROM ledger_bundles WHERE log = 1")[0][0]
    entries = bundle(book, last)
    put(book, last, [entries[0].replace(b"courier", b"support"), *entries[1:]])
    before = book.checkpoint()
    with pytest.raises(LedgerUnavailable) as refusal:
        book.sequence_one()

    assert refusal.value.reason == "ledger:altered"
    assert book.checkpoint() == before


def test_a_head_without_our_signature_is_refused(book: Book) -> None:
    head = parse_checkpoint(parse_note(book.checkpoint()).text)
    forged = sign(head, SignerKey(head.origin, b"f" * 32))
    book.run("UPDATE ledger_logs SET checkpoint = ?", forged.encode())

    assert "does not bear the signature" in book.verify().problems[0]
    with pytest.raises(LedgerUnavailable):
        book.sequence_one()


def test_a_forged_log_under_a_foreign_key_is_refused(book: Book) -> None:
    """Key, head and entries all of the attacker's own making: the key is still not ours."""
    other = Ledger(lambda tenant: b"f" * 32, ORIGIN)
    for table in TABLES:
        book.run(f"DELETE FROM {table}")
    ours, book.ledger = book.ledger, other
    book.fill(50)
    book.ledger = ours

    assert not book.verify().ok
    with pytest.raises(LedgerUnavailable):
        book.sequence_one()


def test_a_rolled_back_store_is_refused_by_the_process_that_saw_more(book: Book) -> None:
    kept = snapshot(book)
    book.fill(5, start=700)
    book.verify_and_see()
    restore(book, kept)
    with pytest.raises(LedgerUnavailable) as refusal:
        book.sequence_one()

    assert refusal.value.reason == "ledger:rolled-back"
    assert any("a head seen before covers" in problem for problem in book.verify().problems)


def test_a_rolled_back_store_is_found_by_a_remembered_checkpoint(book: Book) -> None:
    kept = snapshot(book)
    book.fill(5, start=700)
    remembered = book.checkpoint()
    restore(book, kept)
    book.restart()

    assert book.verify().ok  # alone, an old copy is sound in itself: that is what remembering is for
    assert any("a remembered head covers 666" in problem for problem in book.verify(remembered=(remembered,)).problems)


def test_a_whole_log_that_is_gone_is_found_by_a_remembered_checkpoint(book: Book) -> None:
    kept = snapshot(book)
    book.fill(5, start=700, now_ms=JANUARY)
    remembered = book.checkpoint()
    restore(book, kept)
    book.restart()

    assert book.verify(remembered=(remembered,)).problems == ["log 2027Q1: it was seen before and is not stored"]
    assert book.verify("other", remembered=(remembered,)).ok


def test_an_ended_log_keeps_the_last_head_that_anybody_saw(book: Book) -> None:
    old = book.checkpoint()
    book.fill(5, start=700)
    last = book.checkpoint()
    book.fill(5, start=710, now_ms=JANUARY)
    with book.database.writing() as tx:
        book.ledger.end_log(tx, "main", "2026Q4", JANUARY)

    assert book.verify(remembered=(old, last)).problems == []
    book.run("UPDATE ledger_logs SET checkpoint = ? WHERE id = 1", old.encode())

    assert "log 2026Q4: a remembered head covers 666, its last head 661" in book.verify(remembered=(last,)).problems


def test_a_fork_is_found_by_a_remembered_checkpoint(book: Book) -> None:
    kept = snapshot(book)
    book.fill(5, start=700)
    remembered = book.checkpoint()
    restore(book, kept)
    book.restart()
    book.fill(9, start=900)

    assert book.verify().ok
    problems = book.verify(remembered=(remembered,)).problems

    assert any("do not lead to the root that a remembered head states for size 666" in one for one in problems)


def test_a_removed_newest_log_is_found_by_memory(book: Book) -> None:
    kept = snapshot(book)
    book.fill(5, start=700, now_ms=JANUARY)
    book.verify_and_see()
    restore(book, kept)
    with pytest.raises(LedgerUnavailable) as refusal:
        book.sequence_one()

    assert refusal.value.reason == "ledger:rolled-back"


def test_a_removed_older_log_breaks_the_chain(book: Book) -> None:
    book.fill(5, start=700, now_ms=JANUARY)
    book.fill(5, start=710, now_ms=JANUARY + 95 * 86_400_000)
    for table in ("ledger_bundles", "ledger_tiles", "ledger_orders"):
        book.run(f"DELETE FROM {table} WHERE log = 2")
    found = book.verify().problems

    assert "log 2027Q1: its entries are gone, and no entry says why" in found
    book.run("DELETE FROM ledger_logs WHERE id = 2")
    found = book.verify().problems

    assert "log 2027Q2: its first entry does not carry the head of the log before it" in found


def test_an_older_log_replaced_by_a_shorter_one_of_ours_breaks_the_chain(book: Book) -> None:
    """Even with a head that we did sign once: the log after it carries the last one."""
    kept = snapshot(book)
    book.fill(5, start=700)
    book.fill(5, start=710, now_ms=JANUARY)
    old = kept["ledger_logs"][0][-1]
    book.run("UPDATE ledger_logs SET checkpoint = ? WHERE id = 1", old)
    book.run("DELETE FROM ledger_bundles WHERE log = 1 AND start >= 512")
    for row in kept["ledger_bundles"]:
        if row[1] >= 512:
            book.run("INSERT INTO ledger_bundles VALUES (?, ?, ?, ?)", *row)
    book.run("DELETE FROM ledger_orders WHERE log = 1 AND entry >= 661")

    assert "log 2027Q1: its first entry does not carry the head of the log before it" in book.verify().problems


@pytest.mark.parametrize("odd", [
    b"{}", b"not JSON", b'{"act":"view:order:opened"}', b"\xff\xfe",
    b'{"act":"view:order:opened","actor":"k","at_ms":1,"tenant":"main","note":"free text"}',
    b'{"act":"view:order:opened","actor":"k", "at_ms":1,"tenant":"main"}',
    b'{"act":"view:order:opened","actor":"k","at_ms":1,"tenant":"main"}',
])  # fmt: skip
def test_an_odd_record_in_the_middle_is_refused_even_under_a_true_signature(book: Book, odd: bytes) -> None:
    """Somebody with the key, or a broken program, numbered what is no entry: the check still says so."""
    entries = bundle(book, 256)
    entries[100] = odd
    put(book, 256, entries)
    sign_over(book)
    problems = book.verify().problems

    assert any(problem.startswith("log 2026Q4: entry 356: ") for problem in problems), problems


def sign_over(book: Book) -> None:
    """Make tiles and head fit whatever the bundles hold now, with the true key."""
    from orderveil.core.chain import perfect_root, root_of

    rows = book.rows("SELECT hashes FROM ledger_bundles WHERE log = 1 ORDER BY start")
    hashes = [bytes(row[0])[at : at + 32] for row in rows for at in range(0, len(row[0]), 32)]
    full = [perfect_root(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
    book.run("UPDATE ledger_tiles SET hashes = ? WHERE log = 1 AND level = 1", b"".join(full))
    name = f"{ORIGIN}/main/2026Q4"
    note = sign(Checkpoint(name, len(hashes), root_of(hashes)), SignerKey(name, book.seed("main")))
    book.run("UPDATE ledger_logs SET checkpoint = ? WHERE id = 1", note.encode())


def test_an_entry_recorded_twice_is_found_even_under_a_true_signature(book: Book) -> None:
    entries = bundle(book, 256)
    entries[101] = entries[100]
    put(book, 256, entries)
    sign_over(book)

    assert any(problem.startswith("log 2026Q4: entry 357: ") for problem in book.verify().problems)


def test_an_index_row_removed_or_added_is_found(book: Book) -> None:
    who = entry(300).orders[0]
    book.run("DELETE FROM ledger_orders WHERE order_id = ?", who)

    assert book.verify().problems == [f"ledger_orders: no row for order {who} of 2026Q4/301"]
    book.run("INSERT INTO ledger_orders (order_id, log, entry) VALUES (?, 1, 301), (?, 1, 17)", who, who)

    assert book.verify().problems == [f"ledger_orders: row {who} names 2026Q4/17, which does not speak of it"]


def test_rows_of_no_log_are_found(book: Book) -> None:
    book.run("INSERT INTO ledger_tiles (log, level, tile, hashes) VALUES (9, 1, 0, ?)", b"x" * 32)

    assert book.verify().problems == ["ledger_tiles: rows of a log that is not there"]


@pytest.mark.parametrize("statement", [
    "INSERT INTO ledger_bundles (log, start, hashes, entries) SELECT log, -512, hashes, entries FROM ledger_bundles "
    "WHERE start = 0",
    "INSERT INTO ledger_bundles (log, start, hashes, entries) SELECT log, 9999, hashes, entries FROM ledger_bundles "
    "WHERE start = 0",
    "INSERT INTO ledger_orders (order_id, log, entry) VALUES ('', 1, -7)",
    "INSERT INTO ledger_orders (order_id, log, entry) VALUES ('x', 1, 99999)",
    "INSERT INTO ledger_tiles (log, level, tile, hashes) SELECT log, -1, tile, hashes FROM ledger_tiles",
    "INSERT INTO ledger_pending SELECT tenant, '000000000000', -5, seen, mac FROM ledger_writers",
    "INSERT INTO ledger_writers SELECT tenant, '000000000000', seen, mac FROM ledger_writers",
    "INSERT INTO ledger_logs SELECT 7, tenant, '2026Q3', key, checkpoint FROM ledger_logs",
    "INSERT INTO ledger_cosignatures SELECT 1, 'witness.example/w1', checkpoint FROM ledger_logs",
])  # fmt: skip
def test_a_row_slipped_in_anywhere_is_found(book: Book, statement: str) -> None:
    if book.database.dialect == "postgresql" and "ledger_pending" in statement:
        statement = statement.replace("seen, mac", "seen::bytea, mac")
    assert book.verify().ok
    assert book.run(statement) == 1

    assert not book.verify().ok


@pytest.mark.parametrize(("table", "column"), [
    ("ledger_bundles", "start"), ("ledger_bundles", "entries"), ("ledger_tiles", "hashes"), ("ledger_orders", "entry"),
    ("ledger_orders", "order_id"), ("ledger_logs", "name"), ("ledger_logs", "checkpoint"), ("ledger_writers", "seen"),
])  # fmt: skip
@pytest.mark.parametrize("value", ["", "\u0661", b"\xff\xfe", 10**15, b""])
def test_a_value_of_another_kind_is_a_problem_never_a_crash(book: Book, table: str, column: str, value: Any) -> None:
    """SQLite stores anything anywhere; PostgreSQL refuses most of these, which is as good."""
    keys = KEYS[table]
    first = book.rows(f"SELECT {', '.join(keys)} FROM {table} ORDER BY {', '.join(keys)} LIMIT 1")[0]
    try:
        book.run(f"UPDATE {table} SET {column} = ? WHERE {' AND '.join(f'{name} = ?' for name in keys)}", value, *first)
    except Exception:
        assert book.database.dialect == "postgresql"
        return

    assert not book.verify().ok


def test_a_surplus_tile_is_found(book: Book) -> None:
    book.run("INSERT INTO ledger_tiles (log, level, tile, hashes) VALUES (1, 3, 0, ?)", b"x" * 32)

    assert book.verify().problems == ["log 2026Q4: 2 tiles are stored, 1 belong there"]


def test_one_tenants_record_cannot_stand_in_for_anothers(book: Book) -> None:
    book.fill(20, tenant="other")
    book.run("UPDATE ledger_bundles SET log = 9 WHERE log = 1")
    book.run("UPDATE ledger_bundles SET log = 1 WHERE log = 2")

    assert not book.verify("main").ok
