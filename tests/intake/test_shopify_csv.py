"""Shopify's export: one order over several rows, columns by name, and never newer than the truth."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from orderveil.core.order import Draft, OrderState
from orderveil.intake.orderfile import read_orders
from orderveil.intake.shopify import draft_from_shopify
from orderveil.intake.tables import Failed
from tests.intake.samples import shopify
from tests.intake.test_shopify import everything

HEADER = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Billing Name",
    "Billing Address1", "Billing City", "Billing Zip", "Billing Province", "Billing Country", "Billing Phone",
    "Shipping Name", "Shipping Street", "Shipping Address1", "Shipping City", "Shipping Zip", "Shipping Province",
    "Shipping Province Name", "Shipping Country", "Shipping Phone", "Notes", "Note Attributes", "Cancelled at",
    "Payment Method", "Payment Reference", "Outstanding Balance", "Id", "Tags", "Source", "Phone", "Risk Level",
)  # fmt: skip
HEAD = {
    "Name": "#1001", "Email": "asha@mail.example", "Financial Status": "pending", "Accepts Marketing": "yes",
    "Currency": "INR", "Subtotal": "998.00", "Shipping": "50.00", "Taxes": "0.00", "Total": "1048.00",
    "Discount Code": "WELCOME", "Shipping Method": "Standard", "Created at": "2026-11-20 10:00:00 +0530",
    "Lineitem quantity": "2", "Lineitem name": "Steel bottle - 1 L", "Lineitem price": "499.00",
    "Lineitem sku": "BTL-001", "Billing Name": "Asha Verma", "Billing Zip": "'560001", "Billing Country": "IN",
    "Shipping Name": "Asha Verma", "Shipping Address1": "14, Palm Grove Road", "Shipping City": "Bengaluru",
    "Shipping Zip": "'560001", "Shipping Province": "KA", "Shipping Province Name": "Karnataka",
    "Shipping Country": "IN", "Shipping Phone": "'+919999900001", "Notes": "Call first\nthen ring",
    "Note Attributes": "GSTIN: 29ABCDE1234F1Z5\nGift wrap: blue", "Payment Method": "Cash on Delivery (COD)",
    "Outstanding Balance": "1048.00", "Id": "5900000000001", "Tags": "gift, repeat", "Source": "web",
    "Risk Level": "Low",
}  # fmt: skip
MORE = {
    "Name": "#1001", "Email": "asha@mail.example", "Lineitem quantity": "1", "Lineitem name": "Cap",
    "Lineitem price": "99.00", "Lineitem sku": "CAP-1",
}  # fmt: skip


def write(path: Path, rows: Sequence[dict[str, str]], header: Sequence[str] = HEADER, **how: Any) -> Path:
    with path.open("w", newline="", **{"encoding": "utf-8", **how}) as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows({key: row[key] for key in row if key in header} for row in rows)
    return path


def read(tmp_path: Path, *rows: dict[str, str], **how: Any) -> list[Draft | Failed]:
    return list(read_orders("shopify", write(tmp_path / "orders.csv", rows, **how)))


def test_continuation_rows_are_items_of_one_order(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, HEAD, MORE, {**MORE, "Lineitem name": "Scarf"})

    assert isinstance(draft, Draft)
    assert [(item["line"], item["title"], item["quantity"]) for item in draft.fields["items"]] == [
        (1, "Steel bottle - 1 L", 2), (2, "Cap", 1), (3, "Scarf", 1),
    ]  # fmt: skip


def test_an_export_says_what_a_webhook_says(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, HEAD)
    told = draft_from_shopify(shopify())

    assert isinstance(draft, Draft)
    for name in ("order_ref", "order_number", "buyer_name", "buyer_email", "recipient_phone", "ship_line1", "ship_city",
                 "ship_postcode", "ship_state", "ship_country", "order_total", "cod_amount", "payment_mode", "tax_id",
                 "order_tags", "ordered_at", "discount_codes", "consent_email"):  # fmt: skip
        assert draft.fields[name] == told.fields[name], name
    assert (draft.source, draft.source_ref, draft.state) == (told.source, told.source_ref, OrderState.CONFIRMED)


def test_an_export_never_overwrites_what_a_webhook_told(tmp_path: Path) -> None:
    for created, changed in (("2026-11-20 10:00:00 +0530", "2026-11-20T10:00:00+05:30"),
                             ("2026-11-20 10:00:00 +0530", "2026-11-20T10:00:09+05:30")):  # fmt: skip
        (draft,) = read(tmp_path, {**HEAD, "Created at": created})
        told = draft_from_shopify(shopify(updated_at=changed))
        assert isinstance(draft, Draft)
        assert (draft.source_at_ms, draft.rank) < (told.source_at_ms, told.rank)


def test_the_latest_time_named_is_the_file_s_time(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, {**HEAD, "Cancelled at": "2026-11-22 10:00:00 +0530"})

    assert isinstance(draft, Draft)
    assert (draft.source_at_ms, draft.state) == (1795321800000, OrderState.CANCELLED)


def test_columns_are_known_by_name_wherever_they_stand(tmp_path: Path) -> None:
    straight = read(tmp_path, HEAD, MORE)

    assert read(tmp_path, HEAD, MORE, header=tuple(reversed(HEADER))) == straight
    assert read(tmp_path, HEAD, MORE, encoding="utf-8-sig") == straight
    assert read(tmp_path, HEAD, MORE, encoding="utf-16") == straight


def test_what_a_column_says_beyond_the_vocabulary_is_kept_aside(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, {**HEAD, "Colour of box": "teal"}, header=(*HEADER, "Colour of box"))

    assert isinstance(draft, Draft)
    assert draft.unknown["$"] == {"Risk Level": "Low", "Colour of box": "teal"}


def test_card_data_is_cut_from_every_row(tmp_path: Path) -> None:
    card = "4111 1111 1111 1111"
    (draft,) = read(tmp_path, {**HEAD, "Notes": f"card {card} cvv 123"}, {**MORE, "Lineitem name": f"Visa card {card}"})

    assert isinstance(draft, Draft)
    assert "4111" not in everything(draft)
    assert len(draft.cut) >= 2


def test_masked_cells_are_withheld(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, {**HEAD, "Shipping Name": "********", "Shipping Phone": "98******10", "Phone": ""})

    assert isinstance(draft, Draft)
    assert {"recipient_name", "recipient_phone"} <= set(draft.withheld)


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([{**HEAD, "Id": "5.9E+12"}, MORE], ["input:rounded-number"] * 2),
        ([MORE], ["input:no-order-row"]),
        ([{**HEAD, "Name": ""}], ["input:no-reference"]),
    ],
)
def test_rows_that_cannot_be_an_order_fail_whole_and_alone(
    tmp_path: Path, rows: list[dict[str, str]], reasons: list[str]
) -> None:
    found = read(tmp_path, *rows, {**HEAD, "Name": "#1002", "Id": "5900000000002"})

    assert [record.reason for record in found[:-1] if isinstance(record, Failed)] == reasons
    assert isinstance(found[-1], Draft)


def test_without_an_id_the_name_is_the_reference(tmp_path: Path) -> None:
    header = tuple(name for name in HEADER if name != "Id")
    (draft,) = read(tmp_path, HEAD, header=header)

    assert isinstance(draft, Draft)
    assert draft.source_ref == "name:#1001"
