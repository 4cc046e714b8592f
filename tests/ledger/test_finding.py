"""Who, whose, for what and when: the index answers what a reading of every entry would answer."""

from __future__ import annotations

import random
from typing import Any

import pytest

from orderveil.core.errors import LedgerUnavailable, Malformed
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry, decode
from orderveil.ledger.finding import Found, Wanted
from orderveil.ledger.words import BITMAP_BYTES, BLOCK, build_words, grown, mask_of, read_said
from orderveil.store.database import Database
from tests.ledger.people import JANUARY, OCTOBER, Book, entry, order

SEED = 20261122
ACTORS = ("person:P1", "person:P2", "person:P3", "key:k1", "key:k2", "operator:1000")
ACTS = (Act.VIEW_ORDER_RELEASED, Act.VIEW_FIELD_REVEALED, Act.VIEW_ORDER_REFUSED, Act.VIEW_ORDER_READ)
HOPS = ("courier", "support", "wms", None)


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def some(chance: random.Random, number: int) -> Entry:
    """An entry of anybody about anything; each tenth on many orders. The clock wavers."""
    first = chance.randrange(300)
    orders = tuple(order(first + more) for more in range(chance.choice((1,) * 9 + (40,))))
    return entry(
        number, chance.choice(("main", "main", "main", "other")), actor=chance.choice(ACTORS), act=chance.choice(ACTS),
        hop=chance.choice(HOPS), partner=chance.choice(("swiftship", "parcelway", None)),
        shop=chance.choice(("tea", "coffee", None)), orders=orders,
        at_ms=OCTOBER + number * 1000 + chance.randrange(-30_000, 30_000),
    )  # fmt: skip


def fill(book: Book, chance: random.Random, count: int, start: int = 0, now_ms: int = OCTOBER) -> None:
    at = start
    while at < start + count:
        many = min(chance.choice((1, 7, 300)), start + count - at)
        book.append(*(some(chance, number) for number in range(at, at + many)))
        book.sequence(now_ms)
        at += many


def everything(book: Book, tenant: str) -> list[tuple[str, bytes]]:
    """Every entry of a tenant with its place, the newest first."""
    told: list[tuple[str, bytes]] = []
    with book.database.reading() as tx:
        for log in book.ledger.page(tx, tenant, limit=1).logs:
            index = 0
            while entries := book.ledger.page(tx, tenant, log=log, start=index).entries:
                told += [(f"{log}/{index + at}", raw) for at, raw in enumerate(entries)]
                index += len(entries)
    return told[::-1]


def found(book: Book, wanted: Wanted, tenant: str = "main", before: str | None = None) -> list[Found]:
    with book.database.reading() as tx:
        return list(book.ledger.find(tx, tenant, wanted, before))


def asked(chance: random.Random) -> Wanted:
    """Any question."""
    groups: list[frozenset[str]] = []
    if chance.random() < 0.6:
        groups.append(frozenset({f"actor:{chance.choice(ACTORS)}"}))
    if chance.random() < 0.5:
        groups.append(frozenset(f"act:{act}" for act in chance.sample(ACTS, chance.randrange(1, 4))))
    for kind, names in (("hop", ("courier", "wms", "pickup")), ("partner", ("swiftship",)), ("shop", ("tea",))):
        if chance.random() < 0.3:
            groups.append(frozenset({f"{kind}:{chance.choice(names)}"}))
    since = OCTOBER + chance.randrange(0, 6_000_000) if chance.random() < 0.4 else 0
    until = since + chance.randrange(1, 3_000_000) if chance.random() < 0.4 else None
    return Wanted(tuple(groups), order(chance.randrange(340)) if chance.random() < 0.25 else None, since, until)


def test_the_index_answers_what_reading_every_entry_answers(book: Book) -> None:
    chance = random.Random(SEED)
    fill(book, chance, 6500)
    fill(book, chance, 300, start=6500, now_ms=JANUARY)
    told = {tenant: everything(book, tenant) for tenant in ("main", "other")}
    assert len(told["main"]) > BLOCK  # more than one block
    answered = 0
    for _ in range(150):
        wanted, tenant = asked(chance), chance.choice(("main", "main", "other"))
        expected = [place for place, raw in told[tenant] if wanted.fits(read_said(raw))]
        assert [one.place for one in found(book, wanted, tenant)] == expected
        answered += len(expected)
        if expected:
            at = chance.randrange(len(expected))
            assert [one.place for one in found(book, wanted, tenant, expected[at])] == expected[at + 1 :]
    assert answered > 1000
    assert book.verify().problems == []


def test_a_bulk_entry_is_one_place_and_few_rows(book: Book) -> None:
    book.append(entry(1, orders=tuple(order(number) for number in range(1000)), partner="swiftship"))
    book.sequence()

    rows = book.rows("SELECT word, places FROM ledger_words WHERE word <> 'time'")
    assert {word: bytes(places) for word, places in rows if word.startswith("partner")} == {
        "partner:swiftship": b"\x00\x01"
    }
    assert len(found(book, Wanted((frozenset({"actor:key:k1"}),)))) == 1


def test_places_are_kept_in_a_row_that_never_outgrows_a_map() -> None:
    chance = random.Random(SEED)
    stored, places = b"", sorted(chance.sample(range(BLOCK), 700))
    for at in range(0, 700, 13):
        stored = grown(stored, places[at : at + 13])
        assert mask_of(stored) == sum(1 << place for place in places[: at + 13])
        assert len(stored) <= BITMAP_BYTES
    assert stored == grown(b"", places)  # one spelling, however it grew


def test_an_installation_from_before_the_index_is_given_one(book: Book) -> None:
    chance = random.Random(SEED)
    fill(book, chance, 5800)
    rows = book.rows("SELECT word, log, block, places FROM ledger_words ORDER BY word, log, block")
    book.run("DELETE FROM ledger_words")
    with pytest.raises(LedgerUnavailable):
        found(book, Wanted((frozenset({"hop:wms"}),)))
    book.append(entry(9000))
    book.sequence()  # goes on without it, and makes no half of a block
    assert book.rows("SELECT count(*) FROM ledger_words WHERE word = 'time'") == [(0,)]

    assert build_words(book.database) == len({row[1:3] for row in rows})
    assert book.verify().problems == []
    assert found(book, Wanted((frozenset({"hop:courier"}),)))
    assert build_words(book.database) == 0


HIDING: list[tuple[str, str]] = [
    ("DELETE FROM ledger_words WHERE word = 'actor:person:P2'", "no row for actor:person:P2"),
    ("UPDATE ledger_words SET word = 'actor:nobody' WHERE word = 'actor:person:P2'", "no row for actor:person:P2"),
    ("UPDATE ledger_words SET places = x'0003' WHERE word = 'actor:person:P2'", "another row than the entries say"),
    ("UPDATE ledger_words SET block = 7 WHERE word = 'act:view:field:revealed'", "no row for act:view:field:revealed"),
    ("DELETE FROM ledger_words WHERE word = 'time'", "no row for time"),
    ("DELETE FROM ledger_words", "no row for"),
]


@pytest.mark.parametrize(("change", "told"), HIDING)
def test_who_hides_from_the_index_is_found_and_named(book: Book, change: str, told: str) -> None:
    fill(book, random.Random(SEED), 400)
    if book.database.dialect == "postgresql":
        change = change.replace("x'0003'", "'\\x0003'")
    assert book.run(change) > 0

    problems = book.verify().problems
    assert any(problem.startswith("ledger_words: ") and told in problem for problem in problems), problems


def test_a_row_that_no_entry_says_is_told_without_repeating_it(book: Book) -> None:
    fill(book, random.Random(SEED), 50)
    book.run("INSERT INTO ledger_words (word, log, block, places) VALUES ('actor:Asha Verma', 1, 0, ?)", b"\0\1")

    problems = book.verify().problems
    assert problems == ["ledger_words: rows for words that no entry says, of 2026Q4, entries 0 and on"]


def test_an_entry_that_does_not_say_the_word_is_never_handed_out(book: Book) -> None:
    fill(book, random.Random(SEED), 50)
    book.run("INSERT INTO ledger_words (word, log, block, places) VALUES ('actor:person:P9', 1, 0, ?)", b"\0\1")
    with pytest.raises(LedgerUnavailable):
        found(book, Wanted((frozenset({"actor:person:P9"}),)))


def test_an_altered_entry_is_never_handed_out(book: Book) -> None:
    book.fill(20)
    raw = bytes(book.rows("SELECT entries FROM ledger_bundles ORDER BY start")[-1][0])
    start = book.rows("SELECT max(start) FROM ledger_bundles")[0][0]
    book.run("UPDATE ledger_bundles SET entries = ? WHERE start = ?", raw.replace(b"courier", b"support"), start)
    with pytest.raises(LedgerUnavailable):
        found(book, Wanted((frozenset({"hop:courier"}),)))


@pytest.mark.parametrize("place", ["", "2026Q4", "2026Q4/-1", "2030Q1/4", "2026Q4/٤", "2026Q4/1e3", "other/2026Q4/1"])
def test_a_place_that_no_log_has_is_refused(book: Book, place: str) -> None:
    book.fill(5)
    with pytest.raises(Malformed):
        found(book, Wanted(), before=place)


def test_with_an_ended_log_its_index_goes(book: Book) -> None:
    book.fill(20)
    book.fill(5, start=20, now_ms=JANUARY)
    with book.database.writing() as tx:
        book.ledger.end_log(tx, "main", "2026Q4", JANUARY)

    assert book.rows("SELECT count(*) FROM ledger_words WHERE log = 1") == [(0,)]
    assert book.verify().problems == []
    acts: list[Any] = [decode(one.entry).act for one in found(book, Wanted())]
    assert acts[0] is Act.LEDGER_LOG_ENDED
