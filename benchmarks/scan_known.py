"""Exact match on the documents of `benchmarks.scan --known`: every second document's people are known customers.

Each of these documents is made an order of (its first name, phone, e-mail, address with postcode,
reference), fingerprinted as the vault would; then all are searched as `scan --known` searches them. A
name without a postcode beside it is no fingerprint's, so that what exact match adds to names is little.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from benchmarks.scan_documents import Document
from orderveil.detect.exactset import KnownSet
from orderveil.detect.findings import Finding, Kind
from orderveil.scan.finding import Place, type_of
from orderveil.scan.knowncolumns import KnownColumns
from orderveil.scan.pieces import Piece
from orderveil.scan.searching import Search
from orderveil.vault.matching.elements import elements_of
from orderveil.vault.matching.fingerprints import KINDS

_FIELDS = {
    "NAME": "recipient_name", "PHONE": "recipient_phone", "EMAIL": "buyer_email", "ADDRESS": "ship_line1",
    "ORDER_REF": "order_ref", "POSTCODE": "ship_postcode",
}  # fmt: skip
_KINDS = {type_of(Finding(kind, 0, 0, 0, "")): kind for kind in Kind}
_POSTCODE = re.compile(r"[1-9]\d{2} ?\d{3}(?!\d)|(?<!\d)\d{5}(?!\d)|[A-Z]{1,2}\d{1,2} \d[A-Z]{2}")


def order_of(document: Document) -> dict[str, str]:
    """Return the fields of the order that a document speaks of."""
    order: dict[str, str] = {"ship_country": "IN"}
    for start, end, kind in document.labels:
        if kind in _FIELDS:
            order.setdefault(_FIELDS[kind], document.text[start:end])
    postcode = _POSTCODE.search(order.get("ship_line1", ""))
    if postcode:
        order.setdefault("ship_postcode", postcode.group())
        order["ship_line1"] = order["ship_line1"][: postcode.start()].rstrip(" ,-")
    return order


def with_known(given: Sequence[Document]) -> tuple[list[list[Finding]], float]:
    """Search every document with exact match; return findings and the seconds of CPU."""
    customers = KnownSet()
    read = elements_of([(at + 1, order_of(document)) for at, document in enumerate(given) if at % 2 == 0])
    for element, kind in KINDS.items():
        customers.add(element, read.digests[read.kinds == kind], read.ns[read.kinds == kind])
    known = KnownColumns(customers, "IN")
    answers: list[list[Finding]] = [[] for _ in given]
    begun = time.process_time()
    pieces = [Piece(Place("a", record=at), document.text) for at, document in enumerate(given)]
    for one in Search(known=known).through(known.watch(pieces)):
        answers[one.place.record or 0].append(Finding(_KINDS[one.type], one.start, one.end, one.score, one.why))
    return answers, time.process_time() - begun
