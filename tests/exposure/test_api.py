"""The library surface: sets of fields, and the rows of a file."""

from __future__ import annotations

import pytest

from orderveil.core.errors import Malformed
from orderveil.core.exposure.words import Feasibility, Held
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure import api

COLUMNS = [Held(FieldName(name), Treatment.CLEAR) for name in ("buyer_phone", "order_number", "order_total")]


def test_fields_are_named_with_their_treatment() -> None:
    assert api.held(["buyer_phone=mask", " order_total "]) == {
        Held(FieldName("buyer_phone"), Treatment.MASK),
        Held(FieldName("order_total"), Treatment.CLEAR),
    }


@pytest.mark.parametrize("word", ["telephone", "buyer_phone=blurred", "order_total=hash"])
def test_a_word_that_is_none_is_refused_by_its_place_alone(word: str) -> None:
    with pytest.raises(Malformed) as refused:
        api.held(["items", word])

    assert refused.value.place == "fields[1]"
    assert "telephone" not in str(refused.value)


def test_a_set_of_fields_tells_what_is_enough_and_what_ends_it() -> None:
    told = api.of_fields(frozenset(COLUMNS)).scams["payment_failure"]

    assert told.judgement.feasibility is Feasibility.DIRECT
    assert told.cut is not None
    assert [change.held.field for change in told.cut.changes] in (["buyer_phone"], ["order_number"], ["order_total"])


def test_fields_that_people_type_in_are_told_apart() -> None:
    assert api.of_fields(api.held(["buyer_note", "items"])).typed == ("buyer_note",)


def test_rows_count_only_what_they_hold() -> None:
    rows = [("9", "1", "2", "x"), ("9", "", "2", "x"), ("", "1", "2", ""), ("9", "1", "2", "")]
    found = api.of_rows([*COLUMNS, None], rows)

    assert (found.rows, found.signatures) == (4, 4)
    assert found.possible["payment_failure"] == {Feasibility.DIRECT: 2, Feasibility.NOT_BY_THESE: 2}
    assert found.possible["account_takeover"][Feasibility.DIRECT] == 3
    assert found.possible["care_number"] == {Feasibility.OUTSIDE: 4}


def test_a_row_longer_than_its_header_is_refused() -> None:
    with pytest.raises(ValueError, match="argument 2 is longer"):
        api.of_rows(COLUMNS, [("1", "2", "3", "4")])
