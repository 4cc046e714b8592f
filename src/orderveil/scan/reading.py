"""Which reader a file gets: by its content, its name, or as it was told; and which files stand in a folder.

A format that is not read is refused by name. Must never guess at bytes that are no text.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from orderveil.core.errors import Malformed, NotFound, RelayError
from orderveil.scan.archives import read_bzip2, read_gzip, read_tar, read_xz
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.columns.csvs import read_csv, read_tsv
from orderveil.scan.columns.parquet import read_parquet
from orderveil.scan.columns.xlsx import read_xlsx
from orderveil.scan.documents.papers import read_pdf, read_picture
from orderveil.scan.documents.templates import read_template
from orderveil.scan.documents.zpl import read_zpl
from orderveil.scan.magic import BINARY_ENDINGS, form_by_content
from orderveil.scan.mail import read_eml
from orderveil.scan.nesting import Bounds, buffered
from orderveil.scan.office.packages import read_office
from orderveil.scan.pieces import ByteReader, Inner, Part, Piece, Unread, decoded, held
from orderveil.scan.plain import read_html, read_log, read_text
from orderveil.scan.trees import read_json, read_ndjson
from orderveil.scan.zips import office_form, read_zip

# Readers of text, and of bytes. Each yields parts; a reader of bytes that must go back and forth asks pieces.held.
READERS: dict[str, Callable[[TextIO, str], Iterator[Part]]] = {
    "csv": read_csv, "html": read_html, "json": read_json, "log": read_log, "ndjson": read_ndjson, "text": read_text,
    "template": read_template, "tsv": read_tsv, "zpl": read_zpl,
}  # fmt: skip
BYTE_READERS: dict[str, ByteReader] = {
    **dict.fromkeys(("bmp", "gif", "jpeg", "png", "tiff", "webp"), read_picture),
    **dict.fromkeys(("docx", "odp", "ods", "odt", "pptx"), read_office),
    "bzip2": read_bzip2, "eml": read_eml, "gzip": read_gzip, "parquet": read_parquet, "pdf": read_pdf,
    "tar": read_tar, "xlsx": read_xlsx, "xz": read_xz, "zip": read_zip,
}  # fmt: skip
FORMATS: tuple[str, ...] = tuple(sorted((*READERS, *BYTE_READERS)))
_ENDINGS = {
    ".bmp": "bmp", ".csv": "csv", ".eml": "eml", ".gif": "gif", ".gz": "gzip", ".htm": "html", ".html": "html",
    ".jpeg": "jpeg", ".jpg": "jpeg", ".json": "json", ".jsonl": "ndjson", ".log": "log", ".md": "text",
    ".ndjson": "ndjson", ".pdf": "pdf", ".png": "png", ".tab": "tsv", ".tar": "tar", ".text": "text", ".tgz": "gzip",
    ".tif": "tiff", ".tiff": "tiff", ".tsv": "tsv", ".txt": "text", ".webp": "webp", ".xhtml": "html", ".zip": "zip",
    ".bz2": "bzip2", ".tbz": "bzip2", ".tbz2": "bzip2", ".txz": "xz", ".xz": "xz",
    ".docm": "docx", ".docx": "docx", ".odp": "odp", ".ods": "ods", ".odt": "odt", ".pptm": "pptx", ".pptx": "pptx",
    ".parquet": "parquet", ".pq": "parquet", ".xlsm": "xlsx", ".xlsx": "xlsx", ".zpl": "zpl",
    **dict.fromkeys((".ejs", ".erb", ".ftl", ".handlebars", ".hbs", ".j2", ".jinja", ".jinja2", ".liquid"), "template"),
    **dict.fromkeys((".mjml", ".mustache", ".tmpl", ".tpl", ".twig"), "template"),
}  # fmt: skip
STANDARD_INPUT = "-"
FAILED = "the reader of this format failed on it"
_LOOKED_AT = 4096


def files_in(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files that `paths` name; of folders all files within, but hidden ones, in the order of their names."""
    for name in paths:
        path = Path(name)
        if name == STANDARD_INPUT or path.is_file():
            yield name
        elif path.is_dir():
            yield from _files_under(path)
        else:
            raise NotFound("there is no such file or folder", place=name, reason="input:no-file")


def _files_under(folder: Path) -> Iterator[str]:
    """Yield the files of a folder. Raises NotFound for one that may not be entered: it would count as clean."""

    def refuse(error: OSError) -> None:
        raise NotFound("a folder that may not be read", place=str(error.filename), reason="input:no-file")

    for at, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (Path(at) / name for name in sorted(files) if not name.startswith("."))
        yield from (str(path) for path in paths if path.is_file())  # a pipe would be waited for


def pieces_of(raw: BinaryIO, name: str, form: str | None = None) -> Iterator[Piece | Chunk | Unread]:
    """Yield the pieces of one open file and of the files within it, and what of it was not read.

    `form` is one of FORMATS; None: by content, or the ending of its name. Raises Malformed when the
    file itself, or the rest of it, is not read.
    """
    return _pieces(raw, name, form, Bounds(), 0)


def _pieces(
    raw: BinaryIO, name: str, form: str | ByteReader | None, bounds: Bounds, depth: int
) -> Iterator[Piece | Chunk | Unread]:
    source = buffered(raw)
    try:
        whole, known = (source, form) if form else _formed(source, name)
        for part in _parts(whole, name, known):
            if isinstance(part, Inner):
                yield from _inner_pieces(part, bounds, depth + 1)
                if bounds.is_spent:
                    return
            else:
                yield part
    except RelayError:
        raise
    except Exception as error:  # of whatever library reads the format: the files beside this one are still searched
        raise Malformed(FAILED, place=name) from error
    finally:
        if source is not raw:
            with suppress(ValueError):
                source.detach()


def _inner_pieces(inner: Inner, bounds: Bounds, depth: int) -> Iterator[Piece | Chunk | Unread]:
    stream, failed = None, None
    try:
        stream = bounds.enter(inner, depth)
        raw = buffered(cast(BinaryIO, stream))
        yield from _pieces(raw, inner.name, inner.form, bounds, depth)
        while raw.read(_LOOKED_AT):  # its check sum stands at its end, and not every format is read as far
            pass
    except RelayError as error:
        failed = error
    failed = (stream and stream.failed) or failed  # what ended the bytes is why a reader failed on them
    if failed is not None:
        yield Unread(failed)


def _formed(source: BufferedReader, name: str) -> tuple[BufferedReader, str]:
    """Return a file with its format; of a zip archive only what is in it tells whether it is a document."""
    form = form_of(name, source.peek(_LOOKED_AT)[:_LOOKED_AT])
    if form != "zip":
        return source, form
    whole = buffered(held(source, name))
    form = office_form(whole, name) or form
    if form not in FORMATS:
        raise Malformed(f"{form} is not read yet", place=name, reason="input:unread")
    return whole, form


def form_of(name: str, head: bytes) -> str:
    """Return the format of a file by its first bytes and its name. Raises Malformed for one that is not read."""
    form = form_by_content(head)
    ending = _ENDINGS.get(Path(name).suffix.lower())
    if form is None or form == "text":
        form = ending or (None if Path(name).suffix.lower() in BINARY_ENDINGS else form)
    if form is None or form not in FORMATS:
        raise Malformed(f"not a format that is read; read are {', '.join(FORMATS)}", place=name, reason="input:unread")
    return form


def _parts(raw: BufferedReader, name: str, form: str | ByteReader) -> Iterator[Part]:
    reader = BYTE_READERS.get(form) if isinstance(form, str) else form
    if reader is not None:
        yield from reader(raw, name)
        return
    text = decoded(raw)
    try:
        mark = raw.peek(_LOOKED_AT)[:_LOOKED_AT]
        if b"\0" in mark and mark[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            raise Malformed("these bytes are no text", place=name, reason="input:unread")
        yield from READERS[str(form)](text, name)
    finally:
        with suppress(ValueError):  # the file may be closed already
            text.detach()  # type: ignore[attr-defined]
