"""Shopify's CSV export of orders: one order over several rows, columns known by name.

The first row of an order says everything; the rows after it repeat Name and Email and add an item
each. The order of columns has changed over the years, so only names count. A file tells no time of
change; see intake.newer for what that means. Must never read an instrument out of the payment columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from orderveil.core.order import Draft, OrderState
from orderveil.detect.cards import cut_cards, may_hold_card
from orderveil.intake.attributes import put_attributes
from orderveil.intake.gathering import ROOT, Gathering
from orderveil.intake.newer import TOLD_BY_FILE, latest_ms, rank_of
from orderveil.intake.payment import is_cash_on_delivery
from orderveil.intake.shopify import SOURCE
from orderveil.intake.tables import Failed, Row, is_rounded, unguard

_MOST_ROWS = 5_000
_FIELD_OF = {
    "Name": "order_number",
    "Email": "buyer_email",
    "Financial Status": "payment_status",
    "Currency": "currency",
    "Subtotal": "subtotal",
    "Shipping": "shipping_total",
    "Taxes": "tax_total",
    "Total": "order_total",
    "Discount Amount": "discount_total",
    "Shipping Method": "shipping_method",
    "Created at": "ordered_at",
    "Billing Name": "bill_name",
    "Billing Address1": "bill_line1",
    "Billing Address2": "bill_line2",
    "Billing Company": "bill_company",
    "Billing City": "bill_city",
    "Billing Zip": "bill_postcode",
    "Billing Country": "bill_country",
    "Billing Phone": "bill_phone",
    "Shipping Name": "recipient_name",
    "Shipping Address1": "ship_line1",
    "Shipping Address2": "ship_line2",
    "Shipping Company": "recipient_company",
    "Shipping City": "ship_city",
    "Shipping Zip": "ship_postcode",
    "Shipping Country": "ship_country",
    "Notes": "buyer_note",
    "Payment Method": "payment_method",
    "Tags": "order_tags",
    "Source": "sales_channel",
}
_ITEM = {
    "Lineitem quantity": "quantity",
    "Lineitem name": "title",
    "Lineitem price": "unit_price",
    "Lineitem sku": "sku",
}
_READ_APART = frozenset({
    "Accepts Marketing", "Billing Province", "Billing Province Name", "Billing Street", "Cancelled at", "Canceled at",
    "Discount Code", "Fulfilled at", "Fulfillment Status", "Id", "Note Attributes", "Outstanding Balance", "Paid at",
    "Payment ID", "Payment Reference", "Payment References", "Phone", "Refunded Amount", "Shipping Phone",
    "Shipping Province", "Shipping Province Name", "Shipping Street",
})  # fmt: skip
_TAKEN = _READ_APART | _FIELD_OF.keys() | _ITEM.keys()
_PAID = frozenset({"authorized", "paid", "partially_paid", "partially_refunded", "refunded"})


def is_shopify_header(header: Iterable[str]) -> bool:
    """Tell whether a table is Shopify's export of orders."""
    return {"Name", "Lineitem name", "Lineitem quantity"} <= set(header)


def drafts_from_shopify_csv(rows: Iterable[Row | Failed]) -> Iterator[Draft | Failed]:
    """Yield one draft per order, in the file's order. A row that cannot be read fails its order alone."""
    group: list[Row] = []
    for row in rows:
        if isinstance(row, Failed):
            yield row
            continue
        name = row.cells.get("Name", "").strip()
        if group and name != group[0].cells["Name"].strip():
            yield from _finish(group)
            group = []
        if not name:
            yield _failed(row, "input:no-reference", "a row without a Name belongs to no order")
        elif len(group) >= _MOST_ROWS:
            yield _failed(row, "input:too-large", f"more than {_MOST_ROWS} rows in one order")
        else:
            group.append(row)
    if group:
        yield from _finish(group)


def _finish(group: list[Row]) -> Iterator[Draft | Failed]:
    """Yield an order's draft, or every row of it as failed, so that it can be handed back whole."""
    get = group[0].cells.get
    if is_rounded(get("Id", "").strip()):
        yield from (_failed(row, "input:rounded-number", "a spreadsheet rounded the Id; export again") for row in group)
    elif not any(get(name, "").strip() for name in ("Financial Status", "Created at", "Total")):
        yield from (_failed(row, "input:no-order-row", "the row with the order itself is missing") for row in group)
    else:
        yield _draft_of(group)


def _failed(row: Row, reason: str, message: str) -> Failed:
    return Failed(f"line {row.line}", reason, message, tuple(row.cells.values()))


def cut_row(row: Row) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return a row's cells cut of card data, with the columns in which something was cut."""
    # with their columns' names: a CVV is told by nothing else
    written = "\n".join([f'"{name}":"{cell}"' for name, cell in row.cells.items() if cell])
    if not may_hold_card(written.encode("utf-8", "surrogatepass")):
        return row.cells, ()
    cells, cut = cut_cards(row.cells)
    return cells, cut


def _draft_of(group: list[Row]) -> Draft:
    head, cut = cut_row(group[0])
    cells = {name: unguard(cell) for name, cell in head.items()}
    get = cells.get
    ref = get("Id") or f"name:{get('Name')}"
    into = Gathering(get("Shipping Country") or get("Billing Country") or None)
    into.put("order_ref", ref)
    for column, name in _FIELD_OF.items():
        into.put(name, get(column, ""))
    _put_rest(into, cells)
    cut += _put_items(into, group)
    into.keep(ROOT, {key: cell for key, cell in cells.items() if cell}, _TAKEN)
    state = _state_of(cells, into)
    withheld = into.finish()
    return Draft(
        source=SOURCE,
        source_ref=ref,
        source_at_ms=latest_ms(*map(get, ("Created at", "Paid at", "Fulfilled at", "Cancelled at", "Canceled at"))),
        rank=rank_of(state, 0, TOLD_BY_FILE),
        state=state,
        fields=into.fields,
        withheld=withheld,
        unknown=into.unknown,
        cut=cut,
    )


def _put_rest(into: Gathering, cells: dict[str, str]) -> None:
    get = cells.get
    phones = [get(name, "") for name in ("Phone", "Billing Phone", "Shipping Phone")]
    phones = ["" if is_rounded(phone) else phone for phone in phones]
    into.put("buyer_name", get("Billing Name", ""), get("Shipping Name", ""))
    into.put("buyer_phone", *phones)
    if get("Shipping Address1") or get("Shipping Zip"):
        into.put("recipient_phone", phones[2], phones[0], phones[1])
    for prefix, place in (("bill", "Billing"), ("ship", "Shipping")):
        into.put(f"{prefix}_state", get(f"{place} Province Name", ""), get(f"{place} Province", ""))
        if not get(f"{place} Address1"):
            into.put(f"{prefix}_line1", get(f"{place} Street", ""))
    into.put("discount_codes", get("Discount Code", ""))
    into.put("consent_email", get("Accepts Marketing", ""))
    into.put("payment_ref", get("Payment Reference", ""), get("Payment ID", ""))
    into.put("refund_total", get("Refunded Amount", "") if get("Refunded Amount", "") not in ("0", "0.00") else "")
    into.put("cod_amount", *_due(cells))
    if get("Payment Method"):
        into.put("payment_mode", "cod" if is_cash_on_delivery(get("Payment Method", "")) else "prepaid")
    pairs = [line.partition(":") for line in get("Note Attributes", "").splitlines() if line.strip()]
    told = [{"name": name.strip(), "value": value.strip()} for name, _, value in pairs]
    put_attributes(into, told, "Note Attributes")


def _due(cells: dict[str, str]) -> tuple[str, ...]:
    if not is_cash_on_delivery(cells.get("Payment Method", "")) or cells.get("Financial Status") == "paid":
        return ()
    return (cells.get("Outstanding Balance", ""), cells.get("Total", ""))


def _put_items(into: Gathering, group: list[Row]) -> tuple[str, ...]:
    """Hold one item per row; return the places of cuts in the continuation rows."""
    items: list[dict[str, Any]] = []
    cuts: list[str] = []
    for at, row in enumerate(group):
        cells, cut = cut_row(row)
        if at:
            cuts += [f"row {at + 1}.{path}" for path in cut]
            rest = {key: cell for key, cell in cells.items() if cell.strip() and key not in ("Name", "Email", *_ITEM)}
            into.keep(f"rows[{at}]", rest, ())
        item = {key: unguard(cells.get(column, "")) or None for column, key in _ITEM.items()}
        if any(item.values()):
            items.append({"line": len(items) + 1, **item})
    if items:
        into.put_lines("rows", items)
    return tuple(cuts)


def _state_of(cells: dict[str, str], into: Gathering) -> OrderState:
    money, sent = cells.get("Financial Status", ""), cells.get("Fulfillment Status", "")
    if cells.get("Cancelled at") or cells.get("Canceled at"):
        return OrderState.CANCELLED
    if sent == "restocked" or (money == "refunded" and sent in ("fulfilled", "partial")):
        return OrderState.RETURNED
    if sent == "fulfilled":
        return OrderState.SHIPPED
    if sent == "partial":
        return OrderState.PART_SHIPPED
    if money in _PAID or into.fields.get("payment_mode") == "cod":
        return OrderState.CONFIRMED
    return OrderState.PLACED
