"""Exact match on the documents of `benchmarks.scan --known`: every second document's people are known customers.

Each of these documents is made an order of (its first name, phone, e-mail, address with postcode,
reference), fingerprinted as the vault would; then all are searched with the fingerprints as well. A
name without a postcode beside it is no fingerprint's, so that what exact match adds to names is little.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.scan_documents import Document
from orderveil.detect import freetext
from orderveil.detect.exactset import KnownSet
from orderveil.detect.findings import Finding
from orderveil.detect.searching import resolve
from orderveil.scan.finding import Place
from orderveil.scan.known import KnownText
from orderveil.scan.pieces import Piece
from orderveil.vault.matching.elements import elements_of
from orderveil.vault.matching.fingerprints import KINDS

_FIELDS = {
    "NAME": "recipient_name", "PHONE": "recipient_phone", "EMAIL": "buyer_email", "ADDRESS": "ship_line1",
    "ORDER_REF": "order_ref", "POSTCODE": "ship_postcode",
}  # fmt: skip
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


def joined(known: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Return all findings, where known street lines lie in a longer address that was found, the address."""
    if not known:
        return list(found)
    wider = [
        replace(one, start=min(one.start, *starts), end=max(one.end, *ends)) if (starts and ends) else one
        for one in known
        for starts, ends in [_around(one, found)]
    ]
    return resolve([*wider, *found])


def _around(one: Finding, found: Sequence[Finding]) -> tuple[list[int], list[int]]:
    alike = [f for f in found if f.type is one.type and f.start < one.end and one.start < f.end]
    return [f.start for f in alike], [f.end for f in alike]


def with_known(given: Sequence[Document]) -> tuple[list[list[Finding]], float]:
    """Search every document with exact match; return findings and the seconds of CPU."""
    customers = KnownSet()
    read = elements_of([(at + 1, order_of(document)) for at, document in enumerate(given) if at % 2 == 0])
    for element, kind in KINDS.items():
        customers.add(element, read.digests[read.kinds == kind], read.ns[read.kinds == kind])
    known = KnownText(customers, "IN")
    begun = time.process_time()
    pieces = [Piece(Place("a", record=at), document.text) for at, document in enumerate(given)]
    made = known.findings(pieces)
    answers = [
        joined(more, freetext.find_personal_data(document.text))
        for document, more in zip(given, made, strict=True)
    ]
    return answers, time.process_time() - begun
