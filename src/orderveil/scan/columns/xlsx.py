"""Reading XLSX: every sheet by columns, hidden or not, and then every other part in which text may stand.

What nobody sees on the screen leaks all the same: hidden rows and sheets, comments, headers, texts of
formulas, links, caches of pivot tables and of other workbooks, strings that no cell shows any more.

1. Before anything is unpacked, the sizes that the archive states are held against bounds; zipfile
   gives out no more than they say.
2. A part that declares a document type is refused, so that no entity is expanded (`scan.markup`).
3. Parts that are no XML are told of as not read, but for pictures of a kind that shows no text.
Must never follow a reference to another file.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.scan.columns.chunk import Chunk, areas_of_rows, chunk_of_rows, until_error
from orderveil.scan.columns.sheets import Row, Sheet, read_strings
from orderveil.scan.finding import Place
from orderveil.scan.markup import read_elements, read_links, read_texts
from orderveil.scan.nesting import UNPACKING_ERRORS, inside
from orderveil.scan.pieces import Inner, Part, Piece, Unread, held, windows
from orderveil.scan.tables import names_of
from orderveil.scan.zips import opened

_MOST_PARTS = 10_000
_LARGEST_STRINGS_BYTES = 96 << 20
_LARGEST_PART_BYTES = 2 << 30
_LARGEST_WHOLE_BYTES = 4 << 30
_ROWS_AT_ONCE = 8_192
_CHARACTERS_AT_ONCE = 4 << 20
_STRINGS = "xl/sharedStrings.xml"
_SHEETS = "xl/worksheets/"
_NO_TEXT = ("xl/theme/", "xl/styles.xml", "xl/calcChain.xml", "[Content_Types].xml", "xl/printerSettings/")
_PICTURES = (".emf", ".wmf")  # of Windows: lines and shapes
_READ_AS_THEMSELVES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".pdf", ".docx", ".xlsx", ".zip")


def read_xlsx(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the sheets of a workbook, and what else of text it holds. Raises Malformed, TooLarge."""
    try:
        book = opened(held(raw, file), file)
        _refuse_too_large(book, file)  # 1
        yield from _book(book, file)
    except RelayError:
        raise
    except (*UNPACKING_ERRORS, struct.error, KeyError) as error:
        raise Malformed("this is no workbook, or it breaks off", place=file) from error


def _refuse_too_large(book: zipfile.ZipFile, file: str) -> None:
    parts = book.infolist()
    if len(parts) > _MOST_PARTS:
        raise TooLarge(f"there are more than {_MOST_PARTS} parts in here", place=file)
    if sum(part.file_size for part in parts) > _LARGEST_WHOLE_BYTES:
        raise TooLarge("unpacked it is larger than is read", place=file)
    for part in parts:
        most = _LARGEST_STRINGS_BYTES if part.filename == _STRINGS else _LARGEST_PART_BYTES
        if part.file_size > most:
            raise TooLarge("unpacked it is larger than is read", place=inside(file, part.filename))


def _book(book: zipfile.ZipFile, file: str) -> Iterator[Part]:
    names = set(book.namelist())
    strings: list[str] = []
    if _STRINGS in names:
        with book.open(_STRINGS) as part:
            strings = list(read_strings(part, file))
    used = bytearray(len(strings))
    titles = _titles(book, names, file)
    sheets = sorted((name for name in names if _is_sheet(name)), key=lambda name: (len(name), name))
    for name in sheets:
        yield from _sheet(book, name, Sheet(strings, used, inside(file, name)), (file, titles.get(name, name)))
    unused = "\n".join(text for text, was_used in zip(strings, used, strict=True) if not was_used)
    yield from windows(Place(file, column="(strings that no cell shows)"), unused)
    for name in sorted(names - set(sheets) - {_STRINGS}):
        yield from _other(book, name, file)


def _is_sheet(name: str) -> bool:
    return name.startswith(_SHEETS) and name.endswith(".xml") and "/_rels/" not in name


def _titles(book: zipfile.ZipFile, names: set[str], file: str) -> dict[str, str]:
    """Return the names of sheets by the parts in which they stand; the visible ones and the others."""
    relations, listed = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    if not {relations, listed} <= names:
        return {}
    targets: dict[str, str] = {}
    titles: dict[str, str] = {}
    for part, keep in ((relations, targets), (listed, titles)):
        with book.open(part) as stream:
            for attributes in read_elements(stream, inside(file, part)):
                if part == relations and {"Id", "Target"} <= set(attributes):
                    target = attributes["Target"]
                    keep[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                relation = next((value for key, value in attributes.items() if key.endswith(" id")), None)
                if part == listed and relation in targets and "name" in attributes:
                    keep[targets[relation]] = attributes["name"]
    return titles


def _sheet(book: zipfile.ZipFile, name: str, sheet: Sheet, place: tuple[str, str]) -> Iterator[Part]:
    file, title = place
    batch: list[Row] = []
    columns: list[str] = []
    record = size = 0
    failed: list[RelayError] = []
    with book.open(name) as part:
        for row in until_error(sheet.rows(part), failed):
            if not columns:
                columns, is_named = names_of(row.cells)
                if is_named:
                    continue
            batch.append(row)
            size += sum(map(len, row.cells), len(row.cells))  # an empty cell takes room too
            if len(batch) >= _ROWS_AT_ONCE or size >= _CHARACTERS_AT_ONCE:
                yield from _chunks(batch, columns, place, record)
                record += len(batch)
                batch, size = [], 0
            if sheet.asides:
                yield from _asides(sheet, file, title)
        yield from _chunks(batch, columns, place, record)
    yield from _asides(sheet, file, title)
    if failed:
        raise failed[0]


def _chunks(batch: list[Row], columns: list[str], place: tuple[str, str], record: int) -> Iterator[Chunk]:
    file, title = place
    cells = [row.cells for row in batch]
    for first, last in areas_of_rows(cells):
        numbers = [row.number for row in batch[first:last]]
        chunk = chunk_of_rows(file, columns, cells[first:last], record + first, numbers)
        yield replace(chunk, names=tuple(f"{title}!{name}" for name in chunk.names))


def _asides(sheet: Sheet, file: str, title: str) -> Iterator[Piece]:
    for text in dict.fromkeys(sheet.asides):
        yield from windows(Place(file, column=f"{title}!(beside the cells)"), text)
    sheet.asides.clear()


def _other(book: zipfile.ZipFile, name: str, file: str) -> Iterator[Part]:
    """Yield what a part that is no sheet holds; `name` is the archive's, and only a place."""
    place = inside(file, name)
    low = name.lower()
    if low.endswith(("/", *_PICTURES)) or name.startswith(_NO_TEXT):
        return
    if low.endswith((".xml", ".rels", ".vml")):
        try:
            with book.open(name) as part:
                for text in read_links(part, place) if low.endswith(".rels") else read_texts(part, place):
                    yield from windows(Place(place), text)
        except RelayError as error:
            yield Unread(error)
    elif low.endswith(_READ_AS_THEMSELVES):
        with book.open(name) as member:
            yield Inner(place, member)  # type: ignore[arg-type]
    else:
        yield Unread(Malformed("a part of the workbook that is not read", place=place, reason="input:unread"))
