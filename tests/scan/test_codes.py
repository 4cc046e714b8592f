"""What codes say is found in their own text: cards, links, messages, signed invoices, JSON, GS1."""

from __future__ import annotations

import base64
import json

import pytest

from orderveil.scan.documents.contents import pieces_of_code
from orderveil.scan.finding import Found, Place
from orderveil.scan.searching import Search

HERE = Place("label.pdf", field="code 1, QR Code", page=2)
VCARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Rao;Asha;;;\r\nFN:Asha Rao\r\nTEL;TYPE=CELL:99999 00012\r\n"
    "EMAIL:asha@mail.example\r\nADR;TYPE=HOME:;;Flat 12\\, MG Road;Pune;MH;411001;India\r\nEND:VCARD"
)


def found_in(text: str) -> list[Found]:
    return list(Search().through(pieces_of_code(HERE, text)))


def told(text: str) -> set[tuple[str, str]]:
    """Return types, and what stands in the code at the findings' offsets."""
    return {(one.type, text[one.start : one.end]) for one in found_in(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("upi://pay?pa=asha@okaxis&pn=Asha%20Rao&am=499.00&cu=INR",
         {("UPI", "asha@okaxis"), ("NAME", "Asha%20Rao"), ("AMOUNT", "499.00")}),
        ("tel:+919999900012", {("PHONE", "+919999900012")}),
        ("TEL:9999900012", {("PHONE", "9999900012")}),
        ("smsto:9999900012:on my way", {("PHONE", "9999900012")}),
        ("mailto:asha@mail.example?subject=order&body=call%209999900012",
         {("EMAIL", "asha@mail.example"), ("PHONE", "9999900012")}),
        ("MECARD:N:Rao,Asha;TEL:9999900012;EMAIL:asha@mail.example;;",
         {("PHONE", "9999900012"), ("EMAIL", "asha@mail.example")}),
        ("WIFI:T:WPA;S:asha@mail.example;P:x;;", {("EMAIL", "asha@mail.example")}),
        ("https://go.example/r?mobile=9999900012&x=1", {("PHONE", "9999900012")}),
        ("https://go.example/r?to=asha%40mail.example", {("EMAIL", "asha%40mail.example")}),
        ("(420)411001(4308)919999900012(4301)ASHA+RAO(01)04012345123456",
         {("POSTCODE", "411001"), ("PHONE", "919999900012"), ("NAME", "ASHA+RAO")}),
        ('<?xml version="1.0"?><Data uid="2341 2341 2346" name="Asha Rao" yob="1990"/>', {("NAME", "Asha Rao")}),
        ("no code of any kind, call 99999 00012", {("PHONE", "99999 00012")}),
    ],
)  # fmt: skip
def test_what_a_code_says_is_found_where_it_stands(text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= told(text)


def test_a_contacts_card_is_found_whole() -> None:
    assert {
        ("NAME", "Asha Rao"),
        ("PHONE", "99999 00012"),
        ("EMAIL", "asha@mail.example"),
        ("POSTCODE", "411001"),
    } <= told(VCARD)
    assert any(kind == "ADDRESS" and "MG Road" in value for kind, value in told(VCARD))


def test_a_card_that_writes_bytes_in_hexadecimal_or_folds_its_lines_is_read() -> None:
    text = (
        "BEGIN:VCARD\nEMAIL;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:asha=40mail.example\n"
        "TEL:999990\n 0012\nEND:VCARD"
    )

    assert told(text) == {("EMAIL", "asha=40mail.example"), ("PHONE", "999990\n 0012")}


def jwt(payload: object) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, payload))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + ".c2ln"


def test_a_signed_invoices_payload_is_read_and_nothing_is_believed() -> None:
    data = {"SellerGstin": "27AAPFU0939F1ZV", "BuyerGstin": "29AAGCB7383J1Z4", "DocNo": "INV-7", "Phone": "9999900012"}

    found = found_in(jwt({"data": json.dumps(data), "iss": "NIC"}))

    assert {(one.type, one.place.field) for one in found} >= {
        ("GSTIN", "code 1, QR Code: data: SellerGstin"),
        ("PHONE", "code 1, QR Code: data: Phone"),
    }


def test_json_in_a_code_is_read_by_its_paths() -> None:
    (found,) = found_in(json.dumps({"customer": {"mobile": "9999900012"}}))

    assert (found.type, found.place.field, found.start, found.end) == (
        *("PHONE", "code 1, QR Code: customer.mobile"),
        *(0, 10),
    )


def test_what_a_link_carries_in_base64_is_read() -> None:
    inner = base64.urlsafe_b64encode(b'{"mail": "asha@mail.example"}').decode()

    (found,) = found_in(f"https://go.example/r?d={inner}")

    assert (found.value, found.place.field) == ("asha@mail.example", "code 1, QR Code: d: mail")


def test_numbers_of_goods_are_nobodys() -> None:
    assert found_in("(01)09999900012348(21)9999900012(10)LOT7") == []
    assert found_in("8901234567894") == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[" * 5_000, "eyJ.a.b", "BEGIN:VCARD", "MECARD:", "upi:", "https://", "=" * 4_000, "(420)", "<a" * 2_000,
     "mailto:%ff%fe%", "tel:" + "%E0%A5" * 1_000, '{"a":' * 2_000, "WIFI:" + "\\" * 3_999,
     "https://x.example/?" + "&=" * 2_000],
)  # fmt: skip
def test_no_code_breaks_the_reading(text: str) -> None:
    found_in(text)
