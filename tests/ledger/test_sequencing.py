"""Waiting entries get their numbers: none lost, none twice, none slipped in; without the act there is no entry."""

from __future__ import annotations

import threading

import pytest

from orderveil.core.errors import LedgerUnavailable
from orderveil.ledger.acts import Act
from orderveil.ledger.bundles import unpack
from orderveil.ledger.entries import Entry, FreeValue, decode
from orderveil.ledger.log import Ledger
from orderveil.store.database import Database
from tests.ledger.people import OCTOBER, ORIGIN, Book, entry, order, seed_of


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def recorded(book: Book, tenant: str = "main", log: str | None = None) -> list[Entry]:
    with book.database.reading() as tx:
        return [decode(raw) for raw in book.ledger.page(tx, tenant, log=log).entries]


def test_an_act_that_fails_leaves_no_entry(book: Book) -> None:
    def fail() -> None:
        with book.database.writing() as tx:
            book.ledger.append(tx, [entry(1)])
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        fail()

    assert (book.sequence(), book.rows("SELECT * FROM ledger_pending")) == (0, [])


def test_a_free_value_fails_the_act_before_anything_is_written(book: Book) -> None:
    with pytest.raises(FreeValue) as refusal:
        book.append(entry(1), entry(2, fields=("Asha Example",)))

    assert (refusal.value.place, book.rows("SELECT * FROM ledger_pending")) == ("fields", [])
    assert "Asha" not in str(refusal.value)


def test_entries_are_numbered_in_the_order_of_their_acts(book: Book) -> None:
    book.append(entry(1), entry(2))
    book.append(entry(3))

    assert book.sequence() == 3
    assert [one.orders for one in recorded(book)] == [(), (order(1),), (order(2),), (order(3),)]
    assert book.sequence() == 0


def test_digests_are_the_leaf_hashes_of_what_was_recorded(book: Book) -> None:
    from orderveil.core.chain import leaf_hash

    digests = book.append(entry(1), entry(1), entry(2, tenant="other"))
    book.sequence()
    raw = [one for log in (1, 2) for row in book.rows(f"SELECT entries FROM ledger_bundles WHERE log = {log}")
           for one in unpack(bytes(row[0]))]  # fmt: skip

    assert set(digests) < {leaf_hash(one).hex() for one in raw}
    assert len(set(digests)) == 3  # the same act twice is two entries


def test_ids_committed_out_of_order_lose_no_entry(book: Book) -> None:
    """A lower batch commits after a higher one was numbered, as concurrent transactions of PostgreSQL may."""
    if book.database.dialect == "sqlite":
        pytest.skip("SQLite has one writer: batches commit in order")
    slow, fast, done = threading.Event(), threading.Event(), []

    def late() -> None:
        with book.database.writing() as tx:
            done.extend(book.ledger.append(tx, [entry(1)]))
            slow.set()
            assert fast.wait(20)

    thread = threading.Thread(target=late)
    thread.start()
    assert slow.wait(20)
    book.append(entry(2))

    assert book.sequence() == 1
    fast.set()
    thread.join()

    assert book.sequence() == 1
    assert [one.orders for one in recorded(book)][1:] == [(order(2),), (order(1),)]
    assert book.verify().problems == []


def test_a_row_committed_while_the_sequencer_works_is_not_deleted_unread(book: Book) -> None:
    if book.database.dialect == "sqlite":
        pytest.skip("SQLite has one writer")
    book.append(entry(1))
    with book.database.writing() as tx:
        assert book.ledger.sequence(tx, OCTOBER) == 1
        thread = threading.Thread(target=lambda: book.append(entry(2)))
        thread.start()
        thread.join()

    assert book.sequence() == 1
    assert book.verify().problems == []


def test_two_sequencers_at_once_number_every_entry_once(book: Book) -> None:
    other = Ledger(seed_of, ORIGIN)
    ledgers = [book.ledger, other]
    for number in range(0, 200, 2):
        for offset, ledger in enumerate(ledgers):
            with book.database.writing() as tx:
                ledger.append(tx, [entry(number + offset)])
    failures: list[BaseException] = []

    def work(ledger: Ledger) -> None:
        try:
            for _ in range(5):
                with book.database.writing() as tx:
                    ledger.sequence(tx, OCTOBER)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(ledger,)) for ledger in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sorted(one.orders[0] for one in recorded(book)[1:]) == [order(number) for number in range(200)]
    assert book.verify().problems == []


def test_an_altered_waiting_row_is_refused_kept_and_recorded(book: Book) -> None:
    book.append(entry(1))
    book.append(entry(2))
    raw = bytes(book.rows("SELECT entries FROM ledger_pending WHERE batch = 1")[0][0])
    book.run("UPDATE ledger_pending SET entries = ? WHERE batch = 1", raw.replace(b"courier", b"support"))

    writer = book.rows("SELECT writer FROM ledger_pending")[0][0]

    assert book.verify().problems == [f"ledger_pending: batch 1 of writer {writer} was altered or slipped in"]
    assert book.sequence() == 1
    assert [one.act for one in recorded(book)] == [
        Act.LEDGER_LOG_OPENED, Act.VIEW_ORDER_OPENED, Act.LEDGER_PENDING_REFUSED
    ]  # fmt: skip
    assert book.verify().problems == ["ledger_refused: row 1 was waiting, was altered or slipped in, and refused"]


def test_a_waiting_row_without_our_code_opens_no_log(book: Book) -> None:
    book.append(entry(1))
    book.run("UPDATE ledger_pending SET tenant = 'stranger'")

    assert book.sequence() == 0
    assert book.rows("SELECT * FROM ledger_logs") == []


def test_a_numbered_row_cannot_be_brought_in_again(book: Book) -> None:
    book.append(entry(1))
    kept = book.rows("SELECT * FROM ledger_pending")[0]
    book.sequence()
    book.run("INSERT INTO ledger_pending VALUES (?, ?, ?, ?, ?)", *kept)

    assert book.sequence() == 0
    assert [one.act for one in recorded(book)][-1] is Act.LEDGER_PENDING_REFUSED


def test_a_numbered_row_brought_in_again_with_its_note_removed_is_found(book: Book) -> None:
    book.append(entry(1))
    kept = book.rows("SELECT * FROM ledger_pending")[0]
    book.sequence()
    book.run("DELETE FROM ledger_writers")

    assert "could be numbered twice" in book.verify().problems[0]
    book.run("INSERT INTO ledger_pending VALUES (?, ?, ?, ?, ?)", *kept)
    book.restart()
    book.sequence()

    assert "log 2026Q4: entry 2: it was recorded twice" in book.verify().problems


def test_a_log_whose_row_vanished_is_not_begun_anew(book: Book) -> None:
    book.fill(3)
    book.run("DELETE FROM ledger_logs")
    book.restart()
    with pytest.raises(LedgerUnavailable) as refusal:
        book.sequence_one()

    assert refusal.value.place == "ledger_logs"


def test_a_confirmed_row_that_vanished_is_recorded(book: Book) -> None:
    book.ledger.confirm(book.append(entry(1)))
    digests = book.append(entry(2))
    book.ledger.confirm(digests)
    book.run("DELETE FROM ledger_pending WHERE batch = 2")

    assert book.sequence() == 1
    assert [(one.act, one.counts) for one in recorded(book)][-1] == (Act.LEDGER_PENDING_MISSING, {"batches": 1})
    before = len(recorded(book))
    book.sequence()
    book.sequence()

    assert len(recorded(book)) == before
    assert book.verify().problems == []


def test_confirming_what_was_numbered_raises_no_alarm(book: Book) -> None:
    """The vault may number in the very transaction that appends, and confirm after it."""
    for number in range(5):
        with book.database.writing() as tx:
            digests = book.ledger.append(tx, [entry(number)])
            book.ledger.sequence(tx, OCTOBER)
        book.ledger.confirm(digests)
    for _ in range(3):
        book.sequence()

    assert {one.act for one in recorded(book)} == {Act.LEDGER_LOG_OPENED, Act.VIEW_ORDER_OPENED}


def test_a_failed_commit_forgets_nothing(book: Book) -> None:
    book.ledger.confirm(book.append(entry(1)))

    def fail() -> None:
        with book.database.writing() as tx:
            assert book.ledger.sequence(tx, OCTOBER) == 1
            raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        fail()

    assert book.sequence() == 1
    assert len(recorded(book)) == 2
    assert book.verify().problems == []


def test_a_head_signed_in_a_transaction_that_failed_is_not_remembered(book: Book) -> None:
    """Else the next look would take the store for one that was rolled back."""
    book.fill(3)

    def fail() -> None:
        with book.database.writing() as tx:
            for number in (10, 11):
                book.ledger.append(tx, [entry(number)])
                book.ledger.sequence(tx, OCTOBER)
            raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        fail()

    assert book.sequence_one() == 1
    assert book.verify().problems == []
