"""Drawing a page of a PDF, to read its codes and to hand on what holds words in pictures. Behind the fence.

Must never draw more than MOST_POINTS, nor call a page read whose words are a picture.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw

from orderveil.scan.documents.frames import Frame, FrameKind, Trouble
from orderveil.scan.documents.symbols import codes_in, frames_of, is_within

pdfium_c: Any = pypdfium2.raw  # its types are those of C, made while it is imported

MOST_POINTS = 6_000_000  # of one drawn page: A4 at 248 to the inch
FINEST = 300  # points to the inch
COARSEST = 100  # below it neither codes nor words are read for sure
_PER_INCH = 72  # of a PDF's own unit
_FEWEST_LETTERS = 16  # a page with fewer has its words elsewhere
_MOST_UNMAPPED = 0.2  # of a page's characters, of which the font does not say what they mean
_LARGE_PICTURE = 0.05  # of the page
_MOST_OBJECTS = 20_000
_DEEPEST = 6
_MOST_PICTURE_POINTS = 100_000_000  # beyond it pdfium leaves a picture out without a word

Box = tuple[float, float, float, float]


def look_at(sheet: Any, page: int, words: str) -> Iterator[Frame]:
    """Yield the codes of a page, and the page as a picture when it holds words that its text does not."""
    width, height = sheet.get_size()
    if width <= 0 or height <= 0:
        yield Frame(FrameKind.UNREAD, page=page, name=Trouble.DAMAGED.name)
        return
    scale = min(FINEST / _PER_INCH, (MOST_POINTS / (width * height)) ** 0.5)
    painted, pictures = _painted(sheet, scale, width * height)
    if not painted:
        return
    yield Frame(FrameKind.PAINTED, page=page)
    if _is_too_fine(sheet):
        yield Frame(FrameKind.UNREAD, page=page, name=Trouble.LARGE_PAGE.name)
    if scale * _PER_INCH < COARSEST:
        yield Frame(FrameKind.UNREAD, page=page, name=Trouble.LARGE_PAGE.name)
        if scale * max(width, height) > MOST_POINTS or scale * min(width, height) < 1:
            return
    bitmap = sheet.render(scale=scale, grayscale=True)
    grey = bitmap.to_pil()
    codes = codes_in(grey)
    yield from frames_of(codes, page)
    if _has_unread_words(words, [box for box in pictures if not any(is_within(code, box) for code in codes)]):
        yield Frame(FrameKind.PICTURE, grey.tobytes(), page, width=grey.width, height=grey.height)
    grey.close()
    bitmap.close()


def _has_unread_words(words: str, pictures: list[Box]) -> bool:
    if pictures or sum(map(str.isalnum, words)) < _FEWEST_LETTERS:
        return True
    unmapped = sum(letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" or letter < "\t" for letter in words)
    return unmapped > _MOST_UNMAPPED * len(words)


def _painted(sheet: Any, scale: float, area: float) -> tuple[bool, list[Box]]:
    """Tell whether anything is drawn on a page, and where on the drawn page its large pictures stand."""
    height = sheet.get_height()
    painted = pdfium_c.FPDFPage_GetAnnotCount(sheet) > 0
    pictures: list[Box] = []
    for number, thing in enumerate(sheet.get_objects(max_depth=_DEEPEST)):
        painted = True
        if number >= _MOST_OBJECTS:
            break
        if thing.type != pdfium_c.FPDF_PAGEOBJ_IMAGE:
            continue
        if thing.level:  # its bounds are those within its form, which may stand anywhere at any size
            pictures.append((-1.0, -1.0, -1.0, -1.0))
            continue
        left, bottom, right, top = thing.get_bounds()
        if (right - left) * (top - bottom) >= _LARGE_PICTURE * area:
            pictures.append((left * scale, (height - top) * scale, right * scale, (height - bottom) * scale))
    return painted, pictures


def _is_too_fine(sheet: Any) -> bool:
    """Tell whether a picture of the page has more points than are drawn."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for number, thing in enumerate(sheet.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST)):
        if number >= _MOST_OBJECTS:
            return True
        pdfium_c.FPDFImageObj_GetImagePixelSize(thing, width, height)
        if width.value * height.value > _MOST_PICTURE_POINTS:
            return True
    return False
