"""Orders: found one by one while masked, and for roles that may list, the newest by shop, hop and state.

What somebody searches for comes in the body of a request and is never written anywhere: not into an
address, not back into the page, not into a session. Filters that are kept hold names of shops, hops and states.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.accounts.models import Account
from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.order_facts import cell, said, short_name, words_for
from orderveil.console.screens.order_search import ID, KINDS, criteria_of, guess
from orderveil.console.words import Words
from orderveil.core.errors import Malformed, NotAllowed, NotFound, RelayError
from orderveil.core.order import OrderState
from orderveil.people.permissions import Permission
from orderveil.vault.people_messages import FindOrders, ListOrders, OrderRow, OrderRows, WhoAmI

_PAGE = 25
_MOST_FILTERS = 12
_MOST_FOUND = 20
_HOPS_FIRST = ("support", "oms", "wms")
_AT = "orders_at"  # in the session: shop and hop of the last look


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """The box to search with, and the newest orders."""
    who, words = _who(request), words_for(request)
    shop, hop = _place(request, who, request.GET)
    states = tuple(state for state in request.GET.getlist("state") if state in set(OrderState))
    context = _context(request, who, (shop, hop), words) | {"states": _states(words, states)}
    context["may_list"] = Permission.ORDERS_ORDER_LIST in who.permissions and bool(shop)
    if context["may_list"]:
        asked = ListOrders(as_person(request), shop, hop, states, request.GET.get("before") or None, _PAGE)
        try:
            page = the_vault().ask(asked, OrderRows)
        except NotAllowed:
            context["may_list"] = False
        except (NotFound, Malformed):
            raise Http404 from None
        else:
            context |= {"rows": [_row(row, hop) for row in page.rows], "older": _older(shop, hop, states, page.before)}
            context["is_first"] = "before" not in request.GET
            context["is_filtered"] = bool(states)
    context["filters"] = _filters(request, words)
    return render(request, "console/orders.html", context)


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Search while masked. One order opens by itself; several stand in a list; what was typed is not given back."""
    who, words = _who(request), words_for(request)
    shop, hop = _place(request, who, request.POST)
    text, kind = request.POST.get("what", "").strip(), request.POST.get("kind", "")
    if kind not in (*KINDS, ID):
        kind = guess(text)
    if kind == ID and text:
        return _go(request, text, hop)
    context = _context(request, who, (shop, hop), words)
    context |= {"kind": kind, "kind_word": words.say(f"orders.kind_{kind}"), "kinds": _kinds(words, kind)}
    try:
        criteria = criteria_of(kind, text) if text else {}
        found = the_vault().ask(FindOrders(as_person(request), shop, hop, criteria), OrderRows).rows
    except NotFound:
        raise Http404 from None
    except RelayError as refused:
        if refused.reason.startswith("people:"):
            raise Http404 from None
        return _found(request, context | {"refused": _refusal(words, refused, kind)})
    if len(found) == 1:
        messages.success(request, words.say("orders.found_by", kind=words.say(f"orders.kind_{kind}")))
        return _go(request, found[0].order, hop)
    rows = [_row(row, hop) for row in found]
    return _found(request, context | {"found": rows, "is_most": len(rows) >= _MOST_FOUND})


@require_POST
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep a filter with the account, or remove one. It is named by what it holds: nobody types a name."""
    who = _who(request)
    shop, hop = _place(request, who, request.POST)
    states = sorted(state for state in set(request.POST.getlist("state")) if state in set(OrderState))
    account = request.user
    assert isinstance(account, Account)
    one = {"shop": shop, "hop": hop, "states": states}
    kept = [each for each in account.filters if each != one]
    if "drop" not in request.POST:
        kept = [*kept, one][-_MOST_FILTERS:]
    account.filters = kept
    account.save(update_fields=["filters"])
    return redirect(f"/orders/?{_query(shop, hop, tuple(states))}")


# ---- parts


def _who(request: HttpRequest) -> WhoAmI:
    """Return who asks; for whoever has no part in orders there is no such page."""
    who: WhoAmI = request.who  # type: ignore[attr-defined]
    if not who.hops and Permission.ORDERS_VIEWS_COMPARE not in who.permissions:
        raise Http404
    return who


def _place(request: HttpRequest, who: WhoAmI, told: QueryDict) -> tuple[str, str]:
    """Return shop and hop: those asked for, those of the last look, or the first. Others are not there."""
    last = request.session.get(_AT, ["", ""])
    shop = told.get("shop") or (last[0] if last[0] in who.shops else "") or next(iter(who.shops), "")
    hop = told.get("hop") or (last[1] if last[1] in who.hops else "") or first_hop(who)
    if (shop and shop not in who.shops) or (hop and hop not in who.hops):
        raise Http404
    if [shop, hop] != last:
        request.session[_AT] = [shop, hop]
    return shop, hop


def first_hop(who: WhoAmI) -> str:
    """Return through which hop somebody looks when they say nothing."""
    return next((hop for hop in _HOPS_FIRST if hop in who.hops), next(iter(who.hops), ""))


def _context(request: HttpRequest, who: WhoAmI, place: tuple[str, str], words: Words) -> dict[str, Any]:
    shop, hop = place
    return {
        "shop": shop,
        "hop": hop,
        "shops": who.shops,
        "hops": [(one, said(words, "order_hop", one)) for one in who.hops],
        "kinds": _kinds(words, ""),
        "may_search": Permission.ORDERS_ORDER_SEARCH in who.permissions and bool(shop),
        "may_cases": Permission.ORDERS_CASE_OPEN in who.permissions,
        "may_reveal": Permission.ORDERS_FIELD_REVEAL in who.permissions,
    }


def _kinds(words: Words, chosen: str) -> list[tuple[str, str, bool]]:
    return [(kind, words.say(f"orders.kind_{kind}"), kind == chosen) for kind in KINDS]


def _states(words: Words, chosen: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    return [(state.value, said(words, "order_state", state.value), state.value in chosen) for state in OrderState]


def _row(row: OrderRow, hop: str) -> dict[str, Any]:
    """Return one masked order as the list draws it."""
    view = row.view
    amount = cell(view, "order_total")
    return {
        "order": row.order,
        "hop": hop,
        "called": short_name(view, row.order),
        "state": row.state,
        "came_ms": row.received_at_ms,
        "name": cell(view, "buyer_name", "recipient_name"),
        "phone": cell(view, "buyer_phone", "recipient_phone"),
        "city": cell(view, "ship_city"),
        "total": f"{amount} {cell(view, 'currency')}".strip() if amount else "",
        "is_gone": view.state in ("erased", "refused") and not view.fields,
        "view_state": view.state,
    }


def _query(shop: str, hop: str, states: tuple[str, ...], before: str | None = None) -> str:
    query = QueryDict(mutable=True)
    query["shop"], query["hop"] = shop, hop
    query.setlist("state", list(states))
    if before:
        query["before"] = before
    return query.urlencode()


def _older(shop: str, hop: str, states: tuple[str, ...], before: str | None) -> str:
    return f"/orders/?{_query(shop, hop, states, before)}" if before else ""


def _filters(request: HttpRequest, words: Words) -> list[dict[str, Any]]:
    """Return the kept filters, named by what they hold."""
    kept = request.user.filters if isinstance(request.user, Account) else []
    found = []
    for one in kept:
        states = [said(words, "order_state", state) for state in one["states"]] or [words.say("orders.every_state")]
        found.append({**one, "name": f"{one['shop']} · {said(words, 'order_hop', one['hop'])} · {', '.join(states)}",
                      "path": f"/orders/?{_query(one['shop'], one['hop'], tuple(one['states']))}"})  # fmt: skip
    return found


def _go(request: HttpRequest, order: str, hop: str) -> HttpResponse:
    """Open an order's page. Ids only: what was searched for stays behind."""
    if not order.isalnum():
        raise Http404
    path = f"/orders/{order.upper()}/?hop={hop}"
    if getattr(request, "htmx", False):
        response = HttpResponse()
        response["HX-Redirect"] = path
        return response
    return redirect(path)


def _found(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    page = "console/orders_found.html" if getattr(request, "htmx", False) else "console/orders.html"
    return render(request, page, context | {"is_answer": True})


def _refusal(words: Words, refused: RelayError, kind: str) -> str:
    """Return why a search was refused, in a sentence. Nothing of what was typed is in it."""
    word = f"order_refused.{refused.reason.replace(':', '_').replace('-', '_')}"
    told = words.say(word, kind=words.say(f"orders.kind_{kind}"), reason=refused.reason)
    if told == word:
        told = words.say("order_refused.other", reason=refused.reason)
    return told
