"""What a partner with a valid key, or a careless operator, must not be able to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec
import pytest

from orderveil.core.errors import NotAllowed, NotFound, RelayError, TooMany
from orderveil.core.grants import Mode, Scope
from orderveil.core.order import IntakeStatus, ShipmentDraft, ShipmentState
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.interior import now_ms
from orderveil.vault.local import LocalVault
from orderveil.vault.messages import (
    Done,
    EraseOrder,
    IssueKey,
    KeyGrant,
    KeyIssued,
    LedgerExport,
    LedgerPage,
    OpenedMany,
    OpenViews,
    PutShop,
    RecordShadow,
    RecordShipment,
    Sealed,
    SealOrders,
    Search,
    SetMode,
    ShipmentRecorded,
)
from tests.vault.making import AT_MS, BY, draft, opened, parcel, seal


@pytest.fixture
def vault(home: Settings) -> Iterator[LocalVault]:
    with opened(home) as vault:
        assert isinstance(vault, LocalVault)
        yield vault


def key_for(vault: Vault, hop: str, partner: str = "fast", per_minute: int = 600) -> KeyGrant:
    request = IssueKey(BY, "tea", hop, partner, tuple(Scope), now_ms() + 3_600_000, per_minute)
    return KeyGrant(vault.ask(request, KeyIssued).token)


def test_searches_of_a_key_are_counted(vault: Vault) -> None:
    grant = key_for(vault, "support", per_minute=3)
    for _ in range(3):
        vault.ask(Search(grant, "tea", {"phone": "+919999911111"}), OpenedMany)

    with pytest.raises(TooMany):
        vault.ask(Search(grant, "tea", {"phone": "+919999911112"}), OpenedMany)


def test_events_and_shadow_reports_of_a_key_are_counted(vault: Vault) -> None:
    seal(vault, draft(1, shipments=(parcel(fields={"awb": "AWB00000001", "courier_name": "Fast"}),)))
    grant = key_for(vault, "courier", per_minute=2)
    vault.ask(RecordShadow(grant, "tea", "courier", ("buyer_email",)), Done)
    vault.ask(RecordShipment(grant, "tea", "AWB00000001", "manifested", now_ms()), ShipmentRecorded)

    with pytest.raises(TooMany):
        vault.ask(RecordShipment(grant, "tea", "AWB00000001", "picked_up", now_ms()), ShipmentRecorded)
    with pytest.raises(TooMany):
        vault.ask(RecordShadow(grant, "tea", "courier", ("buyer_email",)), Done)


def test_guessing_references_by_the_thousand_is_counted(vault: Vault) -> None:
    grant = key_for(vault, "courier", per_minute=2)
    for _ in range(2):
        with pytest.raises(NotFound):
            vault.ask(OpenViews(grant, "courier", "tea", orders=["AAAA0000000"]), OpenedMany)

    with pytest.raises(TooMany):
        vault.ask(OpenViews(grant, "courier", "tea", orders=["AAAA0000000"]), OpenedMany)


def test_a_hop_that_is_off_is_no_oracle(vault: Vault) -> None:
    seal(vault, draft(1))
    vault.ask(SetMode(BY, "tea", "support", Mode.OFF), Done)
    grant = key_for(vault, "support")
    answers: list[int | str] = []
    for phone in ("+919999900001", "+919999911111"):
        try:
            answers.append(len(vault.ask(Search(grant, "tea", {"phone": phone}), OpenedMany).rows))
        except RelayError as error:
            answers.append(error.reason)

    assert answers == ["mode:off", "mode:off"]


@pytest.mark.parametrize(
    ("hop", "criteria"),
    [
        ("ims", {"phone": "+919999900001"}),
        ("ims", {"name_postcode": "asha 5600"}),
        ("marketing", {"phone": "+919999900001"}),
        ("marketing", {"email": "asha1@buyers.example"}),
        ("courier", {"phone": "+919999900001"}),
        ("label", {"email": "asha1@buyers.example"}),
    ],
)
def test_a_hop_searches_by_nothing_that_its_contract_does_not_show(
    vault: Vault, hop: str, criteria: dict[str, str]
) -> None:
    seal(vault, draft(1, shipments=(parcel(state=ShipmentState.MANIFESTED, fields={"awb": "AWB00000001"}),)))

    with pytest.raises(NotAllowed):
        vault.ask(Search(key_for(vault, hop), "tea", criteria, hop), OpenedMany)


def test_a_search_finds_no_order_whose_view_does_not_show_what_it_was_found_by(vault: Vault) -> None:
    seal(
        vault,
        draft(1),
        draft(
            2,
            shipments=(parcel(state=ShipmentState.MANIFESTED, fields={"awb": "AWB00000002", "courier_name": "Fast"}),),
        ),
    )
    found = vault.ask(Search(key_for(vault, "courier"), "tea", {"name_postcode": "asha 5600"}, "courier"), OpenedMany)

    assert [row.view.state for row in found.rows] == ["open"]
    assert found.rows[0].view.fields["awb"].value == "AWB00000002"


def test_a_partner_that_reads_on_misses_nothing_when_the_clock_is_set_back(
    vault: LocalVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = key_for(vault, "support")
    seal(vault, draft(1), draft(2))
    first = vault.ask(OpenViews(grant, "support", "tea", limit=2), OpenedMany)
    monkeypatch.setattr(vault._service._writer, "_now_ms", lambda: now_ms() - 3_600_000)
    seal(vault, draft(3))

    rest = vault.ask(OpenViews(grant, "support", "tea", cursor=first.cursor), OpenedMany)
    assert [row.view.fields["order_number"].value for row in rest.rows] == ["#3"]


def test_an_operators_look_is_recorded_with_the_shops_own_tenant(vault: Vault) -> None:
    vault.ask(PutShop(BY, "coffee", tenant="other"), Done)
    drafts = [draft(1)]
    order = vault.ask(SealOrders(BY, "coffee", "webhook", drafts), Sealed).results[0].order or ""

    with pytest.raises(NotFound):
        vault.ask(OpenViews(BY, "support", "tea", orders=[order]), OpenedMany)


def test_one_damaged_order_does_not_stop_the_others(home: Settings) -> None:
    with opened(home) as vault:
        seal(vault, *[draft(number) for number in range(3)])
    with sqlite3.connect(home.home / "data" / "orders.db") as store:
        n, contact = store.execute("SELECT n, contact FROM orders ORDER BY n LIMIT 1 OFFSET 1").fetchone()
        store.execute("UPDATE orders SET contact = ? WHERE n = ?", (contact[:-1] + bytes([contact[-1] ^ 1]), n))
    store.close()
    with opened(home, None) as vault:
        views = [row.view for row in vault.ask(OpenViews(BY, "support", "tea"), OpenedMany).rows]
        found = vault.ask(Search(BY, "tea", {"name_postcode": "asha 5600"}), OpenedMany).rows

    assert [view.state for view in views] == ["open", "refused", "open"]
    assert len(found) == 2


def test_why_an_order_was_erased_holds_no_value(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    for reason in ("+919999900001", "9999900001", "asha1@buyers.example", "Asha Verma"):
        with pytest.raises(RelayError):
            vault.ask(EraseOrder(BY, order, reason), Done)
    vault.ask(EraseOrder(BY, order, "buyer.request"), Done)

    page = vault.ask(LedgerExport(BY, "main"), LedgerPage)
    assert b"99999" not in msgspec.json.encode(page)


def test_parcels_of_one_order_are_bounded(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    with pytest.raises(RelayError):
        for _ in range(500):
            vault.ask(RecordShipment(BY, "tea", order, "planned", now_ms(), replaces=("x",)), ShipmentRecorded)


def test_parcels_of_one_order_are_bounded_also_where_sources_tell_of_them(vault: Vault) -> None:
    def parcels(first: int, count: int) -> tuple[ShipmentDraft, ...]:
        return tuple(parcel(f"f{number}") for number in range(first, first + count))

    many = seal(vault, draft(1, shipments=parcels(0, 201)), draft(2, shipments=parcels(0, 150)))
    assert [result.status for result in many] == [IntakeStatus.REFUSED, IntakeStatus.SEALED]
    assert many[0].reason == "input:too-large"
    more = seal(vault, draft(2, source_at_ms=AT_MS + 1, shipments=parcels(150, 51)))[0]
    again = seal(vault, draft(2, source_at_ms=AT_MS + 2, shipments=parcels(50, 150)))[0]

    assert (more.status, more.reason) == (IntakeStatus.REFUSED, "input:too-large")
    assert again.status is IntakeStatus.UPDATED


def test_a_partners_name_is_one_that_the_record_can_hold(vault: Vault) -> None:
    with pytest.raises(RelayError):
        key_for(vault, "courier", "schn\u00e4ll")
