"""A column that asks for card data is believed: what stands in it is cut, valid or not."""

from __future__ import annotations

import pytest

from orderveil.detect.cards import CUT
from orderveil.intake.shopify_csv import Row, cut_row


@pytest.mark.parametrize(
    ("column", "cell"),
    [("CVV", "123"), ("Card number", "4111111111111112"), ("Notes", "4111 1111 1111 1111"), ("cvc", "१२३")],
)
def test_card_data_in_a_column_is_cut(column: str, cell: str) -> None:
    assert cut_row(Row(2, {"Name": "#1001", column: cell, "Zip": ""})) == (
        {"Name": "#1001", column: CUT, "Zip": ""},
        (column,),
    )


def test_an_ordinary_row_comes_back_as_it_is() -> None:
    row = Row(2, {"Name": "#1001", "Id": "5678901234567", "Billing Phone": "+919999900012", "Notes": "call first"})

    assert cut_row(row) == (row.cells, ())
    assert cut_row(row)[0] is row.cells
