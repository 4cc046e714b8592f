"""What each order was given is recorded order by order, and reads back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.exposure.words import Held
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.ledger.entries import FreeValue, decode, encode
from orderveil.ledger.giving import LETTERS, read_given, write_given
from tests.ledger.people import entry, order

SHOWN = st.dictionaries(st.sampled_from(sorted(FIELDS)), st.sampled_from(sorted(LETTERS)), max_size=6)


def test_every_treatment_that_gives_something_has_a_letter_of_its_own() -> None:
    assert set(LETTERS) == set(Treatment) - {Treatment.DROP}
    assert len(set(LETTERS.values())) == len(LETTERS)


@given(st.lists(SHOWN, min_size=1, max_size=30))
def test_what_is_written_reads_back_for_each_order(shown: list[dict[str, Treatment]]) -> None:
    orders = [str(order(number)) for number in range(len(shown))]
    told = write_given(orders, shown)
    read = [held for count, held in read_given(told.fields, told.given) for _ in range(count)]
    expected = {
        name: frozenset(Held(FieldName(field), treatment) for field, treatment in one.items())
        for name, one in zip(orders, shown, strict=True)
    }

    assert sorted(told.orders) == orders
    assert dict(zip(told.orders, read or [frozenset()] * len(orders), strict=True)) == expected
    recorded = entry(1, orders=told.orders, fields=told.fields, given=told.given)
    assert decode(encode(recorded)) == recorded


def test_orders_that_were_given_the_same_stand_together() -> None:
    clear, masked = {"awb": Treatment.CLEAR}, {"awb": Treatment.MASK}
    told = write_given([str(order(number)) for number in range(4)], [clear, masked, clear, {}])

    assert told.orders == (order(0), order(2), order(1), order(3))
    assert (told.fields, told.given) == (("awb",), ("2:c", "1:m", "1:-"))


@pytest.mark.parametrize(
    "wrong", [("1:c",), ("1:cmc",), ("2:cm",), ("1:cx",), ("0:cm", "1:cm"), ("01:cm",), ("1:cm", "1:cm"), ("1:+9",)]
)
def test_what_fits_neither_orders_nor_fields_is_refused_and_not_repeated(wrong: tuple[str, ...]) -> None:
    with pytest.raises(FreeValue) as refused:
        encode(entry(1, given=wrong))

    assert refused.value.place == "given"
    assert wrong[0] not in str(refused.value)


def test_an_entry_from_before_treatments_were_told_keeps_its_bytes() -> None:
    old = (
        b'{"act":"view:order:opened","actor":"key:k1","at_ms":1,"fields":["awb"],"hop":"courier",'
        b'"orders":["01M24BB8G0ZN124WXJKT84TX3Q"],"tenant":"main"}'
    )

    assert encode(decode(old)) == old
