"""A column that asks for card data is believed: what stands in it is cut, valid or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderveil.detect.cards import CUT
from orderveil.intake.failed_rows import FailedRows
from orderveil.intake.shopify_csv import Row, cut_row
from orderveil.intake.tables import Failed


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


def test_a_row_that_is_handed_back_holds_no_card_data(tmp_path: Path) -> None:
    """A bare CVV is told by its column alone, in the file of failed rows as everywhere."""
    origin, target = tmp_path / "in.csv", tmp_path / "failed.csv"
    origin.write_text("Name,CVV,Card number\n")
    with FailedRows(target, origin, None) as failed:
        failed.add(Failed("line 2", "input:malformed", "no order", ("#1", "739", "4111 1111 1111 1111")))

    text = target.read_text()
    assert "#1" in text
    assert "739" not in text
    assert "4111" not in text
