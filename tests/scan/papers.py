"""Office documents put together by hand, part by part, as programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = {
    "w": _W, "a": _A, "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main", "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    **{short: f"{_ODF}:{name}:1.0" for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("config", "config"),
    )},
}  # fmt: skip
_DECLARED = " ".join(f'xmlns:{short}="{space}"' for short, space in _SPACES.items())
MIME = "application/vnd.oasis.opendocument."


def xml(body: str, root: str = "w:document") -> str:
    """Return a part with all names declared."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_DECLARED}>{body}</{root}>'


def paragraph(*runs: str) -> str:
    """Return a paragraph of Word whose text is cut into runs, as editing and checking leave it."""
    looks = '<w:rPr><w:sz w:val="2400000"/></w:rPr>'
    cut = "".join(f'<w:r w:rsidR="00A17B31">{looks}<w:t>{run}</w:t></w:r>' for run in runs)
    return f'<w:p w:rsidR="009876543"><w:pPr><w:tabs><w:tab w:pos="9026"/></w:tabs></w:pPr>{cut}</w:p>'


def table(*rows: tuple[str, ...]) -> str:
    """Return a table of Word."""
    cells = ("".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return parts as an archive, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def docx(body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a document of Word."""
    first = {"[Content_Types].xml": xml("", "Types"), "word/document.xml": xml(f"<w:body>{body}</w:body>")}
    return packed({**first, **(more or {})})


def odf(kind: str, body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an OpenDocument file: `text`, `spreadsheet`, `presentation`."""
    content = xml(f"<office:body><office:{kind}>{body}</office:{kind}></office:body>", "office:document-content")
    return packed({"mimetype": MIME + kind, "content.xml": content, **(more or {})})
