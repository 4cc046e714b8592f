"""What each hop is owed, and what it is not, as rules that a buyer would understand."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import product
from typing import Any

import pytest

from orderveil.contracts.load import Contracts, load_contracts
from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS, Group, RetentionClass, Sensitivity
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.laws import is_lawful
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import Moment
from orderveil.core.view import Treatment
from tests.contracts.making import ORDER, at, given, marked, view

T, OS, SS = Treatment, OrderState, ShipmentState
REVERSE = Direction.REVERSE
EVERYWHERE = list(product(OS, (None, *SS), Direction))
TRAVELLING = [SS.MANIFESTED, SS.PICKED_UP, SS.IN_TRANSIT, SS.OUT_FOR_DELIVERY, SS.UNDELIVERED]
DOOR = {"recipient_name", "ship_line1", "ship_line2", "ship_landmark"}


@lru_cache(maxsize=1)
def built_in() -> Contracts:
    return load_contracts(None)


def seen(hop: Hop, moment: Moment, purpose: str | None = None, held: dict[str, Any] | None = None) -> dict[str, Any]:
    return given(view(hop, moment, purpose, held=held, contracts=built_in()))


def treatments(contract: Contract, name: str) -> set[Treatment]:
    """Every treatment under which a hop may ever see a field, purposes included."""
    field = FieldName(name)
    rule = contract.fields.get(field)
    stages = {stage.treatment for stage in rule.stages} if rule else set()
    return stages | {purpose.fields[field] for purpose in contract.purposes.values() if field in purpose.fields}


@pytest.mark.parametrize("hop", HOPS)
def test_every_word_of_the_vocabulary_is_decided_on(hop: Hop) -> None:
    contract = built_in().of(hop)
    revealed = {field for purpose in contract.purposes.values() for field in purpose.fields}

    assert set(FIELDS) == contract.never | set(contract.fields) | revealed


@pytest.mark.parametrize("hop", HOPS)
def test_every_contract_says_why_when_it_ends_and_what_it_owes(hop: Hop) -> None:
    contract = built_in().of(hop)

    assert contract.why
    assert contract.controls
    assert contract.endings
    assert all(rule.why for rule in contract.fields.values())
    assert all(purpose.needs_reference for purpose in contract.purposes.values())


@pytest.mark.parametrize("hop", HOPS)
def test_every_stage_and_purpose_of_every_contract_is_lawful(hop: Hop) -> None:
    contract = built_in().of(hop)
    for name, rule in contract.fields.items():
        assert all(is_lawful(hop, name, treatment, rule.needs) for treatment in treatments(contract, name))


@pytest.mark.parametrize("hop", HOPS)
def test_a_marker_in_every_field_is_found_only_where_the_contract_allows(hop: Hop) -> None:
    """In every state, under every purpose: a hop's view holds the marker of no field that it may not see."""
    contract, held = built_in().of(hop), marked()
    for purpose, state in product([None, *contract.purposes], EVERYWHERE):
        written = json.dumps(seen(hop, at(*state), purpose, held))
        for name in FIELDS:
            allowed = treatments(contract, name)
            if not allowed & {T.CLEAR, T.MASK, T.INITIAL, T.COARSE}:
                assert f"zq{name.replace('_', '')}zq" not in written
            elif T.CLEAR not in allowed and name != "items":
                assert f'"zq{name.replace("_", "")}zq"' not in written


@pytest.mark.parametrize(
    "name", [name for name in FIELDS if FIELDS[FieldName(name)].sensitivity >= Sensitivity.PERSONAL]
)
def test_inventory_sees_nothing_of_a_buyer(name: str) -> None:
    assert treatments(built_in().of(Hop.IMS), name) <= {T.DROP}


def test_inventory_sees_codes_and_counts() -> None:
    assert seen(Hop.IMS, at()) == {
        "items": [{"line": 1, "sku": "KU-7", "gtin": "8901234567894", "quantity": 2, "grams": 300}],
        "weight_grams": 600,
    }


@pytest.mark.parametrize("state", [None, SS.PLANNED, SS.PACKED])
def test_a_courier_asks_by_postcode_before_it_carries(state: ShipmentState | None) -> None:
    owed = seen(Hop.COURIER, at(OS.CONFIRMED, state))

    assert owed["ship_postcode"] == "560038"
    assert set(owed) == {
        "ship_postcode",
        "ship_country",
        "payment_mode",
        "order_total",
        "weight_grams",
        "shipping_method",
    }
    assert owed["order_total"] == "1000-2000"


@pytest.mark.parametrize("state", TRAVELLING)
def test_a_courier_sees_the_door_from_the_manifest_on(state: ShipmentState) -> None:
    owed = seen(Hop.COURIER, at(OS.SHIPPED, state))

    assert owed.keys() >= DOOR | {"cod_amount", "awb", "delivery_instructions"}
    assert owed["recipient_phone"] == "+918000000012"
    assert owed["buyer_email"] == "0abcdefghjkmn@relay.example"
    assert "+9199999" not in json.dumps(owed)


@pytest.mark.parametrize("state", [SS.DELIVERED, SS.RTO_STARTED, SS.RTO_DELIVERED, SS.LOST])
def test_a_courier_sees_no_door_once_nobody_travels_to_it(state: ShipmentState) -> None:
    owed = seen(Hop.COURIER, at(OS.SHIPPED, state))

    assert not owed.keys() & (DOOR - {"recipient_name"} | {"recipient_phone", "delivery_instructions", "buyer_email"})
    assert owed["recipient_name"] == "R. S."


@pytest.mark.parametrize("state", [SS.DELIVERED, SS.RTO_DELIVERED])
def test_a_courier_sees_nothing_after_delivery_and_its_days(state: ShipmentState) -> None:
    moment = at(OS.DELIVERED, state, days=7)

    assert view(Hop.COURIER, moment).state == "ended"
    assert seen(Hop.COURIER, moment) == {}
    assert seen(Hop.COURIER, at(OS.DELIVERED, state, days=6.9)) != {}


def test_a_return_opens_the_door_again_until_it_is_picked_up() -> None:
    assert seen(Hop.COURIER, at(OS.DELIVERED, SS.PLANNED, REVERSE)).keys() == {
        "ship_postcode",
        "ship_country",
        "weight_grams",
    }
    assert seen(Hop.COURIER, at(OS.DELIVERED, SS.MANIFESTED, REVERSE)).keys() >= DOOR | {"recipient_phone"}
    assert not seen(Hop.COURIER, at(OS.RETURNED, SS.PICKED_UP, REVERSE)).keys() & (DOOR | {"recipient_phone"})


def test_a_cancelled_order_closes_the_couriers_view_at_once() -> None:
    assert seen(Hop.COURIER, at(OS.CANCELLED, SS.IN_TRANSIT)) == {}
    assert seen(Hop.LABEL, at(OS.CANCELLED, SS.PACKED)) == {}


def test_a_courier_never_sees_a_real_number_or_address_of_mail() -> None:
    contract = built_in().of(Hop.COURIER)
    assert treatments(contract, "recipient_phone") == {T.VIRTUAL}
    assert treatments(contract, "buyer_email") == {T.ALIAS}


@pytest.mark.parametrize("state", [SS.PACKED, SS.MANIFESTED])
def test_a_label_carries_a_door_a_masked_phone_and_no_email(state: ShipmentState) -> None:
    made = view(Hop.LABEL, at(OS.CONFIRMED, state))
    owed = given(made)

    assert owed.keys() >= DOOR
    assert owed["recipient_phone"] == "+91******0034"
    assert made.fields["buyer_email"].treatment is T.DROP
    assert not owed.keys() & {"order_number", "order_total", "ordered_at", "delivery_instructions"}
    assert owed["items"] == {"lines": 1, "units": 2, "grams": 600}


def test_a_label_is_closed_once_the_parcel_is_gone() -> None:
    assert seen(Hop.LABEL, at(OS.SHIPPED, SS.IN_TRANSIT)) == {}
    assert seen(Hop.LABEL, at(OS.DELIVERED, SS.DELIVERED)) == {}


def test_a_label_carries_the_couriers_reference_in_the_couriers_format() -> None:
    label, courier = built_in().of(Hop.LABEL), built_in().of(Hop.COURIER)

    assert label.refers_as is Hop.COURIER
    assert label.reference == courier.reference


@pytest.mark.parametrize("state", EVERYWHERE)
def test_a_message_never_holds_an_address_an_amount_or_a_status(
    state: tuple[OrderState, ShipmentState | None, Direction],
) -> None:
    owed = seen(Hop.COMMS, at(*state))
    groups = {FIELDS[FieldName(name)].group for name in owed}

    assert not groups & {Group.ADDRESS, Group.AMOUNTS, Group.ITEMS, Group.FREE_TEXT, Group.HISTORY}
    assert not owed.keys() & {"tracking_status", "awb", "order_number", "recipient_name"}


def test_a_message_links_to_the_one_verified_domain() -> None:
    assert seen(Hop.COMMS, at(OS.SHIPPED, SS.IN_TRANSIT))["tracking_url"] == "https://relay.example/t/0ABCDEFGHJKMN"


def test_whatsapp_only_where_the_buyer_agreed() -> None:
    assert "whatsapp_phone" in seen(Hop.COMMS, at())
    assert "whatsapp_phone" not in seen(Hop.COMMS, at(), held=ORDER | {"consent_whatsapp": False})


@pytest.mark.parametrize("hop", [Hop.OMS, Hop.SUPPORT, Hop.EXPORTS, Hop.WMS, Hop.STOREFRONT])
@pytest.mark.parametrize("state", [OS.CONFIRMED, OS.SHIPPED, OS.DELIVERED])
def test_desks_and_floors_see_masks_by_default(hop: Hop, state: OrderState) -> None:
    owed = seen(hop, at(state, SS.PACKED if hop is Hop.WMS else None))
    reach = [name for name in owed if FIELDS[FieldName(name)].sensitivity >= Sensitivity.REACH]

    assert all(owed[name] != ORDER[name] for name in reach)
    assert "Ravi" not in json.dumps(owed)
    assert "Shanti" not in json.dumps(owed)


@pytest.mark.parametrize(
    ("purpose", "revealed"),
    [
        ("call_buyer", {"buyer_phone", "recipient_phone", "buyer_name", "recipient_name"}),
        ("write_to_buyer", {"buyer_email", "whatsapp_phone"}),
        ("clear_delivery", DOOR | {"recipient_company", "ship_postcode", "delivery_instructions"}),
        ("read_notes", {"buyer_note", "gift_message", "item_notes", "attributes", "staff_note"}),
    ],
)
def test_a_purpose_reveals_what_it_is_for_and_no_more(purpose: str, revealed: set[str]) -> None:
    plain, more = seen(Hop.SUPPORT, at(OS.SHIPPED)), seen(Hop.SUPPORT, at(OS.SHIPPED), purpose)

    assert {name for name in more if more[name] != plain.get(name)} == revealed
    assert all(more[name] == ORDER[name] for name in revealed)


def test_a_purpose_does_not_hold_in_states_where_it_makes_no_sense() -> None:
    assert seen(Hop.SUPPORT, at(OS.DELIVERED), "clear_delivery") == seen(Hop.SUPPORT, at(OS.DELIVERED))
    assert seen(Hop.OMS, at(OS.CANCELLED), "waybill") == seen(Hop.OMS, at(OS.CANCELLED))


def test_marketing_gets_hashes_of_those_who_agreed_after_the_order_has_arrived() -> None:
    assert seen(Hop.MARKETING, at(OS.SHIPPED)).keys() == {"consent_email", "consent_sms", "consent_whatsapp"}
    owed = seen(Hop.MARKETING, at(OS.DELIVERED))
    assert "asha" not in json.dumps(owed)
    assert "99999" not in json.dumps(owed)
    assert len(owed["buyer_email"]) == 32
    assert "buyer_phone" not in owed  # no consent to SMS


def test_marketing_gets_nothing_of_those_who_did_not_agree() -> None:
    held = ORDER | {"consent_email": False, "consent_sms": False, "consent_whatsapp": False}
    owed = seen(Hop.MARKETING, at(OS.DELIVERED), held=held)

    assert all(FIELDS[FieldName(name)].sensitivity < Sensitivity.PERSONAL for name in owed)
    assert not owed.keys() & {"order_total", "items", "ordered_at", "order_count", "total_spent", "ship_state"}


def test_the_archive_keeps_the_tax_class_and_nothing_that_reaches_a_person() -> None:
    owed = seen(Hop.RETENTION, at(OS.DELIVERED)) | seen(Hop.RETENTION, at(OS.DELIVERED), "tax_audit")
    classes = {FIELDS[FieldName(name)].retention for name in owed if name != "order_ref"}

    assert classes == {RetentionClass.TAX}
    assert owed["order_ref"] == "0ABCDEFGHJKMN"
    assert seen(Hop.RETENTION, at(OS.CONFIRMED)) == {}


@pytest.mark.parametrize("hop", [hop for hop in HOPS if hop is not Hop.RETENTION])
def test_every_view_ends_within_a_year(hop: Hop) -> None:
    for state in EVERYWHERE:
        assert seen(hop, at(*state, days=365)) == {}


@pytest.mark.parametrize("hop", HOPS)
def test_nobody_is_given_card_data_credentials_or_a_bank_account(hop: Hop) -> None:
    contract = built_in().of(hop)

    assert T.CLEAR not in treatments(contract, "order_status_url")
    if hop is not Hop.SUPPORT:
        assert treatments(contract, "refund_account") <= {T.DROP}
