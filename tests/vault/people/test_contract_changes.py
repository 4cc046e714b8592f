"""Contracts that change while the vault runs: two people, nothing unlawful, nothing stale, nobody else's shops."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.core.view import Treatment
from orderveil.vault.client import Vault
from orderveil.vault.contract_messages import (
    ContractChange,
    ContractsRead,
    PutContract,
    ReadContractChange,
    ReadContracts,
)
from orderveil.vault.messages import (
    Done,
    IssueKey,
    KeyIssued,
    LedgerExport,
    LedgerPage,
    Opened,
    OpenView,
    PutShop,
    SetMode,
)
from orderveil.vault.people_messages import ChangeRows, DecideChange, Decided, ListChanges, Proposed, RoleRow
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import Staff, hired, other_tenant

NARROW = '[fields.buyer_email]\nalways = "drop"\n'
FILE = "support.toml"


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


@pytest.fixture
def two(vault: Vault) -> tuple[Staff, Staff]:
    return hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")


def propose(vault: Vault, staff: Staff, text: str, file: str = FILE, base: str | None = None) -> str:
    """Propose a text over what is in force, unless `base` says otherwise; return the change."""
    if base is None:
        now = vault.ask(ReadContracts(staff.grant), ContractsRead).overlays
        base = next((one.digest for one in now if one.file == file), "")
    change = vault.ask(PutContract(staff.grant, file, text, base, "less is enough here"), Proposed).change
    assert change is not None
    return change


def approve(vault: Vault, staff: Staff, change: str) -> str:
    return vault.ask(DecideChange(staff.grant, change, approve=True), Decided).state


def entries(vault: Vault) -> list[dict[str, Any]]:
    """Every entry of the record that tells of a contract, the oldest first."""
    page = vault.ask(LedgerExport(BY), LedgerPage)
    found = [msgspec.json.decode(raw) for raw in page.entries]
    return sorted((one for one in found if one["act"] == "controls:contract:changed"), key=lambda one: one["at_ms"])


def email_now(vault: Vault, order: str) -> Treatment:
    return vault.ask(OpenView(BY, "support", order), Opened).views[0].fields["buyer_email"].treatment


def test_an_approved_contract_holds_at_once_and_after_a_restart(each_home: Settings) -> None:
    with opened(each_home) as vault:
        asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead")
        vault.ask(SetMode(BY, "tea", "support", "enforced"), Done)
        order = seal(vault, draft(1))[0].order or ""
        before = email_now(vault, order)
        assert before is not Treatment.DROP
        change = propose(vault, asha, NARROW)
        assert email_now(vault, order) is before  # what waits does nothing
        assert not (each_home.home / "contracts" / FILE).exists()
        assert approve(vault, lata, change) == "approved"
        assert email_now(vault, order) is Treatment.DROP
    path = each_home.home / "contracts" / FILE
    assert path.read_text() == NARROW
    assert path.stat().st_mode & 0o777 == 0o600
    with opened(each_home, None) as vault:
        assert email_now(vault, order) is Treatment.DROP
        told = entries(vault)
        assert [one["detail"]["by"] for one in told] == ["approval"]  # and the restart had nothing to tell
        assert asha.person in told[0]["actor"]
        assert lata.person in told[0]["actor"]
        assert told[0]["hop"] == "support"
        assert told[0]["detail"]["digest"] == hashlib.sha256(NARROW.encode()).hexdigest()


def test_nobody_approves_their_own_and_a_withdrawn_one_changes_nothing(
    vault: Vault, two: tuple[Staff, Staff]
) -> None:
    asha, lata = two
    change = propose(vault, asha, NARROW)
    with pytest.raises(NotAllowed) as refused:
        approve(vault, asha, change)
    assert refused.value.reason == "people:own-change"
    assert vault.ask(DecideChange(asha.grant, change, approve=False), Decided).state == "withdrawn"
    with pytest.raises(Conflict):
        approve(vault, lata, change)
    assert vault.ask(ReadContracts(asha.grant), ContractsRead).overlays == []


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (FILE, '[fields.buyer_emial]\nalways = "drop"\n', "no field of the vocabulary"),
        (FILE, "[fields\n", "not TOML"),
        ("ims.toml", '[fields.buyer_name]\nalways = "clear"\nwhy = "they ask"\nwidens = "they want it so"\n', "law"),
        ("label.toml", '[fields.buyer_email]\nalways = "clear"\nwhy = "a note"\nwidens = "they want it so"\n', "law"),
        (FILE, '[fields.tax_id]\nalways = "clear"\nwhy = "nobody knows"\n', "gives more"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_with_file_and_line(
    vault: Vault, two: tuple[Staff, Staff], file: str, text: str, says: str
) -> None:
    with pytest.raises(Malformed) as refused:
        propose(vault, two[0], text, file)
    assert refused.value.reason == "contracts:bad-contract"
    assert says in refused.value.message
    assert (refused.value.place or "").startswith(f"{file}:")
    assert vault.ask(ListChanges(two[0].grant), ChangeRows).rows == []


def test_a_proposal_goes_stale_when_another_is_approved_first(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    first, second = propose(vault, asha, NARROW), propose(vault, lata, NARROW + "\n[ends]\n\"order:cancelled\" = 0\n")
    approve(vault, lata, first)
    assert vault.ask(ReadContractChange(asha.grant, second), ContractChange).is_stale
    with pytest.raises(Conflict) as refused:
        approve(vault, asha, second)
    assert refused.value.reason == "contracts:stale"
    with pytest.raises(Conflict) as refused:
        propose(vault, asha, NARROW + "# more\n", base="")
    assert refused.value.reason == "contracts:stale"
    with pytest.raises(Conflict) as refused:
        propose(vault, asha, NARROW)
    assert refused.value.reason == "contracts:no-change"


def test_what_holds_alone_and_not_with_another_overlay_is_refused_at_approval(
    vault: Vault, two: tuple[Staff, Staff]
) -> None:
    """A partner's overlay and a shop's, proposed side by side: each is right, both are not."""
    asha, lata = two
    by_partner = propose(vault, asha, '[stages.carrying]\norder = ["placed"]\n', "courier.partner.swift.toml")
    by_shop = propose(vault, asha, '[stages.carrying]\norder = ["shipped"]\n', "courier.shop.tea.toml")
    approve(vault, lata, by_partner)
    with pytest.raises(Malformed) as refused:
        approve(vault, lata, by_shop)
    assert refused.value.reason == "contracts:bad-contract"
    assert [one.file for one in vault.ask(ReadContracts(asha.grant), ContractsRead).overlays] == [
        "courier.partner.swift.toml"
    ]


def test_a_file_that_was_edited_by_hand_is_not_written_over(
    vault: Vault, two: tuple[Staff, Staff], each_home: Settings
) -> None:
    asha, lata = two
    change = propose(vault, asha, NARROW)
    folder = each_home.home / "contracts"
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text("# by hand\n")
    with pytest.raises(Conflict) as refused:
        approve(vault, lata, change)
    assert refused.value.reason == "contracts:file-changed"
    assert (folder / FILE).read_text() == "# by hand\n"


def test_an_edit_by_hand_is_recorded_once_at_the_next_start(each_home: Settings) -> None:
    with opened(each_home):
        pass
    folder = each_home.home / "contracts"
    folder.mkdir()
    (folder / FILE).write_text(NARROW)
    for _ in range(2):
        with opened(each_home, None) as vault:
            assert [(one["detail"]["by"], one["detail"]["was"]) for one in entries(vault)] == [("hand", "none")]
    (folder / FILE).unlink()
    with opened(each_home, None) as vault:
        assert [one["detail"]["digest"] for one in entries(vault)][1:] == ["none"]


def test_an_emptied_overlay_goes_away(vault: Vault, two: tuple[Staff, Staff], each_home: Settings) -> None:
    asha, lata = two
    approve(vault, lata, propose(vault, asha, NARROW))
    approve(vault, asha, propose(vault, lata, " \n"))
    assert not (each_home.home / "contracts" / FILE).exists()
    assert vault.ask(ReadContracts(asha.grant), ContractsRead).overlays == []


def test_one_tenant_changes_nothing_of_anothers(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, _ = two
    chandra = other_tenant(vault)
    for file in ("support.shop.tea.toml", "support.shop.nowhere.toml"):
        with pytest.raises(NotFound):
            propose(vault, chandra, NARROW, file, "")
    for file in (FILE, "courier.partner.swift.toml"):  # they hold in the shops of both
        with pytest.raises(NotAllowed) as refused:
            propose(vault, asha, NARROW if file == FILE else "# none\n", file, "")
        assert refused.value.reason == "contracts:shared"
    change = propose(vault, asha, NARROW, "support.shop.tea.toml")
    for ask in (ReadContractChange(chandra.grant, change), DecideChange(chandra.grant, change, approve=True)):
        with pytest.raises(NotFound):
            vault.ask(ask, object)
    assert all(row.shop != "tea" for row in vault.ask(ReadContracts(chandra.grant), ContractsRead).rows)


def test_where_tenants_share_what_holds_everywhere_each_reads_and_begins_its_own_shops(
    vault: Vault, two: tuple[Staff, Staff]
) -> None:
    def shops(staff: Staff) -> set[tuple[str | None, bool]]:
        return {(row.shop, row.may_propose) for row in vault.ask(ReadContracts(staff.grant), ContractsRead).rows}

    asha, lata = two
    assert shops(asha) == {(None, True)}
    chandra = other_tenant(vault)
    assert shops(asha) == {(None, False), ("tea", True)}
    assert shops(chandra) == {(None, False), ("coffee", True)}
    approve(vault, lata, propose(vault, asha, NARROW, "support.shop.tea.toml"))
    assert [one.file for one in vault.ask(ReadContracts(asha.grant), ContractsRead).overlays] == [
        "support.shop.tea.toml"
    ]
    assert vault.ask(ReadContracts(chandra.grant), ContractsRead).overlays == []


def test_a_request_cannot_name_another_tenant(vault: Vault, two: tuple[Staff, Staff]) -> None:
    chandra = other_tenant(vault)
    with pytest.raises(NotFound):
        vault.ask(PutContract(chandra.grant, "support.shop.tea.toml", NARROW, tenant="main"), Proposed)


@pytest.mark.parametrize("file", ["", "../support.toml", "support.partner.a/b.toml", "nobody.toml", "support.toml.new"])
def test_only_an_overlays_name_is_a_name(vault: Vault, two: tuple[Staff, Staff], file: str) -> None:
    with pytest.raises(Malformed) as refused:
        propose(vault, two[0], NARROW, file, "")
    assert refused.value.reason == "contracts:no-overlay"


def test_a_partners_user_reads_their_own_contracts_alone(vault: Vault, two: tuple[Staff, Staff]) -> None:
    asha, lata = two
    soon = time.time_ns() // 1_000_000 + 86_400_000
    for partner in ("swift", "slow"):
        vault.ask(IssueKey(BY, "tea", "courier", partner, ("views:one:open",), soon), KeyIssued)
        text = f'# {partner}\n[ends]\n"shipment:delivered" = 3\n'
        approve(vault, lata, propose(vault, asha, text, f"courier.partner.{partner}.toml"))
    approve(vault, lata, propose(vault, asha, NARROW))
    swift = hired(vault, "Dev", RoleRow("partner_user", partner="swift"))
    read = vault.ask(ReadContracts(swift.grant), ContractsRead)
    assert [(row.hop, row.partner, row.shop, row.may_propose) for row in read.rows] == [
        ("courier", "swift", None, False)
    ]
    assert [one.file for one in read.overlays] == ["courier.partner.swift.toml"]
    with pytest.raises(NotAllowed):
        propose(vault, swift, "# mine\n", "courier.partner.swift.toml")


def test_who_has_no_contract_to_read_is_refused(vault: Vault) -> None:
    ben = hired(vault, "Ben", "support_agent")
    with pytest.raises(NotAllowed):
        vault.ask(ReadContracts(ben.grant), ContractsRead)


def test_a_shop_bound_reader_reads_that_shop(vault: Vault) -> None:
    vault.ask(PutShop(BY, "jam"), Done)
    nila = hired(vault, "Nila", RoleRow("operations", shops=("jam",)))
    assert {(row.shop, row.partner) for row in vault.ask(ReadContracts(nila.grant), ContractsRead).rows} == {
        ("jam", None)
    }


def test_the_change_says_what_it_does(vault: Vault, two: tuple[Staff, Staff]) -> None:
    change = propose(vault, two[0], NARROW)
    row = vault.ask(ListChanges(two[1].grant), ChangeRows).rows[0]
    assert (row.change, row.kind, row.says) == (change, "contracts", "support: 1 narrower or otherwise")


def test_what_lies_in_the_store_unsealed_is_never_written(each_home: Settings) -> None:
    """Whoever writes to the order store cannot make the vault write a contract."""
    with opened(each_home) as vault, vault._service._in.database.writing() as tx:  # type: ignore[attr-defined]
        tx.execute(
            "INSERT INTO contract_files (file, sealed, due, due_sealed) VALUES (?, ?, ?, ?)",
            (FILE, b"x" * 64, "0123", b"y" * 64),
        )
    with opened(each_home, None) as vault:
        assert entries(vault) == []
    assert not Path(each_home.home / "contracts" / FILE).exists()

