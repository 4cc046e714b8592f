"""Exact match in files: a planted customer is found wherever it stands, and a lone number only for review."""

from __future__ import annotations

import io

import numpy as np
import pytest

from orderveil.detect.exact import Element
from orderveil.detect.exactset import KnownSet
from orderveil.detect.findings import Kind
from orderveil.scan.finding import Found, Place
from orderveil.scan.known import PERHAPS, SURELY, KnownText
from orderveil.scan.knowncolumns import KnownColumns
from orderveil.scan.pieces import Piece, Unread
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search
from orderveil.vault.matching.elements import elements_of
from orderveil.vault.matching.fingerprints import KINDS

# names that no list knows, and streets that no rule reads
ORDER = {
    "order_ref": "QX-77001234", "order_number": "#1001", "recipient_name": "Zorqua Il Vexhund",
    "buyer_name": "Zorqua Il Vexhund", "recipient_phone": "+919123409876", "buyer_email": "zorqua@buyers.example",
    "ship_line1": "Plivar 7/3 Ombu", "ship_line2": "behind Kesto", "ship_postcode": "411045", "ship_country": "IN",
}  # fmt: skip
OTHER = "9123409877"


@pytest.fixture(scope="module")
def customers() -> KnownSet:
    return _customers_of(ORDER)


def _scanned(customers: KnownSet, name: str, text: str) -> list[Found]:
    known = KnownColumns(customers, "IN")
    pieces = known.watch(pieces_of(io.BytesIO(text.encode()), name, None))
    return list(Search(known=known).through(pieces))


def _known(found: list[Found], why: str = SURELY) -> list[tuple[str, str]]:
    return sorted((one.type, one.value) for one in found if one.why == why)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail zorqua@buyers.example, please", [("EMAIL", "zorqua@buyers.example")]),
        ("<ZORQUA@Buyers.Example>", [("EMAIL", "ZORQUA@Buyers.Example")]),
        ("call 091234-09876", [("PHONE", "091234-09876")]),
        ("2 9123409876 3", []),
        ("2, phone: 9123409876 3", [("PHONE", "9123409876")]),
        ("whatsapp +91 91234 09876.", [("PHONE", "+91 91234 09876")]),
        (
            "Parcel for vexhund ZORQUA, Plivar 7/3 Ombu, behind Kesto, Pune 411 045",
            [("ADDRESS", "Plivar 7/3 Ombu, behind Kesto, Pune 411 045"), ("NAME", "vexhund ZORQUA")],
        ),
        (
            "order QX77001234 of 9123409876",
            [("ORDER_REF", "QX77001234"), ("PHONE", "9123409876")],
        ),
    ],
)
def test_a_customer_is_found_in_running_text(
    customers: KnownSet, text: str, expected: list[tuple[str, str]]
) -> None:
    found = _scanned(customers, "note.txt", text)
    assert _known(found) == expected
    assert all(one.score == 1.0 for one in found if one.why == SURELY)


def test_the_parts_of_one_record_speak_for_each_other(customers: KnownSet) -> None:
    together = '{"to": "Zorqua Vexhund", "pin": "411045", "n": 9123409876}\n'
    assert _known(_scanned(customers, "a.ndjson", together)) == [("NAME", "Zorqua Vexhund"), ("PHONE", "9123409876")]
    apart = '{"to": "Zorqua Vexhund", "pin": "411045"}\n{"n": 9123409876}\n'
    found = _scanned(customers, "a.ndjson", apart)
    assert not _known(found)
    assert _known(found, PERHAPS) == [("NAME", "Zorqua Vexhund"), ("PHONE", "9123409876")]


@pytest.mark.parametrize(
    "text",
    [
        f"call {OTHER}",
        "Zorqua Vexhund in 411046",
        "Vexhund 411045",
        "mail zorqua@buyers.example.org or xzorqua@buyers.example",
        "1001 of 2002",
        "77001234",
    ],
)
def test_nobody_else_is_a_customer(customers: KnownSet, text: str) -> None:
    found = _scanned(customers, "note.txt", text)
    assert not _known(found)
    assert not _known(found, PERHAPS)


def test_a_lone_number_is_for_review(customers: KnownSet) -> None:
    found = _scanned(customers, "note.txt", "9123409876")
    assert not _known(found)
    assert _known(found, PERHAPS) == [("PHONE", "9123409876")]


_TABLE = """order id,customer name,mobile,e-mail,shipping address,pincode,remark
QX77001234,ZORQUA VEXHUND,09123409876,,"Plivar 7/3 Ombu, behind Kesto, Pune",411 045,ok
1,Somebody Else,9123409877,else@buyers.example,"Plivar 7/3 Ombu, Pune",411046,ok
2,Somebody Else,9123409876,else@buyers.example,,411046,ok
3,Somebody Else,,Zorqua@buyers.example,,,ok
4,Somebody Else,,,,,and please mail zorqua@buyers.example or so
5,Zorqua Vexhund,,,,411045,ok
"""


def test_a_customer_is_found_in_every_column_of_a_table(customers: KnownSet) -> None:
    found = _scanned(customers, "export.csv", _TABLE)
    surely = {(one.place.record, one.type) for one in found if one.why == SURELY}
    assert surely == {
        (0, "ORDER_REF"), (0, "NAME"), (0, "PHONE"), (0, "ADDRESS"), (2, "PHONE"), (3, "EMAIL"), (4, "EMAIL"),
    }  # fmt: skip
    assert {(one.place.record, one.type) for one in found if one.why == PERHAPS} == {(5, "NAME")}
    (within,) = [one for one in found if one.place.record == 4 and one.why == SURELY]
    assert within.value == "zorqua@buyers.example"


def test_a_table_says_the_same_of_rows_without_customers(customers: KnownSet) -> None:
    plain = list(Search().through(pieces_of(io.BytesIO(_TABLE.encode()), "export.csv", None)))
    known = _scanned(customers, "export.csv", _TABLE)
    others = [(one.place, one.type, one.start, one.end, one.score) for one in known if one.why not in (SURELY, PERHAPS)]
    told = {(one.place, one.type, one.start, one.end, one.score) for one in plain}
    assert set(others) <= told
    assert {one[0].record for one in others} >= {1, 2}


def test_what_is_no_piece_goes_on_in_its_place(customers: KnownSet) -> None:
    error = Unread.__new__(Unread)
    first, last = Piece(Place("a"), "call 9123409876"), Piece(Place("a"), "nothing")
    watched = list(KnownText(customers, "IN").watch([first, error, last]))
    assert watched[1] is error
    assert watched[2] is last
    assert [finding.why for finding in watched[0].made] == [SURELY]  # type: ignore[union-attr]


def test_long_texts_and_odd_ones_are_asked_for_like_others(customers: KnownSet) -> None:
    odd = "\u0928\u092e\u0938\u094d\u0924\u0947 \U0001f600 " * 50 + "fon \u0967 9123409876 \u00e9 "
    odd += "zorqua@buyers.example \ud800"
    (found,) = KnownText(customers, "IN").findings([Piece(Place("a"), odd)])
    assert [odd[one.start : one.end] for one in found] == ["9123409876", "zorqua@buyers.example"]
    dense = " ".join(f"{number:06d} Zorqua" for number in range(411_000, 411_100))
    (found,) = KnownText(customers, "IN").findings([Piece(Place("a"), dense)])
    assert not found


def test_a_customer_among_more_words_than_are_tried_at_once_is_found() -> None:
    order = {"recipient_name": "\u0930\u092e\u0947\u0936 Vexhund", "ship_line1": "Plivar 7/3 Ombu"}
    order["ship_postcode"] = "411045"
    known = _customers_of(order)
    dense = " ".join(f"{number} ab cde" for number in range(411_100, 412_000))
    own = "for \u0930\u092e\u0947\u0936 Vexhund, Plivar 7/3 Ombu, Pune 411045"
    texts = [f"{dense} {own}", own, f"{own} {dense}", dense, "nothing"]
    found = KnownText(known, "IN").findings([Piece(Place("a", at), text) for at, text in enumerate(texts)])
    told = [[text[one.start : one.end] for one in made] for text, made in zip(texts, found, strict=True)]
    expected = ["\u0930\u092e\u0947\u0936 Vexhund", "Plivar 7/3 Ombu, Pune 411045"]
    assert told == [expected, expected, expected, [], []]


def _customers_of(order: dict[str, str]) -> KnownSet:
    known = KnownSet()
    read = elements_of([(1, order)])
    for element, kind in KINDS.items():
        known.add(element, read.digests[read.kinds == kind], read.ns[read.kinds == kind])
    return known


def test_a_name_of_one_word_is_told_beside_something_else_alone_and_blocks_nothing() -> None:
    order = {"recipient_name": "Mr Vexhund", "ship_line1": "Plivar 7/3 Ombu", "recipient_phone": "+919123409876"}
    known = _customers_of({**order, "ship_postcode": "411045", "ship_country": "IN"})
    alone = _scanned(known, "a.txt", "vexhund of 411045")
    assert not _known(alone)
    assert not _known(alone, PERHAPS)
    assert _known(_scanned(known, "a.txt", "call 9123409876, vexhund of 411045")) == [
        ("NAME", "vexhund"), ("PHONE", "9123409876"),
    ]  # fmt: skip
    review = _scanned(known, "a.txt", "vexhund, Plivar 7/3 Ombu 411045")
    assert _known(review, PERHAPS) == [("ADDRESS", "Plivar 7/3 Ombu 411045"), ("NAME", "vexhund")]
    table = "customer name,mobile,pincode\nVexhund,,411045\nVexhund,9123409876,411045\nVexhund,9123409876,411046\n"
    rows = [(one.place.record, one.type) for one in _scanned(known, "a.csv", table) if one.why in (SURELY, PERHAPS)]
    assert rows == [(1, "NAME"), (1, "PHONE"), (2, "PHONE")]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("to Plivar 7/3 Ombu, near Kesto, Pune - 411045 by noon", "Plivar 7/3 Ombu, near Kesto, Pune - 411045"),
        ("to Plivar 7/3 Ombu 411 045 by noon", "Plivar 7/3 Ombu 411 045"),
        ("to Plivar 7/3 Ombu, 411045 Pune, by noon", "Plivar 7/3 Ombu, 411045 Pune"),
        ("to Plivar 7/3 Ombu and then, as he said, on to the town of Pune, 411045", "Plivar 7/3 Ombu"),
        ("to Plivar 7/3 Ombu, Zorqua Vexhund, 411045", "Plivar 7/3 Ombu"),
        ("411045, Plivar 7/3 Ombu", "Plivar 7/3 Ombu"),
    ],
)
def test_an_address_goes_on_to_its_postcode(text: str, address: str) -> None:
    order = {"recipient_name": "Zorqua Vexhund", "ship_line1": "Plivar 7/3 Ombu", "ship_postcode": "411045"}
    (found,) = KnownText(_customers_of(order), "IN").findings([Piece(Place("a"), text)])
    assert [text[one.start : one.end] for one in found if one.type is Kind.ADDRESS] == [address]


def test_rows_of_numbers_are_asked_for_as_nobodys_name_or_street() -> None:
    asked: list[int] = []

    class Counting(KnownSet):
        def hold(self, element: Element, digests: np.ndarray) -> np.ndarray:  # type: ignore[override,type-arg]
            asked.extend([len(digests)] * (element in (Element.ADDRESS, Element.NAME_POSTCODE)))
            return super().hold(element, digests)

    KnownText(Counting(), "IN").findings([Piece(Place("a"), " ".join(map(str, range(411_000, 413_000))))])
    assert sum(asked) == 0


def test_one_question_is_asked_for_many_pieces(customers: KnownSet) -> None:
    class Counting(KnownSet):
        asked = 0

        def hold(self, element: Element, digests: np.ndarray) -> np.ndarray:  # type: ignore[override,type-arg]
            Counting.asked += 1
            return customers.hold(element, digests)

    pieces = [Piece(Place("a", record), "call 9123409876, zorqua@buyers.example") for record in range(500)]
    assert all(KnownText(Counting(), "IN").findings(pieces))
    assert Counting.asked <= len(Element)
