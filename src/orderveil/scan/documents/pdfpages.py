"""Reading a PDF behind the fence: the words of every page, what hangs on pages unseen, then codes and pictures.

Words come first and of all pages, for a page that breaks the library when it is drawn has lost its
words by then no more. White words, words beyond the page's edge and words under a black bar are the
page's words like all others. Must never draw a page beyond MOST_POINTS.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw

from orderveil.scan.documents.frames import LARGEST_BODY_BYTES, Frame, FrameKind, Trouble
from orderveil.scan.documents.pdflooks import look_at
from orderveil.scan.documents.pdfstreams import is_broken

pdfium: Any = pypdfium2  # its types are those of C, made while it is imported
pdfium_c: Any = pypdfium2.raw

MOST_PAGES = 2_000
MOST_CHARACTERS = 1_000_000  # of one page
MOST_PARTS = 1_000  # notes and fields of one page, attachments, bookmarks
MOST_VERSIONS = 4  # earlier ones that still lie in the file
_LARGEST_STRING_BYTES = 262_144
_DEEPEST = 8
_XMP = re.compile(rb"<x:xmpmeta\b.{0,262144}?</x:xmpmeta>", re.DOTALL)
_END = b"%%EOF"
_LINE_END = b"\r\n"


def read_pages(data: bytes) -> Iterator[Frame]:
    """Yield what stands in a PDF."""
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()
        count = len(document)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        yield _trouble(Trouble.ENCRYPTED if locked else Trouble.DAMAGED, None)
        return
    yield from _about(document, data)
    words = {}
    for number in range(min(count, MOST_PAGES)):
        for frame in _words_of(document, number):
            if frame.kind is FrameKind.TEXT and not frame.name:
                words[number] = frame.body
            yield frame
    yield from _earlier(data, words)
    painted = False
    for number in range(min(count, MOST_PAGES)):
        for frame in _looks_of(document, number, words.get(number, b"").decode("utf-8")):
            painted = painted or frame.kind is not FrameKind.PAGE
            yield frame
    if count and not painted:
        yield _trouble(Trouble.EMPTY, None)
    if is_broken(data):
        yield _trouble(Trouble.DAMAGED_PART, None)
    if count > MOST_PAGES or not count:
        yield _trouble(Trouble.MANY_PAGES if count else Trouble.DAMAGED, MOST_PAGES if count else None)


def _trouble(trouble: Trouble, page: int | None) -> Frame:
    return Frame(FrameKind.UNREAD, page=page, name=trouble.name)


def _text(text: str, page: int | None, name: str = "", label: str = "") -> Iterator[Frame]:
    if text.strip():
        yield Frame(FrameKind.TEXT, text.encode("utf-8", "replace"), page, name, label)


# ---- words


def _words_of(document: Any, number: int) -> Iterator[Frame]:
    page = number + 1
    try:
        sheet = document[number]
        words = sheet.get_textpage()
        count = words.count_chars()
        text = words.get_text_range(0, min(count, MOST_CHARACTERS)) if count > 0 else ""
    except pdfium.PdfiumError:
        yield _trouble(Trouble.DAMAGED, page)
        return
    yield from _text(text, page)
    if count > MOST_CHARACTERS:
        yield _trouble(Trouble.LARGE_TEXT, page)
    yield from _notes(document, sheet, page)
    yield Frame(FrameKind.PAGE, page=page)
    words.close()
    sheet.close()


def _notes(document: Any, sheet: Any, page: int) -> Iterator[Frame]:
    """Yield notes, links and form fields: what they say, not how they look."""
    count = pdfium_c.FPDFPage_GetAnnotCount(sheet)
    for at in range(min(count, MOST_PARTS)):
        note = pdfium_c.FPDFPage_GetAnnot(sheet, at)
        if not note:
            continue
        try:
            yield from _note(document, note, page, at + 1)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(note)
    if count > MOST_PARTS:
        yield _trouble(Trouble.MANY_PARTS, page)


def _note(document: Any, note: Any, page: int, number: int) -> Iterator[Frame]:
    if pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_WIDGET:
        yield from _field(document, note, page, number)
        return
    for key in ("Contents", "T", "Subj", "RC"):
        yield from _text(_string(pdfium_c.FPDFAnnot_GetStringValue, note, key.encode()), page, f"note {number}")
    link = pdfium_c.FPDFAnnot_GetLink(note)
    action = pdfium_c.FPDFLink_GetAction(link) if link else None
    if action:
        size = min(pdfium_c.FPDFAction_GetURIPath(document, action, None, 0), _LARGEST_STRING_BYTES)
        address = ctypes.create_string_buffer(size)
        pdfium_c.FPDFAction_GetURIPath(document, action, address, size)
        yield from _text(address.value.decode("utf-8", "replace"), page, f"link {number}")


def _field(document: Any, note: Any, page: int, number: int) -> Iterator[Frame]:
    name = value = ""
    if document.formenv:
        name = _string(pdfium_c.FPDFAnnot_GetFormFieldName, document.formenv, note)
        value = _string(pdfium_c.FPDFAnnot_GetFormFieldValue, document.formenv, note)
    name = name or _string(pdfium_c.FPDFAnnot_GetStringValue, note, b"T")
    value = value or _string(pdfium_c.FPDFAnnot_GetStringValue, note, b"V")
    yield from _text(value, page, f"form field {name or number}", name)


def _string(get: Any, *arguments: Any) -> str:
    """Return a text that pdfium writes as UTF-16 into a buffer whose size it tells first."""
    size = min(get(*arguments, None, 0), _LARGEST_STRING_BYTES)
    if size <= len("\0".encode("utf-16-le")):
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(*arguments, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


# ---- the document


def _about(document: Any, data: bytes) -> Iterator[Frame]:
    for key, value in document.get_metadata_dict(skip_empty=True).items():
        yield from _text(value[:_LARGEST_STRING_BYTES], None, f"document's {key.lower()}")
    for number, found in enumerate(_XMP.finditer(data)):
        if number < _DEEPEST:
            yield from _text(found.group().decode("utf-8", "replace"), None, f"document's XMP {number + 1}")
    for number, mark in enumerate(document.get_toc(max_depth=_DEEPEST)):
        if number >= MOST_PARTS:
            yield _trouble(Trouble.MANY_PARTS, None)
            break
        yield from _text(mark.get_title(), None, f"bookmark {number + 1}")
    count = document.count_attachments()
    for number in range(min(count, MOST_PARTS)):
        yield from _attached(document, number)
    if count > MOST_PARTS:
        yield _trouble(Trouble.MANY_PARTS, None)


def _attached(document: Any, number: int) -> Iterator[Frame]:
    try:
        part = document.get_attachment(number)
        name, body = part.get_name(), bytes(part.get_data())
    except pdfium.PdfiumError:
        yield _trouble(Trouble.DAMAGED, None)
        return
    if len(body) > LARGEST_BODY_BYTES:
        yield _trouble(Trouble.MANY_PARTS, None)
    else:
        yield Frame(FrameKind.FILE, body, None, name or f"attachment {number + 1}")


def _earlier(data: bytes, words: dict[int, bytes]) -> Iterator[Frame]:
    """Yield the words of pages as earlier versions had them: saving a change leaves them in the file."""
    ends = [found.end() for found in re.finditer(re.escape(_END) + rb"[\r\n]*", data)][:-1]
    for number, end in enumerate(ends[-MOST_VERSIONS:], start=1):
        try:
            document = pdfium.PdfDocument(data[:end])
            pages = min(len(document), MOST_PAGES)
        except pdfium.PdfiumError:
            continue  # a file may be laid out with such a mark near its beginning, and no version ends there
        for at in range(pages):
            for frame in _words_of(document, at):
                if frame.kind is FrameKind.TEXT and not frame.name and frame.body != words.get(at):
                    yield Frame(frame.kind, frame.body, at + 1, f"earlier version {number}")
                elif frame.kind is FrameKind.TEXT and frame.name:
                    yield Frame(frame.kind, frame.body, at + 1, f"{frame.name}, earlier version {number}", frame.label)
        document.close()


def _looks_of(document: Any, number: int, words: str) -> Iterator[Frame]:
    try:
        sheet = document[number]
        yield from look_at(sheet, number + 1, words)
        sheet.close()
    except (pdfium.PdfiumError, ValueError):
        yield _trouble(Trouble.DAMAGED, number + 1)
    yield Frame(FrameKind.PAGE, page=number + 1)
