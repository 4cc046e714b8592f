"""Documents are read through and through: runs, tables, comments, what was deleted; and no part bursts or hides."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping

import openpyxl
import pytest

from orderveil.core.errors import RelayError
from orderveil.scan.finding import Found
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search
from tests.scan.papers import docx, odf, packed, paragraph, table, xml

Told = tuple[str, int | None, str | None, str]


def scanned(raw: bytes, name: str = "t.docx") -> tuple[list[Found], list[RelayError]]:
    unread: list[RelayError] = []
    return list(Search().through(pieces_of(io.BytesIO(raw), name), unread)), unread


def told(raw: bytes, name: str = "t.docx") -> list[Told]:
    """Return type, row, field or column, and value of every finding; all of the file must have been read."""
    found, unread = scanned(raw, name)
    assert not unread
    assert {one.place.file for one in found} <= {name}
    return [(one.type, one.place.row, one.place.field or one.place.column, one.value) for one in found]


def test_a_value_that_is_cut_into_runs_is_one_in_its_paragraph() -> None:
    body = paragraph("Dear all") + paragraph("call 9999", "9123", "45 or asha@", "mail.example")
    assert told(docx(body)) == [
        ("PHONE", 2, "document", "9999912345"), ("EMAIL", 2, "document", "asha@mail.example"),
    ]  # fmt: skip


def test_offsets_count_in_the_lines_of_the_part() -> None:
    body = "".join(paragraph(f"line {number}") for number in range(200)) + paragraph("call 9999912345")
    (found,) = [one for one in scanned(docx(body))[0] if one.type == "PHONE"]
    lines = "".join(f"line {number}\n" for number in range(200))
    assert (found.place.row, found.start) == (201, len(lines) + len("call "))


def test_an_address_over_several_paragraphs_is_one() -> None:
    body = "".join(map(paragraph, ("Ship to:", "Flat 12, Lotus Apartments", "MG Road", "Pune 411001")))
    assert [(kind, row) for kind, row, _, _ in told(docx(body))] == [("ADDRESS", 2), ("POSTCODE", 4)]


def test_breaks_tabs_and_hyphens_part_words_and_tab_stops_do_not() -> None:
    body = '<w:p><w:r><w:t>mail</w:t><w:tab/><w:t>asha@mail.example</w:t><w:br/><w:t>call 99999</w:t></w:r>' \
           '<w:r><w:noBreakHyphen/><w:t>12345</w:t></w:r></w:p>'  # fmt: skip
    assert [value for *_, value in told(docx(body))] == ["asha@mail.example", "99999-12345"]


def test_how_the_xml_is_laid_out_parts_no_word() -> None:
    body = "<w:p>\n  <w:r>\n    <w:t>99999</w:t>\n  </w:r>\n  <w:r>\n    <w:t>12345</w:t>\n  </w:r>\n</w:p>"
    assert told(docx(f"{paragraph('mobile:')}{body}"))[0][3] == "9999912345"


def test_the_rows_under_a_header_are_records() -> None:
    rows = ("Order", "Customer name", "Mobile"), ("A-1", "Zorqua Vexhund", "9999912345"), ("A-2", "", "")
    found, _ = scanned(docx(paragraph("Today") + table(*rows) + paragraph("end")))
    assert [(one.type, one.place.record, one.place.row, one.place.column) for one in found] == [
        ("NAME", 0, 2, "document table 1!Customer name"), ("PHONE", 0, 2, "document table 1!Mobile"),
    ]  # fmt: skip


def test_words_beside_a_value_say_what_it_is() -> None:
    form = table(("Name", "Zorqua Vexhund"), ("Mobile", "9999912345"), ("PIN", "411001"))
    assert told(docx(form)) == [
        ("NAME", 1, "document table 1!Name", "Zorqua Vexhund"), ("PHONE", 2, "document table 1!Mobile", "9999912345"),
        ("POSTCODE", 3, "document table 1!PIN", "411001"),
    ]  # fmt: skip


def test_a_letter_laid_out_in_a_table_is_read_as_its_lines() -> None:
    letter = table(("", "Flat 12, Lotus Apartments"), ("", "MG Road"), ("", "Pune 411001"))
    assert [(kind, row) for kind, row, _, _ in told(docx(letter))] == [("ADDRESS", 1), ("POSTCODE", 3)]


def test_a_table_within_a_table_and_a_header_of_values_are_searched() -> None:
    inner = table(("call 9999912345", "x"))
    outer = f"<w:tbl><w:tr><w:tc>{inner}{paragraph('mail asha@mail.example')}</w:tc></w:tr></w:tbl>"
    assert {value for *_, value in told(docx(outer))} == {"9999912345", "asha@mail.example"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("<w:p><w:del><w:r><w:delText>call 99999</w:delText></w:r><w:delText>12345</w:delText></w:del></w:p>",
         "document (beside the text)"),
        ('<w:p><w:r><w:instrText>HYPERLINK "tel:9999912345"</w:instrText></w:r></w:p>', "document (beside the text)"),
        ('<w:p><w:fldSimple w:instr="MERGEFIELD call 9999912345"/></w:p>', "document (beside the text)"),
        ('<w:p><w:r><w:drawing><wp:docPr id="1" name="P" descr="label, phone 9999912345"/></w:drawing></w:r></w:p>',
         "document (beside the text)"),
        ('<w:sdt><w:sdtPr><w:alias w:val="phone 9999912345"/></w:sdtPr></w:sdt>', "document (beside the text)"),
    ],
)  # fmt: skip
def test_what_nobody_sees_in_the_text_is_found(body: str, field: str) -> None:
    assert told(docx(body)) == [("PHONE", None, field, "9999912345")]


@pytest.mark.parametrize(
    ("name", "part", "field"),
    [
        ("word/header1.xml", xml(paragraph("phone 9999912345"), "w:hdr"), "header1"),
        ("word/footer2.xml", xml(paragraph("phone 9999912345"), "w:ftr"), "footer2"),
        ("word/comments.xml", xml(f"<w:comment>{paragraph('phone 9999912345')}</w:comment>", "w:comments"), "comments"),
        ("word/footnotes.xml", xml(f"<w:footnote>{paragraph('phone 9999912345')}</w:footnote>", "w:f"), "footnotes"),
        ("word/settings.xml", xml('<w:docVar w:name="m" w:val="phone 9999912345"/>', "w:settings"),
         "settings (beside the text)"),
        ("docProps/custom.xml", xml("<property>phone 9999912345</property>", "Properties"), "custom"),
        ("customXml/item1.xml", '<order buyer="phone 9999912345"/>', "customXml/item1"),
        ("word/charts/chart1.xml", xml("<c><v>phone 9999912345</v></c>", "c"), "charts/chart1 (beside the text)"),
        ("word/_rels/document.xml.rels",
         '<Relationships><Relationship Id="a" Target="tel:9999912345" TargetMode="External"/></Relationships>',
         "_rels/document.xml.rels"),
    ],
)  # fmt: skip
def test_every_part_is_read(name: str, part: str, field: str) -> None:
    assert [(kind, at, value) for kind, _, at, value in told(docx(paragraph("hi"), {name: part}))] == [
        ("PHONE", field, "9999912345")
    ]


def test_a_drawing_in_two_forms_is_told_once_and_one_that_differs_twice() -> None:
    def both(new: str, old: str) -> str:
        return f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>{paragraph(new)}" \
               f"</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:txbxContent>{paragraph(old)}" \
               "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"  # fmt: skip

    assert len(told(docx(both("call 9999912345", "call 9999912345")))) == 1
    assert len(told(docx(both("call 9999912345", "call 9999912346")))) == 2


def test_files_within_a_document_are_read_in_their_turn() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["mobile"])
    book.worksheets[0].append(["9999912345"])
    raw = io.BytesIO()
    book.save(raw)
    macros = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)
    parts = {"word/embeddings/a.xlsx": raw.getvalue(), "word/vbaProject.bin": macros}
    found, unread = scanned(docx(paragraph("hi"), parts))
    assert [(one.type, one.place.file) for one in found] == [("PHONE", "t.docx!word/embeddings/a.xlsx")]
    assert [(error.place, error.reason) for error in unread] == [("t.docx!word/vbaProject.bin", "input:unread")]


_BOMB = '<!DOCTYPE d [<!ENTITY a "9999912345"><!ENTITY b "&a;&a;">]><d>&b;</d>'


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (_BOMB, "declares a document type"),
        ("<a>" * 600, "deeper than is read"),
        (f'<a b="{"x" * 5_000_000}"/>', "a tag is longer"),
        (f"<a><!--{'x' * 5_000_000}--></a>", "a tag is longer"),
        (f"<p>{'x ' * 2_200_000}</p>", "a text is longer"),
        ("<a", "no XML"),
        ('<?xml version="1.0" encoding="UTV-8"?><a/>', "no XML"),
        ('<?xml version="1.0" encoding="utf-7"?><a/>', "no XML"),
        (xml(f"<w:tbl><w:tr>{'<w:tc/>' * 17_000}<w:tc>{paragraph('x')}</w:tc></w:tr></w:tbl>"), "more columns"),
        (xml("<p/>") + " " * 40_000_000, "more than honest data"),
    ],
)
def test_a_part_beyond_its_bounds_is_told_of_and_hides_no_other(part: str, said: str) -> None:
    found, unread = scanned(docx(paragraph("call 9999912345"), {"word/header9.xml": part, "word/z.xml": xml("")}))
    assert [one.value for one in found] == ["9999912345"]
    assert [error.place.startswith("t.docx") and said in error.message for error in unread] == [True]


def test_slides_and_their_notes_are_read() -> None:
    slide = xml("<p:sp><a:p><a:r><a:t>call 99999</a:t></a:r><a:r><a:t>12345</a:t></a:r></a:p></p:sp>", "p:sld")
    parts = {"ppt/presentation.xml": xml("", "p:p"), "ppt/slides/slide2.xml": slide, "ppt/notesSlides/n.xml": slide}
    raw = packed(parts)
    assert [one[:3] for one in told(raw, "t.pptx")] == [("PHONE", 1, "slides/slide2"), ("PHONE", 1, "notesSlides/n")]


def test_open_document_text_is_read_with_its_notes_and_changes() -> None:
    body = "<text:tracked-changes><text:deletion><text:p>was 9999912340, call it</text:p></text:deletion>" \
           "</text:tracked-changes><text:h>Hi</text:h><text:p>mail <text:span>asha</text:span>@mail.example" \
           "<office:annotation><dc:creator>Zorqua</dc:creator><text:p>call 9999912345</text:p></office:annotation>" \
           '<text:s text:c="3"/><text:a xlink:href="mailto:ravi@mail.example">x</text:a></text:p>'  # fmt: skip
    values = [value for kind, *_, value in told(odf("text", body), "t.odt") if kind in ("EMAIL", "PHONE")]
    assert sorted(values) == ["9999912340", "9999912345", "asha@mail.example", "ravi@mail.example"]


def test_a_sheet_of_open_document_is_a_table_with_what_its_cells_hold() -> None:
    def cell(text: str, value: str = "") -> str:
        return f'<table:table-cell office:value="{value}"><text:p>{text}</text:p></table:table-cell>'

    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    rows = f"<table:table-row>{cell('id')}{cell('mobile')}{empty}</table:table-row>" \
           f'<table:table-row table:number-rows-repeated="9"><table:table-cell/></table:table-row>' \
           f"<table:table-row>{cell('1')}{cell('1E+10', '9999912345')}{empty}</table:table-row>"  # fmt: skip
    body = f'<table:table table:name="Old">{rows}</table:table>'
    assert told(odf("spreadsheet", body), "t.ods") == [("PHONE", 11, "Old!mobile", "9999912345")]


def test_numbers_that_a_program_set_are_nobodys() -> None:
    items = '<config:config-item config:name="Rsid" config:type="int">9999912345</config:config-item>'
    items += '<config:config-item config:name="Printer" config:type="string">call 9999912345</config:config-item>'
    settings: Mapping[str, str | bytes] = {"settings.xml": xml(items, "office:document-settings")}
    assert [field for _, _, field, _ in told(odf("text", "", settings), "t.odt")] == ["settings (beside the text)"]


@pytest.mark.parametrize("name", ["t.docx", "t.odt", "t.pptx"])
def test_what_is_no_document_is_told_of(name: str) -> None:
    with pytest.raises(RelayError):
        scanned(b"no archive at all, call 9999912345", name)
    raw = docx(paragraph("call 9999912345"))
    with pytest.raises(RelayError):
        scanned(raw[: len(raw) // 2], name)
    broken = raw.replace(zlib.crc32(xml("", "Types").encode()).to_bytes(4, "little"), b"abcd")
    assert scanned(broken, name)[1]
