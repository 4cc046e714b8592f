"""What is typed into the one box is read as what it looks like, and handed on as the vault writes it."""

from __future__ import annotations

import pytest

from orderveil.console.screens.order_search import KINDS, criteria_of, guess
from orderveil.people.searching import NEEDED
from orderveil.vault.index.tag_terms import terms_for


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("+91 99999 00001", "phone"),
        ("99999-00001", "phone"),
        ("099999 00001", "phone"),
        ("919999900001", "phone"),
        ("+44 20 7946 0001", "phone"),
        ("asha1@buyers.example", "email"),
        ("#1001", "order_ref"),
        ("1001", "order_ref"),
        ("ORD-1001", "order_ref"),
        ("0001 560001", "last4_postcode"),
        ("560001 0001", "last4_postcode"),
        ("0001, 560001", "last4_postcode"),
        ("1234 SW1A 1AA", "last4_postcode"),
        ("Asha Verma 560001", "name_postcode"),
        ("560001 Asha", "name_postcode"),
        ("आशा 560001", "name_postcode"),
        ("Verma SW1A 1AA", "name_postcode"),
        ("SW0012345678", "awb"),
        ("1490000000001", "awb"),
        ("01K9Z3V4X5B6C7D8E9F0G1H2J3", "id"),
    ],
)
def test_what_is_typed_is_read_as_what_it_looks_like(typed: str, kind: str) -> None:
    assert guess(typed) == kind
    assert guess(f"  {typed} ") == kind


@pytest.mark.parametrize(
    ("one", "other"), [("0001 560001", "560001 0001"), ("Asha Verma 560001", "560001, Asha Verma")]
)
def test_either_order_of_two_parts_searches_for_the_same(one: str, other: str) -> None:
    kind = guess(one)
    assert terms_for(criteria_of(kind, one), "IN") == terms_for(criteria_of(kind, other), "IN")


def test_every_kind_is_one_that_the_vault_searches_by() -> None:
    assert set(KINDS) == set(NEEDED)
