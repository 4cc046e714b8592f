"""Any CSV: its mapping proposed, previewed, dry-run, saved and used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.errors import BadConfiguration
from orderveil.core.order import Draft, OrderState
from orderveil.intake.csv_mapping import drafts_from_csv, dry_run, iso_time, preview
from orderveil.intake.mapping import CsvMapping, load_mapping, read_mapping, save_mapping, write_mapping
from orderveil.intake.newer import moment_ms
from orderveil.intake.orderfile import read_orders
from orderveil.intake.proposing import mapping_of, propose
from orderveil.intake.tables import Failed, Row, Table

TEXT = """\
Sub Order No,Order Date,Customer Name,Mobile,Mail,Shipping Address,City,Pincode,SKU,Qty,Price,Total,Payment Mode,Order Status,AWB No,Mystery
S-1,20/11/2026 10:00,Asha Verma,99999 00001,asha@mail.example,"14, Palm Grove Road",Bengaluru,560001,BTL,2,499.00,1097.00,COD,Shipped,AWB9001,x1
S-1,20/11/2026 10:00,Asha Verma,99999 00001,asha@mail.example,"14, Palm Grove Road",Bengaluru,560001,CAP,1,99.00,1097.00,COD,Shipped,AWB9001,x2
S-2,21/11/2026 09:30 PM,ரவி குமார்,9.19E+11,ravi@mail.example,7 Lake View Street,Chennai,600001,KRT,1,999.00,999.00,Prepaid,Cancelled,,
"""  # noqa: E501


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "orders.csv"
    found.write_text(TEXT, encoding="utf-8")
    return found


def proposed(path: Path) -> CsvMapping:
    with Table(path) as table:
        samples = [row.cells for row in table.rows() if isinstance(row, Row)]
        return mapping_of("demo", propose(table.header, samples), samples)


def test_a_mapping_is_proposed_from_names(path: Path) -> None:
    mapping = proposed(path)

    assert mapping.columns == {
        "Sub Order No": "order.ref", "Order Date": "ordered_at", "Customer Name": "buyer_name",
        "Mobile": "buyer_phone", "Mail": "buyer_email", "Shipping Address": "ship_line1", "City": "ship_city",
        "Pincode": "ship_postcode", "SKU": "item.sku", "Qty": "item.quantity", "Price": "item.unit_price",
        "Total": "order_total", "Payment Mode": "payment_method", "Order Status": "order.state", "AWB No": "awb",
    }  # fmt: skip
    assert mapping.dates == "dmy"


def test_a_column_whose_name_says_nothing_is_known_by_its_cells() -> None:
    samples = [
        {"A": f"+91 99999 0000{n}", "B": f"a{n}@mail.example", "C": "560001", "D": "2026-11-20"} for n in range(9)
    ]

    assert {proposal.column: proposal.target for proposal in propose(list("ABCD"), samples)} == {
        "A": "buyer_phone", "B": "buyer_email", "C": "ship_postcode", "D": None,
    }  # fmt: skip


def test_cells_may_speak_against_a_name() -> None:
    people = [{"Name": "Asha Verma"}, {"Name": "Ravi Kumar"}]
    orders = [{"Name": "#1001"}, {"Name": "#1002"}]

    assert propose(["Name"], people)[0].target != "order.ref"
    assert propose(["Name"], orders)[0].target == "order.ref"


def test_an_order_is_drafted_through_its_mapping(path: Path) -> None:
    first, second = read_orders("csv", path, mapping=replace(proposed(path), country="IN"))

    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.source, first.source_ref, first.state) == ("csv", "S-1", OrderState.SHIPPED)
    assert first.fields["buyer_phone"] == "+919999900001"
    assert first.fields["ordered_at"] == "2026-11-20T10:00:00Z"
    assert [item["sku"] for item in first.fields["items"]] == ["BTL", "CAP"]
    assert first.fields["payment_mode"] == "cod"
    assert first.shipments[0].fields["awb"] == "AWB9001"
    assert first.unknown["$"] == {"Mystery": "x1"}
    assert first.unknown["rows[1]"] == {"Mystery": "x2"}
    assert second.state is OrderState.CANCELLED
    assert "buyer_phone" not in second.fields  # a spreadsheet rounded it
    assert second.fields["ordered_at"] == "2026-11-21T21:30:00Z"


def test_a_dry_run_counts_and_tells_no_cell(path: Path) -> None:
    run = dry_run(read_orders("csv", path, mapping=proposed(path)))

    assert (run.orders, run.items, sum(run.failed.values())) == (2, 3, 0)
    assert run.kept_aside == {"Mystery": 1}
    assert "Asha" not in repr(run)
    assert "99999" not in repr(run)


def test_a_preview_shows_the_first_orders_alone(path: Path) -> None:
    assert [record.source_ref for record in preview(read_orders("csv", path, mapping=proposed(path)), 1)
            if isinstance(record, Draft)] == ["S-1"]  # fmt: skip


def test_rows_without_a_reference_or_with_a_rounded_one_fail_alone() -> None:
    mapping = CsvMapping("demo", {"Id": "order.ref"})
    rows = [Row(2, {"Id": ""}), Row(3, {"Id": "5.9E+12"}), Row(4, {"Id": "A1"})]
    found = list(drafts_from_csv(mapping, rows))

    assert [record.reason for record in found[:2] if isinstance(record, Failed)] == [
        "input:no-reference", "input:rounded-number",
    ]  # fmt: skip
    assert isinstance(found[2], Draft)


def test_a_mapping_is_saved_and_read_back_the_same(tmp_path: Path, path: Path) -> None:
    mapping = replace(
        proposed(path), country="IN", encoding="cp1252", delimiter=";", drop=("Mystery",),
        states={"gone out": OrderState.SHIPPED},
    )  # fmt: skip

    assert load_mapping(save_mapping(mapping, tmp_path / "mappings")) == mapping


@given(st.dictionaries(st.text(min_size=1, max_size=12), st.just("order.ref"), min_size=1, max_size=1))
def test_any_column_name_survives_saving(columns: dict[str, str]) -> None:
    mapping = CsvMapping("demo", columns, drop=tuple(columns))

    assert read_mapping(write_mapping(mapping)) == mapping


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name = 'a'\n[columns]\nx =", "m:3"),
        ("name = 'a'\nnope = 1\n[columns]\nx = 'order.ref'", "nope"),
        ("name = 'a'\n[columns]\nx = 'credit_card'", "columns.x"),
        ("name = 'a'\n[columns]\nx = 'buyer_email'", "columns"),
        ("name = 'a'\n[columns]\nx = 'order.ref'\ny = 'order.ref'", "columns.y"),
        ("name = '../a'\n[columns]\nx = 'order.ref'", "name"),
        ("name = 'a'\n[columns]\nx = 1", "columns"),
        ("name = 'a'\n[columns]\nx = 'order.ref'\n[states]\ngone = 'vanished'", "states"),
        ("name = 'a'\ndates = 'ydm'\n[columns]\nx = 'order.ref'", "dates"),
        ("name = 'a'\ndrop = 1\n[columns]\nx = 'order.ref'", "drop"),
        ("name = 'a'\nstates = 1\n[columns]\nx = 'order.ref'", "states"),
    ],
)
def test_a_wrong_mapping_is_refused_by_place(text: str, place: str) -> None:
    with pytest.raises(BadConfiguration) as raised:
        read_mapping(text, "m")

    assert raised.value.place is not None
    assert place in raised.value.place


@pytest.mark.parametrize(
    ("cell", "dates", "iso"),
    [
        ("20/11/2026", "dmy", "2026-11-20"),
        ("11/20/2026 10:00", "mdy", "2026-11-20 10:00"),
        ("20-11-2026 12:05 am", "dmy", "2026-11-20 00:05"),
        ("20.11.2026, 09:30:15 PM", "dmy", "2026-11-20 21:30:15"),
        ("2026-11-20T10:00:00Z", "dmy", "2026-11-20T10:00:00Z"),
        ("soon", "dmy", "soon"),
    ],
)
def test_spreadsheet_times_are_read_as_the_mapping_says(cell: str, dates: str, iso: str) -> None:
    assert iso_time(cell, dates) == iso
    assert iso == "soon" or moment_ms(iso) is not None
