"""What has no end is told of by its place, and what stands before it is searched; memory does not grow with it."""

from __future__ import annotations

import io

import pytest

from orderveil.core.errors import RelayError
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.finding import Found
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search
from orderveil.scan.tables import LONGEST_LINE, MOST_COLUMNS


def scanned(raw: bytes, name: str) -> tuple[list[Found], RelayError | None]:
    """Return what is found, and why the file was not read to its end."""
    found: list[Found] = []
    try:
        found += Search().through(pieces_of(io.BytesIO(raw), name))
    except RelayError as error:
        return found, error
    return found, None


def rows_before(raw: bytes) -> tuple[set[int | None], str, str]:
    found: list[Found] = []
    with pytest.raises(RelayError) as raised:
        for one in Search().through(pieces_of(io.BytesIO(raw), "t.csv")):
            found.append(one)
    return {one.place.row for one in found}, raised.value.reason, raised.value.place


@pytest.mark.parametrize("row", [b"," * MOST_COLUMNS, b"a," * MOST_COLUMNS, b'"",' * MOST_COLUMNS])
def test_a_row_of_more_columns_than_are_read_is_told_by_its_line(row: bytes) -> None:
    assert rows_before(row + b"\n") == (set(), "input:too-large", "t.csv:1")
    ragged = b"id,mobile\n1,9999912345\n" + b"2,9999912346,\n" * 9_000 + row + b"\n3,9999912347\n"
    rows, reason, place = rows_before(ragged)
    assert (2 in rows, 8_000 in rows, reason, place) == (True, True, "input:too-large", "t.csv:9003")


def test_as_many_columns_as_are_read_are_searched() -> None:
    names = ",".join(f"c{number}" for number in range(MOST_COLUMNS - 1)) + ",mobile\n"
    found, error = scanned((names + "," * (MOST_COLUMNS - 1) + "9999912345\n").encode(), "t.csv")
    assert error is None
    assert [(one.type, one.place.column, one.place.row) for one in found] == [("PHONE", "mobile", 2)]


def test_commas_within_a_cell_are_no_columns() -> None:
    cell = '"' + "," * (2 * MOST_COLUMNS) + ' call 9999912345"'
    found, error = scanned(f'id,note\n1,{cell}\n2,a"b\n3,"{"x" * 99},\n{"," * MOST_COLUMNS}"\n'.encode(), "t.csv")
    assert error is None
    assert [(one.type, one.place.row) for one in found] == [("PHONE", 2)]


def test_a_row_that_goes_on_over_all_lines_ends_at_a_bound() -> None:
    rows, reason, place = rows_before(b'id,mobile\n1,9999912345\n2,a"b\n3,"' + b'","\n' * (2 * MOST_COLUMNS))
    assert (2 in rows, reason) == (True, "input:too-large")
    assert 4 + MOST_COLUMNS // 2 < int(place.partition(":")[2]) < 8 + 2 * MOST_COLUMNS


def test_empty_cells_are_not_gathered_without_end() -> None:
    raw = b"a,b,c\nx\n" + (b"," * 9_999 + b"\n") * 600
    cells = [len(chunk) * len(chunk.names) for chunk in pieces_of(io.BytesIO(raw), "t.csv") if isinstance(chunk, Chunk)]
    assert sum(cells) > 5_900_000
    assert max(cells) <= 520_000


@pytest.mark.parametrize("line", [b"," * 20, b'"' * 20, b"a" * 20])
def test_a_line_without_end_is_refused_without_being_held(line: bytes) -> None:
    assert rows_before(b"a,b\n" + line * (LONGEST_LINE // 20 + 200_000))[1] == "input:too-large"


@pytest.mark.parametrize(("name", "raw"), [("a.ndjson", b"[" + b"{}," * 2_000_001 + b"1]"),
                                           ("a.json", b'{"a":[' + b"[]," * 2_000_001 + b"1]}"),
                                           ("a.json", b"[[" + b"1," * 8_000_001 + b"1]]")])  # fmt: skip
def test_a_record_of_millions_of_values_is_refused_unread(name: str, raw: bytes) -> None:
    found, error = scanned(raw, name)
    if error is None:
        pytest.fail("read")
    assert (found, error.reason) == ([], "input:too-large")


@pytest.mark.parametrize("name", ["a.log", "a.txt"])
def test_a_line_without_end_is_one_line(name: str) -> None:
    raw = b"first\n" + b"x " * 40_000 + b"call 9999912345 " + b"y " * 40_000 + b"\ncall 9999912346\n"
    found, _ = scanned(raw, name)
    phones = [(one.value, one.place.row) for one in found if one.type == "PHONE"]
    assert phones == [("9999912345", 2), ("9999912346", 3)]
