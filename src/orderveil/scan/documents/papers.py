"""Reading PDF files and pictures: what the fenced readers found, as pieces with their pages.

Must never take what was not read for nothing there: it is told of as unread.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.detect.findings import Finding, Kind
from orderveil.scan.documents.contents import pieces_of_code
from orderveil.scan.documents.fence import frames
from orderveil.scan.documents.frames import Frame, FrameKind, Trouble, shown
from orderveil.scan.documents.ocr import words_in
from orderveil.scan.finding import Place
from orderveil.scan.nesting import inside
from orderveil.scan.pieces import Inner, Part, Piece, Unread, windows
from orderveil.scan.plain import blank_markup
from orderveil.scan.wording import label_of

_TOO_LARGE = (Trouble.LARGE_PAGE, Trouble.LARGE_TEXT, Trouble.MANY_CODES, Trouble.MANY_PAGES, Trouble.MANY_PARTS)
_MOST_TEXT = 134_217_728  # bytes of one document, all its pages together
_BY_OCR = "words in a picture"
_MARKUP = ("xmp", "xml")


def read_pdf(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the pages of a PDF: words, notes, form fields, codes, words in pictures; and what is attached to it."""
    return _parts(raw, file, "pdf")


def read_picture(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the codes and words of a picture, and what a camera or a program wrote into it."""
    return _parts(raw, file, "picture")


def _parts(raw: BinaryIO, file: str, kind: str) -> Iterator[Part]:
    codes: dict[int | None, int] = {}
    left = _MOST_TEXT
    try:
        for frame in frames(kind, raw, file):
            left -= len(frame.body) if frame.kind is not FrameKind.PICTURE else 0
            if left < 0:
                raise TooLarge("there is more text in it than is read", place=file)
            if frame.kind is FrameKind.CODE:
                codes[frame.page] = codes.get(frame.page, 0) + 1
                name = f"code {codes[frame.page]}, {frame.name}"
                yield from pieces_of_code(Place(file, field=name, page=frame.page), frame.text)
            else:
                yield from _parts_of(frame, file)
    except RelayError as error:
        yield Unread(error)


def _parts_of(frame: Frame, file: str) -> Iterator[Part]:
    place = Place(file, field=frame.name or None, page=frame.page)
    if frame.kind is FrameKind.TEXT:
        text = frame.text
        if any(word in frame.name.lower() for word in _MARKUP):
            text = blank_markup(text)
        yield from windows(place, text, label_of(frame.label))
    elif frame.kind is FrameKind.POSITION:
        text = frame.text
        yield Piece(place, text, made=(Finding(Kind.POSITION, 0, len(text), 0.95, "where a photo was taken"),))
    elif frame.kind is FrameKind.PICTURE:
        yield from _words(frame, Place(file, field=_BY_OCR, page=frame.page))
    elif frame.kind is FrameKind.FILE:
        yield Inner(inside(file, frame.name), io.BytesIO(frame.body))
    elif frame.kind is FrameKind.UNREAD:
        yield Unread(_error(frame, str(Place(file, page=frame.page))))


def _words(frame: Frame, place: Place) -> Iterator[Part]:
    try:
        text = words_in(frame, str(Place(place.file, page=place.page)))
    except RelayError as error:
        yield Unread(error)
        return
    if text.strip():
        yield from windows(place, text)


def _error(frame: Frame, place: str) -> RelayError:
    try:
        trouble = Trouble[shown(frame.name)]
    except KeyError:
        trouble = Trouble.DAMAGED
    if trouble in _TOO_LARGE:
        return TooLarge(trouble.value, place=place)
    reason = "input:unread" if trouble is Trouble.ENCRYPTED else None
    return Malformed(trouble.value, place=place, reason=reason)
