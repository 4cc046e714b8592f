"""Findings as SARIF 2.1.0, which code hosts and editors show beside the line.

Pure. Must never hold a value: a SARIF file is uploaded and kept by others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from orderveil.scan.finding import TYPES, Found

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_of(findings: Iterable[tuple[Found, str | None]], version: str) -> dict[str, Any]:
    """Return one run. Each finding comes with what a hop's contract says of it, if one was asked."""
    rules = [{"id": kind, "shortDescription": {"text": f"customer data of type {kind}"}} for kind in TYPES]
    driver = {"name": "orderveil scan", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(*one) for one in findings],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(found: Found, verdict: str | None) -> dict[str, Any]:
    inside = found.place.column or found.place.field
    parts = (
        f"on page {found.place.page}" if found.place.page is not None else None,
        f"in {inside}" if inside else None,
        verdict,
    )
    told = "; ".join([f"{found.type}: {found.why}", *filter(None, parts)])
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(found.place.file)}}
    if found.place.row is not None:
        location["region"] = {"startLine": found.place.row}
    return {
        "ruleId": found.type,
        "ruleIndex": TYPES.index(found.type),
        "level": "note" if verdict == "owed" else "error" if found.score >= _CERTAIN else "warning",
        "message": {"text": told},
        "locations": [{"physicalLocation": location}],
        "properties": {"start": found.start, "end": found.end, "score": found.score},
    }


_CERTAIN = 0.8
