"""Workbooks are read through and through: hidden sheets, comments, floats; and no part bursts or calls out."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.comments import Comment

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.scan.columns import xlsx
from orderveil.scan.columns.xlsx import read_xlsx
from orderveil.scan.finding import Found
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search


def workbook(fill: Callable[[openpyxl.Workbook], object]) -> bytes:
    book, raw = openpyxl.Workbook(), io.BytesIO()
    fill(book)
    book.save(raw)
    return raw.getvalue()


def with_rows(*rows: list[object]) -> bytes:
    return workbook(lambda book: [book.worksheets[0].append(row) for row in rows])


def changed(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook in which one part, new or old, reads otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


def found_in(raw: bytes) -> list[Found]:
    return list(Search().through(pieces_of(io.BytesIO(raw), "t.xlsx")))


def test_cells_are_named_by_sheet_column_row_and_record() -> None:
    found = found_in(with_rows(["id", "mobile", "note"], [7, 9999912345, "ok"], [8, None, "mail asha@mail.example"]))

    assert [(f.type, f.place.column, f.place.row, f.place.record, f.start) for f in found] == [
        ("PHONE", "Sheet!mobile", 2, 0, 0),
        ("EMAIL", "Sheet!note", 3, 1, 5),
    ]


@pytest.mark.parametrize(
    ("written", "phone"),
    [("9.19999912345E+11", "919999912345"), ("9999912345", "9999912345"), ("9999912345.0", "9999912345"),
     ("9.999912345E9", "9999912345")],
)  # fmt: skip
def test_a_phone_kept_as_a_float_is_recovered(written: str, phone: str) -> None:
    raw = changed(
        with_rows(["mobile"], [12345]),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<v>12345</v>", f"<v>{written}</v>".encode()),
    )

    assert [(f.type, f.value) for f in found_in(raw)] == [("PHONE", phone)]


def test_what_nobody_sees_on_the_screen_is_found() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        shown = book.worksheets[0]
        shown["A1"], shown["A2"] = "id", 1
        shown["A2"].comment = Comment("call 99999 00001", "desk")
        shown.oddFooter.center.text = "asha@mail.example"
        shown["B2"].hyperlink = "mailto:ravi@mail.example"
        shown["C2"] = '=HYPERLINK("mailto:devi@mail.example")'
        hidden = book.create_sheet("old")
        hidden.sheet_state = "veryHidden"
        hidden.append(["mobile"])
        hidden.append(["9999900002"])
        hidden.row_dimensions[2].hidden = True
        hidden.column_dimensions["A"].hidden = True

    raw = changed(workbook(fill), "xl/pivotCache/pivotCacheDefinition1.xml", lambda _: b'<a><s v="99999 00003"/></a>')

    assert {f.value for f in found_in(raw)} >= {
        *("99999 00001", "asha@mail.example", "ravi@mail.example", "devi@mail.example", "9999900002", "99999 00003"),
    }


def test_a_text_that_no_cell_shows_any_more_is_found() -> None:
    raw = changed(
        with_rows(["note"], ["x1"]),
        "xl/sharedStrings.xml",
        lambda _: b"<sst><si><t>x1</t></si><si><r><t>call 99999 </t></r><r><t>00012</t></r></si></sst>",
    )

    (found,) = found_in(raw)

    assert (found.value, found.place.column) == ("99999 00012", "(strings that no cell shows)")


def test_a_sheet_without_header_loses_no_row_and_gaps_keep_their_columns() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["C4"] = "9999900001"
        book.worksheets[0]["AB9"] = "9999900002"

    found = found_in(workbook(fill))

    assert [(f.place.column, f.place.row, f.place.record) for f in found] == [("Sheet!3", 4, 0), ("Sheet!28", 9, 1)]


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><sst><si><t>&c;</t></si></sst>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><sst><si><t>&b;</t></si></sst>'


@pytest.mark.parametrize("part", [BOMB, OUTSIDE])
@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/comments/comment1.xml"])
def test_a_part_that_declares_a_document_type_is_refused(name: str, part: bytes) -> None:
    with pytest.raises(Malformed):
        found_in(changed(with_rows(["a"], ["b"]), name, lambda _: part))


def test_an_archive_that_unpacks_beyond_its_bounds_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = changed(with_rows(["a"], ["b"]), "xl/sharedStrings.xml", lambda _: b" " * 3_000_000)
    monkeypatch.setattr(xlsx, "_LARGEST_STRINGS_BYTES", 2_000_000)

    with pytest.raises(TooLarge):
        list(read_xlsx(io.BytesIO(raw), "t.xlsx"))


@pytest.mark.parametrize(
    "sheet",
    [
        b'<worksheet><sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>',
        b"<worksheet><sheetData><row><c><v>" + b"1" * 5_000_000 + b"</v></c></row></sheetData></worksheet>",
        b'<worksheet><sheetData><row r="1"><c t="s"><v>99999</v></c></row></sheetData></worksheet>',
        b"<worksheet><sheetData><row>",
    ],
    ids=["column", "cell", "string", "end"],
)
def test_a_sheet_that_asks_for_too_much_or_breaks_off_is_refused(sheet: bytes) -> None:
    with pytest.raises((TooLarge, Malformed)):
        found_in(changed(with_rows(["a"], ["b"]), "xl/worksheets/sheet1.xml", lambda _: sheet))


def test_a_wide_row_does_not_make_all_rows_wide() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>9999900001</v></c></row>' % (n, n) for n in range(1, 3_000))
    wide = b'<row r="3000"><c r="XFD3000"><v>9999900002</v></c></row>'
    sheet = b"<worksheet><sheetData>" + rows + wide + b"</sheetData></worksheet>"

    raw = changed(with_rows(["a"], ["b"]), "xl/worksheets/sheet1.xml", lambda _: sheet)

    found = found_in(raw)
    assert (len(found), found[-1].place.column, found[-1].place.row) == (3_000, "Sheet!16384", 3_000)


def test_a_damaged_workbook_is_refused_and_never_crashes() -> None:
    raw = with_rows(["mobile", "note"], *([9999900000 + n, "call 99999 00012"] for n in range(50)))
    chance = random.Random(4)
    told: list[str] = []

    for _ in range(150):
        bad = bytearray(raw)
        for _ in range(chance.randint(1, 6)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        try:
            list(Search().through(pieces_of(io.BytesIO(bytes(bad)), "t.xlsx", "xlsx")))
        except RelayError as error:
            told.append(str(error))

    assert told
    assert not any("99999" in one for one in told)


def test_a_part_that_is_not_read_keeps_a_workbook_from_counting_as_clean() -> None:
    with pytest.raises(RelayError) as told:
        found_in(changed(with_rows(["a"], ["b"]), "xl/vbaProject.bin", lambda _: b"\x00\x01"))

    assert "vbaProject" in str(told.value)
