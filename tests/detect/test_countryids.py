"""Ids of many countries are found by shape, check digit and the words that call them; goods and amounts are not."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest

from orderveil.detect.countryids import find_country_ids
from orderveil.detect.findings import NOTHING_KNOWN, SURE, Finding, Where, scan
from orderveil.detect.freetext import find_personal_data
from orderveil.detect.positions import find_places_on_maps
from orderveil.detect.reading import read
from orderveil.scan.finding import type_of


def found_in(text: str) -> list[Finding]:
    given = scan(read(text), Where.NOTE, NOTHING_KNOWN)
    return [one for one in (*find_country_ids(given), *find_places_on_maps(given)) if one.score >= SURE]


def told(text: str) -> set[tuple[str, str]]:
    return {(type_of(found), text[found.start : found.end]) for found in find_personal_data(text)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ssn 219-09-9998 on file", "NATIONAL_ID", "219-09-9998"),
        ("536 90 4399 is the social security number", "NATIONAL_ID", "536 90 4399"),
        ("NINO: AB123456C", "NATIONAL_ID", "AB123456C"),
        ("AB 12 34 56 C", "NATIONAL_ID", "AB 12 34 56 C"),
        ("RSSMRA85T10A562S", "NATIONAL_ID", "RSSMRA85T10A562S"),
        ("dni 12345678Z", "NATIONAL_ID", "12345678Z"),
        ("BSN 111222333", "NATIONAL_ID", "111222333"),
        ("pesel: 44051401359", "NATIONAL_ID", "44051401359"),
        ("personnummer 811218-9876", "NATIONAL_ID", "811218-9876"),
        ("Steuer-ID 36 574 261 809", "NATIONAL_ID", "36 574 261 809"),
        ("2 55 08 14 168 025 38", "NATIONAL_ID", "2 55 08 14 168 025 38"),
        ("nric S1234567D", "NATIONAL_ID", "S1234567D"),
        ("TFN 123 456 782", "NATIONAL_ID", "123 456 782"),
        ("529.982.247-25", "NATIONAL_ID", "529.982.247-25"),
        ("cpf 52998224725", "NATIONAL_ID", "52998224725"),
        ("SA ID 8001015009087", "NATIONAL_ID", "8001015009087"),
        ("11010519491231002X", "NATIONAL_ID", "11010519491231002X"),
        ("주민등록번호 800101-1234567", "NATIONAL_ID", "800101-1234567"),
        ("national id 44051401359", "NATIONAL_ID", "44051401359"),
        ("iqama no २००००००००६", "NATIONAL_ID", "२००००००००६"),
        ("passport no. M1234567", "PASSPORT", "M1234567"),
        ("dl no KA0120200012345", "LICENCE", "KA0120200012345"),
        ("GB29 NWBK 6016 1331 9268 19 call me", "IBAN", "GB29 NWBK 6016 1331 9268 19"),
        ("VAT no: GB 980780684", "TAX_ID", "GB 980780684"),
        ("USt-IdNr DE136695976", "TAX_ID", "DE136695976"),
        ("come to 18.52043, 73.85674", "POSITION", "18.52043, 73.85674"),
        ("18°31'13\"N 73°51'24\"E", "POSITION", "18°31'13\"N 73°51'24\"E"),
        ("https://maps.google.com/?q=18.5204,73.8567", "POSITION", "https://maps.google.com/?q=18.5204,73.8567"),
        ("gate is at 7JCMGV6C+2X", "POSITION", "7JCMGV6C+2X"),
        ("here: ///filled.count.soap", "POSITION", "///filled.count.soap"),
    ],
)
def test_an_id_is_found_where_it_stands(text: str, kind: str, value: str) -> None:
    assert (kind, value) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "219099998",
        "order 219-09-9998",
        "Passport size photo 1234567",
        "btw 123456789 sold",
        "44051401359",
        "SIN 123 456 789",
        "iphone 12+256, X4+22",
        "price 99.9999, 199.9999",
    ],
)
def test_a_number_that_nothing_calls_an_id_is_none(text: str) -> None:
    assert found_in(text) == []


def test_a_wrong_check_digit_is_told_of_with_a_lower_score_where_words_call_it_an_id() -> None:
    (right,), (wrong,) = found_in("pesel 44051401359"), found_in("pesel 44051401358")

    assert wrong.score < right.score
    assert "wrong" in wrong.why


def test_why_names_the_kind_and_never_the_number() -> None:
    (found,) = found_in("bsn 111222333")

    assert found.why.startswith("Dutch BSN")
    assert not any(map(str.isdigit, found.why))


CHANCE = random.Random(20_261)
LOOK_ALIKES: dict[str, Callable[[], str]] = {
    "ean": lambda: "EAN 890" + digits(10),
    "epoch": lambda: f"built in 17{digits(11)} ms",
    "awb": lambda: "AWB " + digits(14),
    "nine": lambda: digits(9),
    "ten": lambda: digits(10),
    "eleven": lambda: digits(11),
    "eighteen": lambda: digits(18),
    "code": lambda: "".join(CHANCE.choices(string.ascii_uppercase + string.digits, k=16)),
    "lettered": lambda: f"{letters(1)}{digits(7)}{letters(1)}",
    "order": lambda: f"{digits(3)}-{digits(7)}-{digits(7)}",
    "part": lambda: f"part no {digits(3)}-{digits(2)}-{digits(4)}",
    "amount": lambda: f"Rs {CHANCE.randint(1, 999)},{digits(3)}.{digits(2)}",
    "size": lambda: f"{CHANCE.random() * 9:.3f} x {CHANCE.random() * 9:.3f} cm",
}


def digits(count: int) -> str:
    return "".join(CHANCE.choices(string.digits, k=count))


def letters(count: int) -> str:
    return "".join(CHANCE.choices(string.ascii_uppercase, k=count))


@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_numbers_of_goods_parcels_and_payments_raise_no_alarm(kind: str) -> None:
    assert [text for text in (LOOK_ALIKES[kind]() for _ in range(1_500)) if found_in(text)] == []


@pytest.mark.parametrize(
    "piece", ["ssn ", "ssn 1", "12 ", "1.", "gb29 ", "passport no ", "a+", "°", "lat 1.1111 ", "id "]
)
def test_repetition_takes_no_more_than_linear_time(piece: str) -> None:
    found_in(piece * (16_384 // len(piece)))
