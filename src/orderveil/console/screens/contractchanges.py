"""Changing a contract: an overlay's text, judged as it is typed, proposed to a second person, who sees the same.

The text is judged in memory here, for whoever types, and once more by the vault, which decides.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from orderveil.console.asking import as_person, the_vault
from orderveil.console.contractjudging import contracts_of, judge_text
from orderveil.console.contracttext import Telling
from orderveil.console.screens.asked import attempt, for_permission, told, words_of
from orderveil.contracts.load import file_of, overlay_named
from orderveil.contracts.pieces import is_reason
from orderveil.contracts.sheet import LARGEST_FILE_BYTES
from orderveil.contracts.writing import is_wider, stages_for, with_field
from orderveil.core.contract import Contract
from orderveil.core.errors import BadConfiguration
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.treatments import MEANINGFUL
from orderveil.core.view import Treatment
from orderveil.people.permissions import Permission
from orderveil.vault.contract_messages import (
    ContractChange,
    ContractsRead,
    Overlay,
    PutContract,
    ReadContractChange,
    ReadContracts,
)
from orderveil.vault.people_messages import Proposed

_PROPOSE = Permission.CONTRACTS_CONTRACT_PROPOSE.value


@require_http_methods(["GET", "POST"])
@for_permission(_PROPOSE)
def edit(request: HttpRequest, hop: str) -> HttpResponse:
    """The editor. POST `do`: `add` a field's change to the text, `check` it, or `propose` it; htmx asks for `check`."""
    sent = request.POST if request.method == "POST" else request.GET
    partner, shop = sent.get("partner") or None, sent.get("shop") or None
    read = the_vault().ask(ReadContracts(as_person(request)), ContractsRead)
    file, now = _overlay(read, hop, partner, shop)
    text = request.POST.get("text", now.text).replace("\r\n", "\n")
    given: dict[str, Any] = {
        "hop": hop, "partner": partner, "shop": shop, "file": file, "text": text, "now": now.text,
        "base": request.POST.get("base", now.digest), "why": request.POST.get("why", ""),
        "title": Telling(words_of(request)).hop(hop), "asked": request.POST,
    }  # fmt: skip
    do = request.POST.get("do", "check")
    if do == "propose":
        asked = PutContract(as_person(request), file, text, given["base"], given["why"].strip())
        done = attempt(request, lambda: the_vault().ask(asked, Proposed))
        if done is not None and done.change:
            told(request, "contracts.proposed")
            return redirect("contract_change", change=done.change)
    if do == "add":
        given |= _added(request, read, Hop(hop), given)
    given["judged"] = _judged(request, read, file, given["text"])
    if getattr(request, "htmx", False):
        return render(request, "contracts/judged.html", given)
    return render(request, "contracts/edit.html", given | _choices(request, read, Hop(hop), partner, shop))


@require_GET
@for_permission()
def show_change(request: HttpRequest, change: str) -> HttpResponse:
    """A proposed overlay: what it changes and which scams it opens or ends, as things are now."""
    found = the_vault().ask(ReadContractChange(as_person(request), change), ContractChange)
    key = overlay_named(found.file)
    if key is None:
        raise Http404
    telling = Telling(words_of(request))
    is_waiting = found.state == "waiting" and not found.is_stale
    judged = judge_text(found.overlays, key, found.file, found.text, telling) if is_waiting else None
    now = next((one.text for one in found.overlays if one.file == found.file), "")
    given = {"change": found, "judged": judged, "now": now, "title": telling.hop(key[0].value), "hop": key[0].value}
    return render(request, "contracts/change.html", given)


def _overlay(read: ContractsRead, hop: str, partner: str | None, shop: str | None) -> tuple[str, Overlay]:
    """Return the file to edit and what is in force of it. Raises Http404 for whom may not propose it."""
    kind = "partner" if partner else "shop" if shop else ""
    may = {(row.hop, row.partner, row.shop) for row in read.rows if row.may_propose}
    # an overlay that there is not yet is proposed by whoever may change what it would lie over
    if hop not in list(HOPS) or (partner and shop) or not {(hop, partner, shop), (hop, None, None)} & may:
        raise Http404
    file = file_of(Hop(hop), kind, partner or shop or "")
    if overlay_named(file) is None:
        raise Http404
    return file, next((one for one in read.overlays if one.file == file), Overlay(file, "", ""))


def _judged(request: HttpRequest, read: ContractsRead, file: str, text: str) -> Any:
    key = overlay_named(file)
    now = next((one.text for one in read.overlays if one.file == file), "")
    if key is None or len(text) > LARGEST_FILE_BYTES or text.strip() == now.strip():
        return None
    return judge_text(read.overlays, key, file, text, Telling(words_of(request)))


def _added(request: HttpRequest, read: ContractsRead, hop: Hop, given: dict[str, Any]) -> dict[str, Any]:
    """Write one field's change into the text; where that cannot be done, say what to do instead."""
    field, how, why = request.POST.get("field", ""), request.POST.get("treatment", ""), request.POST.get("reason", "")
    contract = _in_force(read, hop, given["partner"], given["shop"])
    if contract is None or field not in FIELDS or how not in MEANINGFUL[FieldName(field)]:
        return {"problem": "contracts.add_choose"}
    if not is_reason(why):
        return {"problem": "contracts.add_reason"}
    name, treatment, stage = FieldName(field), Treatment(how), request.POST.get("stage") or None
    stages = stages_for(contract, name, stage)
    # a field that the hop never got needs a reason of its own as well as one for giving more
    reasons = {"why": why.strip()} if name not in contract.fields else {}
    reasons |= {"widens" if is_wider(contract, name, stages, treatment) else "why": why.strip()}
    text = with_field(given["text"], name, dict.fromkeys(stages, treatment), reasons)
    return {"text": text, "added": field} if text is not None else {"problem": "contracts.add_by_hand"}


def _in_force(read: ContractsRead, hop: Hop, partner: str | None, shop: str | None) -> Contract | None:
    try:
        return contracts_of(read.overlays).of(hop, partner, shop)
    except BadConfiguration:
        return None


def _choices(
    request: HttpRequest, read: ContractsRead, hop: Hop, partner: str | None, shop: str | None
) -> dict[str, Any]:
    """Return what the form of the common change offers."""
    telling, contract = Telling(words_of(request)), _in_force(read, hop, partner, shop)
    stages = {one.name: one.states for rule in contract.fields.values() for one in rule.stages} if contract else {}
    return {
        "fields": [(name, telling.label(name)) for name in FIELDS],
        "treatments": [(one.value, telling.treatment(one)) for one in reversed(Treatment)],
        "stages": [(name, telling.when(states)) for name, states in stages.items()],
    }
