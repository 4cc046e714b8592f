"""A log per tenant and quarter: each carries the head of the one before, old ones end, keys change."""

from __future__ import annotations

import pytest

from orderveil.core.errors import LedgerUnavailable
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry, decode
from orderveil.ledger.sequencing import quarter_of
from orderveil.store.database import Database
from tests.ledger.people import JANUARY, OCTOBER, Book, entry, order


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def recorded(book: Book, tenant: str = "main", log: str | None = None) -> list[Entry]:
    with book.database.reading() as tx:
        return [decode(raw) for raw in book.ledger.page(tx, tenant, log=log).entries]


def test_a_new_quarter_opens_a_log_that_carries_the_last_head(book: Book) -> None:
    book.fill(300)
    last = book.checkpoint()
    book.fill(2, start=300, now_ms=JANUARY)
    opening = recorded(book)[0]

    assert (opening.act, opening.log, opening.detail, opening.checkpoint) == (
        Act.LEDGER_LOG_OPENED, "2027Q1", {"previous": "2026Q4"}, last
    )  # fmt: skip
    assert book.verify().logs == ["2026Q4", "2027Q1"]
    assert book.verify().problems == []


def test_a_clock_set_back_never_turns_a_log(book: Book) -> None:
    book.fill(2, now_ms=JANUARY)
    book.fill(2, start=5, now_ms=OCTOBER)

    assert book.verify().logs == ["2027Q1"]


@pytest.mark.parametrize(("at_ms", "quarter"), [
    (0, "1970Q1"), (OCTOBER, "2026Q4"), (JANUARY, "2027Q1"),
    (1_790_812_799_999, "2026Q3"), (1_790_812_800_000, "2026Q4"),
])  # fmt: skip
def test_quarters_turn_at_midnight_utc(at_ms: int, quarter: str) -> None:
    assert quarter_of(at_ms) == quarter


def test_an_old_log_ends_and_its_head_stays(book: Book) -> None:
    book.fill(300)
    book.fill(20, start=300, now_ms=JANUARY)
    with book.database.writing() as tx:
        assert book.ledger.end_log(tx, "main", "2026Q4", JANUARY) == 301

    found = book.verify()

    assert (found.problems, found.logs) == ([], ["2026Q4", "2027Q1"])
    assert book.rows("SELECT DISTINCT log FROM ledger_orders") == [(2,)]
    with book.database.reading() as tx:
        assert book.ledger.page(tx).logs == ["2027Q1"]
        assert book.ledger.who(tx, order(1)).entries == []


@pytest.mark.parametrize("log", ["2027Q1", "2026Q4", "2031Q1"])
def test_only_the_oldest_log_but_never_the_open_one_ends(book: Book, log: str) -> None:
    from orderveil.core.errors import Conflict, NotFound

    book.fill(3)
    if log == "2027Q1":
        book.fill(3, start=3, now_ms=JANUARY)
    with pytest.raises((Conflict, NotFound)), book.database.writing() as tx:
        book.ledger.end_log(tx, "main", log, JANUARY)


def test_a_changed_key_goes_on_in_a_new_log(book: Book) -> None:
    book.fill(300)
    book.append(entry(400))
    fresh = b"n" * 32
    with book.database.writing() as tx:
        assert book.ledger.change_key(tx, "main", fresh, OCTOBER) == "2026Q4.2"
    book.seeds["main"] = fresh
    book.fill(5, start=500)
    found = book.verify()

    assert (found.problems, found.logs, found.entries) == ([], ["2026Q4", "2026Q4.2"], 308)
    book.restart()
    book.fill(5, start=600)

    assert book.verify().problems == []


def test_the_old_key_signs_nothing_after_the_change(book: Book) -> None:
    book.fill(3)
    with book.database.writing() as tx:
        book.ledger.change_key(tx, "main", b"n" * 32, OCTOBER)
    with pytest.raises(LedgerUnavailable):  # the signer still gives the old seed
        book.sequence_one()
