"""Who saw it: who looked at what, was shown it, was handed it, or was refused, out of the record.

What is asked about stands in the address: ids of orders and people, hops and days, never a buyer's value. Asking
is recorded, so the page asks nothing until somebody does. Must never show what the vault did not answer.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import for_permission, reason_text, shops_of, who_of, words_of
from orderveil.console.words import Words
from orderveil.core.errors import Malformed, NotAllowed, NotFound, RelayError
from orderveil.core.hop import HOPS
from orderveil.people.permissions import Permission
from orderveil.vault.people_messages import ListPeople, PersonRow, PersonRows
from orderveil.vault.record_messages import SeenRow, SeenRows, WhoSaw

KINDS = ("look", "reveal", "release", "refusal")
_PAGE, _PAGE_OF_FILE = 25, 1_000
_TEXTS = ("order", "person", "key", "partner", "hop", "shop")
_COLUMNS = (
    "at", "place", "act", "by_kind", "by", "name", "hop", "partner", "shop", "shipment", "fields", "purpose",
    "reference", "detail", "orders", "order_ids",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table, in words."""

    row: SeenRow
    who: str
    about_who: str  # the question about this person, key or partner alone
    act: str
    hop: str
    fields: list[tuple[str, str]]  # how they were shown, and which
    n_fields: int
    why: list[str]
    log: str
    index: str


@require_GET
@for_permission(Permission.LEDGER_LOOK_ASK)
def show_who(request: HttpRequest) -> HttpResponse:
    """The question and, once something is asked, its answer."""
    who, words = who_of(request), words_of(request)
    people = _people(request)
    context: dict[str, Any] = {
        "asked": _texts(request), "since": request.GET.get("since", ""), "until": request.GET.get("until", ""),
        "kinds": [(kind, words.say(f"who.kind_{kind}"), kind in request.GET.getlist("kind")) for kind in KINDS],
        "hops": [(hop.value, _said(words, "order_hop", hop.value)) for hop in HOPS], "shops": shops_of(who),
        "people": people, "is_asked": bool(set(request.GET) & {*_TEXTS, "since", "until", "kind", "go"}),
        "zone": _zone(request),
    }  # fmt: skip
    if context["is_asked"]:
        context |= _answer(request, words)
    context["file"] = None
    if context.get("rows") and Permission.LEDGER_RECORD_DOWNLOAD in who.permissions:
        context["file"] = f"{reverse('who_file')}?{_query(request)}"
    context["may_open"] = Permission.LEDGER_ENTRY_READ in who.permissions
    return render(request, "console/who.html", context)


@require_GET
@for_permission(Permission.LEDGER_LOOK_ASK)
def who_file(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The whole answer as CSV. Should the vault refuse half-way, the download breaks off: it never looks whole."""
    try:
        asked = msgspec.structs.replace(_question(request), is_download=True, limit=_PAGE_OF_FILE, before=None)
        first = the_vault().ask(asked, SeenRows)
    except Malformed as error:
        return HttpResponse(reason_text(request, error), status=400, content_type="text/plain; charset=utf-8")
    response = StreamingHttpResponse(_csv(asked, first), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="who-saw-it.csv"'
    return response


# ---- asking


def _texts(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in _TEXTS}


def _question(request: HttpRequest) -> WhoSaw:
    """Return what is asked. Raises Malformed for a day that is none."""
    texts: dict[str, Any] = {name: text for name, text in _texts(request).items() if text}
    zone = ZoneInfo(_zone(request))
    since, until = _day(request, "since", zone), _day(request, "until", zone, days=1)
    kinds = tuple(kind for kind in KINDS if kind in request.GET.getlist("kind"))
    return WhoSaw(
        as_person(request), kinds=kinds, since_ms=since or 0, until_ms=until, limit=_PAGE,
        before=request.GET.get("before") or None, **texts,
    )  # fmt: skip


def _day(request: HttpRequest, name: str, zone: ZoneInfo, days: int = 0) -> int | None:
    """Return the moment at which a day begins where the account is, or so many days later, in epoch ms."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return max(0, int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000))
    except (ValueError, OverflowError):
        raise Malformed("not a day", place=name) from None


def _zone(request: HttpRequest) -> str:
    return getattr(request.user, "zone", None) or "UTC"


def _people(request: HttpRequest) -> list[PersonRow]:
    """Return everybody of the tenant, for whoever may read them."""
    if Permission.PEOPLE_PERSON_READ not in who_of(request).permissions:
        return []
    try:
        return the_vault().ask(ListPeople(as_person(request)), PersonRows).rows
    except NotAllowed:
        return []


def _answer(request: HttpRequest, words: Words) -> dict[str, Any]:
    try:
        found = the_vault().ask(_question(request), SeenRows)
    except (NotFound, NotAllowed):
        raise
    except RelayError as error:
        return {"refused": reason_text(request, error), "wrong": error.place or ""}
    older = f"{reverse('who')}?{_query(request, before=found.before)}" if found.before else None
    lines = [_line(row, words) for row in found.rows]
    return {"rows": lines, "older": older, "is_first": "before" not in request.GET, "first": f"?{_query(request)}"}


def _query(request: HttpRequest, **more: str | None) -> str:
    """Return the question as it stands in an address, without its page."""
    parts = [(name, text) for name, text in _texts(request).items() if text]
    parts += [(name, request.GET[name]) for name in ("since", "until") if request.GET.get(name)]
    parts += [("kind", kind) for kind in KINDS if kind in request.GET.getlist("kind")]
    parts += [(name, text) for name, text in more.items() if text]
    return urlencode(parts or [("go", "1")])


# ---- telling


def _line(row: SeenRow, words: Words) -> Line:
    who = row.by_name or (row.partner if row.by_kind == "key" and row.partner else "")
    who = who or (row.by_id if row.by_kind in ("person", "key") else words.say("who.by_operator"))
    about = {"person": row.by_id} if row.by_kind == "person" else {"key": row.by_id} if row.by_kind == "key" else {}
    shown: dict[str, list[str]] = {}
    for one in row.fields:
        ways = ", ".join(_said(words, "order_treatment", way) for way in one.treatments)
        shown.setdefault(ways, []).append(_said(words, "order_field", one.field))
    fields = [(ways, ", ".join(names)) for ways, names in shown.items()]
    log, _, index = row.place.rpartition("/")
    act = _said(words, "who_act", row.act.replace(":", "_").replace("-", "_"))
    hop = _said(words, "order_hop", row.hop) if row.hop else ""
    return Line(row, who, urlencode(about), act, hop, fields, len(row.fields), _why(row, words), log, index)


def _why(row: SeenRow, words: Words) -> list[str]:
    """Return purpose, reference, and where the case came from; of a refusal its reason."""
    why = [_said(words, "order_purpose", row.purpose)] if row.purpose else []
    if row.reference:
        why.append(row.reference)
    if "case" in row.detail:
        why.append(_said(words, "who_case", row.detail["case"]))
    if "reason" in row.detail:
        word = f"reason.{row.detail['reason']}"
        told = words.say(word, place="", reason="")
        why.append(row.detail["reason"] if told == word else told)
    return why


def _said(words: Words, table: str, name: str) -> str:
    """Return a word of a table, or the name itself as words: contracts coin purposes of their own."""
    word = f"{table}.{name}"
    told = words.say(word)
    return name.replace("_", " ") if told == word else told


def _csv(asked: WhoSaw, page: SeenRows) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(_COLUMNS)
    while True:
        yield "".join([writer.writerow([_safe(cell) for cell in _cells(row)]) for row in page.rows])
        if page.before is None:
            return
        page = the_vault().ask(msgspec.structs.replace(asked, before=page.before), SeenRows)


def _cells(row: SeenRow) -> tuple[str, ...]:
    fields = " ".join(f"{one.field}:{'|'.join(one.treatments)}" for one in row.fields)
    detail = " ".join(f"{name}:{word}" for name, word in row.detail.items())
    at = datetime.fromtimestamp(row.at_ms / 1000, UTC).isoformat(timespec="milliseconds")
    parts = (
        at, row.place, row.act, row.by_kind, row.by_id, row.by_name, row.hop, row.partner, row.shop, row.shipment,
        fields, row.purpose, row.reference, detail, str(row.count), " ".join(row.orders),
    )  # fmt: skip
    return tuple(part or "" for part in parts)


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


class _Echo:
    """A file that gives back what is written to it, for csv.writer."""

    def write(self, text: str) -> str:
        return text


urls = [path("who/", show_who, name="who"), path("who/file.csv", who_file, name="who_file")]
