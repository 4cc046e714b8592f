"""Documents of office programs: zip archives of XML, of which every member is read as the archive's are.

1. The archive's own bounds hold (`scan.zips`, `scan.nesting`): sizes, ratios, members that overlap, bytes that
   belong to none.
2. XML that declares a document type is refused, so that no entity is expanded (`scan.markup`).
3. What is no XML is a file of its own: pictures, workbooks behind charts. What nobody can read, macros among
   it, is told of as not read.
Must never follow a reference out of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from orderveil.scan.finding import Place
from orderveil.scan.markup import read_links, read_texts
from orderveil.scan.office.writing import Writing
from orderveil.scan.pieces import Inner, Part, windows
from orderveil.scan.zips import read_zip

_XML = (".rels", ".vml", ".xml")
_SHOWS_NO_TEXT = (".emf", ".wmf", ".odttf", ".fntdata", ".ttf", ".otf")  # lines and shapes, and fonts
_FOLDERS = ("docProps", "ppt", "word")
_ANYTHING = ("customXml/", "docProps/")  # whatever a program puts there, in attributes too


def read_office(raw: BinaryIO, file: str) -> Iterator[Part]:
    """Yield the parts of a document. Raises Malformed, TooLarge."""
    for part in read_zip(raw, file):  # 1
        if not isinstance(part, Inner):
            yield part
            continue
        name = part.name[len(file) + 1 :]
        low = name.lower()
        if low.endswith(_XML):
            yield replace(part, form=partial(_read_xml, file=file, name=name))
        elif not low.endswith((*_XML, *_SHOWS_NO_TEXT)) and name != "mimetype":
            yield part  # 3


def _read_xml(raw: BinaryIO, place: str, *, file: str, name: str) -> Iterator[Part]:
    title = _title_of(name)
    if name.startswith(_ANYTHING) or name.lower().endswith(".rels"):
        texts = read_links(raw, place) if name.lower().endswith(".rels") else read_texts(raw, place)  # 2
        for text in texts:
            yield from windows(Place(file, field=title), text)
        return
    yield from Writing(file, title, place).parts(raw)


def _title_of(name: str) -> str:
    """Return what a part is called: `document`, `header1`, `slides/slide2`, `content`."""
    folder, _, rest = name.partition("/")
    return (rest if folder in _FOLDERS and rest else name).removesuffix(".xml")
