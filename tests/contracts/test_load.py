"""Overlays: hop, then partner, then shop; they narrow, or say why they do not, and never break a law."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.contracts.building import Builder
from orderveil.contracts.load import load_contracts
from orderveil.contracts.narrowing import find_widenings
from orderveil.contracts.sheet import read_built_in, read_sheet
from orderveil.core.errors import BadConfiguration
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.laws import is_lawful
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.references import coin_reference
from orderveil.core.treatments import MEANINGFUL
from orderveil.core.view import Treatment
from tests.contracts.making import at, overlay, view
from tests.contracts.making import given as given_by

T, OS, SS = Treatment, OrderState, ShipmentState
WHY = 'widens = "no virtual numbers until the telephone contract is signed"'
CLEAR_PHONE = f'[fields.recipient_phone]\ncarrying = "clear"\n{WHY}\n'


def refusal(folder: Path) -> BadConfiguration:
    with pytest.raises(BadConfiguration) as caught:
        load_contracts(folder)
    return caught.value


def test_without_a_folder_the_built_in_contracts_hold(tmp_path: Path) -> None:
    for folder in (None, tmp_path, tmp_path / "absent"):
        contracts = load_contracts(folder)
        assert [contracts.of(hop).hop for hop in HOPS] == list(HOPS)
        assert contracts.overlays() == []


def test_the_same_question_has_the_same_answer() -> None:
    contracts = load_contracts(None)

    assert contracts.of(Hop.COURIER) is contracts.of(Hop.COURIER, "swift", "main")


def test_layers_lie_over_one_another_in_order(tmp_path: Path) -> None:
    overlay(tmp_path, "support.toml", '[fields.buyer_name]\nalways = "initial"\n')
    overlay(
        tmp_path,
        "support.partner.desk.toml",
        '[fields.buyer_name]\nalways = "coarse"\n[ends]\n"order:delivered" = 10\n',
    )
    overlay(tmp_path, "support.shop.north.toml", '[fields.buyer_name]\nalways = "drop"\n')
    contracts = load_contracts(tmp_path)

    def name_for(partner: str | None, shop: str | None) -> Treatment:
        return contracts.of(Hop.SUPPORT, partner, shop).fields[FieldName("buyer_name")].stages[0].treatment

    assert name_for(None, None) is T.INITIAL
    assert name_for("desk", None) is T.COARSE
    assert name_for("desk", "north") is T.DROP
    assert name_for("other", "other") is T.INITIAL
    ends = {ending.after: ending.days for ending in contracts.of(Hop.SUPPORT, "desk", "north").endings}
    assert ends["order:delivered"] == 10
    assert ends["order:returned"] == 45  # what an overlay does not speak of stays


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (
            '[fields.buyer_phone]\nalways = "clear"\n',
            2,
            "gives more than the contract below it: buyer_phone becomes clear",
        ),
        ("at_most_days = 999\n", 1, "999 days at most"),
        ('[ends]\n"order:delivered" = 60\n', 2, "ends 60 days after order:delivered, was 45"),
        ('[ends]\n"order:shipped" = 60\n', 2, "a clock after order:shipped"),
        (
            '[purposes.peek]\nwhy = "to have a look"\nfields = { buyer_phone = "clear" }\n',
            3,
            "purpose peek reveals buyer_phone",
        ),
        ("[purposes.call_buyer]\nneeds_reference = false\n", 2, "no longer needs a reference"),
        ('[purposes.call_buyer]\nfields = { ship_line1 = "clear" }\n', 2, "purpose call_buyer reveals ship_line1"),
        ('[purposes.clear_delivery]\norder = ["confirmed", "delivered"]\n', 1, "purpose clear_delivery reveals"),
        (
            '[fields.ip_address]\nwhy = "where from"\nalways = "coarse"\n',
            3,
            "ip_address becomes coarse where it was drop",
        ),
        ('[reference]\nof = "courier"\n', 2, "another hop's reference"),
    ],
)
def test_an_overlay_that_gives_more_without_saying_why_is_refused(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    error = refusal(overlay(tmp_path, "support.toml", text))

    assert error.place == f"{tmp_path / 'support.toml'}:{line}"
    assert says in error.message


@pytest.mark.parametrize("why", ['"."', '"ok"', '"- - -"', '""', "true", "3"])
def test_a_reason_that_says_nothing_is_no_reason(tmp_path: Path, why: str) -> None:
    overlay(tmp_path, "courier.toml", f'[fields.recipient_phone]\ncarrying = "clear"\nwidens = {why}\n')

    assert "gives more" in refusal(tmp_path).message


def test_an_overlay_may_give_more_where_it_says_why(tmp_path: Path) -> None:
    contracts = load_contracts(overlay(tmp_path, "courier.partner.swift.toml", CLEAR_PHONE))
    moment = at(OS.SHIPPED, SS.IN_TRANSIT)
    swift = contracts.of(Hop.COURIER, "swift")

    assert swift.fields[FieldName("recipient_phone")].stages[0].treatment is T.CLEAR
    assert given_by(view(Hop.COURIER, moment, contracts=contracts))["recipient_phone"] == "+918000000012"
    assert len(swift.widened) == 1
    assert "no virtual numbers until" in swift.widened[0]
    assert swift.widened[0].startswith(f"{tmp_path / 'courier.partner.swift.toml'}:2:")


def test_a_reason_for_the_whole_file_covers_it(tmp_path: Path) -> None:
    text = f'{WHY}\nat_most_days = 120\n[fields.recipient_phone]\ncarrying = "clear"\n'

    assert len(load_contracts(overlay(tmp_path, "courier.toml", text)).of(Hop.COURIER).widened) == 2


def test_a_reason_in_one_layer_is_no_reason_in_the_next(tmp_path: Path) -> None:
    overlay(tmp_path, "courier.toml", f"{WHY}\nat_most_days = 120\n")
    overlay(tmp_path, "courier.shop.north.toml", "at_most_days = 150\n")

    assert refusal(tmp_path).place == f"{tmp_path / 'courier.shop.north.toml'}:1"


@pytest.mark.parametrize(
    ("name", "text", "law"),
    [
        ("label.toml", '[fields.buyer_email]\nprinting = "clear"\n', "label-no-email"),
        ("label.toml", '[fields.buyer_email]\nalways = "alias"\n', "label-no-email"),
        ("label.partner.swift.toml", '[fields.recipient_phone]\nprinting = "clear"\n', "label-no-clear-phone"),
        ("label.toml", '[purposes.x]\nwhy = "x"\nfields = { recipient_phone = "clear" }\n', "label-no-clear-phone"),
        ("comms.toml", '[fields.ship_line1]\nwhy = "x"\nalways = "clear"\n', "message-no-full-address"),
        (
            "comms.shop.north.toml",
            '[purposes.x]\nwhy = "x"\nfields = { bill_line1 = "mask" }\n',
            "message-no-full-address",
        ),
        ("ims.toml", '[fields.buyer_name]\nwhy = "x"\nalways = "initial"\n', "ims-no-buyer"),
        ("ims.toml", '[fields.order_ref]\nwhy = "x"\nalways = "alias"\n', "ims-no-buyer"),
        ("ims.toml", '[fields.items]\nalways = "clear"\n', "ims-codes-only"),
        ("ims.toml", '[purposes.x]\nwhy = "x"\nfields = { ship_city = "clear" }\n', "ims-no-buyer"),
        ("marketing.toml", '[fields.buyer_email]\nafterwards = "clear"\n', "marketing-consent"),
        ("marketing.toml", '[fields.bill_phone]\nwhy = "x"\nalways = "hash"\n', "marketing-consent"),
        ("courier.toml", '[fields.total_spent]\nwhy = "x"\nalways = "coarse"\n', "carriers-no-profile"),
        ("exports.toml", '[fields.refund_account]\nwhy = "x"\nalways = "mask"\n', "secrets-stay"),
    ],
)
@pytest.mark.parametrize("reason", ["", WHY + "\n"])
def test_no_overlay_breaks_a_law_whatever_reason_it_gives(
    tmp_path: Path, name: str, text: str, law: str, reason: str
) -> None:
    error = refusal(overlay(tmp_path, name, reason + text))

    assert f"breaks the law {law}" in error.message
    assert str(error.place).startswith(str(tmp_path / name))


@pytest.mark.parametrize("word", ["card_number", "cvv", "pan", "track2", "card_expiry"])
@pytest.mark.parametrize("hop", HOPS)
def test_no_overlay_has_a_word_for_card_data(tmp_path: Path, hop: Hop, word: str) -> None:
    error = refusal(overlay(tmp_path, f"{hop}.toml", f'{WHY}\n[fields.{word}]\nwhy = "x"\nalways = "clear"\n'))

    assert "card data is cut at the door" in error.message


def test_a_consent_cannot_be_written_away(tmp_path: Path) -> None:
    text = f'{WHY}\n[fields.buyer_email]\nneeds = "locale"\n'

    assert "needs must name a consent field" in refusal(overlay(tmp_path, "marketing.toml", text)).message


def test_another_consent_widens_and_never_takes_the_place_silently(tmp_path: Path) -> None:
    error = refusal(overlay(tmp_path, "marketing.toml", '[fields.buyer_email]\nneeds = "consent_sms"\n'))

    assert "no longer needs consent_email" in error.message
    assert error.place == f"{tmp_path / 'marketing.toml'}:2"


def test_an_overlay_takes_a_field_away_by_never(tmp_path: Path) -> None:
    contract = load_contracts(overlay(tmp_path, "support.toml", 'never = ["buyer_phone"]\n')).of(Hop.SUPPORT)

    assert FieldName("buyer_phone") not in contract.fields
    assert FieldName("buyer_phone") in contract.never
    assert FieldName("buyer_phone") not in contract.purposes["call_buyer"].fields


def test_an_overlay_takes_a_purpose_away(tmp_path: Path) -> None:
    contract = load_contracts(overlay(tmp_path, "support.toml", 'without_purposes = ["call_buyer"]\n')).of(Hop.SUPPORT)

    assert "call_buyer" not in contract.purposes
    assert "write_to_buyer" in contract.purposes


def test_a_partner_has_a_format_of_its_own_and_its_label_follows(tmp_path: Path) -> None:
    overlay(tmp_path, "courier.partner.swift.toml", '[reference]\nalphabet = "base16"\nlength = 16\nprefix = "SW"\n')
    contracts = load_contracts(tmp_path)

    for hop in (Hop.COURIER, Hop.LABEL):
        assert coin_reference(1, contracts.of(hop, "swift").reference).startswith("SW")
        assert contracts.of(hop, "other").reference.alphabet == "digits"


def test_two_layers_right_alone_and_wrong_together_are_refused_when_asked_for(tmp_path: Path) -> None:
    overlay(tmp_path, "support.partner.desk.toml", 'without_purposes = ["refund"]\n')
    overlay(
        tmp_path,
        "support.shop.north.toml",
        '[purposes.refund]\nwhy = "money goes back sooner"\norder = ["cancelled"]\n',
    )
    contracts = load_contracts(tmp_path)

    contracts.of(Hop.SUPPORT, "desk")
    contracts.of(Hop.SUPPORT, None, "north")
    contracts.of(Hop.SUPPORT, "desk", "north")  # taken away in one layer stays away in the next
    assert "refund" not in contracts.of(Hop.SUPPORT, "desk", "north").purposes


LAWFUL_WORDS = st.tuples(
    st.sampled_from(HOPS),
    st.sampled_from(sorted(FIELDS)),
    st.sampled_from(Treatment),
    st.sampled_from(["always", "purpose"]),
)


@settings(deadline=None, max_examples=150)
@given(LAWFUL_WORDS)
def test_however_an_overlay_is_written_what_loads_is_lawful(words: tuple[Hop, FieldName, Treatment, str]) -> None:
    hop, field, treatment, how = words
    text = WHY + "\n"
    if how == "always":
        text += f'[fields.{field}]\nwhy = "x"\nalways = "{treatment}"\n'
    else:
        text += f'[purposes.x]\nwhy = "x"\nfields = {{ {field} = "{treatment}" }}\n'
    base, _ = read_built_in(hop)
    sheet, _ = read_sheet(text, "overlay.toml")
    assert base is not None
    assert sheet is not None
    old, builder = Builder(base, hop).build(), Builder(sheet.laid_over(base), hop)
    new = builder.build()
    needs = new.fields[field].needs if field in new.fields else None

    if not is_lawful(hop, field, treatment, needs):
        assert any("breaks the law" in problem.message for problem in builder.problems)
    elif treatment in MEANINGFUL[field]:
        assert builder.problems == []
        list(find_widenings(old, new))


@pytest.mark.parametrize("hop", HOPS)
def test_a_contract_does_not_widen_itself(hop: Hop) -> None:
    contract = load_contracts(None).of(hop)

    assert list(find_widenings(contract, contract)) == []
