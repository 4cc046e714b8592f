"""CSV files as people have them: charsets named, delimiters known, damage seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.core.errors import Malformed
from orderveil.intake.tables import Failed, Row, Table, TableFormat, is_rounded, unguard


def read(path: Path, written: TableFormat | None = None) -> list[Row | Failed]:
    with Table(path, written or TableFormat()) as table:
        return list(table.rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_marked_charsets_and_common_delimiters_are_known(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"Name{delimiter}City\r\nமீனா{delimiter}चेन्नई\r\n", encoding=encoding, newline="")

    assert read(path) == [Row(2, {"Name": "மீனா", "City": "चेन्नई"})]


def test_another_charset_is_named_and_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Name\nJosé\n", encoding="cp1252")

    with pytest.raises(Malformed) as raised:
        read(path)
    assert raised.value.reason == "input:charset"
    assert "cp1252" in str(raised.value)
    assert "Jos" not in str(raised.value)
    assert read(path, TableFormat(encoding="cp1252")) == [Row(2, {"Name": "José"})]


def test_a_name_of_no_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")

    with pytest.raises(Malformed):
        Table(path, TableFormat(encoding="utf-99"))


def test_quoted_cells_hold_lines_and_places_are_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('Id,Note\n1,"two\nlines, and ""quotes"""\n2,x\n')

    assert read(path) == [Row(2, {"Id": "1", "Note": 'two\nlines, and "quotes"'}), Row(4, {"Id": "2", "Note": "x"})]


def test_a_bad_row_is_told_by_line_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,2,3\n"x"y,2\n\n5\n7,8\n')

    rows = read(path)
    assert [row.place if isinstance(row, Failed) else row.line for row in rows] == ["line 2", "line 3", 5, 6]
    assert rows[2] == Row(5, {"a": "5", "b": ""})


@pytest.mark.parametrize("text", ["", "\n", ",,\n", "a,a\n1,2\n"])
def test_a_header_must_name_each_column_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)

    with pytest.raises(Malformed) as raised:
        read(path)
    assert raised.value.place is not None
    assert raised.value.place.startswith("line 1")


def test_a_quote_that_never_closes_does_not_swallow_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n"open,' + "x" * 300_000 + "\n")

    assert any(isinstance(row, Failed) for row in read(path))


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("'560001", "560001"),
        ("'+919999900001", "+919999900001"),
        ("'=1+1", "=1+1"),
        ("'phones", "'phones"),
        (" x ", "x"),
    ],
)
def test_a_spreadsheet_s_guard_is_taken_off_numbers_only(cell: str, meant: str) -> None:
    assert unguard(cell) == meant


@pytest.mark.parametrize("cell", ["9.19E+11", "5.9E+12", "5,9e+12", "6E+12"])
def test_a_rounded_number_is_seen(cell: str) -> None:
    assert is_rounded(cell)
    assert not is_rounded("919999900001")


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_named_fault(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_bytes(body)
    try:
        rows = read(path)
    except Malformed as fault:
        assert fault.reason  # noqa: PT017
        return
    assert all(isinstance(row, Row | Failed) for row in rows)
