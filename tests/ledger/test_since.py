"""The record read from a time on: nothing of that time is left out, and a gap is never passed over."""

from __future__ import annotations

import pytest

from orderveil.core.errors import LedgerUnavailable
from orderveil.ledger.entries import decode
from orderveil.ledger.since import SLACK_MS
from orderveil.store.database import Database
from tests.ledger.people import JANUARY, OCTOBER, Book, entry

HOUR_MS = 3_600_000


@pytest.fixture
def book(database: Database) -> Book:
    """Two thousand entries, an hour apart, over two quarters."""
    book = Book(database)
    for start in range(0, 2000, 400):
        book.append(*(entry(number, at_ms=OCTOBER + number * HOUR_MS) for number in range(start, start + 400)))
        book.sequence(OCTOBER)
    book.append(*(entry(number, at_ms=JANUARY + number) for number in range(2000, 2010)))
    book.sequence(JANUARY)
    return book


def times(book: Book, since_ms: int) -> list[int]:
    with book.database.reading() as tx:
        return [decode(raw).at_ms for raw in book.ledger.since(tx, "main", since_ms)]


@pytest.mark.parametrize("hour", [0, 1, 255, 256, 257, 900, 1999, 5000])
def test_everything_from_a_time_on_is_there_and_little_before_it(book: Book, hour: int) -> None:
    since_ms = OCTOBER + hour * HOUR_MS
    everything, found = times(book, 0), times(book, since_ms)

    assert [at for at in found if at >= since_ms] == [at for at in everything if at >= since_ms]
    early = [at for at in found if at < since_ms - SLACK_MS]
    assert len(early) <= 2 * 256  # what else stands in the row in which each log's reading begins


def test_a_row_that_is_gone_is_said_and_not_skipped(book: Book) -> None:
    with book.database.writing() as tx:
        tx.execute("DELETE FROM ledger_bundles WHERE start = 512")

    with pytest.raises(LedgerUnavailable):
        times(book, 0)


def test_an_altered_entry_is_not_handed_out(book: Book) -> None:
    with book.database.writing() as tx:
        row = tx.one("SELECT entries FROM ledger_bundles WHERE start = 256 AND log = 1")
        assert row is not None
        tx.execute(
            "UPDATE ledger_bundles SET entries = ? WHERE start = 256 AND log = 1",
            (bytes(row[0]).replace(b"courier", b"couriez", 1),),
        )

    with pytest.raises(LedgerUnavailable):
        times(book, 0)


def test_logs_whose_entries_were_let_go_are_named(book: Book) -> None:
    with book.database.writing() as tx:
        first = book.ledger.page(tx, "main").logs[0]
        book.ledger.end_log(tx, "main", first, JANUARY)
    with book.database.reading() as tx:
        assert book.ledger.ended(tx, "main") == [first]
    assert min(times(book, 0)) >= JANUARY
