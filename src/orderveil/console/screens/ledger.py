"""Ledger: the signed heads and who witnessed them, a check of everything, the proof of one entry, the download.

What is shown here can be checked by somebody who believes neither this page nor the vault: the page says how.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, told, who_of
from orderveil.core.errors import Conflict, Malformed
from orderveil.ledger.export import export_lines
from orderveil.people.permissions import Permission
from orderveil.vault.messages import LedgerPage
from orderveil.vault.record_messages import (
    CheckRecord,
    DownloadRecord,
    EntryProven,
    ProveEntry,
    ReadRecord,
    RecordRead,
)

_PLACE = re.compile(r"([0-9]{4}Q[1-4](?:\.[0-9]{1,4})?)/([0-9]{1,15})")
_CHUNK_BYTES = 64 * 1024


@require_GET
@for_permission(Permission.LEDGER_ENTRY_READ)
def show_ledger(request: HttpRequest) -> HttpResponse:
    """Heads, witnesses, the last check; and an entry looked up by its place."""
    if "place" in request.GET:
        match = _PLACE.fullmatch(request.GET["place"].strip())
        if match is not None:
            return redirect("ledger_entry", log=match[1], index=int(match[2]))
    context = _state(request) | {"is_wrong": "place" in request.GET, "place": request.GET.get("place", "")[:64]}
    return render(request, "console/ledger.html", context)


@require_GET
@for_permission(Permission.LEDGER_ENTRY_READ)
def show_check(request: HttpRequest) -> HttpResponse:
    """The last check alone, asked for again and again while one runs."""
    return render(request, "console/ledger_check.html", _state(request))


@require_POST
@for_permission(Permission.LEDGER_RECORD_VERIFY)
def check(request: HttpRequest) -> HttpResponse:
    """Begin a check of everything."""
    if attempt(request, lambda: the_vault().ask(CheckRecord(as_person(request)), RecordRead)) is not None:
        told(request, "ledger.begun")
    return redirect("ledger")


@require_GET
@for_permission(Permission.LEDGER_ENTRY_READ)
def show_entry(request: HttpRequest, log: str, index: int) -> HttpResponse:
    """One entry as it was recorded, and the proof that it is under the signed head."""
    try:
        proven = the_vault().ask(ProveEntry(as_person(request), log, index), EntryProven)
    except (Malformed, Conflict):
        raise Http404 from None
    entry: dict[str, Any] = json.loads(proven.entry)
    spelled = [(name, _spelled(value)) for name, value in entry.items() if name != "orders"]
    context = {
        "proven": proven, "entry": spelled, "orders": entry.get("orders", []), "raw": proven.entry.decode(),
        "at_ms": entry["at_ms"], "may_download": _may_download(request), "last": proven.size - 1,
        "before": index - 1 if index > 0 else None, "after": index + 1 if index + 1 < proven.size else None,
    }  # fmt: skip
    return render(request, "console/ledger_entry.html", context)


@require_GET
@for_permission(Permission.LEDGER_RECORD_DOWNLOAD)
def download(request: HttpRequest) -> StreamingHttpResponse:
    """Every entry with heads and cosignatures, as the offline checker reads it. Streamed: a record has no end."""
    by = as_person(request)

    def ask(log: str | None, start: int) -> LedgerPage:
        return the_vault().ask(DownloadRecord(by, log, start), LedgerPage)

    ask(None, 0)  # a refusal is an answer of its own, not a file that breaks off
    lines = export_lines(ask, tenant=who_of(request).tenant)
    response = StreamingHttpResponse(_chunks(lines), content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="ledger.ndjson"'
    return response


def _state(request: HttpRequest) -> dict[str, Any]:
    read = the_vault().ask(ReadRecord(as_person(request)), RecordRead)
    may_check = Permission.LEDGER_RECORD_VERIFY in who_of(request).permissions
    return {"read": read, "check": read.check, "may_check": may_check, "may_download": _may_download(request)}


def _may_download(request: HttpRequest) -> bool:
    return Permission.LEDGER_RECORD_DOWNLOAD in who_of(request).permissions


def _spelled(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    return str(value)


def _chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines together, so that a long record is no million little writes."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _CHUNK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


urls = [
    path("ledger/", show_ledger, name="ledger"),
    path("ledger/state/", show_check, name="ledger_state"),
    path("ledger/check/", check, name="ledger_check"),
    path("ledger/export.ndjson", download, name="ledger_export"),
    path("ledger/entry/<str:log>/<int:index>/", show_entry, name="ledger_entry"),
]
