"""Who saw it, asked by people: within their tenant and shops, by their rights, and never unrecorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.errors import Malformed, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.interior import now_ms
from orderveil.vault.messages import (
    Done,
    IssueKey,
    KeyGrant,
    KeyIssued,
    LedgerVerified,
    LedgerVerify,
    OpenedMany,
    OpenViews,
    PutShop,
    Sealed,
    SealOrders,
    SetMode,
)
from orderveil.vault.people_messages import OrderRead, ReadOrder, RoleRow
from orderveil.vault.record_messages import SeenRow, SeenRows, WhoSaw
from tests.vault.making import BY, draft, opened, parcel, seal
from tests.vault.people.staff import Staff, desk_case, hired, other_tenant, reveal


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


@pytest.fixture
def order(vault: Vault) -> str:
    return seal(vault, draft(1))[0].order or ""


def who(vault: Vault, staff: Staff, **asked: Any) -> SeenRows:
    return vault.ask(WhoSaw(staff.grant, **asked), SeenRows)


def by_operator(vault: Vault, **asked: Any) -> list[SeenRow]:
    return vault.ask(WhoSaw(BY, **asked), SeenRows).rows


def look(vault: Vault, staff: Staff, order: str) -> None:
    vault.ask(ReadOrder(staff.grant, order, "support"), OrderRead)


def test_the_next_person_sees_who_did_it_and_why_at_once(vault: Vault, order: str) -> None:
    asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    desk_case(vault, order, "T-1", ben.person)
    look(vault, ben, order)
    reveal(vault, ben, order)

    revealed, seen = who(vault, asha, order=order).rows[:2]
    assert (revealed.kind, revealed.by_kind) == ("reveal", "person")
    assert (revealed.by_id, revealed.by_name) == (ben.person, "Ben")
    assert (revealed.purpose, revealed.reference, revealed.detail["case"]) == ("call_buyer", "T-1", "desk")
    assert [(one.field, one.treatments) for one in revealed.fields] == [("buyer_phone", ("clear",))]
    assert (seen.kind, seen.act, seen.orders, seen.count) == ("look", "view:order:read", (order,), 1)
    assert all(one.treatments != ("clear",) for one in seen.fields if one.field == "recipient_phone")


def test_questions_narrow_together(vault: Vault, order: str) -> None:
    asha, ben, dev = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent"), hired(vault, "Dev", "owner")
    other = seal(vault, draft(2))[0].order or ""
    for staff, one in ((ben, order), (dev, order), (ben, other)):
        look(vault, staff, one)

    def told(**asked: Any) -> list[tuple[str, tuple[str, ...]]]:
        return [(row.by_name, row.orders) for row in who(vault, asha, **asked).rows]

    assert told(person=ben.person) == [("Ben", (other,)), ("Ben", (order,))]
    assert told(person=ben.person, order=order) == [("Ben", (order,))]
    assert told(order=order) == [("Dev", (order,)), ("Ben", (order,))]
    assert told(hop="courier") == []
    assert told(kinds=("reveal",)) == []
    first = who(vault, asha).rows[-1].at_ms
    assert told(until_ms=first) == []
    assert told(since_ms=first)[-1] == ("Ben", (order,))


def test_what_left_to_a_partner_is_found_by_partner_and_key(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    orders = [one.order for one in seal(vault, *(draft(n, shipments=(parcel(),)) for n in range(3)))]
    vault.ask(SetMode(BY, "tea", "courier", "enforced"), Done)
    issued = vault.ask(
        IssueKey(BY, "tea", "courier", "swiftship", ("views:many:open",), now_ms() + 86_400_000), KeyIssued
    )
    vault.ask(OpenViews(KeyGrant(issued.token), shop="tea", hop="courier"), OpenedMany)

    for asked in ({"partner": "swiftship"}, {"key": issued.id}, {"hop": "courier", "shop": "tea"}):
        (row,) = who(vault, asha, **asked).rows
        assert (row.kind, row.by_kind, row.partner, row.count) == ("release", "key", "swiftship", 3)
        assert sorted(row.orders) == sorted(filter(None, orders))
    assert who(vault, asha, partner="parcelway").rows == []


def test_pages_follow_each_other_without_gap_or_double(vault: Vault, order: str) -> None:
    asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    for _ in range(7):
        look(vault, ben, order)
    places: list[str] = []
    before = None
    for _ in range(5):
        page = who(vault, asha, person=ben.person, limit=3, before=before)
        places += [row.place for row in page.rows]
        before = page.before
        if before is None:
            break
    assert len(places) == len(set(places)) == 7
    with pytest.raises(Malformed):
        who(vault, asha, before="2026Q4/x")


def test_nothing_of_another_tenant_is_told(vault: Vault, order: str) -> None:
    asha, chandra = hired(vault, "Asha", "owner"), other_tenant(vault)
    look(vault, asha, order)

    assert who(vault, chandra).rows == []
    assert who(vault, chandra, order=order).rows == []
    assert who(vault, chandra, person=asha.person).rows == []
    with pytest.raises(NotFound):
        who(vault, chandra, shop="tea")
    assert who(vault, chandra, tenant="main").rows == []  # whose tenant is not for the asker to say


def test_a_lead_of_one_shop_is_told_of_that_shop_alone(vault: Vault, order: str) -> None:
    vault.ask(PutShop(BY, "spice"), Done)
    lead = hired(vault, "Lata", RoleRow("support_lead", ("spice",)))
    asha = hired(vault, "Asha", "owner")
    look(vault, asha, order)
    spiced = vault.ask(SealOrders(BY, "spice", "webhook", [draft(5)]), Sealed).results[0].order or ""
    look(vault, asha, spiced)

    assert [row.orders for row in who(vault, lead).rows] == [(spiced,)]
    assert who(vault, lead, order=order).rows == []
    with pytest.raises(NotFound):
        who(vault, lead, shop="tea")


@pytest.mark.parametrize(
    "role", ["support_agent", "outsourced_agent", "operations", "warehouse", "analyst", "marketer"]
)
def test_who_may_not_ask_is_refused(vault: Vault, role: str) -> None:
    with pytest.raises(NotAllowed):
        who(vault, hired(vault, "Ben", role))


def test_a_file_and_the_record_of_asking_take_rights_of_their_own(vault: Vault, order: str) -> None:
    lead, auditor = hired(vault, "Lata", "support_lead"), hired(vault, "Anil", "auditor")
    who(vault, lead, order=order)
    for asked in ({"is_download": True}, {"kinds": ("record",)}):
        with pytest.raises(NotAllowed):
            who(vault, lead, **asked)
    assert who(vault, auditor, is_download=True, limit=1000).rows == []
    told = who(vault, auditor, kinds=("record",)).rows
    assert [(row.act, row.by_name) for row in told][-1] == ("ledger:order:asked", "Lata")
    assert told[0].detail == {"download": "csv"}


def test_that_somebody_asked_is_recorded_with_what_they_asked_about(vault: Vault, order: str) -> None:
    asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    look(vault, ben, order)
    who(vault, asha, person=ben.person, hop="support")

    (asked,) = by_operator(vault, kinds=("record",))
    assert (asked.act, asked.by_id, asked.hop) == ("ledger:looks:asked", asha.person, "support")
    assert asked.detail == {"person": ben.person}


def test_a_word_that_the_record_does_not_hold_never_gets_into_it_by_being_asked_about(vault: Vault, order: str) -> None:
    asha = hired(vault, "Asha", "owner")
    for asked in ({"partner": "Vermaji"}, {"person": "AshaVerma"}, {"key": "9199999-00001"}):
        assert who(vault, asha, **asked).rows == []
    told = json.dumps([row.detail | {"partner": row.partner} for row in by_operator(vault, kinds=("record",))])
    assert "Verma" not in told
    assert "99999" not in told
    for asked in ({"partner": "x" * 500}, {"order": "Asha"}, {"hop": "moon"}, {"kinds": ("all",)}, {"person": ""}):
        with pytest.raises(Malformed):
            who(vault, asha, **asked)


def test_the_index_that_people_ask_by_is_part_of_what_is_verified(vault: Vault, order: str) -> None:
    ben = hired(vault, "Ben", "support_agent")
    look(vault, ben, order)
    assert by_operator(vault, person=ben.person)
    database = vault._service._in.database  # type: ignore[attr-defined]
    with database.writing() as tx:
        tx.execute("DELETE FROM ledger_words WHERE word = ?", (f"actor:person:{ben.person}",))

    assert by_operator(vault, person=ben.person) == []
    problems = vault.ask(LedgerVerify(BY), LedgerVerified).problems
    assert [one for one in problems if f"no row for actor:person:{ben.person}" in one] == problems
    assert problems
