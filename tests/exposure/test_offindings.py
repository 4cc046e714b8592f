"""What files give away: names, masks and statuses become what is held; a million rows take no more memory."""

from __future__ import annotations

import io
import json
import random
from datetime import date
from typing import Any

import pytest

from orderveil.core.exposure.words import Feasibility, Held
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure import api
from orderveil.exposure.lasting import Lasting
from orderveil.exposure.meanings import held_of, masked_in, named, state_of, type_of_name
from orderveil.exposure.offindings import Exposure, FindingsExposure
from orderveil.exposure.reportwords import cut_words
from orderveil.scan.columns.findings import Findings, Tally
from orderveil.scan.finding import Place
from orderveil.scan.pieces import Piece
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search

TODAY = date(2026, 11, 22)
HEAD = "awb,consignee_name,consignee_mobile,email,address,pincode,cod_amount,status,order date\n"
ROW = '19041424{n:04},Asha Devi,99999{n:05},asha@mail.example,"Flat {n}, MG Road, Pune",4110{p},499.00,{s},{d}\n'


class Rows(Tally):
    def __init__(self, exposure: Exposure) -> None:
        super().__init__()
        self.exposure = exposure

    def take(self, findings: Findings, types: frozenset[str]) -> Any:
        self.exposure.take(findings, types)
        return iter(())


def exposure_of(text: str, name: str, today: date | None = TODAY) -> FindingsExposure:
    exposure = Exposure(today)
    pieces = exposure.watch(pieces_of(io.BytesIO(text.encode()), name))
    for found in Search().through(pieces, tally=Rows(exposure)):
        exposure.add(found)
    return exposure.result()


def rows(count: int, status: str = "In Transit", day: str = "2026-11-22") -> str:
    return HEAD + "".join([ROW.format(n=n, p=f"{n % 100:02}", s=status, d=day) for n in range(count)])


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        ("PHONE", "billing_phone", "bill_phone"),
        ("PHONE", "alt mobile", "buyer_phone"),
        ("PHONE", "consigneeMobile", "recipient_phone"),
        ("PHONE", "whatsapp_number", "whatsapp_phone"),
        ("PHONE", "shipping_address.phone", "recipient_phone"),
        ("NAME", "recipient name", "recipient_name"),
        ("AMOUNT", "order_total", "order_total"),
        ("AMOUNT", "cod_amount", "cod_amount"),
        ("ORDER_REF", "invoice_no", "invoice_number"),
        ("PAN", "", "tax_id"),
    ],
)
def test_a_findings_field_follows_from_its_type_and_its_columns_name(kind: str, name: str, field: str) -> None:
    assert held_of(kind, name) == Held(FieldName(field), Treatment.CLEAR)


def test_a_column_that_says_so_holds_stand_ins_and_one_called_masked_does_not() -> None:
    assert held_of("PHONE", "virtual_number") == Held(FieldName("buyer_phone"), Treatment.VIRTUAL)
    assert held_of("PHONE", "masked_phone") == Held(FieldName("buyer_phone"), Treatment.CLEAR)


@pytest.mark.parametrize("kind", ["CARD", "OTP"])
def test_what_nobody_may_hold_is_no_field(kind: str) -> None:
    assert held_of(kind, "note") is None


@pytest.mark.parametrize(
    ("text", "name", "treatment", "shown"),
    [
        ("98****10", "mobile", Treatment.MASK, 4),
        ("******7890", "mobile", Treatment.MASK, 4),
        ("XXXXXX7890", "mobile", Treatment.MASK, 4),
        ("+91******", "phone", Treatment.COARSE, 2),
        ("99999000**", "phone", Treatment.CLEAR, 8),
        ("a***@mail.example", "email", Treatment.MASK, 1),
        ("A*** D***", "customer_name", Treatment.MASK, 2),
        ("411***", "pincode", Treatment.COARSE, 3),
        ("OD***7890", "order_no", Treatment.MASK, 6),
    ],
)
def test_masked_is_not_absent(text: str, name: str, treatment: Treatment, shown: int) -> None:
    (left,) = masked_in(text, name)

    assert (left.held.treatment, left.shown) == (treatment, shown)


@pytest.mark.parametrize("text", ["**bold**", "SIZE XXXXL", "*** sale ***", "2xx", "----"])
def test_stars_alone_are_no_mask(text: str) -> None:
    assert masked_in(text, "remarks") == []


@pytest.mark.parametrize(
    ("text", "shipment"),
    [
        ("Out For Delivery", "out_for_delivery"), ("IN_TRANSIT", "in_transit"), ("Undelivered - NDR", "undelivered"),
        ("RTO Delivered", "rto_delivered"), ("Delivered", "delivered"), ("shipped", "manifested"),
    ],
)  # fmt: skip
def test_a_status_says_where_the_parcel_is(text: str, shipment: str) -> None:
    state = state_of(text)

    assert state is not None
    assert state.shipment == shipment


def test_names_that_say_something_by_themselves() -> None:
    told = {name: one.means for name in ("current_status", "Order Date", "courier", "line_items[].title", "city", "id")
            if (one := named(name)) is not None}  # fmt: skip

    assert told == {
        "current_status": "status", "Order Date": "ordered_at", "courier": "courier_name",
        "line_items[].title": "items", "city": "ship_city",
    }  # fmt: skip
    assert type_of_name("financial_status") is None


def test_rows_are_counted_for_each_scam() -> None:
    text = rows(8) + "190414249999,,98****10,,,,,,\n,,,,,,,,\n"
    found = exposure_of(text, "courier.csv")

    assert (found.records, found.with_something, found.unit) == (10, 9, "rows")
    assert found.scams["delivery_fee"].possible == {Feasibility.DIRECT: 8, Feasibility.NOT_BY_THESE: 2}
    assert found.scams["care_number"].records == 0


def test_the_smallest_change_ends_the_scam_when_it_is_made() -> None:
    found = exposure_of(rows(3), "courier.csv")
    reach = found.scams["account_takeover"]

    assert reach.cut is not None
    assert cut_words(reach.cut, found) == "mask email and consignee_mobile"
    masked = rows(3).replace("asha@mail.example", "a***@mail.example").replace(",99999", ",******")
    assert exposure_of(masked, "courier.csv").scams["account_takeover"].records == 0


def test_one_set_of_changes_ends_all_that_can_be_ended() -> None:
    found = exposure_of(rows(3), "courier.csv")

    assert found.everything is not None
    changed = {change.held: Held(change.held.field, change.to) for change in found.everything.changes}
    left = frozenset(changed.get(one, one) for one in found.held)
    told = api.of_fields(frozenset(one for one in left if one.treatment is not Treatment.DROP)).scams
    ended = [name for name, reach in found.scams.items() if reach.ends_all]
    assert ended
    possible = (Feasibility.DIRECT, Feasibility.DETOUR)
    assert [name for name in ended if told[name].judgement.feasibility in possible] == []


def test_times_follow_from_the_rows_own_dates_and_statuses() -> None:
    fresh = exposure_of(rows(2), "courier.csv").scams
    stale = exposure_of(rows(2, "Delivered", "2026-01-05"), "courier.csv").scams
    silent = exposure_of(rows(2, "", ""), "courier.csv").scams

    assert (fresh["delivery_fee"].lasts, fresh["brushing"].lasts) == ({Lasting.STATE: 2}, {Lasting.OPEN: 2})
    assert (stale["delivery_fee"].lasts, stale["payment_failure"].records) == ({Lasting.OVER: 2}, 0)
    assert silent["customs"].lasts == {Lasting.UNKNOWN: 2}


def test_an_order_date_says_until_when_a_payment_call_is_believed() -> None:
    lines = "9999900012,KK-10423,2499.00,22/11/2026\n9999900013,KK-10424,99,2026-10-01\n"
    reach = exposure_of(f"phone,order_no,total,order date\n{lines}", "orders.csv").scams["payment_failure"]

    assert (reach.lasts, reach.until) == ({Lasting.UNTIL: 1, Lasting.OVER: 1}, date(2026, 11, 23))


def test_a_phone_in_a_webhooks_note_is_named_where_it_stands() -> None:
    body = {"name": "#1001", "total_price": "2499.00", "note": "call 99999 00012", "line_items": [{"title": "Kurta"}]}
    found = exposure_of(json.dumps(body), "webhook.json")
    reach = found.scams["payment_failure"]

    assert (reach.records, found.typed) == (1, ("note",))
    assert reach.cut is not None
    assert cut_words(reach.cut, found) == "mask phone numbers in note"


def test_orders_in_a_list_are_records_of_their_own_with_what_stands_around_them() -> None:
    body = {"courier": "Example", "orders": [{"phone": "9999900012"}, {"order_number": "KK-10423"}]}
    found = exposure_of(json.dumps(body), "list.json")

    assert (found.records, found.scams["customs"].records, found.scams["refund_otp"].records) == (2, 1, 0)


def test_a_templates_address_makes_brushing_possible() -> None:
    text = "Dear Asha Devi, your order is out for delivery to Flat 12, MG Road, Pune 411001.\n"
    found = exposure_of(text, "template.txt")

    assert found.scams["brushing"].possible == {Feasibility.DIRECT: 1}
    assert found.unit == "documents"


def test_nothing_is_said_of_goods() -> None:
    found = exposure_of("sku,title,price\nA-1,Indigo kurta,499.00\n", "catalogue.csv")

    assert found.possible == ()


def test_columns_at_once_and_cell_by_cell_say_the_same() -> None:
    rng = random.Random(8)  # the same rows each time
    lines = []
    for n in range(300):
        phone = rng.choice([f"99999{n:05}", "98****10", "", "99999000**", "n/a"])
        mail = rng.choice(["asha@mail.example", "a***@mail.example", "", "5" * 64])
        state = rng.choice(["In Transit", "Delivered", "", "Cancelled", "RTO"])
        day = rng.choice(["2026-11-22", "01/10/2026", "", "soon"])
        note = rng.choice(["ok", "call 99999 12345", "-", ""])
        lines.append(f"{phone},{mail},{state},{day},{note},{rng.choice(['499.00', '0', ''])},{rng.choice(['#1', ''])}")
    head = "mobile,email,current_status,order date,remarks,cod_amount,order_no"
    text = "\n".join([head, *lines]) + "\n"

    by_columns = exposure_of(text, "a.csv")

    by_cells = Exposure(TODAY)
    search = Search()
    for number, line in enumerate(lines):
        for name, cell in zip(head.split(","), line.split(","), strict=True):
            piece = Piece(Place("a.csv", number, number + 2, column=name), cell)
            by_cells.see(piece)
            frame = api.chunks_of_frame({name: [cell]}, "a.csv")
            for found in search.through(frame):
                by_cells.add(type(found)(piece.place, *[getattr(found, key) for key in found.__slots__[1:]]))
    told = by_cells.result()

    assert told.held == by_columns.held
    assert {name: (one.possible, one.lasts, one.until) for name, one in told.scams.items()} == {
        name: (one.possible, one.lasts, one.until) for name, one in by_columns.scams.items()
    }
    assert told.remains == by_columns.remains


def test_what_is_kept_does_not_grow_with_the_file() -> None:
    exposure = Exposure()
    tally = exposure._tally
    for number in range(30_000):
        place = Place("a.json", record=number, field="created_at")
        tally.see(place, f"20{number % 90 + 10}-{number % 12 + 1:02}-{number % 28 + 1:02}")
        assert len(tally._counts) <= 20_000

    assert exposure.result().records == 30_000


def test_nothing_of_a_record_is_kept_but_sums() -> None:
    found = exposure_of(rows(3), "courier.csv")

    assert "99999" not in repr(found)
    assert "Asha" not in repr(found)


def test_what_stands_on_no_page_goes_with_the_page_beside_it() -> None:
    exposure = Exposure()
    for page in (None, 1, None, 2, 2):
        exposure.see(Piece(Place("label.pdf", page=page), "x"))

    assert exposure.result().records == 2
