"""Views leave the vault by grant, contract and mode; each is recorded before it is answered."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from orderveil.core.errors import Malformed, NotAllowed, NotFound, TooMany, Unauthentic
from orderveil.core.grants import Scope
from orderveil.core.hop import HOPS
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.interior import now_ms
from orderveil.vault.messages import (
    Done,
    IssueKey,
    KeyGrant,
    KeyIssued,
    LedgerEntries,
    LedgerWho,
    OpenAllViews,
    Opened,
    OpenedMany,
    OpenView,
    OpenViews,
    RecordShipment,
    RevokeKey,
    RollBackMode,
    Search,
    SetMode,
    ShipmentRecorded,
)
from tests.vault.making import BY, draft, fields, opened, parcel, seal

ALL = tuple(Scope)


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def key_for(vault: Vault, hop: str, partner: str = "fast", **more: object) -> KeyGrant:
    request = IssueKey(BY, "tea", hop, partner, ALL, now_ms() + 3_600_000)
    return KeyGrant(vault.ask(msgspec.structs.replace(request, **more), KeyIssued).token)


def _carried(number: int) -> dict[str, str]:
    """The fields of a parcel that the source says the courier `fast` carries."""
    return {"awb": f"AWB{number:08d}", "courier_name": "Fast"}


def manifested(vault: Vault, number: int = 1) -> str:
    told = draft(number, shipments=(parcel(state=ShipmentState.MANIFESTED, fields=_carried(number)),))
    return seal(vault, told)[0].order or ""


def test_every_hop_gets_its_own_view(vault: Vault) -> None:
    views = vault.ask(OpenAllViews(BY, manifested(vault)), Opened).views

    assert [view.hop for view in views] == list(HOPS)
    assert (
        "asha1@buyers.example" not in msgspec.json.encode(next(view for view in views if view.hop == "label")).decode()
    )


def test_no_buyer_field_reaches_the_ims(vault: Vault) -> None:
    view = vault.ask(OpenView(BY, "ims", manifested(vault)), Opened).views[0]
    shown = msgspec.json.encode(view).decode()

    for value in ("Asha", "99999", "buyers.example", "Rose Lane", "560001"):
        assert value not in shown


def test_references_are_pairwise_and_stable(vault: Vault) -> None:
    order = manifested(vault)
    fast, slow = key_for(vault, "courier", "fast"), key_for(vault, "courier", "slow")

    def ref(grant: KeyGrant) -> str | None:
        rows = vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany).rows
        return rows[0].view.ref

    assert ref(fast) == ref(fast)
    assert ref(fast) != ref(slow)
    assert order not in (ref(fast), ref(slow))


def test_a_partner_finds_an_order_by_its_own_reference_only(vault: Vault) -> None:
    order = manifested(vault)
    fast, slow = key_for(vault, "courier", "fast"), key_for(vault, "courier", "slow")
    ref = vault.ask(OpenViews(fast, "courier", "tea"), OpenedMany).rows[0].view.ref or ""

    assert vault.ask(OpenView(fast, "courier", ref), Opened).views[0].fields["recipient_name"].value
    for grant, name in ((slow, ref), (fast, order), (fast, "AWB00000001"), (fast, "")):
        with pytest.raises(NotFound):
            vault.ask(OpenView(grant, "courier", name), Opened)


def test_bulk_answers_tell_partners_no_order_id(vault: Vault) -> None:
    ids = [manifested(vault, number) for number in range(1, 8)]
    grant = key_for(vault, "courier")
    seen, cursor = [], None
    while True:
        page = vault.ask(OpenViews(grant, "courier", "tea", cursor=cursor, limit=3), OpenedMany)
        seen += page.rows
        cursor = page.cursor
        if cursor is None:
            break
        assert not any(order in cursor for order in ids)

    assert len(seen) == 7
    assert all(row.order is None for row in seen)


def test_a_cursor_serves_nobody_else(vault: Vault) -> None:
    for number in range(1, 4):
        manifested(vault, number)
    cursor = vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea", limit=1), OpenedMany).cursor

    with pytest.raises(Malformed):
        vault.ask(OpenViews(key_for(vault, "courier", "slow"), "courier", "tea", cursor=cursor), OpenedMany)


def test_a_key_opens_its_own_hop_of_its_own_shop(vault: Vault) -> None:
    order = manifested(vault)
    grant = key_for(vault, "courier")

    for request in (
        OpenView(grant, "support", order),
        OpenViews(grant, "courier", "other"),
        OpenViews(grant, "courier", "tea", partner="slow"),
        OpenAllViews(grant, order),
    ):
        with pytest.raises(NotAllowed):
            vault.ask(request, Opened)


def test_a_key_without_the_scope_is_refused(vault: Vault) -> None:
    grant = key_for(vault, "courier", scopes=(Scope.SHIPMENTS_EVENTS_RECORD.value,))

    with pytest.raises(NotAllowed):
        vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany)


def test_a_revoked_key_opens_nothing(vault: Vault) -> None:
    issued = vault.ask(IssueKey(BY, "tea", "courier", "fast", ALL, now_ms() + 60_000), KeyIssued)
    vault.ask(RevokeKey(BY, issued.id), Done)

    with pytest.raises(Unauthentic):
        vault.ask(OpenViews(KeyGrant(issued.token), "courier", "tea"), OpenedMany)


def test_a_guessed_key_opens_nothing(vault: Vault) -> None:
    with pytest.raises(Unauthentic):
        vault.ask(OpenViews(KeyGrant("ovk_guess"), "courier", "tea"), OpenedMany)


def test_views_beyond_the_allowance_are_refused(vault: Vault) -> None:
    for number in range(1, 6):
        manifested(vault, number)
    grant = key_for(vault, "courier", per_minute=7)
    vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany)

    with pytest.raises(TooMany):
        vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany)


def test_a_hop_that_is_off_gets_nothing_and_one_step_brings_it_back(vault: Vault) -> None:
    manifested(vault)
    grant = key_for(vault, "courier")
    vault.ask(SetMode(BY, "tea", "courier", "enforced"), Done)
    vault.ask(SetMode(BY, "tea", "courier", "off"), Done)
    with pytest.raises(NotAllowed):
        vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany)

    vault.ask(RollBackMode(BY, "tea", "courier"), Done)

    assert vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany).rows[0].view.mode == "enforced"


def test_every_look_is_in_the_record(vault: Vault) -> None:
    order = manifested(vault)
    grant = key_for(vault, "courier")
    vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany)
    vault.ask(OpenView(BY, "support", order), Opened)

    entries = [msgspec.json.decode(raw) for raw in vault.ask(LedgerWho(BY, order), LedgerEntries).entries]

    acts = [entry["act"] for entry in entries]
    assert acts == ["intake:order:sealed", "view:order:released", "view:order:opened"]
    assert entries[1]["partner"] == "fast"
    assert "recipient_name" in entries[1]["fields"]


def test_the_record_holds_no_value_of_a_buyer(vault: Vault) -> None:
    order = manifested(vault)
    vault.ask(OpenAllViews(BY, order), Opened)
    record = b"".join(vault.ask(LedgerWho(BY, order), LedgerEntries).entries).decode()

    for value in fields(1).values():
        if isinstance(value, str) and len(value) > 4 and value != "prepaid":
            assert value not in record


@pytest.mark.parametrize(
    "criteria",
    [
        {"phone": "+91 99999 00001"},
        {"phone": "9999900001"},
        {"email": "ASHA1@buyers.example"},
        {"order_ref": "#1"},
        {"last4_postcode": "0001 560001"},
        {"name_postcode": "asha bana 560001"},
        {"awb": "awb00000001"},
        {"phone": "9999900001", "email": "asha1@buyers.example"},
    ],
)
def test_orders_are_found_while_sealed_and_shown_masked(vault: Vault, criteria: dict[str, str]) -> None:
    for number in range(1, 4):
        manifested(vault, number)

    rows = vault.ask(Search(BY, "tea", criteria), OpenedMany).rows

    assert len(rows) == 1
    shown = msgspec.json.encode(rows[0].view).decode()
    assert "99999" not in shown
    assert "asha1@" not in shown
    assert "Rose Lane" not in shown


def test_a_search_that_misses_finds_nothing(vault: Vault) -> None:
    manifested(vault)

    for criteria in ({"phone": "+919999911111"}, {"phone": "9999900001", "email": "someone@else.example"}):
        assert vault.ask(Search(BY, "tea", criteria), OpenedMany).rows == []


def test_a_label_carries_the_reference_of_the_courier_that_comes_for_it(vault: Vault) -> None:
    order = manifested(vault)
    printed = vault.ask(OpenView(BY, "label", order), Opened).views[0].ref
    rows = vault.ask(OpenViews(key_for(vault, "courier", "fast"), "courier", "tea"), OpenedMany).rows
    again = vault.ask(OpenView(BY, "label", order), Opened).views[0].ref
    other = vault.ask(OpenViews(key_for(vault, "courier", "slow"), "courier", "tea"), OpenedMany).rows

    assert rows[0].view.ref == printed == again
    assert other[0].view.ref != printed


def test_a_purpose_that_does_not_hold_now_is_refused(vault: Vault) -> None:
    order = seal(vault, draft(1, state=OrderState.CANCELLED, rank=9))[0].order or ""

    with pytest.raises(NotAllowed):
        vault.ask(OpenView(BY, "courier", order, purpose="customs", reference="T-1"), Opened)


def test_an_order_that_was_delivered_long_ago_opens_no_courier_view(vault: Vault) -> None:
    long_ago = now_ms() - 400 * 86_400_000
    told = draft(
        1,
        source_at_ms=long_ago,
        state=OrderState.DELIVERED,
        shipments=(parcel(state=ShipmentState.DELIVERED, at_ms=long_ago, fields={"awb": "AWB00000001"}),),
    )
    order = seal(vault, told)[0].order or ""

    view = vault.ask(OpenView(BY, "courier", order), Opened).views[0]

    assert view.state == "ended"
    assert all(field.value is None for field in view.fields.values())


def _shown(vault: Vault, grant: KeyGrant) -> dict[str, object]:
    view = vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany).rows[0].view
    return {name: field.value for name, field in view.fields.items() if field.value is not None}


def test_a_courier_sees_the_door_of_parcels_that_are_entrusted_to_it_alone(vault: Vault) -> None:
    manifested(vault)
    fast, slow = _shown(vault, key_for(vault, "courier", "fast")), _shown(vault, key_for(vault, "courier", "slow"))

    assert fast["recipient_name"] == "Asha Verma Bana"
    assert slow["ship_postcode"] == "560001"
    assert {"recipient_name", "ship_line1", "awb", "cod_amount"} & slow.keys() == set()


def test_a_courier_does_not_entrust_a_parcel_to_itself(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    slow = key_for(vault, "courier", "slow")
    ref = vault.ask(OpenViews(slow, "courier", "tea"), OpenedMany).rows[0].view.ref or ""
    for event in (
        RecordShipment(slow, "tea", ref, "manifested", now_ms()),
        RecordShipment(slow, "tea", ref, "manifested", now_ms(), partner="slow"),
        RecordShipment(slow, "tea", ref, "manifested", now_ms(), fields={"courier_name": "slow"}),
    ):
        with pytest.raises(NotAllowed):
            vault.ask(event, ShipmentRecorded)
    assert "recipient_name" not in _shown(vault, slow)

    vault.ask(RecordShipment(BY, "tea", order, "manifested", now_ms(), partner="slow"), ShipmentRecorded)

    assert "recipient_name" in _shown(vault, slow)


def test_a_rival_does_not_deliver_anothers_parcel(vault: Vault) -> None:
    manifested(vault)
    with pytest.raises(NotAllowed):
        vault.ask(
            RecordShipment(key_for(vault, "courier", "slow"), "tea", "AWB00000001", "delivered", now_ms()),
            ShipmentRecorded,
        )

    told = RecordShipment(key_for(vault, "courier", "fast"), "tea", "AWB00000001", "delivered", now_ms())
    assert vault.ask(told, ShipmentRecorded).state == "delivered"
