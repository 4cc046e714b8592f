"""What stands in files is found at its place, by every reader; memory and lines have bounds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

from orderveil.core.errors import Malformed
from orderveil.scan.finding import Found
from orderveil.scan.pieces import LONGEST_PIECE
from orderveil.scan.plain import blank_markup
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search

PHONE = "99999 00012"
MAIL = "asha@mail.example"


def found_in(raw: bytes | str, name: str, form: str | None = None) -> list[Found]:
    raw = raw.encode() if isinstance(raw, str) else raw
    return list(Search().through(pieces_of(io.BytesIO(raw), name, form)))


def test_offsets_in_a_text_are_those_of_the_file() -> None:
    text = f"first line\n\ncall me on {PHONE}\nor {MAIL} thanks\n"

    found = found_in(text, "note.txt")

    assert [(f.type, text[f.start : f.end], f.place.row) for f in found] == [("PHONE", PHONE, 3), ("EMAIL", MAIL, 4)]


def test_an_address_over_several_lines_is_one_finding() -> None:
    (address, *_) = (f for f in found_in("Flat 12, MG Road\nPune 411001\n", "slip.txt") if f.type == "ADDRESS")

    assert address.value == "Flat 12, MG Road\nPune 411001"


@pytest.mark.parametrize("at", [*range(15_200, 16_600, 97), 31_500, 47_000])
def test_a_line_without_end_is_searched_in_windows_and_nothing_is_found_twice(at: int) -> None:
    text = "x " * (at // 2) + f"{MAIL} " + "y " * 20_000

    found = found_in(text, "endless.log")

    assert [(f.start, f.value) for f in found] == [(at // 2 * 2, MAIL)]


def test_a_long_value_of_a_record_is_searched_in_windows() -> None:
    value = "z " * LONGEST_PIECE + MAIL

    found = found_in(json.dumps({"note": value}), "note.json")

    assert [(f.start, f.end, f.place.field) for f in found] == [(value.index(MAIL), len(value), "note")]


def test_cells_are_named_by_column_row_and_record() -> None:
    found = found_in('id,mobile,remark\n7,9999900012,ok\n8,,"mail asha@mail.example"\n', "export.csv")

    assert [(f.type, f.place.column, f.place.row, f.place.record, f.start) for f in found] == [
        ("PHONE", "mobile", 2, 0, 0),
        ("EMAIL", "remark", 3, 1, 5),
    ]


def test_a_columns_name_leads_to_a_name_that_no_list_knows() -> None:
    found = found_in("customer_name,product_name\nOviya Thamizh,Oviya Thamizh\n", "export.csv")

    assert [(f.type, f.place.column) for f in found] == [("NAME", "customer_name")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_tables_delimiter_is_read_off_its_first_line(delimiter: str) -> None:
    rows = ("id", "mobile", "city"), ("1", "9999900012", "Pune")

    found = found_in("\n".join(map(delimiter.join, rows)), "export.csv")

    assert [(f.place.column, f.value) for f in found] == [("mobile", "9999900012")]


def test_a_table_without_header_loses_no_row() -> None:
    found = found_in("1,9999900012\n2,9999900013\n", "export.csv")

    assert [(f.place.column, f.place.row) for f in found] == [("2", 1), ("2", 2)]


def test_records_of_json_lines_count_from_0_and_fields_have_paths() -> None:
    lines = [{"a": 1}, {"customer": {"phones": ["9999900012"]}}]

    (found,) = found_in("\n".join(map(json.dumps, lines)), "orders.jsonl")

    assert (found.place.record, found.place.row, found.place.field) == (1, 2, "customer.phones[0]")


def test_a_list_of_json_is_read_record_by_record() -> None:
    records = [{"phone": f"99999{n:05}", "pad": "p" * 997} for n in range(300)]

    found = found_in(json.dumps(records), "orders.json")

    assert [f.place.record for f in found if f.type == "PHONE"] == list(range(300))


@pytest.mark.parametrize("raw", [b"[1, 2", b"{", b'{"a": 1}\n{"b": 2}', b"[" * 3000])
def test_broken_json_is_refused_by_its_place(raw: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        found_in(raw, "orders.json")

    assert "orders.json" in str(refused.value)


def test_markup_is_blanked_and_offsets_hold() -> None:
    page = f'<p class="9999900077">Call <b>99999</b> <i>00012</i></p><a href="mailto:{MAIL}">mail</a>'

    found = found_in(page, "page.html")

    assert len(blank_markup(page)) == len(page)
    assert [(f.type, page[f.start : f.end]) for f in found] == [("PHONE", "99999</b> <i>00012"), ("EMAIL", MAIL)]


def test_an_e_mails_headers_and_parts_are_read() -> None:
    message = (
        "From: Asha Devi <asha@mail.example>\nSubject: order #10234\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        "Y2FsbCA5OTk5OSAwMDAxMgo=\n"
    )

    found = {(f.type, f.place.field) for f in found_in(message, "mail.eml")}

    assert {("EMAIL", "From"), ("ORDER_REF", "Subject"), ("PHONE", "part 0 (text/plain)")} <= found


def test_an_attachment_that_is_not_read_is_told_of() -> None:
    message = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\ngGJpbg==\n"

    with pytest.raises(Malformed) as refused:
        found_in(message, "mail.eml")

    assert refused.value.reason == "input:unread"


@pytest.mark.parametrize(
    ("name", "raw"), [("a.7z", b"PK"), ("a.heic", b"%HEIC"), ("a", b"\x80x"), ("a.txt", b"a\0b")]
)
def test_what_is_not_read_is_refused_and_never_called_clean(name: str, raw: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        found_in(raw, name)

    assert refused.value.reason == "input:unread"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_charsets_with_a_mark_are_read(charset: str) -> None:
    assert [f.value for f in found_in(f"फोन {PHONE}".encode(charset), "a.txt")] == [PHONE]


def test_bytes_of_no_charset_hide_nothing() -> None:
    assert [f.value for f in found_in(b"\xff\xfa \xe9 call 99999 00012", "a.txt")] == [PHONE]


def test_a_search_reads_no_more_than_it_needs() -> None:
    """Findings come while the input is still being written, and memory does not grow with it."""
    lines = endless()
    found = Search().through(pieces_of(io.BufferedReader(Dripping(lines), 4096), "-", "ndjson"))  # type: ignore[type-var]

    assert next(found).place.record == 0


def endless() -> Iterator[bytes]:
    while True:
        yield b'{"phone": "9999900012"}\n'


class Dripping(io.RawIOBase):
    """Bytes that never end."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        line = next(self._lines)
        into[: len(line)] = line
        return len(line)


def test_findings_hide_what_they_hold() -> None:
    (found,) = found_in(f"call {PHONE}", "a.txt")

    assert PHONE not in repr(found)
    assert found.shown == "9***2"
