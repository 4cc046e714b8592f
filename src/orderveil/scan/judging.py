"""What a hop's contract says of what was found: may it be there, a stand-in alone, or nothing of the kind.

A file does not tell in which state its orders are, so the most that any state allows is taken.
Pure. Must never call anything safe: it says what a contract owes, and no more.
"""

from __future__ import annotations

from enum import StrEnum

from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment

_ADDRESS = ("ship_line1", "ship_line2", "ship_landmark", "bill_line1", "bill_line2")
_FIELDS_OF: dict[str, tuple[str, ...]] = {
    "AADHAAR": (),
    "ADDRESS": _ADDRESS,
    "AMOUNT": ("order_total", "cod_amount", "subtotal", "refund_total", "shipping_total", "tax_total"),
    "AWB": ("awb",),
    "CARD": (),
    "EMAIL": ("buyer_email",),
    "GSTIN": ("tax_id",),
    "IBAN": ("refund_account",),
    "LICENCE": (),
    "NAME": ("buyer_name", "recipient_name", "bill_name"),
    "NATIONAL_ID": ("tax_id",),  # a CPF or a codice fiscale is what customs ask for
    "ORDER_REF": ("order_ref", "order_number"),
    "OTP": (),
    "PAN": ("tax_id",),
    "PASSPORT": (),
    "PHONE": ("buyer_phone", "recipient_phone", "bill_phone", "whatsapp_phone"),
    "POSITION": ("ship_position",),
    "POSTCODE": ("ship_postcode", "bill_postcode"),
    "TAX_ID": ("tax_id",),
    "TRACKING_URL": ("tracking_url", "order_status_url"),
    "UPI": ("refund_account",),
}
_STAND_INS = frozenset((Treatment.ALIAS, Treatment.VIRTUAL))


class Verdict(StrEnum):
    """What a contract says of a finding's type."""

    NOT_OWED = "not owed"
    OWED = "owed"  # in some state of an order, as it is
    STAND_IN = "stand-in only"  # an alias or a virtual number looks alike; whether this is one the file cannot tell


def judge(kind: str, contract: Contract) -> Verdict:
    """Return what `contract` says of findings of this type, purposes of single looks left aside."""
    given = {
        stage.treatment
        for field in _FIELDS_OF.get(kind, ())
        if field in FIELDS and (rule := contract.fields.get(FieldName(field))) is not None
        for stage in rule.stages
    }
    if Treatment.CLEAR in given:
        return Verdict.OWED
    return Verdict.STAND_IN if given & _STAND_INS else Verdict.NOT_OWED
