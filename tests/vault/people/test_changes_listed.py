"""Lists of changes: a tenant's own however many others have, page by page, and rows of before there were tenants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.errors import Malformed
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.people_messages import (
    AssignRoles,
    ChangeRow,
    ChangeRows,
    DecideChange,
    Decided,
    ListChanges,
    Proposed,
    RemovePerson,
    RoleRow,
)
from tests.vault.making import BY, opened
from tests.vault.people.staff import Staff, hired, join, other_tenant


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def propose(vault: Vault, staff: Staff, person: str, why: str = "") -> str:
    return vault.ask(AssignRoles(staff.grant, person, [RoleRow("auditor")], why), Proposed).change or ""


def pages(vault: Vault, staff: Staff, limit: int, *, waiting_only: bool = False) -> list[list[ChangeRow]]:
    found, before = [], None
    while True:
        answer = vault.ask(ListChanges(staff.grant, waiting_only, before, limit), ChangeRows)
        found.append(answer.rows)
        before = answer.before
        if before is None:
            return found


def test_one_tenant_with_many_changes_hides_none_of_another(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderveil.vault.people.keptchanges.MOST_ROWS", 5)
    asha, chandra = hired(vault, "Asha", "owner"), other_tenant(vault)
    mine = propose(vault, chandra, join(vault, "Dev", tenant="beans"))
    ben = join(vault, "Ben")
    for number in range(12):
        propose(vault, asha, ben, str(number))
    for waiting_only in (True, False):
        assert [row.change for row in vault.ask(ListChanges(chandra.grant, waiting_only), ChangeRows).rows] == [mine]
    assert mine not in {row.change for page in pages(vault, asha, 5) for row in page}


def test_pages_follow_each_other_without_a_gap(vault: Vault) -> None:
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    ben = join(vault, "Ben")
    made = [propose(vault, asha, ben, str(number)) for number in range(11)]
    for change in made[:4]:
        vault.ask(DecideChange(lata.grant, change, approve=False), Decided)
    found = pages(vault, lata, 4)
    assert [len(page) for page in found] == [4, 4, 3]
    times = [row.at_ms for page in found for row in page]
    assert times == sorted(times, reverse=True)
    assert {row.change for page in found for row in page} == set(made)
    assert {row.change for page in pages(vault, lata, 3, waiting_only=True) for row in page} == set(made[4:])
    for cursor in ("x", "1.c_0", "1 OR 1=1.c_000000000000"):
        with pytest.raises(Malformed):
            vault.ask(ListChanges(lata.grant, before=cursor), ChangeRows)


def test_whoever_may_not_read_all_pages_through_their_own(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "owner")
    mira = join(vault, "Mira")
    theirs = propose(vault, asha, mira)
    own = [propose(vault, ben, mira, str(number)) for number in range(3)]
    vault.ask(AssignRoles(BY, ben.person, [RoleRow("support_agent")]), Proposed)
    found = [row for page in pages(vault, ben, 2) for row in page]
    assert {row.change for row in found} == set(own)
    assert theirs not in {row.change for row in found}


def test_rows_of_an_earlier_release_are_found_after_the_next_start(home: Settings) -> None:
    with opened(home) as vault:
        asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
        change = propose(vault, asha, join(vault, "Ben"))
        _write(vault, "UPDATE changes SET tenant = NULL, asker = NULL")
        _write(vault, "INSERT INTO changes (id, at, state, sealed) VALUES ('c_0', 1, 'waiting', ?)", b"x" * 40)
        assert vault.ask(ListChanges(lata.grant), ChangeRows).rows == []
    with opened(home, None) as vault:
        assert [row.change for row in vault.ask(ListChanges(lata.grant), ChangeRows).rows] == [change]
        assert vault.ask(RemovePerson(lata.grant, asha.person), Decided).counts["changes"] == 1


def test_a_row_moved_to_another_tenant_is_shown_to_nobody(home: Settings) -> None:
    with opened(home) as vault:
        asha, chandra = hired(vault, "Asha", "owner"), other_tenant(vault)
        propose(vault, asha, join(vault, "Ben"))
        _write(vault, "UPDATE changes SET tenant = 'beans', asker = ?", chandra.person)
        for staff in (asha, chandra):
            assert vault.ask(ListChanges(staff.grant), ChangeRows).rows == []


def _write(vault: Any, sql: str, *args: Any) -> None:
    with vault._service._in.database.writing() as tx:
        tx.execute(sql, args)
