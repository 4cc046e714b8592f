"""Exact match in tables, a column at a time: what of a stretch's cells is a living order's.

What a column is asked for follows from its name; phones and e-mails are asked for wherever they stand
alone in a cell, and within longer cells as in any text. Rows in which two element types are held, an
e-mail, or a phone in a column of phones, say so surely; others that they may be chance.
Must never keep what it asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orderveil.detect.exact import (
    Element,
    KnownCustomers,
    address_digests,
    email_digests,
    name_digests,
    phone_digests,
    postcode_digests,
    reference_digests,
)
from orderveil.detect.exactcells import Cells, Digests
from orderveil.detect.exactjudging import judge_rows
from orderveil.detect.exactphones import phone_numbers
from orderveil.detect.findings import Finding
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.columns.findings import Findings
from orderveil.scan.columns.shape import Answer, Hit
from orderveil.scan.finding import Place, type_of
from orderveil.scan.known import KINDS, PERHAPS, PERHAPS_SCORE, SURELY, KnownText
from orderveil.scan.pieces import Piece

T = TypeVar("T")
Bits = npt.NDArray[np.bool_]

_POSTCODES = "pincode: "
_PHONES_TOO = ("", "phone: ")
_IN_ADDRESS = r"(?P<code>[1-9][0-9]{2} ?[0-9]{3})[^0-9]*$"
_IN_TEXT = r"@|[0-9][0-9 ().-]{5,}[0-9]"
_WHOLE = r"^[^\s,;:<>()\[\]\"'|@=]+@[^\s,;:<>()\[\]\"'|@=]+$|^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+Z-]*$"
_TEXT_FROM = 24  # bytes of a cell that may hold more than one thing
_MOST_POSTCODES = 3  # columns


@dataclass(slots=True, repr=False)
class _Hits:
    """What of a stretch is held: for each column and element the cells."""

    cells: dict[tuple[int, Element], Bits] = field(default_factory=dict)
    lone: dict[int, Bits] = field(default_factory=dict)  # names of one word, by column: told beside others alone
    texts: dict[tuple[int, int], tuple[Finding, ...]] = field(default_factory=dict)  # by column and row

    def add(self, column: int, element: Element, bits: Bits) -> None:
        """Add cells of a column."""
        if bits.any():
            known = self.cells.get((column, element))
            self.cells[column, element] = bits if known is None else known | bits


class KnownColumns:
    """Asks what of tables is held. `country` (ISO 3166 alpha-2) reads phones without a country code."""

    def __init__(self, customers: KnownCustomers, country: str | None) -> None:
        self._customers = customers
        self._country = country
        self._text = KnownText(customers, country)

    def __repr__(self) -> str:
        return "KnownColumns(<hidden>)"

    def watch(self, parts: Iterable[Piece | T]) -> Iterator[Piece | T]:
        """Yield pieces of text on with what is held of them; stretches of tables and others as they came."""
        return self._text.watch(parts)

    def added(self, findings: Findings) -> Findings:
        """Return the findings of a stretch with what is held among them."""
        chunk = findings.chunk
        hits = self._hits(chunk)
        if not hits.cells and not hits.texts:
            return findings
        rows: dict[Element, Bits] = {}
        for (_, element), bits in hits.cells.items():
            rows[element] = rows.get(element, np.zeros(len(chunk), np.bool_)) | bits
        block, _ = judge_rows(rows) if rows else (np.zeros(len(chunk), np.bool_), None)
        called = [bits for (at, element), bits in hits.cells.items()
                  if element is Element.PHONE and chunk.labels[at] == "phone: "]  # fmt: skip
        for bits in called:
            block |= bits
        beside = np.logical_or.reduce(list(rows.values())) if rows else np.zeros(len(chunk), np.bool_)
        for at, bits in hits.lone.items():
            hits.add(at, Element.NAME_POSTCODE, bits & beside)
        answers = list(findings.answers)
        codes = [np.array(column) for column in findings.codes]
        for (at, element), bits in hits.cells.items():
            for surely in (True, False):
                _mark(codes[at], bits & (block == surely), answers, _whole(element, surely=surely))
        for (at, row), found in hits.texts.items():
            one = np.zeros(len(chunk), np.bool_)
            one[row] = True
            made = tuple(
                Hit(type_of(part), part.start, part.end, 1.0 if block[row] else part.score,
                    SURELY if block[row] else part.why)
                for part in found
            )  # fmt: skip
            _mark(codes[at], one, answers, made)
        return Findings(chunk, codes, answers)

    def _hits(self, chunk: Chunk) -> _Hits:
        hits = _Hits()
        self._ask_alone(hits, chunk)
        for postcodes in _postcodes(chunk):
            self._ask_with(hits, chunk, postcodes)
            self._ask_split_names(hits, chunk, postcodes)
        return hits

    def _ask_alone(self, hits: _Hits, chunk: Chunk) -> None:
        """Ask for what is one's without a postcode."""
        for at, (label, column) in enumerate(zip(chunk.labels, chunk.columns, strict=True)):
            if label in _PHONES_TOO:
                self._ask(hits, at, Element.PHONE, phone_digests(phone_numbers(_cells(column), self._country)))
            if label == "order no: ":
                self._ask(hits, at, Element.ORDER_REF, reference_digests(_cells(column)))
            if _has_at(column):
                self._ask(hits, at, Element.EMAIL, email_digests(_cells(column)))
            if label == "":
                self._ask_texts(hits, at, column)

    def _ask_with(self, hits: _Hits, chunk: Chunk, postcodes: Digests) -> None:
        """Ask for names and street lines with the postcodes of their rows."""
        for at, (label, column) in enumerate(zip(chunk.labels, chunk.columns, strict=True)):
            if label == "customer name: ":
                *names, lone = name_digests(_cells(column), postcodes)
                for made in names:
                    self._ask(hits, at, Element.NAME_POSTCODE, made)
                hits.lone[at] = hits.lone.get(at, False) | self._held(Element.NAME_POSTCODE, lone)
            elif label == "address: ":
                made, of = address_digests(_cells(column), postcodes)
                bits = np.zeros(len(column), np.bool_)
                bits[of[self._customers.hold(Element.ADDRESS, made)]] = True
                hits.add(at, Element.ADDRESS, bits)

    def _ask(self, hits: _Hits, at: int, element: Element, digests: Digests) -> None:
        hits.add(at, element, self._held(element, digests))

    def _held(self, element: Element, digests: Digests) -> Bits:
        bits = np.zeros(len(digests), np.bool_)
        asked = np.flatnonzero(digests[:, 0] | digests[:, 1])
        if len(asked):
            bits[asked] = self._customers.hold(element, digests[asked])
        return bits

    def _ask_split_names(self, hits: _Hits, chunk: Chunk, postcodes: Digests) -> None:
        """Ask for names whose first and last part stand in columns of their own."""
        places = {
            part: at for at, name in enumerate(chunk.names) for part in ("first", "last") if part in name.lower()
            and chunk.labels[at] == "customer name: "
        }  # fmt: skip
        if len(places) == 2:
            whole = pc.binary_join_element_wise(*(chunk.columns[at] for at in places.values()), " ")
            for made in name_digests(_cells(whole), postcodes)[:2]:
                for at in places.values():
                    self._ask(hits, at, Element.NAME_POSTCODE, made)

    def _ask_texts(self, hits: _Hits, at: int, column: Any) -> None:
        """Ask for what stands within longer cells."""
        rows = np.flatnonzero(pc.greater(pc.binary_length(column), _TEXT_FROM).to_numpy(zero_copy_only=False))
        if not len(rows):
            return
        cells = column.take(pa.array(rows))
        may = pc.and_not(pc.match_substring_regex(cells, _IN_TEXT), pc.match_substring_regex(cells, _WHOLE))
        rows = rows[may.to_numpy(zero_copy_only=False)]
        if len(rows):
            texts = column.take(pa.array(rows)).to_pylist()
            pieces = [Piece(Place("", int(row)), text) for row, text in zip(rows, texts, strict=True)]
            for row, found in zip(rows.tolist(), self._text.findings(pieces), strict=True):
                if found:
                    hits.texts[at, row] = found


def _cells(column: Any) -> Cells:
    """Return a column of pyarrow as cells."""
    _, offsets, data = column.buffers()
    places = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return Cells.laid(np.frombuffer(data or b"", np.uint8), places)


def _has_at(column: Any) -> bool:
    return bool((_cells(column).body() == ord("@")).any())


def _postcodes(chunk: Chunk) -> list[Digests]:
    columns = [column for label, column in zip(chunk.labels, chunk.columns, strict=True) if label == _POSTCODES]
    if not columns:
        lines = [column for label, column in zip(chunk.labels, chunk.columns, strict=True) if label == "address: "]
        columns = [pc.fill_null(pc.struct_field(pc.extract_regex(line, _IN_ADDRESS), [0]), "") for line in lines]
    return [postcode_digests(_cells(column)) for column in columns[:_MOST_POSTCODES]]


def _whole(element: Element, *, surely: bool) -> Answer:
    kind = type_of(Finding(KINDS[element], 0, 0, 0, ""))
    return (Hit(kind, 0, None, 1.0 if surely else PERHAPS_SCORE, SURELY if surely else PERHAPS),)


def _mark(codes: npt.NDArray[np.int32], bits: Bits, answers: list[Answer], made: Answer) -> None:
    """Give some cells of a column what is held of them, in place of what else was found of that type."""
    kinds = {hit.type for hit in made}
    for code in np.unique(codes[bits]).tolist():
        answer = (*made, *(hit for hit in answers[code] if hit.type not in kinds))
        answers.append(answer)
        codes[bits & (codes == code)] = len(answers) - 1
