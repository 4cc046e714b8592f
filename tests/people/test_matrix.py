"""The matrix of rights against the same rules stated a second time, by hand and from the fields' meaning."""

from __future__ import annotations

import pytest

from orderveil.contracts.load import load_contracts
from orderveil.core.fields import FIELDS, Group, Sensitivity
from orderveil.core.hop import HOPS
from orderveil.core.view import Treatment
from orderveil.people.matrix import Right, Verb, matrix
from orderveil.people.roles import built_in_roles, read_roles

# Who reads orders, and as which hop. Whoever is not named reads none.
READS = {
    "owner": {"oms", "support"},
    "security_lead": {"support"},
    "operations": {"oms"},
    "warehouse": {"wms"},
    "support_agent": {"support"},
    "support_lead": {"support"},
    "outsourced_agent": {"support"},
    "analyst": {"exports"},
}
# Who scrolls through lists: agents find orders, they do not browse them.
LISTS = {role: hops for role, hops in READS.items() if role not in ("support_agent", "outsourced_agent")}
SEARCHES = {role: hops for role, hops in READS.items() if role != "analyst"}
REVEALS = {
    "owner": {"support": "all"},
    "support_agent": {"support": "all"},
    "support_lead": {"support": "all"},
    "operations": {"oms": {"invoice", "waybill"}},
}
# What nobody ever sees unmasked without asking for it by name.
HIDDEN = {
    name
    for name, field in FIELDS.items()
    if field.normaliser in ("phone", "email", "name") or name.endswith(("_line1", "_line2", "_landmark"))
}


@pytest.fixture(scope="module")
def rights() -> dict[tuple[str, str, str, Verb], Right]:
    return {(one.role, one.hop, one.field, one.verb): one for one in matrix(built_in_roles(), load_contracts(None))}


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("role", list(built_in_roles()))
def test_every_cell_is_as_stated(rights: dict[tuple[str, str, str, Verb], Right], role: str, verb: Verb) -> None:
    contracts = load_contracts(None)
    for hop in HOPS:
        contract = contracts.of(hop)
        for field in FIELDS:
            rule = contract.fields.get(field)
            given = {stage.treatment for stage in rule.stages} - {Treatment.DROP} if rule else set()
            purposes = {n for n, purpose in contract.purposes.items() if field in purpose.fields}
            is_typed = FIELDS[field].group is Group.FREE_TEXT
            wanted = {
                Verb.EXPORT: False,
                Verb.SEE: hop in READS.get(role, ()) and bool(given) and not is_typed,
                Verb.SORT: hop in LISTS.get(role, ()) and given == {Treatment.CLEAR} and _is_plain(field),
                Verb.FILTER: hop in LISTS.get(role, ()) and given == {Treatment.CLEAR} and _is_plain(field),
                Verb.REVEAL: bool(purposes & _reveals(role, hop, purposes)),
            }
            found = (role, hop.value, str(field), verb) in rights
            if verb is not Verb.SEARCH:
                assert found == wanted[verb], (role, hop, field, verb)
            elif found:
                assert hop in SEARCHES.get(role, ()), (role, hop, field)


def _is_plain(field: str) -> bool:
    return FIELDS[field].sensitivity is Sensitivity.NONE and FIELDS[field].group is not Group.FREE_TEXT  # type: ignore[index]


def _reveals(role: str, hop: str, purposes: set[str]) -> set[str]:
    covered = REVEALS.get(role, {}).get(hop, set())
    return purposes if covered == "all" else set(covered)


OWN = """
[caller]
says = "calls buyers, and sends invoices again"
grants = [
  { may = ["orders:order:read"], hops = ["support", "wms"] },
  { may = ["orders:order:list"], hops = ["wms"] },
  { may = ["orders:field:reveal"], hops = ["support"], fields = ["buyer_phone"], purposes = ["call_buyer"] },
  { may = ["orders:field:reveal"], hops = ["oms"], purposes = ["invoice"] },
]
[reader]
says = "reads every view, finds nothing"
grants = [{ may = ["orders:order:read"] }]
[nobody]
says = "holds no grant"
grants = []
"""
OWN_READS = {"caller": {"support", "wms"}, "reader": {hop.value for hop in HOPS}, "nobody": set[str]()}


@pytest.mark.parametrize("role", OWN_READS)
def test_every_cell_of_a_role_of_ones_own_is_as_stated(role: str) -> None:
    """The same statement by hand, of roles that a tenant wrote: narrowed by hop, field and purpose."""
    contracts, roles = load_contracts(None), read_roles(OWN, "t")
    found = {(one.hop, one.field, one.verb): one.how for one in matrix(roles, contracts) if one.role == role}
    checked = 0
    for hop in HOPS:
        contract = contracts.of(hop)
        for field in FIELDS:
            rule = contract.fields.get(field)
            given = {stage.treatment for stage in rule.stages} - {Treatment.DROP} if rule else set()
            purposes = {n for n, purpose in contract.purposes.items() if field in purpose.fields}
            covered = {
                ("caller", "support"): {"call_buyer"} if field == "buyer_phone" else set(),
                ("caller", "oms"): {"invoice"},
            }.get((role, hop.value), set()) & purposes
            sees = hop in OWN_READS[role] and bool(given) and FIELDS[field].group is not Group.FREE_TEXT
            sorts = (role, hop) == ("caller", "wms") and given == {Treatment.CLEAR} and _is_plain(field)
            cell = hop.value, str(field)
            assert ((*cell, Verb.SEE) in found, (*cell, Verb.SORT) in found) == (sees, sorts), cell
            assert set(found.get((*cell, Verb.REVEAL), ())) == covered, cell
            assert not {(*cell, Verb.SEARCH), (*cell, Verb.EXPORT)} & found.keys(), cell
            checked += sees or bool(covered)
    assert bool(checked) == (role != "nobody")


def test_nobody_sees_in_clear_what_reaches_or_names_a_buyer(rights: dict[tuple[str, str, str, Verb], Right]) -> None:
    clear = {key for key, right in rights.items() if key[3] is Verb.SEE and "clear" in right.how}
    assert {field for _, _, field, _ in clear} & HIDDEN == set()
    assert len(HIDDEN) >= 12


def test_partners_and_marketers_see_no_order(rights: dict[tuple[str, str, str, Verb], Right]) -> None:
    assert {role for role, *_ in rights} & {"partner_user", "marketer", "auditor"} == set()
