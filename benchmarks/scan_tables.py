"""How fast tables are searched: `python -m benchmarks.scan_tables [--megabytes 100] [--customers 1000000]`.

A CSV as a courier or a marketplace exports it, all values invented: rows of strangers, and some with a
customer planted: his phone, e-mail, name with postcode, or address. Measured per CPU second, all threads: rules alone
and rules with exact match, findings counted (what the command's table and report do); on a tenth of
the rows also every finding made (what JSON lines do). Then: planted rows found, strangers' rows taken
surely for a customer's, lone numbers that coincide with a customer's phone against how many must.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from orderveil.detect.exact import (
    Element,
    address_digests,
    email_digests,
    name_digests,
    phone_digests,
    postcode_digests,
)
from orderveil.detect.exactcells import Cells
from orderveil.detect.exactjudging import expected_coincidences
from orderveil.detect.exactphones import phone_numbers
from orderveil.detect.exactset import KnownSet
from orderveil.detect.wordlists.worldnames import FAMILY_ANYWHERE, GIVEN_ANYWHERE
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.columns.findings import Tally
from orderveil.scan.known import SURELY
from orderveil.scan.knowncolumns import KnownColumns
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search

SEED = 20_260_318
_AT_ONCE = 100_000
_GIVEN = sorted(word.title() for word in GIVEN_ANYWHERE if word.isascii() and len(word) > 2)
_FAMILY = sorted(word.title() for word in FAMILY_ANYWHERE if word.isascii() and len(word) > 2)
_CITIES = ("Pune", "Mumbai", "Jaipur", "Lucknow", "Kochi", "Chennai", "Hyderabad", "Kolkata", "Nagpur", "Surat")
_STREETS = (
    *("MG Road", "Station Road", "Link Road", "Nehru Nagar", "Gandhi Marg", "2nd Cross", "Sector 14", "Church Street"),
    *("Lake View Road", "Temple Lane", "14th Main HSR Layout", "Ring Road", "Civil Lines", "Old Market", "Mandir Gali"),
)
_HOUSES = ("Sai Residency", "Green Heights", "Shanti Kunj", "Lotus Apartments", "Om Towers", "Rose Villa", "Palm Grove")
_STATES = ("delivered", "in transit", "out for delivery", "rto", "customer not available", "address incomplete")
_NOTES = ("", "", "", "leave at the gate", "call before delivery", "gift wrap", "second attempt tomorrow")
HEADER = "order_id,created_at,customer_name,mobile,email,shipping_address,city,pincode,payment,amount,awb,status,note"
_PLANTED_EVERY = 797
_KINDS = ("phone", "email", "name", "address")


class Person:
    """Somebody invented."""

    __slots__ = ("address", "email", "name", "phone", "postcode")

    def __init__(self, chance: random.Random) -> None:
        given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
        self.name = f"{given} {family}"
        self.phone = f"{chance.choice('6789')}{chance.randrange(10**9):09}"
        self.email = f"{given}.{family}{chance.randrange(100_000)}@mail.example".lower().replace("'", "")
        self.postcode = str(chance.randint(110_001, 855_999))
        house, street = chance.choice(_HOUSES), chance.choice(_STREETS)
        self.address = chance.choice(
            (
                f"Flat {chance.randint(1, 1_900)} {house}, {street}",
                f"{chance.randint(1, 900)}/{chance.randint(1, 90)} {street}, near {house}",
                f"H.No. {chance.randint(1, 900)}-{chance.randint(1, 99)} {street}",
                f"Plot {chance.randint(1, 900)} {street} behind {house}",
            )
        )


def known_customers(count: int) -> tuple[KnownSet, list[Person]]:
    """Return a set of customers, and some of them to be planted."""
    chance = random.Random(SEED)
    known, some = KnownSet(), []
    for first in range(0, count, _AT_ONCE):
        people = [Person(chance) for _ in range(min(_AT_ONCE, count - first))]
        some += people[:1_000]
        postcodes = postcode_digests(Cells.of([one.postcode for one in people]))
        numbers = phone_numbers(Cells.of([one.phone for one in people]), "IN")
        known.add(Element.PHONE, phone_digests(numbers))
        known.add(Element.EMAIL, email_digests(Cells.of([one.email for one in people])))
        known.add(Element.NAME_POSTCODE, name_digests(Cells.of([one.name for one in people]), postcodes)[0])
        lines = Cells.of([one.address.partition(",")[0] for one in people])
        known.add(Element.ADDRESS, address_digests(lines, postcodes)[0])
    return known, some


def rows(chance: random.Random, customers: list[Person], number: int = 0) -> Iterator[tuple[str, str]]:
    """Yield rows without end, each with what is planted in it: two elements, or an e-mail, or nothing."""
    while True:
        person, kind = Person(chance), ""
        if customers and number % _PLANTED_EVERY == _PLANTED_EVERY - 1:
            kind, other = _KINDS[number // _PLANTED_EVERY % len(_KINDS)], chance.choice(customers)
            setattr(person, kind, getattr(other, kind))
            person.postcode = other.postcode if kind in ("name", "address") else person.postcode
        yield _row(person, number, chance), kind
        number += 1


def _row(one: Person, number: int, chance: random.Random) -> str:
    city = chance.choice(_CITIES)
    line = chance.choice((one.address, f"{one.address}, {city}", f"{one.address}, {city} {one.postcode}"))
    moment = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}:{number % 59:02}"
    return (
        f'OD-{1_000_000 + number},{moment},{one.name},{one.phone},{one.email},"{line}",{city},{one.postcode},'
        f"{chance.choice(('cod', 'prepaid'))},{chance.randint(99, 9_999)}.{chance.choice(('00', '50'))},"
        f"{chance.randrange(10**11, 10**12)},{chance.choice(_STATES)},{chance.choice(_NOTES)}\n"
    )


def write(path: Path, size: int, customers: list[Person]) -> dict[int, str]:
    """Write a table of this many bytes; return what is planted, by record."""
    planted: dict[int, str] = {}
    written = 0
    with path.open("w", encoding="utf-8") as out:
        written += out.write(HEADER + "\n")
        for record, (row, kind) in enumerate(rows(random.Random(SEED + 1), customers)):
            written += out.write(row)
            if kind:
                planted[record] = kind
            if written >= size:
                return planted
    return planted


def search(path: Path, known: KnownColumns | None) -> tuple[float, Tally]:
    """Search a table and count; return the CPU seconds and the counts."""
    tally = Tally(500)
    begun = time.process_time()
    with path.open("rb") as raw:
        for _ in Search(known=known).through(pieces_of(raw, path.name), tally=tally):
            pass
    return time.process_time() - begun, tally


def surely(path: Path, known: KnownColumns) -> Counter[int]:
    """Return the records that are surely a customer's."""
    found: Counter[int] = Counter()
    asked = Search(known=known)
    with path.open("rb") as raw:
        for chunk in pieces_of(raw, path.name):
            assert isinstance(chunk, Chunk)
            for one in asked.through([chunk]):
                if one.why == SURELY:
                    found[one.place.record or 0] += 1
    return found


def measure(folder: Path, size: int, customers: int) -> None:
    """Write the tables, search them, print."""
    path, part, lone = folder / "export.csv", folder / "tenth.csv", folder / "numbers.csv"
    known_set, some = known_customers(customers)
    planted = write(path, size, some)
    write(part, size // 10, some)
    known = KnownColumns(known_set, "IN")
    before = _peak()
    for told, which in (("rules", None), ("rules and exact match", known)):
        spent, tally = search(path, which)
        print(f"{told}: {path.stat().st_size / spent / 1e6:.1f} MB per CPU second, {tally.types().total():,} findings")
    print(f"peak memory {_peak() / 1e6:,.0f} MB, of which {before / 1e6:,.0f} MB the customers and the making of rows")
    begun = time.process_time()
    found = surely(part, known)
    print(f"every finding made: {part.stat().st_size / (time.process_time() - begun) / 1e6:.1f} MB per CPU second")
    found = surely(path, known)
    wanted = {record for record, kind in planted.items() if kind in ("phone", "email")}
    print(f"planted phones and e-mails surely found: {len(wanted & set(found)):,} of {len(wanted):,}")
    shared = expected_coincidences(sum(1 for _ in path.open("rb")), known_set.size(Element.PHONE), "IN")
    print(
        f"rows of strangers surely a customer's: {len(set(found) - set(planted)):,}; "
        f"{shared:.0f} have a customer's very number, by chance, in their column of phones"
    )
    numbers(lone, known, known_set)


def numbers(path: Path, known: KnownColumns, known_set: KnownSet) -> None:
    """Search numbers that are nobody's, in a column that does not say what they are."""
    count = 1_000_000
    drawn = np.random.default_rng(SEED).integers(6 * 10**9, 10**10, count)
    path.write_text("n,value\n" + "".join(f"{at},{number}\n" for at, number in enumerate(drawn.tolist())))
    expected = expected_coincidences(count, known_set.size(Element.PHONE), "IN")
    with path.open("rb") as raw:
        why = Counter(one.why for one in Search(known=known).through(pieces_of(raw, path.name)))
    chance = sum(times for reason, times in why.items() if "chance" in reason)
    print(f"a million lone numbers: {why[SURELY]} block, {chance} for review; by chance {expected:.0f} coincide")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--customers", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), asked.megabytes * 1_000_000, asked.customers)


if __name__ == "__main__":
    main()
