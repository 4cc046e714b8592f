"""Free text is searched for everything of a buyer's, and what only looks like it is left alone."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from benchmarks.scan import SEED, documents, is_covered, meets
from benchmarks.scan_templates import HELD, OPEN
from orderveil.detect.findings import KnownGoods
from orderveil.detect.freetext import find_personal_data
from orderveil.scan.finding import type_of


def told(text: str) -> set[tuple[str, str]]:
    return {(type_of(found), text[found.start : found.end]) for found in find_personal_data(text)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("call 9 9 9 9 9 0 0 0 1 2 now", "PHONE", "9 9 9 9 9 0 0 0 1 2"),
        ("फोन ९९९९९०००१२", "PHONE", "९९९९९०००१२"),
        ("Tel +49 151 22334455, danke", "PHONE", "+49 151 22334455"),
        ("call (415) 555-0132 please", "PHONE", "(415) 555-0132"),
        ("asha at the rate mail dot example par bhejo", "EMAIL", "asha at the rate mail dot example"),
        ("Asha <asha@mail.example>", "EMAIL", "asha@mail.example"),
        ("refund to asha@newbank please", "UPI", "asha@newbank"),
        ("482913 is your OTP", "OTP", "482913"),
        ("AWB no: 14123456789012", "AWB", "14123456789012"),
        ("parcel RM123456785GB is lost", "AWB", "RM123456785GB"),
        ("your order #10234 is packed", "ORDER_REF", "#10234"),
        ("COD Rs. 1,299 to be collected", "AMOUNT", "Rs. 1,299"),
        ("see https://track.courier.example/1234567890.", "TRACKING_URL", "https://track.courier.example/1234567890"),
        ("asha devi ko call karo", "NAME", "asha devi"),
        ("ग्राहक राजेश कुमार से बात हुई", "NAME", "राजेश कुमार"),
        ("வாடிக்கையாளர்: கவிதா ராமன், அழைக்கவும்", "NAME", "கவிதா ராமன்"),
        ("Hello, this is Thangjam Ibomcha.", "NAME", "Thangjam Ibomcha"),
        ("an Hauptstraße 12, 10115 Berlin", "ADDRESS", "Hauptstraße 12, 10115 Berlin"),
        ("pin code 560 001 serviceable", "POSTCODE", "560 001"),
        ("<x y=9999900012> was here", "PHONE", "9999900012"),
        ("<a href='tel:+919999900012'>call</a>", "PHONE", "+919999900012"),
        ("<td width=100>Asha Devi</td>", "NAME", "Asha Devi"),
    ],
)
def test_it_is_found_where_it_stands(text: str, kind: str, value: str) -> None:
    assert (kind, value) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Cotton kurta XL pack of 2, EAN 8901234567894, MRP ₹499",
        "Your OTP will expire in 10 minutes, never share it",
        "care@shop.example or 1800 202 9999, all days",
        "Raymond and Peter England shirts back in Pune",
        "phone 98xxxxxx10, card XXXX XXXX XXXX 1111",
        "sizes 36 38 40 42 44 46",
        "built 2026-02-11T09:14:22Z in 8354441953 ms",
        "use coupon ABCPE1234F today",
    ],
)
def test_look_alikes_are_left_alone(text: str) -> None:
    assert told(text) == set()


def test_what_is_known_to_be_goods_is_no_phone() -> None:
    known = KnownGoods(skus=frozenset({"9999900012"}))

    assert find_personal_data("please send 9999900012 again", known) == []


def test_no_two_findings_overlap_but_a_postcode_in_its_address() -> None:
    for document in documents(OPEN, 300, SEED):
        found = find_personal_data(document.text)
        for one, other in pairwise(found):
            kinds = {type_of(one), type_of(other)}
            assert one.end <= other.start or kinds == {"ADDRESS", "POSTCODE"}


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("EMAIL", 0.99),
        ("PHONE", 0.97),
        ("UPI", 0.99),
        ("GSTIN", 0.99),
        ("PAN", 0.99),
        ("ADDRESS", 0.93),
        ("NAME", 0.88),
    ],
)
def test_recall_on_templates_that_were_not_looked_at(kind: str, least: float) -> None:
    given = [(d, find_personal_data(d.text)) for d in documents(HELD, 700, SEED)]
    labels = [(found, label) for document, found in given for label in document.labels if label[2] == kind]

    assert sum(any(meets(f, label) for f in found) for found, label in labels) >= least * len(labels)


def test_little_leaks_and_little_is_found_where_nothing_is() -> None:
    given = [(d, find_personal_data(d.text)) for d in documents(HELD, 700, SEED)]
    labels = [(found, label) for d, found in given for label in d.labels if label[2] != "AMOUNT"]

    assert sum(not is_covered(found, label) for found, label in labels) <= 0.05 * len(labels)
    assert sum(bool(found) for d, found in given if not d.labels) <= 0.03 * sum(not d.labels for d, _ in given)


def test_no_text_makes_it_fail_and_every_finding_lies_inside() -> None:
    chance = random.Random(7)
    alphabet = "0123456789 +-@./:#,\n<>&%;()asha devi order otp flat road pin रराज়१２三\u200b\ud800\U0001d7d8İß"
    for _ in range(1_500):
        text = "".join(chance.choices(alphabet, k=chance.randint(0, 120)))
        for found in find_personal_data(text, least=0):
            assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    ["1 ", "1-", "a.", "a@", "flat 1,", "road ", "&#49;", "<a ", "Asha ", "order ", "9,9", "(1)", "m."],
)
def test_repetition_takes_no_more_than_linear_time(piece: str) -> None:
    find_personal_data(piece * (16_384 // len(piece)))


@pytest.mark.parametrize("letters", ["a" * 65_536, "a.-" * 16_384, "ab " + "é" * 65_536])
def test_letters_without_end_before_a_street_take_no_more_than_linear_time(letters: str) -> None:
    find_personal_data(f"{letters} bahnhofstr. 5, rajnagar")
