"""Which reader a file gets: by its name, or as it was told; and which files stand in a folder.

A format that is not read is refused by name. Must never guess at bytes that are no text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from orderveil.core.errors import Malformed, NotFound
from orderveil.scan.mail import read_eml
from orderveil.scan.pieces import Piece, decoded
from orderveil.scan.plain import read_html, read_log, read_text
from orderveil.scan.tables import read_csv, read_tsv
from orderveil.scan.trees import read_json, read_ndjson

READERS: dict[str, Callable[[TextIO, str], Iterator[Piece]]] = {
    "csv": read_csv, "html": read_html, "json": read_json, "log": read_log, "ndjson": read_ndjson, "text": read_text,
    "tsv": read_tsv,
}  # fmt: skip
FORMATS: tuple[str, ...] = tuple(sorted((*READERS, "eml")))
_ENDINGS = {
    ".csv": "csv", ".eml": "eml", ".htm": "html", ".html": "html", ".json": "json", ".jsonl": "ndjson", ".log": "log",
    ".md": "text", ".ndjson": "ndjson", ".text": "text", ".tsv": "tsv", ".txt": "text", ".tab": "tsv", ".xhtml": "html",
}  # fmt: skip
STANDARD_INPUT = "-"
_LOOKED_AT = 4096


def files_in(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files that `paths` name; of folders all files within, but hidden ones, in the order of their names."""
    for name in paths:
        path = Path(name)
        if name == STANDARD_INPUT or path.is_file():
            yield name
        elif path.is_dir():
            for inner in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in inner.relative_to(path).parts)
                if inner.is_file() and not hidden:
                    yield str(inner)
        else:
            raise NotFound("there is no such file or folder", place=name, reason="input:no-file")


def pieces_of(raw: BinaryIO, name: str, form: str | None = None) -> Iterator[Piece]:
    """Yield the pieces of one open file. `form` is one of FORMATS; None: by the ending of its name."""
    form = form or _ENDINGS.get(Path(name).suffix.lower()) or ("text" if name == STANDARD_INPUT else None)
    if form is None:
        raise Malformed(
            f"not a format that is read yet; read are {', '.join(FORMATS)}", place=name, reason="input:unread"
        )
    if form == "eml":
        yield from read_eml(raw, name)
        return
    text = decoded(raw)
    try:
        yield from _text_pieces(text, name, form)
    finally:
        with suppress(ValueError):  # the file may be closed already
            text.detach()  # type: ignore[attr-defined]


def _text_pieces(text: TextIO, name: str, form: str) -> Iterator[Piece]:
    mark = text.buffer.peek(_LOOKED_AT)[:_LOOKED_AT]  # type: ignore[attr-defined]
    if b"\0" in mark and mark[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Malformed("these bytes are no text", place=name, reason="input:unread")
    yield from READERS[form](text, name)
