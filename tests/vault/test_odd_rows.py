"""Rows of any type that somebody writes past the vault keep it neither from starting nor from serving."""

from __future__ import annotations

import pytest

from orderveil.core.settings import Settings
from orderveil.vault.messages import GetModes, ListShops, Modes, ShopRows
from orderveil.vault.people_messages import ChangeRows, CheckSession, ListChanges, ListPeople, PersonRows, WhoAmI
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import desk_case, hired, reveal
from tests.vault.putting_back import again, alarms, past_the_vault

ODD = {
    "persons": "INSERT INTO persons (id, version, sealed) VALUES (x'ff', 'x', 'text')",
    "sessions": "INSERT INTO sessions (id, person, sealed) VALUES (x'ff', 5, 4000000000000)",
    "stations": "INSERT INTO stations (id, sealed) VALUES (x'ff', 'text')",
    "modes": "UPDATE modes SET since = 'later' WHERE hop = 'courier'",
    "shops": "INSERT INTO shops (no, shop, tenant, brand, name, country, warehouses) "
    "VALUES (9, x'ff', 1, 1, 1, 1, x'00')",
    "reveals": "UPDATE reveals SET at = 'now'",
    "cases": "UPDATE cases SET version = 'first'",
}


@pytest.mark.parametrize("table", sorted(ODD))
def test_a_row_of_any_type_is_refused_and_told_and_the_rest_goes_on(home: Settings, table: str) -> None:
    with opened(home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
        desk_case(vault, order, "T-1", ben.person)
        reveal(vault, ben, order)
    with past_the_vault(home) as tx:
        tx.execute(ODD[table])
    with again(home) as vault:
        assert [row.shop for row in vault.ask(ListShops(BY), ShopRows).rows] == ["tea"]
        assert vault.ask(CheckSession(asha.grant), WhoAmI).person == asha.person
        assert len(vault.ask(ListPeople(BY), PersonRows).rows) == 2
        assert len(vault.ask(GetModes(BY, "tea"), Modes).rows) == 11
        if table != "cases":
            reveal(vault, ben, order)
        assert vault.ask(ListChanges(asha.grant), ChangeRows).rows == []
        with vault._service._in.database.reading() as tx:  # type: ignore[attr-defined]
            vault._service._desk._casebook.count_open(tx, ben.person, 0)  # type: ignore[attr-defined]
        assert f"table {table}" in alarms(vault)
