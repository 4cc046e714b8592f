"""Findings as SARIF 2.1.0, which code hosts and editors show beside the line.

Pure. Must never hold a value: a SARIF file is uploaded and kept by others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from orderveil.core.errors import RelayError
from orderveil.scan.finding import TYPES, Found

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

MOST_RESULTS = 25_000  # code hosts refuse a run with more


def sarif_of(
    findings: Iterable[tuple[Found, str | None]], version: str, errors: Sequence[RelayError] = ()
) -> dict[str, Any]:
    """Return one run. Each finding comes with what a hop's contract says of it, if one was asked.

    `errors` are looked at after the findings: what was not read stands in the run as an error of its
    own, and so does what is left out because nobody takes in a run of more than MOST_RESULTS.
    """
    results: list[dict[str, Any]] = []
    left = 0
    for one in findings:
        if len(results) < MOST_RESULTS:
            results.append(_result(*one))
        else:
            left += 1
    told = [_notification(f"{error} [{error.reason}]") for error in errors]
    if left:
        told.append(_notification(f"{left} more findings are left out here; --format jsonl lists all"))
    rules = [{"id": kind, "shortDescription": {"text": f"customer data of type {kind}"}} for kind in TYPES]
    driver = {"name": "orderveil scan", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not told, "toolExecutionNotifications": told}],
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _notification(text: str) -> dict[str, Any]:
    return {"level": "error", "message": {"text": text}}


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
