"""Makes the documents that tests read: labels as PDF, pictures of codes, and damaged ones. All of it is invented."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import zxingcpp
from PIL import Image
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import code128, qr
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen import canvas

from orderveil.core.errors import RelayError
from orderveil.scan.finding import Found
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search

INCH = 72
PHONE = "+91 99999 00012"
MAIL = "asha@mail.example"
LINES = ("Ship to:", "Asha Rao", "Flat 12, MG Road", "Pune, Maharashtra 411001", f"Phone: {PHONE}")


def found_in(raw: bytes, name: str, form: str | None = None) -> tuple[list[Found], list[RelayError]]:
    """Return what is found in a file, and why parts of it were not read."""
    unread: list[RelayError] = []
    found = list(Search().through(pieces_of(io.BytesIO(raw), name, form), unread))
    return found, unread


def pdf(*pages: Callable[[Any], None], size: tuple[float, float] = (4 * INCH, 6 * INCH), title: str = "") -> bytes:
    """Return a PDF whose pages are drawn by functions of a canvas."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=size)
    if title:
        sheet.setTitle(title)
    for draw in pages:
        draw(sheet)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def words(*lines: str, at: float = 370) -> Callable[[Any], None]:
    """Return what draws lines of text."""

    def draw(sheet: Any) -> None:
        for number, line in enumerate(lines):
            sheet.drawString(18, at - 14 * number, line)

    return draw


def courier_label(sheet: Any) -> None:
    """Draw a courier's label with all that should not stand on it."""
    words(*LINES)(sheet)
    code128.Code128("AWB14123456789", barHeight=40, barWidth=1.2).drawOn(sheet, 10, 220)
    drawn = Drawing(110, 110, transform=[1.6, 0, 0, 1.6, 0, 0])
    drawn.add(qr.QrCodeWidget(f"mailto:{MAIL}"))
    renderPDF.draw(drawn, sheet, 18, 20)


def code(contents: str, symbology: str = "QRCode", scale: int = 5) -> Image.Image:
    """Return a picture of one code."""
    made = zxingcpp.create_barcode(contents, getattr(zxingcpp.BarcodeFormat, symbology))
    return Image.fromarray(made.to_image(scale=scale, add_quiet_zones=True))


def saved(picture: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def told(found: list[Found]) -> set[tuple[str, str]]:
    """Return types and values."""
    return {(one.type, one.value) for one in found}
