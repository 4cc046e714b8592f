"""Buyer data is found in texts of all kinds, and goods are not taken for buyers."""

from __future__ import annotations

import pytest

from orderveil.detect.buyer import KnownGoods, Where, find_buyer_data

KNOWN = KnownGoods(
    skus=frozenset({"KUR-001-XL", "9876501234"}), own=frozenset({"care@brand.example", "+91 99999 01000"})
)


def sure(text: str, where: Where = Where.NOTE, known: KnownGoods = KNOWN) -> set[str]:
    return {found.type.value for found in find_buyer_data(text, known, where=where)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call 99999 00001 before coming", "phone"),
        ("9999900012", "phone"),
        ("+91-99999-00012", "phone"),
        ("99999.00012", "phone"),
        ("9 9 9 9 9 0 0 0 1 2", "phone"),
        ("9\u200b9\u200b9\u200b9\u200b9\u200b00012", "phone"),
        ("nine nine nine nine nine zero zero zero one two", "phone"),
        ("नौ नौ नौ नौ नौ शून्य शून्य शून्य एक दो", "phone"),
        ("९९९९९०००१२", "phone"),
        ("９９９９９０００１２", "phone"),
        ("&#57;&#57;&#57;&#57;&#57;00012", "phone"),
        ("%39%39%39%39%3900012", "phone"),
        ("OTk5OTkwMDAxMg== then 9999900012", "phone"),
        ("12 pcs 9999900012", "phone"),
        ("+44 7911 123456", "phone"),
        ("sku 9999900012", "phone"),
        ("asha.devi@shop.example", "email"),
        ("asha.devi%40shop.example", "email"),
        ("Asha <asha.devi@shop.example>", "email"),
        ("<call 9999900012>", "phone"),
        ("asha (at) shop (dot) com", "email"),
        ("asha at shop dot example dot com", "email"),
        ("asha@okaxis", "upi"),
        ("https://wa.me/919999900001", "link"),
        ("upi://pay?pa=asha@ybl", "link"),
        ("customer: Asha", "name"),
        ("customer name - asha devi", "name"),
        ("for Asha Devi", "name"),
        ("Asha Devi", "name"),
        ("ग्राहक: आशा देवी", "name"),
        ("flat 402, MG Road, Bengaluru 560001", "address"),
        ("H.No 12, Gandhi Nagar near temple, Pune", "address"),
        ("12 MG Road, Bengaluru", "address"),
        ("pin 560001", "postcode"),
        ("Bengaluru - 560001", "postcode"),
        ("27AAPFU0939F1ZV", "gstin"),
        ("PAN AAAPL1234C", "pan"),
        ("Aadhaar 2341 2341 2346", "aadhaar"),
        ("order no 10012", "order"),
        ("order #1001", "order"),
        ("403-1234567-1234567", "order"),
        ("12.9715987, 77.5945627", "position"),
        ("4111 1111 1111 1111", "card"),
        ("cvv 123", "card"),
        ("Paket für Sabine Krüger, Gartenweg 2, 11319 Berlin", "address"),
        ("নাম রাজেশ কুমার, মোবাইল 98310 00012", "phone"),
        ("recipient can be reached at 020 7946 0497", "phone"),
        ("नमस्ते राजेश कुमार जी", "name"),
        ("buyer: ramprasad", "name"),
        ("write to support@marketplace.example", "email"),
    ],
)
def test_buyer_data_is_found_in_a_note(text: str, kind: str) -> None:
    assert kind in sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "9999900012", "SKU-9999900012-XL", "99999-00012", "९९९९९०००१२", "asha@shop.example", "asha@okaxis",
        "ASHA-DEVI-402", "27AAPFU0939F1ZV", "+919999900012", "wa.me/919999900001",
    ],
)  # fmt: skip
def test_buyer_data_is_found_in_place_of_a_code(text: str) -> None:
    assert sure(text, Where.CODE)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("9876501234", Where.CODE),
        ("9876501234", Where.NOTE),
        ("SKU 9876501234 merged with KUR-001-XL", Where.NOTE),
        ("care@brand.example", Where.NOTE),
        ("4006381333931", Where.CODE),
        ("352099001761481", Where.CODE),
        ("LOT2405061234", Where.CODE),
        ("icon@2x.png", Where.NOTE),
        ("Ritu Kumar cotton saree", Where.TITLE),
        ("Chetan Bhagat: The 3 Mistakes", Where.TITLE),
        ("Mrs Bectors Cremica 400 g", Where.TITLE),
        ("Street light 12W, road bike, floor lamp", Where.TITLE),
        ("Model 9876543210 charger", Where.TITLE),
        ("sizes 70 75 80 85 90", Where.NOTE),
        ("purchase order no 10012", Where.NOTE),
        ("order 400 more", Where.NOTE),
        ("paid Rs 1,299 for order of tape, AWB 14123456789012", Where.NOTE),
        ("Dr. Kavi's face wash 100 ml", Where.TITLE),
        ("Dr. Kavi's face wash leaks", Where.NOTE),
        ("Lakshmi Mills saree, colour ran", Where.NOTE),
        ("reorder level 10, order quantity 400", Where.NOTE),
        ("lot 9876543210 released", Where.NOTE),
        ("ship to store Bengaluru 4", Where.NOTE),
        ("weights 77.1 459.1 1.77 kg", Where.NOTE),
        ("98****10", Where.NOTE),
        ("9999999999", Where.NOTE),
        ("", Where.NOTE),
    ],
)
def test_goods_are_not_taken_for_buyers(text: str, where: Where) -> None:
    assert sure(text, where) == set()


def test_a_finding_stands_where_the_text_stood_before_it_was_made_readable() -> None:
    text = "note: &#57;&#57;&#57;&#57;&#57;00012 thanks"

    (found,) = [f for f in find_buyer_data(text) if f.type.value == "phone"]

    assert text[found.start : found.end] == "&#57;&#57;&#57;&#57;&#57;00012"


def test_a_finding_never_holds_what_was_found() -> None:
    for found in find_buyer_data("Asha Devi, 9999900012, asha@shop.example, flat 402, MG Road, Bengaluru 560001"):
        assert not any(part in repr(found).casefold() for part in ("9999900012", "asha", "560001", "402", "bengaluru"))
    assert "9876501234" not in repr(KNOWN)


def test_odd_texts_are_read_without_harm() -> None:
    for text in (
        "\ud800",
        "\x00" * 50,
        "@" * 3000,
        "9" * 20_000,
        "a@" * 5000,
        "no " * 5000,
        "İ" * 100,
        "flat 1 " * 2000,
    ):
        find_buyer_data(text)
