"""Contracts: what each hop is owed, in plain words, to read and to print beside a data-processing agreement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from orderveil.console.asking import as_person, the_vault
from orderveil.console.contractjudging import contracts_of
from orderveil.console.contracttext import Telling
from orderveil.console.screens import contractchanges
from orderveil.console.screens.asked import for_permission, who_of, words_of
from orderveil.contracts.load import Contracts
from orderveil.controls.register import register
from orderveil.core.contract import Contract
from orderveil.core.errors import BadConfiguration
from orderveil.core.hop import Hop
from orderveil.core.view import Treatment
from orderveil.people.permissions import Permission
from orderveil.vault.contract_messages import ContractOf, ContractsRead, ReadContracts

_READ = Permission.CONTRACTS_CONTRACT_READ.value


@dataclass(frozen=True, slots=True)
class Line:
    """One contract in the list."""

    row: ContractOf
    title: str
    clear: int
    treated: int
    purposes: int
    overlays: tuple[str, ...]
    wider: int


def read_contracts(request: HttpRequest) -> tuple[ContractsRead, Contracts]:
    """Return what this person may read, and the contracts made of it."""
    read = the_vault().ask(ReadContracts(as_person(request)), ContractsRead)
    return read, contracts_of(read.overlays)


def row_for(read: ContractsRead, hop: str, partner: str | None, shop: str | None) -> ContractOf:
    """Return the contract that is asked for, if this person may read it. Raises Http404."""
    for row in read.rows:
        if (row.hop, row.partner, row.shop) == (hop, partner, shop):
            return row
    raise Http404


@require_GET
@for_permission(_READ)
def show_contracts(request: HttpRequest) -> HttpResponse:
    """Every contract that this person may read, partners' and shops' own among them."""
    read, contracts = read_contracts(request)
    telling = Telling(words_of(request))
    lines = [_line(row, contracts, telling) for row in read.rows]
    return render(request, "contracts/list.html", {"lines": [line for line in lines if line is not None]})


@require_GET
@for_permission(_READ)
def show_contract(request: HttpRequest, hop: str) -> HttpResponse:
    """One contract in plain words. `partner` and `shop` in the query: as theirs."""
    read, contracts = read_contracts(request)
    partner, shop = request.GET.get("partner") or None, request.GET.get("shop") or None
    row, telling = row_for(read, hop, partner, shop), Telling(words_of(request))
    contract = _contract(contracts, row)
    if contract is None:
        return render(request, "contracts/broken.html", {"row": row, "title": telling.hop(hop)}, status=200)
    layers = contracts.layers(Hop(hop), partner, shop)
    given = {
        "row": row, "title": telling.hop(hop), "contract": contract, "groups": telling.groups(contract),
        "stages": telling.stages(contract, layers), "ends": telling.ends(contract), "never": telling.never(contract),
        "purposes": telling.purposes(contract), "layers": telling.layers(contracts, Hop(hop), partner, shop),
        "controls": [(name, _controls().get(name, "")) for name in contract.controls],
        "others": [one for one in read.rows if one.hop == hop and one is not row], "digest": read.digest,
        "may_propose": row.may_propose, "may_add": row.may_propose and not (partner or shop),
        "tenant": who_of(request).tenant,
    }  # fmt: skip
    return render(request, "contracts/contract.html", given)


def _line(row: ContractOf, contracts: Contracts, telling: Telling) -> Line | None:
    contract = _contract(contracts, row)
    if contract is None:
        return Line(row, telling.hop(row.hop), 0, 0, 0, (), 0)
    worst = [min((stage.treatment for stage in rule.stages), key=_RANK.index) for rule in contract.fields.values()]
    files = [layer.sheet.file for layer in contracts.layers(Hop(row.hop), row.partner, row.shop)[1:]]
    clear = worst.count(Treatment.CLEAR)
    treated = len(worst) - clear - worst.count(Treatment.DROP)
    return Line(
        row, telling.hop(row.hop), clear, treated, len(contract.purposes), tuple(files), len(contract.widened)
    )


_RANK = tuple(Treatment)


def _contract(contracts: Contracts, row: ContractOf) -> Contract | None:
    """Return a contract; None where a partner's and a shop's overlay do not hold together, so that it refuses all."""
    try:
        return contracts.of(Hop(row.hop), row.partner, row.shop)
    except BadConfiguration:
        return None


@lru_cache(maxsize=1)
def _controls() -> dict[str, str]:
    return {control.id: control.says for control in register()}


urls = [
    path("contracts/", show_contracts, name="contracts"),
    path("contracts/changes/<str:change>/", contractchanges.show_change, name="contract_change"),
    path("contracts/<str:hop>/", show_contract, name="contract"),
    path("contracts/<str:hop>/edit/", contractchanges.edit, name="contract_edit"),
]
