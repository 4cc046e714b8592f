"""One order: masked, its story, one field revealed on a click, and what each of the eleven hops sees of it.

A value in clear is in no page. It comes by itself, as the answer to a form that names purpose and case,
only to a script that masks it again; a browser without it is not given one.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.order_facts import (
    case_kind,
    ends_ms,
    groups_of,
    how_of,
    open_cases,
    said,
    short_name,
    spelled,
    story_of,
    words_for,
)
from orderveil.console.screens.order_parcels import MOST_LINKS, choices_of
from orderveil.console.screens.ordermap import way_of
from orderveil.console.screens.orders import first_hop
from orderveil.console.words import Words
from orderveil.core.errors import Erased, NotAllowed, NotFound, RelayError, TooMany, Unavailable
from orderveil.core.fields import FIELDS
from orderveil.core.view import View
from orderveil.people.permissions import Permission
from orderveil.vault.people_messages import (
    CaseOpened,
    CloseCase,
    OpenCase,
    OrderRead,
    OrderStory,
    OrderTold,
    ReadOrder,
    Revealed,
    RevealField,
    WhoAmI,
)

_NEW = "new"
_WAITS = "reveal_waits"  # in the session, sealed: the form that a second factor keeps waiting; ids and words, no value
_MASK = "•••"
_PLACE = {str(name): place for place, name in enumerate(FIELDS)}
_LONGEST_CELL = 60  # signs; a hash or a list of items is longer


@require_GET
def order(request: HttpRequest, order: str) -> HttpResponse:
    """The page of one order, seen through one hop."""
    who: WhoAmI = request.who  # type: ignore[attr-defined]
    hop = request.GET.get("hop") or first_hop(who)
    may_compare = Permission.ORDERS_VIEWS_COMPARE in who.permissions
    if not hop and may_compare:
        return redirect(f"/orders/{order}/hops/")
    if hop not in who.hops:
        raise Http404
    words = words_for(request)
    try:
        shipment = request.GET.get("shipment") or None
        read = the_vault().ask(ReadOrder(as_person(request), order, hop, shipment), OrderRead)
        told = the_vault().ask(OrderStory(as_person(request), order, hop), OrderTold)
    except (Erased, NotAllowed, NotFound):
        raise Http404 from None
    field = request.GET.get("reveal", "")
    view, groups = read.views[0], groups_of(read, words, field)
    more = [row for group in groups for row in group.more]
    context = {
        "read": read, "view": view, "ends_ms": ends_ms(view), **_parcels(read, words, hop=hop),
        "called": short_name(view, read.order),
        "hop": hop,
        "hop_word": said(words, "order_hop", hop),
        "hops": [(one, said(words, "order_hop", one)) for one in who.hops],
        "state": said(words, "order_state", read.state),
        "groups": groups,
        "more": more,
        "is_more_asked": any(row.is_asked for row in more),
        "rest": [row for group in groups for row in group.rest],
        "cases": read.cases,
        "open_cases": open_cases(read.cases),
        "glass": _glass(read, words),
        "waits": _waiting(request, order, hop, field),
        "may_compare": may_compare,
        "person": who.person, "told": told, "story": story_of(told, words),
        "way": way_of(request, read, told, (hop, shipment)),
    }  # fmt: skip
    return render(request, "console/order.html", context)


@require_GET
def hops(request: HttpRequest, order: str) -> HttpResponse:
    """What each of the eleven hops sees of one order, side by side."""
    words = words_for(request)
    try:
        shipment = request.GET.get("shipment") or None
        read = the_vault().ask(ReadOrder(as_person(request), order, None, shipment), OrderRead)
    except (Erased, NotAllowed, NotFound):
        raise Http404 from None
    sides = list(zip(read.views, read.given, strict=True))
    names = [str(name) for name in FIELDS if any(_is_shown(view, name) or name in own for view, own in sides)]
    rows = [
        {"word": said(words, "order_field", name), "cells": [_cell(view, own, name, words) for view, own in sides]}
        for name in names
    ]
    heads = [
        {"word": said(words, "order_hop", view.hop), "state": view.state,
         "shown": sum(_is_shown(view, name) or name in own for name in names)}
        for view, own in sides
    ]  # fmt: skip
    context = {"read": read, "rows": rows, "heads": heads, "state": said(words, "order_state", read.state)}
    context |= _parcels(read, words)
    return render(request, "console/order_hops.html", context)


@require_POST
def reveal(request: HttpRequest, order: str) -> HttpResponse:
    """Give one field in clear: the vault decides and records. Only to the page's own script."""
    if not getattr(request, "htmx", False):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    form, made = request.POST, request.POST.get("made", "")
    field, purpose = form.get("field", ""), form.get("purpose", "")
    is_glass = form.get("glass") == "1"
    if is_glass:
        field, _, purpose = form.get("what", "").partition("|")
    reference = form.get("reference", "").strip() if is_glass else form.get("case", "")
    by, shipment = as_person(request), form.get("shipment") or None
    try:
        if reference == _NEW:
            reference = made or _open_case(request, order, purpose)
            made = reference
        asked = RevealField(by, order, form.get("hop", ""), field, purpose, reference, shipment, is_glass)
        shown = the_vault().ask(asked, Revealed)
    except RelayError as refused:
        return _refused(request, refused, order, {"field": field, "purpose": purpose, "made": made})
    response = render(request, "console/order_value.html", {"shown": shown, "masked": form.get("masked") or _MASK})
    response["HX-Retarget"] = f"#value-{shown.field}"
    response["HX-Trigger-After-Swap"] = "orderveil:revealed"
    return response


@require_POST
def close_case(request: HttpRequest, order: str) -> HttpResponse:
    """Close a case of one's own; back to the order."""
    form = request.POST
    try:
        the_vault().ask(CloseCase(as_person(request), form.get("shop", ""), form.get("reference", "")), CaseOpened)
    except (NotAllowed, NotFound):
        raise Http404 from None
    return redirect(f"/orders/{order}/?{urlencode(_place(form))}")


# ---- parts


def _place(form: QueryDict) -> dict[str, str]:
    """Return through which hop an order was looked at, and which of its parcels."""
    return {name: form.get(name, "") for name in ("hop", "shipment") if form.get(name)}


def _parcels(read: OrderRead, words: Words, **where: str) -> dict[str, Any]:
    """Return the parcels to choose between, and the one that is shown."""
    choices = choices_of(read.parcels, read.views[0].shipment, words, **where)
    return {"parcels": choices, "parcel": next((one for one in choices if one.is_here), None), "most_links": MOST_LINKS}


def _open_case(request: HttpRequest, order: str, purpose: str) -> str:
    """Open the case for which a field is revealed; it counts as opened by hand."""
    form = request.POST
    asked = OpenCase(
        as_person(request), form.get("shop", ""), order, case_kind(purpose), form.get("reference", "").strip() or None,
        form.get("hop", ""),
    )  # fmt: skip
    return the_vault().ask(asked, CaseOpened).case.reference


def _waiting(request: HttpRequest, order: str, hop: str, field: str) -> dict[str, str]:
    """Return the form that waited for a second factor, once; it is filled in as it was."""
    waits: dict[str, str] = request.session.get(_WAITS) or {}
    if not waits or not field or (waits["order"], waits["hop"], waits["field"]) != (order, hop, field):
        return {}
    del request.session[_WAITS]
    return waits


def _refused(request: HttpRequest, refused: RelayError, order: str, of: dict[str, str]) -> HttpResponse:
    """Say in a sentence why nothing is revealed. An order that is not this person's is not there."""
    if isinstance(refused, Erased) or (isinstance(refused, NotFound) and refused.reason != "contract:not-held"):
        raise Http404
    words, reason = words_for(request), refused.reason
    word = f"order_refused.{reason.replace(':', '_').replace('-', '_')}"
    told = words.say("order_refused.not_yours") if reason.startswith("people:") else words.say(word)
    if told == word:
        told = words.say("order_refused.other", reason=reason)
    form = request.POST
    back = f"/orders/{order}/?{urlencode(_place(form) | {'reveal': of['field']})}"
    context: dict[str, Any] = {"told": told, "made": of["made"], "step_up": ""}
    if reason == "access:step-up-due":
        request.session[_WAITS] = of | {
            "order": order, "hop": form.get("hop", ""), "case": of["made"] or form.get("case", ""),
            "reference": form.get("reference", "").strip()[:40], "glass": form.get("glass", ""),
            "what": form.get("what", ""),
        }  # fmt: skip
        context["step_up"] = f"/accounts/2fa/reauthenticate/?{urlencode({'next': back})}"
    kinds = {NotAllowed: HTTPStatus.FORBIDDEN, TooMany: HTTPStatus.TOO_MANY_REQUESTS}
    kinds[Unavailable] = HTTPStatus.SERVICE_UNAVAILABLE
    status = next((code for kind, code in kinds.items() if isinstance(refused, kind)), HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(request, "console/order_refused.html", context, status=status)


def _glass(read: OrderRead, words: Words) -> list[tuple[str, str]]:
    """Return what may be revealed by breaking the glass, a purpose with each."""
    return [
        (f"{one.field}|{purpose}",
         f"{said(words, 'order_field', one.field)} · {said(words, 'order_purpose', purpose)}")
        for one in sorted(read.reveals, key=lambda one: _PLACE[one.field]) if one.field in read.glass
        for purpose in one.purposes
    ]  # fmt: skip


def _is_shown(view: View, name: str) -> bool:
    treated = view.fields.get(name)
    return treated is not None and treated.value is not None


def _cell(view: View, given: Mapping[str, str], name: str, words: Words) -> dict[str, str]:
    """Return one hop's cell: what it shows, and how the hop has it; for what it is not given, why."""
    treated, own = view.fields.get(name), given.get(name)
    how = how_of(treated, own, words)
    if treated is None or (treated.value is None and own is None):
        is_plain = treated is None or not treated.note
        return {"text": "", "how": words.say("order_treatment.drop") if is_plain else how, "kind": "drop"}
    text = spelled(treated.value) if treated.value is not None else ""
    short = text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
    return {"text": short, "how": how, "kind": own or treated.treatment.value}
