"""Proposing a mapping for a CSV nobody has mapped yet, from its header and a few rows.

A proposal is only that: it is shown with its reasons, previewed and dry-run before anything is
sealed. Names of columns count first; what the cells look like confirms or breaks a tie, and finds a
phone or e-mail under a name that says nothing. Cells are looked at, never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orderveil.core.normalise import phone_e164
from orderveil.intake.mapping import CHANGED_AT, REF, STATE, CsvMapping
from orderveil.intake.newer import moment_ms
from orderveil.intake.tables import unguard

# Words of column names, folded to letters and digits, to what they mean. The first match of a target wins.
_MEANINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (REF, ("orderid", "orderref", "orderreference", "id", "suborderno", "suborderid", "saleordercode", "ordernumber",
           "orderno", "ordercode", "order", "name")),
    ("order_number", ("displayorderid", "displayordercode", "ordernumber", "orderno", "ordername")),
    (CHANGED_AT, ("updatedat", "modifiedat", "lastmodified", "lastupdated", "dateupdated", "datemodified",
                  "updatedon", "modifieddate", "updateddate")),
    ("ordered_at", ("createdat", "orderdate", "orderedat", "purchasedate", "dateofpurchase", "orderdatetime",
                    "createdon", "placedat", "created", "date", "ordercreateddate", "orderplacedon")),
    (STATE, ("orderstatus", "status", "orderstate", "saleorderstatus", "fulfillmentstatus")),
    ("buyer_name", ("customername", "buyername", "buyer", "customer", "billtoname", "clientname", "fullname")),
    ("recipient_name", ("recipientname", "shippingname", "shiptoname", "consigneename", "consignee", "receivername",
                        "deliveryname", "shippingaddressname")),
    ("bill_name", ("billingname", "billname", "billingaddressname", "invoicename")),
    ("buyer_email", ("email", "emailid", "customeremail", "buyeremail", "emailaddress", "notificationemail", "mail")),
    ("buyer_phone", ("phone", "mobile", "phonenumber", "mobilenumber", "contact", "contactnumber", "customerphone",
                     "customermobile", "buyerphonenumber", "notificationmobile", "telephone", "mobileno", "phoneno",
                     "contactno")),
    ("recipient_phone", ("shippingphone", "shipphonenumber", "recipientphone", "consigneephone", "deliveryphone",
                         "shippingaddressphone", "shiptophone", "receiverphone", "consigneemobile")),
    ("whatsapp_phone", ("whatsapp", "whatsappnumber", "whatsappno")),
    ("ship_line1", ("shippingaddress", "address", "address1", "addressline1", "shippingaddress1", "shipaddress1",
                    "shippingaddressline1", "deliveryaddress", "consigneeaddress", "street", "shippingstreet",
                    "shiptoaddress")),
    ("ship_line2", ("address2", "addressline2", "shippingaddress2", "shipaddress2", "shippingaddressline2")),
    ("ship_landmark", ("landmark", "nearestlandmark", "shippinglandmark")),
    ("ship_city", ("city", "shippingcity", "shipcity", "shippingaddresscity", "town", "deliverycity")),
    ("ship_state", ("state", "shippingstate", "shipstate", "province", "shippingprovince", "customerstate", "region")),
    ("ship_postcode", ("pincode", "pin", "zip", "zipcode", "postcode", "postalcode", "shippingzip", "shippingpincode",
                       "shippostalcode", "shippingpostcode", "shippingaddresspincode", "deliverypincode")),
    ("ship_country", ("country", "shippingcountry", "shipcountry", "countrycode", "shippingaddresscountry")),
    ("bill_line1", ("billingaddress", "billingaddress1", "billingaddressline1", "billaddress1", "billingstreet")),
    ("bill_line2", ("billingaddress2", "billingaddressline2")),
    ("bill_city", ("billingcity", "billingaddresscity")),
    ("bill_state", ("billingstate", "billingprovince", "billingaddressstate")),
    ("bill_postcode", ("billingzip", "billingpincode", "billingpostcode", "billingaddresspincode")),
    ("bill_country", ("billingcountry", "billingaddresscountry")),
    ("bill_phone", ("billingphone", "billingmobile", "billingaddressphone")),
    ("item.sku", ("sku", "lineitemsku", "itemsku", "skucode", "productsku", "sellersku", "itemskucode")),
    ("item.gtin", ("gtin", "ean", "barcode", "upc")),
    ("item.title", ("productname", "itemname", "lineitemname", "product", "item", "title", "itemtypename",
                    "producttitle")),
    ("item.variant", ("variant", "size", "varianttitle", "color")),
    ("item.quantity", ("quantity", "qty", "lineitemquantity", "quantitypurchased", "units")),
    ("item.unit_price", ("price", "unitprice", "itemprice", "lineitemprice", "sellingprice", "rate")),
    ("item.hsn", ("hsn", "hsncode", "hsnsac")),
    ("currency", ("currency", "currencycode")),
    ("subtotal", ("subtotal",)),
    ("discount_total", ("discount", "discountamount", "totaldiscount", "discounttotal")),
    ("shipping_total", ("shipping", "shippingcharges", "shippingtotal", "shippingprice", "deliverycharges")),
    ("tax_total", ("tax", "taxes", "totaltax", "taxtotal", "gstamount")),
    ("order_total", ("total", "ordertotal", "amount", "totalprice", "ordervalue", "grandtotal", "invoicevalue",
                     "orderamount", "totalamount")),
    ("cod_amount", ("codamount", "amounttocollect", "collectableamount", "collectable", "codvalue")),
    ("payment_method", ("paymentmethod", "paymentmode", "paymenttype", "payment", "modeofpayment")),
    ("payment_status", ("paymentstatus", "financialstatus")),
    ("weight_grams", ("weightgrams", "weightg", "grams", "weightingrams")),
    ("awb", ("awb", "awbnumber", "awbno", "trackingnumber", "trackingno", "waybill", "waybillnumber", "awbcode")),
    ("courier_name", ("courier", "couriername", "carrier", "shippingprovider", "logisticspartner", "courierpartner",
                      "couriercompany")),
    ("tax_id", ("gstin", "customergstin", "gst", "gstnumber", "taxid", "vatnumber")),
    ("invoice_number", ("invoicenumber", "invoiceno", "invoicecode")),
    ("buyer_note", ("notes", "note", "customernote", "remarks", "comments", "ordernotes")),
    ("gift_message", ("giftmessage", "giftnote")),
    ("delivery_instructions", ("deliveryinstructions", "deliverynote", "specialinstructions")),
    ("order_tags", ("tags", "ordertags")),
    ("sales_channel", ("channel", "saleschannel", "channelname", "marketplace", "ordersource")),
    ("ip_address", ("ip", "ipaddress", "customerip")),
)  # fmt: skip
_NOT_WORD = re.compile(r"[\W_]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PIN = re.compile(r"[1-9][0-9]{2} ?[0-9]{3}")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Proposal:
    """One column's proposed meaning. `target` None: kept aside as unknown. `why` names a rule, not a cell."""

    column: str
    target: str | None
    why: str


def propose(header: Sequence[str], samples: Sequence[dict[str, str]]) -> list[Proposal]:
    """Return one proposal per column, in the header's order, from at most the first 50 samples."""
    samples = samples[:_SAMPLE]
    words = {column: _NOT_WORD.sub("", column).lower() for column in header}
    found: dict[str, tuple[str, str]] = {}
    for target, names in _MEANINGS:
        free = {words[column]: column for column in reversed(header) if column not in found}
        for name in names:
            if name in free and _fits(target, _cells(free[name], samples)):
                found[free[name]] = (target, "its name")
                break
    taken = {target for target, _ in found.values()}
    for column in header:
        if column not in found:
            seen = _looks_like(_cells(column, samples))
            if seen is not None and seen not in taken:
                found[column] = (seen, "what its cells look like")
                taken.add(seen)
    return [Proposal(column, *found.get(column, (None, "nothing known"))) for column in header]


def mapping_of(name: str, proposals: Sequence[Proposal], samples: Sequence[dict[str, str]] = ()) -> CsvMapping:
    """Return the mapping that takes every proposal as it stands."""
    columns = {proposal.column: proposal.target for proposal in proposals if proposal.target is not None}
    dated = [column for column, target in columns.items() if target in ("ordered_at", CHANGED_AT)]
    cells = [cell for column in dated for cell in _cells(column, samples)]
    return CsvMapping(name=name, columns=columns, dates=date_order(cells))


def date_order(cells: Sequence[str]) -> str:
    """Return how dates are written: `ymd`, `dmy` or `mdy`. Where the cells fit both, day first."""
    parts = [found for found in map(_DAY_FIRST.match, cells) if found]
    if not parts:
        return "ymd"
    return "mdy" if any(int(found[2]) > 12 for found in parts) else "dmy"


def _cells(column: str, samples: Sequence[dict[str, str]]) -> list[str]:
    return [cell for cell in (unguard(row.get(column, "")) for row in samples) if cell]


def _fits(target: str, cells: Sequence[str]) -> bool:
    """Tell whether the cells do not speak against a name: a column `Name` may hold order numbers or people."""
    if not cells:
        return True
    if target == "buyer_email":
        return _share(cells, lambda cell: "@" in cell or "*" in cell) > 0.5
    if target == REF:
        return not _share(cells, lambda cell: " " in cell and not any(sign.isdigit() for sign in cell)) > 0.5
    if target in ("buyer_phone", "recipient_phone", "bill_phone"):
        return not _share(cells, lambda cell: "@" in cell) > 0.5
    return True


def _looks_like(cells: Sequence[str]) -> str | None:
    if len(cells) < 2:
        return None
    if _share(cells, lambda cell: _EMAIL.fullmatch(cell) is not None) > 0.8:
        return "buyer_email"
    if (
        _share(cells, lambda cell: len(cell) >= 10 and phone_e164(cell, "IN") is not None) > 0.8
        and _share(cells, lambda cell: moment_ms(cell) is not None) < 0.2
    ):
        return "buyer_phone"
    if _share(cells, lambda cell: _PIN.fullmatch(cell) is not None) > 0.9:
        return "ship_postcode"
    return None


def _share(cells: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return sum(1 for cell in cells if is_so(cell)) / len(cells)
