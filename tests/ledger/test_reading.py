"""Pages, proofs, and who touched an order."""

from __future__ import annotations

from typing import Any

import pytest

from orderveil.core.errors import LedgerUnavailable
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry, decode
from orderveil.store.database import Database
from tests.ledger.people import ORIGIN, Book, entry, order


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def recorded(book: Book, tenant: str = "main", log: str | None = None) -> list[Entry]:
    with book.database.reading() as tx:
        return [decode(raw) for raw in book.ledger.page(tx, tenant, log=log).entries]


def test_page_by_page_the_whole_log_comes_out(book: Book) -> None:
    book.fill(700)
    found: list[bytes] = []
    with book.database.reading() as tx:
        while (page := book.ledger.page(tx, start=len(found), limit=97)).entries:
            found.extend(page.entries)

    assert (len(found), page.size) == (701, 701)
    assert [decode(one).orders for one in found[1:4]] == [(order(0),), (order(1),), (order(2),)]


def test_a_page_of_bulk_entries_stays_small(book: Book) -> None:
    orders = tuple(order(number) for number in range(1000))
    book.append(*(entry(number, orders=orders) for number in range(300)))
    book.sequence()
    with book.database.reading() as tx:
        page = book.ledger.page(tx, limit=4096)

    assert sum(len(one) for one in page.entries) < 5 * 1024 * 1024
    assert 0 < len(page.entries) < 300
    assert book.verify().problems == []


def test_proofs_lead_to_the_signed_head(book: Book) -> None:
    from orderveil.core.chain import is_consistent, is_included, leaf_hash
    from orderveil.core.checkpoint import parse_checkpoint, parse_note

    sizes: list[tuple[int, Any]] = []
    for at in range(0, 900, 150):
        book.fill(150, start=at)
        head = parse_checkpoint(parse_note(book.checkpoint()).text)
        sizes.append((head.size, head.root))
    with book.database.reading() as tx:
        for index in range(0, 901, 37):
            proof = book.ledger.prove(tx, index=index)
            assert proof.entry is not None
            assert is_included(index, proof.size, leaf_hash(proof.entry), proof.hashes, sizes[-1][1])
        for size, root in sizes:
            growth = book.ledger.prove_growth(tx, old_size=size)
            assert is_consistent((size, root), sizes[-1], growth.hashes)


def test_who_touched_an_order_also_before_it_is_numbered(book: Book) -> None:
    book.fill(30)
    book.append(entry(7, act=Act.VIEW_FIELD_REVEALED, purpose="call-back", reference="T-1041"))
    with book.database.reading() as tx:
        found = book.ledger.who(tx, order(7))

    assert found.places == ["2026Q4/8", "pending"]
    book.sequence()
    with book.database.reading() as tx:
        assert book.ledger.who(tx, order(7)).places == ["2026Q4/8", "2026Q4/31"]


def test_who_tells_of_every_order_of_a_bulk_act(book: Book) -> None:
    orders = tuple(order(number) for number in range(1000))
    book.append(entry(1, act=Act.INTAKE_ORDERS_SEALED, orders=orders))
    book.sequence()
    with book.database.reading() as tx:
        assert [book.ledger.who(tx, one).places for one in (orders[0], orders[500], orders[999])] == [["2026Q4/1"]] * 3


def test_an_altered_entry_is_never_handed_out(book: Book) -> None:
    book.fill(300)
    raw = bytes(book.rows("SELECT entries FROM ledger_bundles WHERE start = 0")[0][0])
    book.run("UPDATE ledger_bundles SET entries = ? WHERE start = 0", raw.replace(b"courier", b"support", 1))
    with book.database.reading() as tx, pytest.raises(LedgerUnavailable):
        book.ledger.page(tx)
    with book.database.reading() as tx, pytest.raises(LedgerUnavailable):
        book.ledger.who(tx, order(0))


def test_tenants_keep_records_of_their_own(book: Book) -> None:
    book.append(entry(1), entry(2, tenant="other"), entry(3))
    book.sequence()

    assert [one.orders for one in recorded(book)][1:] == [(order(1),), (order(3),)]
    assert [one.orders for one in recorded(book, "other")][1:] == [(order(2),)]
    assert book.checkpoint("other").startswith(f"{ORIGIN}/other/2026Q4\n2\n")
